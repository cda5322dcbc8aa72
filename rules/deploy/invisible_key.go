package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/invisible-primary-key",
		Title:   "the server adds no invisible primary keys to tables",
		Why:     "a table that a migration makes without a primary key gets a column my_row_id, and the next migration, which adds its own key, fails; managed MySQL has this on by default",
		Sources: []string{"OpenMetadata issue 21264"},
		Queries: []probe.Query{
			{Name: "invisible-key", Engine: "mysql", SQL: `SHOW GLOBAL VARIABLES WHERE Variable_name = 'sql_generate_invisible_primary_key'`},
			{Name: "invisible-columns", Engine: "mysql", SQL: `SELECT TABLE_NAME AS name FROM information_schema.COLUMNS
				WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'my_row_id' AND EXTRA LIKE '%INVISIBLE%' ORDER BY TABLE_NAME`},
		},
		Database: judgeInvisibleKey,
		Answers:  []string{"db-schema/mysql/no-invisible-primary-keys"},
	})
}

func judgeInvisibleKey(d database) []rules.Finding {
	var found []rules.Finding
	const name = "sql_generate_invisible_primary_key"
	value := strings.ToUpper(d.Look("invisible-key").Value("value"))
	if value == "ON" {
		f := d.finding(rules.Fail, "invisible-key", "%s is ON: the server adds a column my_row_id to tables that the migrations make", name)
		f.Observed, f.Expected = "ON", "OFF"
		f.Remedy = []facts.Remedy{d.serverSetting(name, "OFF")}
		found = append(found, f)
	}
	if tables := d.Look("invisible-columns").Column("name"); len(tables) > 0 {
		f := d.finding(rules.Fail, "invisible-columns", "the server added an invisible primary key to %s; the migration that gives it its own stops there", some(tables))
		f.Observed, f.Expected = facts.Optional(some(tables)), "no column my_row_id"
		var drops []string
		for _, t := range tables {
			drops = append(drops, fmt.Sprintf("ALTER TABLE %s DROP PRIMARY KEY, DROP COLUMN my_row_id;", sqlquote.MySQLName(t)))
		}
		f.Remedy = []facts.Remedy{d.sql("rewrites the tables; first turn "+name+" off", "%s", strings.Join(drops, " "))}
		found = append(found, f)
	}
	if len(found) == 0 {
		f := d.finding(rules.Pass, "invisible-key", "the server adds no invisible primary keys")
		f.Observed, f.Expected = facts.Optional(value), "OFF"
		if value == "" {
			f.Observed = "no such setting"
		}
		found = append(found, f)
	}
	return found
}
