package docs

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// upgradeRule registers a rule that looks at a page as a whole.
func upgradeRule(r rules.Rule, check func(*rules.Context)) {
	r.Since = "0.1.0"
	r.New = func(c *rules.Context) rules.Visitor { return rules.Visitor{End: func() { check(c) }} }
	register(r)
}

// passage is a block of prose or a fence, and the headings it stands below.
type passage struct {
	node     *parser.Node
	headings []heading // outermost first
	text     string    // of prose, with inline code in backticks
	lower    string    // text in lower case, byte for byte in step with it
	line     int
	fence    bool
}

type heading struct {
	level   int
	text    string
	line    int
	about   topics
	release facts.Version // that it begins with, zero for none
}

// topics is what a heading says of what follows it.
type topics struct{ breaking, deprecation, history, deprecating bool }

func topicsOf(text string) topics {
	lower := strings.ToLower(text)
	deprecates := strings.Contains(lower, "deprecat")
	changes := strings.Contains(lower, "change")
	return topics{
		breaking:    changes && breakingHeading.MatchString(text),
		deprecation: deprecates && deprecationHeading.MatchString(text),
		history:     slices.ContainsFunc(historyWords, func(w string) bool { return strings.Contains(lower, w) }),
		deprecating: deprecates && deprecating.MatchString(text),
	}
}

// lowered is a text in lower case whose offsets are those of the text: a letter
// that would become longer or shorter, as Ⱥ and İ do, stays as it is.
func lowered(text string) string {
	if isASCII(text) {
		return strings.ToLower(text)
	}
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, text)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// mentions is true when the text has one of the words, as a word or a part of one.
func (p passage) mentions(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(p.lower, w) })
}

// lineOf is the passage's first line that holds a text; without one, its first.
func (p passage) lineOf(c *rules.Context, text string) int {
	for n := p.line; n <= c.Position(p.node.Span.End).Line; n++ {
		if strings.Contains(c.Line(n), text) {
			return n
		}
	}
	return p.line
}

// below is true when one of the passage's headings is about a topic.
func (p passage) below(topic func(topics) bool) bool {
	return slices.ContainsFunc(p.headings, func(h heading) bool { return topic(h.about) })
}

func isBreaking(t topics) bool    { return t.breaking }
func isDeprecation(t topics) bool { return t.deprecation }
func isHistory(t topics) bool     { return t.history }
func isDeprecating(t topics) bool { return t.deprecating }

// section is the line of the innermost heading, 0 for none.
func (p passage) section() int {
	if len(p.headings) == 0 {
		return 0
	}
	return p.headings[len(p.headings)-1].line
}

// passages are the blocks of a page in document order, headings left out.
func passages(c *rules.Context) []passage { return pagePassages.Of(c.Page) }

var pagePassages = rules.NewPerPage(func(c *rules.Page) []passage {
	var list []passage
	var open []heading
	lineOf := func(n *parser.Node) int { return c.Position(n.Span.Start).Line }
	parser.Walk(c.Root, func(n *parser.Node) bool {
		switch n.Type {
		case parser.TypeHeading:
			for len(open) > 0 && open[len(open)-1].level >= n.Level() {
				open = open[:len(open)-1]
			}
			text := n.Text()
			open = append(open[:len(open):len(open)], heading{n.Level(), text, lineOf(n), topicsOf(text), heldRelease(text)})
			return false
		case parser.TypeFence:
			list = append(list, passage{node: n, headings: open, line: lineOf(n), fence: true})
			return false
		case parser.TypeInline:
			text := inlineText(n)
			list = append(list, passage{node: n, headings: open, line: lineOf(n), text: text, lower: lowered(text)})
			return false
		}
		return true
	})
	return list
})

// inlineText is what a reader sees, with code in backticks.
func inlineText(n *parser.Node) string {
	switch n.Type {
	case parser.TypeCode:
		return "`" + n.String("content") + "`"
	case parser.TypeSoftbreak, parser.TypeHardbreak:
		return " "
	case parser.TypeText:
		return n.String("content")
	}
	if len(n.Children) == 1 {
		return inlineText(n.Children[0])
	}
	var b strings.Builder
	for _, child := range n.Children {
		b.WriteString(inlineText(child))
	}
	return b.String()
}

var sentenceEnd = regexp.MustCompile(`[.!?:](?:\s+|$)`)

// sentences of a passage. A number's point does not end one.
func sentences(text string) []string { return sentenceEnd.Split(text, -1) }

var (
	pathVersion = regexp.MustCompile(`^v?(\d+\.\d+(?:\.\d+|\.x)?)(?:\.x)?(?:-SNAPSHOT)?$`)
	heldVersion = regexp.MustCompile(`^v?(\d+\.\d+(?:\.\d+|\.x)?)(?:\s|$)`)
)

// pageVersion is the release a page is about, by the innermost folder or the
// file that is called after one. The zero version means that nothing tells.
func pageVersion(file string) facts.Version {
	for p := strings.TrimSuffix(file, path.Ext(file)); p != "." && p != "/" && p != ""; p = path.Dir(p) {
		base := path.Base(p)
		if !maybeVersion(base) {
			continue
		}
		if m := pathVersion.FindStringSubmatch(base); m != nil {
			if v, err := facts.ParseVersion(m[1]); err == nil {
				return v
			}
		}
	}
	return facts.Version{}
}

// maybeVersion spares the patterns what cannot begin with a version.
func maybeVersion(s string) bool {
	s = strings.TrimPrefix(s, "v")
	return s != "" && '0' <= s[0] && s[0] <= '9'
}

// heldRelease is the release that a heading begins with, zero for none.
func heldRelease(text string) facts.Version {
	if maybeVersion(text) {
		if m := heldVersion.FindStringSubmatch(text); m != nil {
			if v, err := facts.ParseVersion(m[1]); err == nil {
				return v
			}
		}
	}
	return facts.Version{}
}

// version is the release a passage is about: that of its headings, or else the page's.
func (p passage) version(file string) facts.Version {
	for i := len(p.headings) - 1; i >= 0; i-- {
		if v := p.headings[i].release; !v.IsZero() {
			return v
		}
	}
	return pageVersion(file)
}

// own are the evidence of a fact that stands on the page itself.
func own(c *rules.Context, list []facts.Evidence) []facts.Evidence {
	var mine []facts.Evidence
	for _, e := range list {
		if e.File == c.Path {
			mine = append(mine, e)
		}
	}
	return mine
}

var (
	breakingHeading    = regexp.MustCompile(`(?i)^\s*(?:backwards? )?(?:breaking|incompatible) changes?\b`)
	deprecationHeading = regexp.MustCompile(`(?i)^\s*(?:upcoming )?(?:deprecations?|deprecated(?: features)?)(?: notices?)?\s*$`)
	historyWords       = []string{"deprecat", "breaking", "incompatib", "remov", "migration notes"}
)
