package docs

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// slips are the ways to mistype a tag that leave no doubt about what was meant.
// Each is looked for from {% to the end of the line, in which what stands in
// double quotes is masked. A fix is offered only when the page reads better
// with it: see slipsOf.
var slips = []struct {
	title   string
	wrong   *regexp.Regexp // its first group is what is wrong
	correct string
}{
	{"close the tag with /%}", regexp.MustCompile(`^\{%[^%{}]*?(/ ?>|/\})`), "/%}"},
	{"close the tag with %}", regexp.MustCompile(`^\{%[^%{}]*[^%{}/\s]\s*?(\}|%)\s*$`), "%}"},
	{"write / for \\", regexp.MustCompile(`^\{%\s*(\\+)\s*\w[\w-]*\s*%\}`), "/"},
	{"write the closing tag without its last /", regexp.MustCompile(`^\{%\s*/\s*\w[\w-]*\s*(/)%\}`), ""},
}

var (
	quoted    = regexp.MustCompile(`"[^"]*"`)
	otherMark = regexp.MustCompile(`=(?:([“”])[^“”]*([“”])|(')[^']*('))`) // as a word processor or another language has them
	bareValue = regexp.MustCompile(`=()[A-Za-z][\w-]*()(?:\s|/?%\}|$)`)
)

// masked is a tag's source with quotes for everything within double quotes, so
// that no value is taken for a part of the tag.
func masked(source []byte) []byte {
	return quoted.ReplaceAllFunc(source, func(s []byte) []byte { return bytes.Repeat([]byte{'"'}, len(s)) })
}

// slip is a mistyped tag and how to correct it.
type slip struct {
	title string
	edits []rules.Edit
}

// slipAt returns what is mistyped in the tag that begins at an offset of the
// page; nothing when it is none of the slips.
func slipAt(source []byte, at int) (s slip, ok bool) {
	line := source[at:]
	if end := bytes.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	line = masked(line)
	for _, s := range slips {
		if m := s.wrong.FindSubmatchIndex(line); m != nil {
			return slip{s.title, []rules.Edit{{Start: at + m[2], End: at + m[3], New: s.correct}}}, true
		}
	}
	if end := bytes.Index(line, []byte("%}")); end >= 0 {
		line = line[:end+2]
	}
	s.title = "put values into double quotes"
	for _, re := range []*regexp.Regexp{otherMark, bareValue} {
		for _, m := range re.FindAllSubmatchIndex(line, -1) {
			if re == bareValue && slices.Contains([]string{"true", "false", "null"}, string(line[m[2]:m[4]])) {
				continue
			}
			for i := 2; i < len(m); i += 2 {
				if m[i] >= 0 {
					s.edits = append(s.edits, rules.Edit{Start: at + m[i], End: at + m[i+1], New: `"`})
				}
			}
		}
	}
	slices.SortFunc(s.edits, func(a, b rules.Edit) int { return a.Start - b.Start })
	return s, len(s.edits) > 0
}

// slipsOf returns the slips of a page by the offsets of their tags: all of them
// if the page with all corrections has less to complain about and nothing new,
// since a tag may need the correction of its other half; otherwise those of
// which the same is true alone.
var slipsOf = rules.NewPerPage(func(p *rules.Page) map[int]slip {
	var starts []int
	for _, problem := range p.Problems() {
		if problem.ID == "parse-error" {
			if at := tagStart(p.Document, problem); at >= 0 {
				starts = append(starts, at)
			}
		}
	}
	found := map[int]slip{}
	var all []rules.Edit
	for _, at := range append(starts, rawTags(p.Document)...) {
		if s, ok := slipAt(p.Source, at); ok && len(found[at].edits) == 0 {
			found[at] = s
			all = append(all, s.edits...)
		}
	}
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b rules.Edit) int { return a.Start - b.Start })
	j := judge{p: p}
	if j.better(all) {
		return found
	}
	for _, at := range slices.Sorted(maps.Keys(found)) { // in order, since tries are limited
		if !j.better(found[at].edits) {
			delete(found, at)
		}
	}
	return found
})

// tagStart is where the tag begins that an error of syntax is about, -1 if that
// cannot be told.
func tagStart(d *parser.Document, p parser.Problem) int {
	return bytes.LastIndex(d.Source[:min(p.Span.Start+2, len(d.Source))], []byte("{%"))
}

// rawTags are the offsets of {% in a page's text that begins no tag, because no
// %} ends it. One in code is meant to be seen, and so is one behind a backslash.
func rawTags(d *parser.Document) (list []int) {
	if d.Dialect != parser.Markdoc || endInLine(d.Source) {
		return nil
	}
	parser.Walk(d.Root, func(n *parser.Node) bool {
		if n.Type == parser.TypeText && strings.Contains(n.String("content"), "{%") {
			text := d.Source[n.Span.Start:n.Span.End]
			for from := 0; ; {
				i := bytes.Index(text[from:], []byte("{%"))
				if i < 0 {
					break
				}
				if at := n.Span.Start + from + i; at == 0 || d.Source[at-1] != '\\' {
					list = append(list, at)
				}
				from += i + 2
			}
		}
		return n.Type != parser.TypeFence
	})
	return list
}

