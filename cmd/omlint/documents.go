package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// documents is what was read of the pages a command was given.
type documents struct {
	pages    int
	facts    []facts.Fact
	coverage []facts.PageCoverage
	gaps     []string        // releases on the way that the catalogue does not know
	files    []string        // the pages' own, which no output may overwrite
	syntax   []rules.Finding // pages that do not parse cleanly, so that facts may be missing
	problems []error         // pages that could not be read at all
}

// readDocuments parses the pages below paths and extracts what the upgrade
// from → to demands; without versions, everything. Without paths it takes the
// built-in catalogue.
func readDocuments(paths []string, from, to string, product *profileFlag) (*documents, error) {
	docs := &documents{}
	var err error
	switch {
	case len(paths) > 0:
		err = docs.read(paths, product.profile())
	case product.read != nil:
		err = fmt.Errorf("the built-in catalogue is about OpenMetadata, not about %s: name its upgrade pages", product.profile().Product)
	default:
		docs.facts = product.catalogue()
	}
	if err != nil {
		return nil, err
	}
	if from != "" || to != "" {
		docs.facts, err = between(docs.facts, from, to)
	}
	if len(paths) == 0 && err == nil {
		docs.gaps = facts.CatalogueGaps(from, to)
	}
	return docs, err
}

func (docs *documents) read(paths []string, product *facts.Profile) error {
	var present []string
	for _, path := range paths {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			docs.problems = append(docs.problems, &parser.MissingPathError{Path: path})
			continue
		}
		present = append(present, path)
	}
	if len(present) == 0 {
		return errors.Join(docs.problems...)
	}
	site, err := parser.LoadSite(present, parser.Options{})
	if err != nil {
		return err
	}
	for _, u := range site.Unreadable {
		docs.problems = append(docs.problems, fmt.Errorf("read %s: %w", u.File, u.Err))
	}
	for _, d := range site.Documents {
		if bytes.IndexByte(d.Source, 0) >= 0 {
			docs.problems = append(docs.problems, fmt.Errorf("read %s: this is no UTF-8 text (UTF-16, perhaps): save it as UTF-8", d.Path))
		}
		if f := syntaxErrors(d); f != nil {
			docs.syntax = append(docs.syntax, *f)
		}
	}
	all, missing := withPartials(site)
	docs.syntax = append(docs.syntax, missing...)
	for _, d := range all {
		docs.syntax = append(docs.syntax, misstated(d, product)...)
	}
	set := facts.Extract(all, product)
	for _, d := range all {
		docs.files = append(docs.files, d.Path)
	}
	docs.pages, docs.facts, docs.coverage = len(all), set.Facts, set.Coverage
	return nil
}

// withPartials lists the pages of a site and, after them, the partials and
// snippets that they include from outside of the paths given: what a page
// includes is part of what it demands. A partial that is not there may hold
// anything, which the findings say.
func withPartials(site *parser.Site) ([]*parser.Document, []rules.Finding) {
	all := slices.Clone(site.Documents)
	known := map[string]bool{}
	for _, d := range all {
		known[d.Path] = true
	}
	var missing []rules.Finding
	for i := 0; i < len(all); i++ {
		d := all[i]
		parser.Walk(d.Root, func(n *parser.Node) bool {
			name := d.PartialName(n)
			if name == "" {
				return true
			}
			partial := site.Partial(d, n)
			switch {
			case partial == nil:
				start, end := d.Position(n.Span.Start), d.Position(n.Span.End)
				missing = append(missing, unsure("link/missing-partial", d, start, end,
					fmt.Sprintf("%s:%d: the partial %s is not there; what it demands is not known", d.Path, start.Line, name)))
			case !known[partial.Path]:
				known[partial.Path] = true
				all = append(all, partial)
			}
			return true
		})
	}
	return all, missing
}

// between selects what the upgrade from → to demands.
func between(all []facts.Fact, from, to string) ([]facts.Fact, error) {
	var path [2]facts.Version
	for i, flag := range []struct{ name, value string }{{"--from", from}, {"--to", to}} {
		if flag.value == "" {
			continue
		}
		v, err := facts.ParseVersion(flag.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag.name, err)
		}
		path[i] = v
	}
	return facts.Between(all, path[0], path[1])
}

// syntaxErrors reports, once for a page, what broke its parse; nil when nothing
// did. Errors of schema (an unknown tag, say) are lint's business: they hide no
// text.
func syntaxErrors(d *parser.Document) *rules.Finding {
	var broken []parser.Problem
	for _, p := range d.Errors() {
		if p.Level == "critical" {
			broken = append(broken, p)
		}
	}
	if len(broken) == 0 {
		return nil
	}
	first := broken[0]
	start, end := d.Position(first.Span.Start), d.Position(first.Span.End)
	more := ""
	if n := len(broken) - 1; n > 0 {
		more = fmt.Sprintf(" (and %d more like it)", n)
	}
	f := unsure("markdoc/"+first.ID, d, start, end,
		fmt.Sprintf("%s:%d: %s%s; facts near it may be misread until the page is fixed", d.Path, start.Line, first.Message, more))
	return &f
}

// misstated reports the tags that are to state a fact and cannot be understood.
func misstated(d *parser.Document, product *facts.Profile) []rules.Finding {
	var found []rules.Finding
	parser.Walk(d.Root, func(n *parser.Node) bool {
		if wrong := facts.StatementErrors(n, product); wrong != nil {
			start, end := d.Position(n.Span.Start), d.Position(n.Span.End)
			found = append(found, unsure("upgrade/statement-invalid", d, start, end,
				fmt.Sprintf("%s:%d: this states no fact: %s", d.Path, start.Line, strings.Join(wrong, "; "))))
		}
		return true
	})
	return found
}

// unsure is the finding that a page may demand more than was understood.
func unsure(rule string, d *parser.Document, start, end parser.Position, message string) rules.Finding {
	return rules.Finding{
		Rule: rule, Outcome: rules.Unknown, Severity: rules.SeverityOf(rules.Unknown), Message: message,
		Location: &rules.Location{File: d.Path, Line: start.Line, Column: start.Column, EndLine: end.Line, EndColumn: end.Column},
		Remedy:   []facts.Remedy{},
		Evidence: []facts.Evidence{{File: d.Path, Line: start.Line, EndLine: start.Line, Column: start.Column, Quote: d.Line(start.Line)}},
	}
}
