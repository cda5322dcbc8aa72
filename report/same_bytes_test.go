package report

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/omlint/omlint/rules"
)

// The same report gives the same bytes in every format there is, each time.
func TestSameBytes(t *testing.T) {
	for _, format := range Formats() {
		for name, r := range map[string]*Report{"audit": example(), "trouble": troubleExample(), "lint": lintExample(), "clean": New("lint", []rules.Finding{}, Coverage{})} {
			first := render(t, format, r)
			for range 5 {
				if !bytes.Equal(first, render(t, format, r)) {
					t.Errorf("%s of %s: the same report gives different bytes", format, name)
					break
				}
			}
		}
	}
}

// Without a browser at hand, too: the page parses, everything it runs is its own,
// and no text of the report became an element.
func TestHTMLIsOneFile(t *testing.T) {
	r := example()
	for i := range r.Results {
		r.Results[i].Message += `<script>alert(1)</script><img src=x onerror=alert(1)>`
	}
	page := render(t, "html", r)
	tokens := html.NewTokenizer(bytes.NewReader(page))
	scripts := 0
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		tag := tokens.Token()
		if tag.Data == "script" {
			scripts++
		}
		for _, a := range tag.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s %s=%q> runs a script of its own", tag.Data, a.Key, a.Val)
			case (a.Key == "src" || a.Key == "srcset") && !strings.HasPrefix(a.Val, "data:"):
				t.Errorf("<%s %s=%q> is loaded from elsewhere", tag.Data, a.Key, a.Val)
			case tag.Data == "link":
				t.Errorf("<link %s=%q> is loaded from elsewhere", a.Key, a.Val)
			}
		}
	}
	if plain := render(t, "html", example()); scripts != strings.Count(string(plain), "<script") {
		t.Errorf("%d scripts, %d without the hostile text", scripts, strings.Count(string(plain), "<script"))
	}
	if !strings.Contains(string(page), "Content-Security-Policy") {
		t.Error("the page has no policy about what it may load")
	}
}