// endInLine reports whether every {% has its %} in the same line, before the
// next {% and outside of quotes, as on nearly every page: none can be raw then.
func endInLine(source []byte) bool {
	for {
		i := bytes.Index(source, []byte("{%"))
		if i < 0 {
			return true
		}
		source = source[i+2:]
		end := bytes.Index(source, []byte("%}"))
		if end < 0 || bytes.IndexByte(source[:end], '\n') >= 0 || bytes.Contains(source[:end], []byte("{%")) || bytes.Count(source[:end], []byte(`"`))%2 > 0 {
			return false
		}
		source = source[end:]
	}
}

// complaints counts what is wrong with a page's tags, by id and message: their
// syntax, and at the given places also what the schema has against them. A tag
// elsewhere may be wrong and have been hidden by the one that is mended.
func complaints(d *parser.Document, schema *parser.Schema, at []parser.Span) map[string]int {
	count := map[string]int{}
	for _, p := range d.Validate(schema) {
		here := func(s parser.Span) bool { return p.Node.Span.Start <= s.End && s.Start <= p.Node.Span.End }
		syntax := func(e parser.Error) bool { return e.ID == p.ID && e.Message == p.Message }
		if slices.ContainsFunc(p.Node.Errors, syntax) || slices.ContainsFunc(at, here) {
			count[p.ID+p.Message]++
		}
	}
	if n := len(rawTags(d)); n > 0 {
		count["raw tag"] = n
	}
	return count
}

// judge tells whether a page's tags are better with edits, by reading it again.
type judge struct {
	p     *rules.Page
	tries int
}

// maxTries bounds how often a page is read again for the sake of fixes. What is
// beyond gets its fix in the next round.
const maxTries = 20

// better reports whether the page with the edits has less to complain about and
// nothing new.
func (j *judge) better(edits []rules.Edit) bool {
	if j.tries == maxTries {
		return false
	}
	j.tries++
	text, made := rules.Apply(j.p.Source, []rules.Fix{{Edits: edits}})
	if made == 0 {
		return false
	}
	var old, fresh []parser.Span
	shift := 0
	for _, e := range edits {
		old = append(old, parser.Span{Start: e.Start, End: e.End})
		fresh = append(fresh, parser.Span{Start: e.Start + shift, End: e.Start + shift + len(e.New)})
		shift += len(e.New) - (e.End - e.Start)
	}
	before := complaints(j.p.Document, j.p.Site.Schema, old)
	after := complaints(parser.Parse(j.p.Path, text, parser.Options{Dialect: j.p.Dialect}), j.p.Site.Schema, fresh)
	for what, n := range after {
		if n > before[what] {
			return false
		}
	}
	for what, n := range before {
		if n > after[what] {
			return true
		}
	}
	return false
}

// respell gives a finding about an undeclared attribute the fix that spells it
// like the one declared attribute that is a slip of the finger away.
func (j *judge) respell(f *rules.Finding, n *parser.Node, name string) {
	e := j.p.Site.Schema.Tags[n.Tag]
	if e == nil || len(name) < 3 {
		return
	}
	meant := ""
	for declared := range e.Attributes {
		if _, taken := n.Attr(declared); near(name, declared) && !taken {
			if meant != "" {
				return
			}
			meant = declared
		}
	}
	if meant == "" {
		return
	}
	at := regexp.MustCompile(`\s(`+regexp.QuoteMeta(name)+`)\s*=`).FindAllSubmatchIndex(masked(j.p.Source[n.Span.Start:n.Span.End]), -1)
	if len(at) != 1 {
		return // set twice, or by a shorthand
	}
	edit := rules.Edit{Start: n.Span.Start + at[0][2], End: n.Span.Start + at[0][3], New: meant}
	if j.better([]rules.Edit{edit}) {
		f.Mend(j.p.Document, "spell it "+meant, edit)
	}
}

// near reports whether two names differ in upper and lower case only, or in one
// letter left out, added, changed, or swapped with its neighbour.
func near(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	switch len(a) - len(b) {
	case 1:
		return a[i+1:] == b[i:]
	case 0:
		return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return false
}

func init() {
	register(rules.Rule{
		ID: "markdoc/unterminated-tag", Severity: rules.Error, Since: "0.1.0",
		Title: "a tag that nothing ends",
		Why:   "the page shows it as text, and lacks what it should do",
		Fix:   "end the tag with %}, or with /%} if it has no content; write \\{% for the characters themselves", Fixable: true,
		Bad:  rules.Example{Text: "{% image src=\"/images/form.png\" />\n"},
		Good: rules.Example{Text: "{% image src=\"/images/form.png\" /%}\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				raw := rawTags(c.Document)
				if len(raw) == 0 {
					return
				}
				slips := slipsOf.Of(c.Page)
				for _, at := range raw {
					line := c.Position(at).Line
					f := c.Report(parser.Span{Start: at, End: c.Offset(line) + len(c.Line(line))}, "nothing ends this tag, so the page shows it as text")
					if s, ok := slips[at]; ok {
						f.Mend(c.Document, s.title, s.edits...)
					}
				}
			}}
		},
	})
}
