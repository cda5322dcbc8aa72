package facts

import (
	"os"
	"testing"

	"github.com/omlint/omlint/parser"
)

// What a detector is not asked about must hold nothing for it.
func TestWhatIsPassedOverHoldsNothing(t *testing.T) {
	roots := []string{"testdata", "../../testdata/docs"}
	if corpus := os.Getenv("OMLINT_CORPUS"); corpus != "" {
		roots = append(roots, corpus)
	}
	site, err := parser.LoadSite(roots, parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := newLibrary(OpenMetadata())
	asked, passed := 0, 0
	for _, doc := range site.Documents {
		for _, b := range layout(doc, &reader{library: in}).blocks {
			for i, d := range detectors {
				if b.asks()&(1<<i) != 0 {
					asked++
					continue
				}
				passed++
				if found := d.detect(b); len(found) > 0 {
					t.Errorf("%s:%d: %s would find %s in %q", doc.Path, b.lines().Line, d.name, found[0].Subject.Name, b.text)
				}
			}
		}
	}
	if asked == 0 || passed < asked {
		t.Errorf("detectors were asked %d times and passed over %d times: little is gained", asked, passed)
	}
}
