package rules

import (
	"fmt"
	"sync"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
)

// Rule finds one kind of defect in documents. The struct is the only source of
// what is said about the rule.
type Rule struct {
	ID       string // family/name; never reused for something else
	Severity Severity
	Since    string // the omlint release that added it
	Title    string // the defect in one line, without a full stop
	Why      string // what goes wrong for the reader of the page
	Fix      string // what the author should do
	Fixable  bool   // some of its findings carry a fix, that of Bad among them

	// Bad and Good are as short as they can be. A test holds them to their
	// names: Bad has this rule's finding, Good has none.
	Bad, Good Example

	// Nodes are the node types that the visitor wants to see.
	Nodes []parser.NodeType
	// New starts the rule on a page. Pages are looked at concurrently, each
	// with visitors of its own, so a visitor may keep state.
	New func(*Context) Visitor
}

// Visitor is a rule at work on one page. Node is called for the nodes the rule
// asked for, in document order; End after the last. Either may be nil.
type Visitor struct {
	Node func(*parser.Node)
	End  func()
}

// Example is a page that a rule's documentation shows: its name ("page.md"
// when empty) and text, and other pages of its site by path.
type Example struct {
	Name   string
	Text   string
	Others map[string]string
}

// Site is everything that a run looks at.
type Site struct {
	*parser.Site
	Schema  *parser.Schema
	Profile *facts.Profile // the product that the pages are about

	facts func() extraction
	pages map[*parser.Document]*Page
	shared
}

// extraction is what the pages demand, together and each by itself.
type extraction struct {
	all  []facts.Fact
	each map[*parser.Document][]facts.Fact
}

// NewSite prepares pages for rules to look at. The tags that speak to omlint
// are accepted in every schema: comment, which tells it something in place, and
// fact, which states a fact (docs/extraction.md).
func NewSite(site *parser.Site, schema *parser.Schema, profile *facts.Profile) *Site {
	schema = withOwnTags(schema)
	s := &Site{Site: site, Schema: schema, Profile: profile, pages: map[*parser.Document]*Page{}}
	s.facts = sync.OnceValue(func() extraction {
		set, each := facts.ExtractEach(site.Documents, profile)
		e := extraction{set.Facts, map[*parser.Document][]facts.Fact{}}
		for i, d := range site.Documents {
			e.each[d] = each[i]
		}
		return e
	})
	for _, d := range site.Documents {
		p := &Page{Document: d, Site: s, Schema: schema}
		p.problems = sync.OnceValue(func() []parser.Problem { return d.Validate(p.Schema) })
		s.pages[d] = p
	}
	return s
}

func withOwnTags(schema *parser.Schema) *parser.Schema {
	schema = schema.Clone()
	schema.Undeclared = append(schema.Undeclared, "comment", "fact", "Fact")
	return schema
}

// Facts are what all pages together demand.
func (s *Site) Facts() []facts.Fact { return s.facts().all }

// Page returns the page of a document of the site.
func (s *Site) Page(d *parser.Document) *Page { return s.pages[d] }

// Page is one document of a site.
type Page struct {
	*parser.Document
	Site    *Site
	Schema  *parser.Schema // the site's, unless [Page.Declare] gave it another
	Ignored bool           // no rule looks at it; other pages see it

	problems func() []parser.Problem
	shared
}

// Declare gives the page a schema of its own, before any rule looks at it.
func (p *Page) Declare(schema *parser.Schema) { p.Schema = withOwnTags(schema) }

// Facts are what this page alone demands.
func (p *Page) Facts() []facts.Fact { return p.Site.facts().each[p.Document] }

// Problems are the page's errors of syntax and schema.
func (p *Page) Problems() []parser.Problem { return p.problems() }

// Quote is a passage of the page as evidence, for findings that rest on more
// than one place.
func (p *Page) Quote(at parser.Span) facts.Evidence {
	start, end := p.Position(at.Start), p.Position(at.End)
	return facts.Evidence{File: p.Path, Line: start.Line, EndLine: end.Line, Column: start.Column, Quote: string(p.Source[at.Start:at.End])}
}

// Context is what a rule sees of a page, and where it reports.
type Context struct {
	*Page
	rule  *Rule
	found []Finding
}

// Start begins a rule on a page.
func (p *Page) Start(r *Rule) (*Context, Visitor) {
	c := &Context{Page: p, rule: r}
	return c, r.New(c)
}

// Found are the findings so far.
func (c *Context) Found() []Finding { return c.found }

// Report records a finding for a part of the page's source, and returns it so
// that the rule can add to it before the next one.
func (c *Context) Report(at parser.Span, format string, args ...any) *Finding {
	start, end := c.Position(at.Start), c.Position(max(at.End, at.Start))
	c.found = append(c.found, Finding{
		Rule: c.rule.ID, Severity: c.rule.Severity, Message: fmt.Sprintf(format, args...),
		Remedy: []facts.Remedy{}, Evidence: []facts.Evidence{},
		Location: &Location{File: c.Path, Line: start.Line, Column: start.Column, EndLine: end.Line, EndColumn: end.Column},
		Excerpt:  c.Line(start.Line),
	})
	return &c.found[len(c.found)-1]
}

// ReportLine records a finding for a whole 1-based line, without its indentation.
func (c *Context) ReportLine(line int, format string, args ...any) *Finding {
	f := c.Report(parser.Span{}, format, args...)
	text := c.Line(line)
	indent := 0
	for indent < len(text) && (text[indent] == ' ' || text[indent] == '\t') {
		indent++
	}
	f.Excerpt = text
	*f.Location = Location{File: c.Path, Line: line, Column: indent + 1, EndLine: line, EndColumn: len(text) + 1}
	return f
}
