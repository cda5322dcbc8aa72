package facts

import "fmt"

// remedy returns the steps that establish a fact. Settings have theirs from
// the database's own rules, everything else from the profile.
func (p *Profile) remedy(f Fact) []Remedy {
	out := []Remedy{}
	if f.Subject.Type == DBSetting && f.Expect != nil {
		return settingRemedy(f)
	}
	var general []Remedy
	for _, plan := range p.Remedies {
		if plan.Fact != f.Subject.Type || plan.Name != "" && plan.Name != f.Subject.Name {
			continue
		}
		for _, s := range plan.Steps {
			if f.Subject.Engine != NoEngine && s.Engine != NoEngine && s.Engine != f.Subject.Engine {
				continue
			}
			r := Remedy{Engine: s.Engine, Language: s.Language, Text: s.Text, Note: s.Note}
			if plan.Name == "" {
				general = append(general, r)
			} else {
				out = append(out, r)
			}
		}
	}
	if len(out) == 0 && f.Kind == Requirement && f.Subject.Name != "storage" && f.Subject.Name != "restore" {
		out = append(out, general...)
	} else if len(out) == 0 && f.Subject.Type == LineageAnnotation {
		out = append(out, general...)
	}
	return out
}

// settingRemedy sets a database variable so that it reaches the sessions of the
// migration and outlives a restart, and says how to take it back.
func settingRemedy(f Fact) []Remedy {
	name, value, text := f.Subject.Name, f.Expect.Value, f.Expect.Text
	quote := func(v string) string {
		if isNatural(v) {
			return v
		}
		return "'" + v + "'"
	}
	mysql := []Remedy{
		{
			Engine: MySQL, Language: "sql", Text: fmt.Sprintf("SET PERSIST %s = %s;", name, quote(value)),
			Note: fmt.Sprintf("MySQL 8.0 and later; it reaches new connections only. On MariaDB and before MySQL 8.0 run SET GLOBAL %s = %s; and put the line into my.cnf as well. On a managed database change the parameter group.", name, quote(value)),
		},
		{Engine: MySQL, Language: "ini", Text: fmt.Sprintf("[mysqld]\n%s = %s", name, value), Note: "my.cnf, for a value that outlives a restart where SET PERSIST does not exist"},
		{Engine: MySQL, Language: "sql", Text: fmt.Sprintf("RESET PERSIST %s;", name), Note: "takes it back after the migration, from the next restart on"},
	}
	postgres := []Remedy{
		{
			Engine: Postgres, Language: "sql", Text: fmt.Sprintf("ALTER ROLE <migrating user> SET %s = '%s';", name, text),
			Note: fmt.Sprintf("it reaches new sessions of that user, which are the ones that migrate; SET %s in a session of your own would not", name),
		},
		{Engine: Postgres, Language: "sql", Text: fmt.Sprintf("ALTER ROLE <migrating user> RESET %s;", name), Note: "takes it back after the migration"},
	}
	if !PerRole(name) {
		postgres = []Remedy{
			{
				Engine: Postgres, Language: "sql", Text: fmt.Sprintf("ALTER SYSTEM SET %s = '%s';", name, text),
				Note: "as a superuser; then SELECT pg_reload_conf(), or restart the server where pg_settings calls its context postmaster",
			},
			{Engine: Postgres, Language: "sql", Text: fmt.Sprintf("ALTER SYSTEM RESET %s;", name), Note: "takes it back after the migration, in the same way"},
		}
	}
	switch f.Subject.Engine {
	case MySQL:
		return mysql
	case Postgres:
		return postgres
	}
	return append(mysql, postgres...)
}
