// Package bench measures the parser against goldmark on the same pages.
package bench

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/omlint/omlint/parser"
)

// pages are the Markdoc pages below OMLINT_CORPUS, or those in testdata.
func pages(tb testing.TB) (list [][]byte, size int) {
	tb.Helper()
	root := os.Getenv("OMLINT_CORPUS")
	if root == "" {
		tb.Log("OMLINT_CORPUS is not set: measuring on the few pages in testdata/docs")
		root = filepath.Join("..", "testdata", "docs")
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		src, err := os.ReadFile(path)
		list, size = append(list, src), size+len(src)
		return err
	})
	if err != nil || len(list) == 0 {
		tb.Fatalf("no pages in %s: %v", root, err)
	}
	return list, size
}

var engine = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()

func parseWithGoldmark(list [][]byte) {
	for _, src := range list {
		engine.Parse(text.NewReader(src))
	}
}

func parseWithOmlint(list [][]byte, schema *parser.Schema) {
	for _, src := range list {
		parser.Parse("page.md", src, parser.Options{}).Validate(schema)
	}
}

func BenchmarkGoldmark(b *testing.B) {
	list, size := pages(b)
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		parseWithGoldmark(list)
	}
}

// BenchmarkOmlint parses with positions, and validates against a schema.
func BenchmarkOmlint(b *testing.B) {
	list, size := pages(b)
	schema := parser.OpenMetadataSchema()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		parseWithOmlint(list, schema)
	}
}

// BenchmarkRatio runs both in turns, so that a busy machine slows both, and
// reports how many times goldmark's time omlint takes (the median of many).
func BenchmarkRatio(b *testing.B) {
	list, _ := pages(b)
	schema := parser.OpenMetadataSchema()
	var ratios []float64
	for b.Loop() {
		start := time.Now()
		parseWithGoldmark(list)
		goldmarkTime := time.Since(start)
		start = time.Now()
		parseWithOmlint(list, schema)
		ratios = append(ratios, float64(time.Since(start))/float64(goldmarkTime))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "×goldmark")
}
