package report

import (
	"fmt"

	"github.com/omlint/omlint/probe"
)

func (p *page) server(s *probe.Server) {
	p.printf("%s\n", clean(s.Name))
	if !s.Connected {
		p.field("not seen", s.Why)
		return
	}
	p.field("server", "OpenMetadata "+s.Version)
	for _, c := range s.Checks {
		verdict := "fails"
		if c.Passed {
			verdict = "passes"
		}
		p.field("check", fmt.Sprintf("%s %s: %s", c.Name, verdict, c.Message))
	}
	if s.ChecksWhy != "" {
		p.field("checks", "unknown: "+s.ChecksWhy)
	}
}

func (p *page) search(s *probe.Search) {
	p.printf("%s\n", clean(s.Name))
	if !s.Connected {
		p.field("not seen", s.Why)
		return
	}
	p.field("server", s.VersionText)
	health := s.Health
	if s.HealthWhy != "" {
		health = "unknown: " + s.HealthWhy
	}
	p.field("health", health)
	p.settings(s.Settings)
}
