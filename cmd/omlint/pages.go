package main

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/docs"
)

// parseLevels reads --rule ID=SEVERITY.
func parseLevels(texts []string, keys config.Keys) ([]config.Level, error) {
	var levels []config.Level
	var problems []error
	for _, text := range texts {
		l, err := config.ParseLevel(text, keys)
		levels, problems = append(levels, l), append(problems, err)
	}
	return levels, errors.Join(problems...)
}

// rulesToRun are the rules that are on for some page.
func rulesToRun(c *config.Config, above []config.Level) []*rules.Rule {
	var run []*rules.Rule
	for _, r := range docs.Rules() {
		if c.Runs(r.ID, above) {
			run = append(run, r)
		}
	}
	return run
}

// pageSettings is what the configuration says of some pages.
type pageSettings struct {
	ignored []report.Skipped
	off     map[string]bool           // the paths of those ignored
	judged  map[string]string         // the paths of all others, by absolute path
	schemas map[string]*parser.Schema // by path, of those that have one of their own
}

// configurePages works out what the configuration says of pages.
func configurePages(pages []string, c *config.Config) (*pageSettings, error) {
	s := &pageSettings{off: map[string]bool{}, judged: map[string]string{}, schemas: map[string]*parser.Schema{}}
	read := map[*config.Value]*parser.Schema{}
	for _, path := range pages {
		if g := c.IgnoredBy(path); g != nil {
			s.off[path] = true
			s.ignored = append(s.ignored, report.Skipped{File: path, Why: "ignored by " + g.Origin.String()})
			continue
		}
		s.judged[absolute(path)] = path
		v := c.Schema(path)
		if v == nil {
			continue
		}
		if read[v] == nil {
			var err error
			if read[v], err = overridingSchema(v); err != nil {
				return nil, err
			}
		}
		s.schemas[path] = read[v]
	}
	if n := len(s.ignored); n > 0 && n == len(pages) {
		return nil, fmt.Errorf("no documents left to check: all %d are ignored; %s is %s", n, s.ignored[0].File, s.ignored[0].Why)
	}
	return s, nil
}

// prepare tells the pages of a site.
func (s *pageSettings) prepare(site *rules.Site) {
	for _, d := range site.Documents {
		page := site.Page(d)
		page.Ignored = s.off[d.Path]
		if schema := s.schemas[d.Path]; schema != nil {
			page.Declare(schema)
		}
	}
}

// overridingSchema reads the schema of an override, as that of the flag is.
func overridingSchema(v *config.Value) (*parser.Schema, error) {
	var named schemaFlag
	flag := pflag.NewFlagSet("", pflag.ContinueOnError).VarPF(&named, "schema", "", "")
	if err := setFrom(flag, *v); err != nil {
		return nil, err
	}
	schema, err := named.schema()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", v.Origin, err)
	}
	return schema, nil
}
