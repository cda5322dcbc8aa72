// Package docs holds the rules about documents, one small file each, and runs
// them: one walk per page, pages in parallel, findings in a fixed order.
package docs

import (
	"cmp"
	"slices"

	"github.com/omlint/omlint/internal/parallel"
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

var registry []*rules.Rule

func register(r rules.Rule) { registry = append(registry, &r) }

// Rules lists the rules by id.
func Rules() []*rules.Rule {
	sorted := slices.Clone(registry)
	slices.SortFunc(sorted, func(a, b *rules.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return sorted
}

// Lint looks at every page of the site with the given rules. Suppressions in
// the pages are applied; those that have no reason, or nothing to suppress, are
// findings themselves. The findings are sorted by file, place and rule. done is
// called after each page, from several goroutines at once.
func Lint(site *rules.Site, with []*rules.Rule, done ...func()) []rules.Finding {
	byPage := make([][]rules.Finding, len(site.Documents))
	eachPage(site, func(i int, p *rules.Page) {
		if !p.Ignored {
			byPage[i] = lintPage(p, with)
		}
		for _, tell := range done {
			tell()
		}
	})
	found := slices.Concat(byPage...)
	rules.SortByPlace(found)
	return found
}

// eachPage does some work on every page of a site, on all processors.
func eachPage(site *rules.Site, work func(i int, p *rules.Page)) {
	parallel.Each(len(site.Documents), func(i int) string { return site.Documents[i].Path },
		func(i int) { work(i, site.Page(site.Documents[i])) })
}

// lintPage walks a page once for all rules.
func lintPage(p *rules.Page, with []*rules.Rule) []rules.Finding {
	wants := map[parser.NodeType][]func(*parser.Node){}
	var contexts []*rules.Context
	var ends []func()
	for _, r := range with {
		c, v := p.Start(r)
		contexts = append(contexts, c)
		if v.Node != nil {
			for _, t := range r.Nodes {
				wants[t] = append(wants[t], v.Node)
			}
		}
		if v.End != nil {
			ends = append(ends, v.End)
		}
	}
	parser.Walk(p.Root, func(n *parser.Node) bool {
		for _, visit := range wants[n.Type] {
			visit(n)
		}
		return true
	})
	for _, end := range ends {
		end()
	}
	var found []rules.Finding
	for _, c := range contexts {
		found = append(found, c.Found()...)
	}
	return suppress(p, with, found)
}
