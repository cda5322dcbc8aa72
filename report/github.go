package report

import (
	"io"
	"strconv"
	"strings"
)

func init() {
	register(Format{Name: "github", Write: writeGitHub})
}

// writeGitHub prints workflow commands, which GitHub Actions shows at the lines
// of a pull request. The first one is the summary: GitHub shows only so many of
// each kind, and it must be among them.
func writeGitHub(w io.Writer, r *Report, o Options) error {
	p := &page{w: w}
	p.printf("::notice title=%s::%s\n", githubProperty(r.title()), githubData(r.total()))
	for _, t := range r.Trouble {
		p.printf("::error title=omlint could not do all of its job::%s\n", githubData(clean(t)))
	}
	for i := range r.Results {
		f := &r.Results[i]
		l := levelOf(f)
		if l == noLevel {
			continue
		}
		var properties []string
		add := func(name, value string) { properties = append(properties, name+"="+githubProperty(value)) }
		number := func(name string, n int) {
			if n > 0 {
				add(name, strconv.Itoa(n))
			}
		}
		if s := spotOf(r, f, o); s != nil {
			add("file", clean(s.File))
			number("line", s.Line)
			number("endLine", s.EndLine)
			if s.Line == s.EndLine { // GitHub knows columns within one line only
				number("col", s.Column)
				number("endColumn", s.EndColumn)
			}
		}
		add("title", clean(f.Rule))
		p.printf("::%s %s::%s\n", l.name("notice", "warning", "error"), strings.Join(properties, ","), githubData(story(f)))
	}
	return p.err
}

var (
	githubDataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubData(s string) string     { return githubDataEscapes.Replace(s) }
func githubProperty(s string) string { return githubPropertyEscapes.Replace(s) }
