package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/omlint/omlint/probe"
)

// SnapshotTable writes a snapshot for a person.
func SnapshotTable(w io.Writer, s *probe.Snapshot, o Options) error {
	p := &page{w: w, o: o}
	for _, d := range s.Databases {
		p.printf("%s\n", clean(d.Name))
		if d.Source == probe.SourceLive && !d.Connected {
			p.field("not seen", d.Why)
			continue
		}
		if d.VersionText != "" {
			p.field("server", d.VersionText)
		}
		p.settings(d.Settings)
		for _, l := range d.Looks {
			answer := fmt.Sprintf("%d rows", len(l.Rows))
			switch {
			case l.Why != "":
				answer = "unknown: " + l.Why
			case l.Absent:
				answer = "nothing of the kind"
			case len(l.Rows) == 1 && len(l.Rows[0]) == 1:
				answer = l.Rows[0][0]
			case len(l.Rows) == 1:
				answer = "1 row"
			}
			p.field("look", l.Name+": "+answer)
		}
	}
	for i := range s.Servers {
		p.server(&s.Servers[i])
	}
	for i := range s.Search {
		p.search(&s.Search[i])
	}
	for _, k := range s.Keys {
		p.printf("%s\n", clean(k.Place))
		known := "fingerprint " + strings.Join(k.Fingerprints, ", ")
		if k.Why != "" {
			known = "unknown: " + k.Why
		}
		p.field("key", k.Name+" "+known)
	}
	for _, b := range s.Backups {
		p.printf("%s\n", clean(b.Path))
		level := b.Level
		if level == "" {
			level = "none"
		}
		p.field("level", level)
		if b.Stopped != "" {
			p.field("stopped", b.Stopped)
		}
	}
	for _, u := range s.Uses {
		p.printf("%s:%d:%d: %s\n", clean(u.File), u.Line, u.Column, clean(u.Name))
		p.field("", u.Quote)
	}
	for _, st := range s.Probes {
		p.printf("%-8s %s %s\n", clean(st.Status), clean(st.Probe), clean(st.Why))
	}
	return p.err
}

func (p *page) settings(list []probe.Setting) {
	for _, set := range list {
		value := set.Value
		if set.Why != "" {
			value = "unknown: " + set.Why
		}
		p.field("setting", fmt.Sprintf("%s = %s (%s)", set.Name, value, set.Origin))
		if set.Pending != "" {
			p.field("", set.Pending)
		}
	}
}
