package restore

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/omlint/omlint/probe"
)

// compare counts what arrived: every row that the backup holds, and every
// constraint that its source has.
func compare(ctx context.Context, req Request, result *probe.Restore) error {
	e := engines[req.Into.Engine]
	listed, err := look(ctx, req, req.Into, e.tables, e.constraints)
	if err != nil {
		return fmt.Errorf("restored, but not counted: %w", err)
	}
	there := map[string]int64{}
	names := listed.Look("restored").Column("name")
	const atOnce = 100 // one query counts so many tables
	for len(names) > 0 {
		part := names[:min(atOnce, len(names))]
		names = names[len(part):]
		counted, err := look(ctx, req, req.Into, e.count(part))
		if err != nil {
			return fmt.Errorf("restored, but not counted: %w", err)
		}
		for _, r := range counted.Look("counts").Records() {
			n, err := strconv.ParseInt(r["n"], 10, 64)
			if err != nil {
				return fmt.Errorf("restored, but not counted: %w", err)
			}
			there[r["name"]] = n
			result.Rows += n
		}
	}
	result.Tables = len(there)
	for _, t := range req.Backup.Tables {
		if !t.Created && t.Rows <= 0 {
			continue
		}
		n, ok := there[arrival(req.Backup, t.Name)]
		switch {
		case !ok:
			return fmt.Errorf("table %s did not arrive", t.Name)
		case t.Rows != probe.RowsUnknown && n != t.Rows:
			return fmt.Errorf("table %s has %d rows in the backup and %d restored", t.Name, t.Rows, n)
		}
	}
	return sameConstraints(ctx, req, listed)
}

// arrival is what a table of the backup is called where it arrived.
func arrival(b probe.Backup, table string) string {
	if b.Format == "mydumper" {
		return strings.TrimPrefix(table, b.Database+".")
	}
	return strings.TrimPrefix(table, "public.")
}

// sameConstraints compares with the source, where it is given: a dump has keys
// and checks in places of which some are lost quietly.
func sameConstraints(ctx context.Context, req Request, restored *probe.Database) error {
	e := engines[req.Into.Engine]
	for _, t := range req.Sources {
		if t.Engine != req.Into.Engine {
			continue
		}
		source, err := look(ctx, req, t, e.constraints)
		if err != nil {
			return fmt.Errorf("the constraints of the source could not be seen: %w", err)
		}
		there := map[string]bool{}
		for _, name := range restored.Look("constraints").Column("name") {
			there[name] = true
		}
		for _, name := range source.Look("constraints").Column("name") {
			if !there[name] {
				return fmt.Errorf("the constraint %s of %s did not arrive", name, t)
			}
		}
	}
	return nil
}
