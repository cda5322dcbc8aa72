// Package docs holds the rules about documents, one small file each, and runs
// them: one walk per page, pages in parallel, findings in a fixed order.
package docs

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

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

// eachPage does some work on every page of a site, on all processors. If it
// panics on a page, eachPage does so when all others are done, and names it: a
// panic in a goroutine of its own could not be recovered from.
func eachPage(site *rules.Site, work func(i int, p *rules.Page)) {
	var wg sync.WaitGroup
	panics := make([]any, len(site.Documents))
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(site.Documents)) {
		wg.Go(func() {
			for i := range next {
				func() {
					defer func() { panics[i] = recover() }()
					work(i, site.Page(site.Documents[i]))
				}()
			}
		})
	}
	for i := range site.Documents {
		next <- i
	}
	close(next)
	wg.Wait()
	for i, p := range panics {
		if p != nil {
			panic(fmt.Sprintf("%s: %v", site.Documents[i].Path, p))
		}
	}
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
