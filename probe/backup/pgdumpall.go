package backup

import "github.com/omlint/omlint/probe"

func init() { register(pgDumpAll{}) }

// pgDumpAll reads the SQL of pg_dumpall: the roles, then a dump of each
// database with its own header and end marker, then the cluster's end marker.
// The markers inside say nothing about the end of the whole.
type pgDumpAll struct{}

func (pgDumpAll) name() string { return "pg_dumpall" }

func (pgDumpAll) match(head []byte) bool { return headerLine(head, pgClusterHeader) }

func (pgDumpAll) read(in *input, b *probe.Backup) error {
	if err := preamble(in, b, pgClusterHeader); err != nil {
		return err
	}
	r := newPGScript(in, b)
	if err := r.readAll(in); err != nil {
		return err
	}
	if r.clusterHeaders > r.clusterFooters {
		return damaged("the dump has no end: the line %q is missing, so it was cut", "-- "+pgClusterEnd)
	}
	if r.headers == 0 {
		note(b, "holds roles and settings alone (--globals-only): no database")
	}
	if b.Producer == "" {
		b.Producer = "pg_dumpall"
	}
	return r.closed(in.end)
}
