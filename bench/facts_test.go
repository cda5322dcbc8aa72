package bench

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/docs"
)

// site reads the pages, of the corpus or of a folder of it, with their names,
// which tell the release.
func site(tb testing.TB, folder string) *parser.Site {
	tb.Helper()
	root := filepath.Join(os.Getenv("OMLINT_CORPUS"), folder)
	if os.Getenv("OMLINT_CORPUS") == "" {
		tb.Log("OMLINT_CORPUS is not set: measuring on the few pages in testdata/docs")
		root = filepath.Join("..", "testdata", "docs")
	}
	s, err := parser.LoadSite([]string{root}, parser.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// overParsing reports how many times the time of parsing the same pages, read
// from disk, the whole of parsing and work takes: the median of many rounds in
// turns, so that a busy machine slows both. Pages are parsed on as many
// processors as work may use; with -cpu 1 both have one.
func overParsing(b *testing.B, folder string, work func(*parser.Site)) {
	b.Helper()
	site(b, folder)
	var ratios []float64
	for b.Loop() {
		start := time.Now()
		s := site(b, folder)
		parsing := time.Since(start)
		work(s)
		ratios = append(ratios, float64(time.Since(start))/float64(parsing))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "×parsing")
}

// BenchmarkFacts extracts the facts of an upgrade over all releases.
func BenchmarkFacts(b *testing.B) { extraction(b, "") }

// BenchmarkFactsMarkdoc does so for the pages in Markdoc alone, which most
// releases have.
func BenchmarkFactsMarkdoc(b *testing.B) { extraction(b, "markdoc") }

func extraction(b *testing.B, folder string) {
	from, _ := facts.ParseVersion("1.1")
	to, _ := facts.ParseVersion("1.9")
	profile := facts.OpenMetadata()
	overParsing(b, folder, func(s *parser.Site) {
		if _, err := facts.Between(facts.Extract(s.Documents, profile).Facts, from, to); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkLint runs every rule.
func BenchmarkLint(b *testing.B) {
	schema := parser.OpenMetadataSchema()
	overParsing(b, "", func(s *parser.Site) { docs.Lint(rules.NewSite(s, schema, facts.OpenMetadata()), docs.Rules()) })
}
