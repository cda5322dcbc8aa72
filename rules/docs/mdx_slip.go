package docs

import (
	"bytes"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// MDX reads HTML's comments, its elements without an end, and a < that means
// "less than" as broken JSX. Each has one way to be written instead.

// mdxMend offers what a slip's correction finds, if the page reads better with it.
func mdxMend(correct func(d *parser.Document, p parser.Problem) slip) func(*rules.Context) func(*rules.Finding, parser.Problem) {
	return func(c *rules.Context) func(*rules.Finding, parser.Problem) {
		j := judge{p: c.Page}
		return func(f *rules.Finding, p parser.Problem) {
			if s := correct(c.Document, p); len(s.edits) > 0 && j.better(s.edits) {
				f.Mend(c.Document, s.title, s.edits...)
			}
		}
	}
}

// notJSX corrects a < with which no tag begins.
func notJSX(d *parser.Document, p parser.Problem) slip {
	at := p.Span.Start - 1
	if at < 0 || at+1 >= len(d.Source) || d.Source[at] != '<' {
		return slip{}
	}
	switch next := d.Source[at+1]; {
	case bytes.HasPrefix(d.Source[at:], []byte("<!--")):
		length := bytes.Index(d.Source[at:], []byte("-->"))
		if length < len("<!--") || bytes.Contains(d.Source[at:at+length], []byte("*/")) {
			return slip{}
		}
		return slip{"write the comment as MDX has it", []rules.Edit{
			{Start: at, End: at + len("<!--"), New: "{/*"},
			{Start: at + length, End: at + length + len("-->"), New: "*/}"},
		}}
	case next >= '0' && next <= '9' || next == '=':
		return slip{"put a backslash in front of <", []rules.Edit{{Start: at, End: at, New: `\`}}}
	}
	return slip{}
}

// void are the elements of HTML that have no content, and no end:
// https://html.spec.whatwg.org/multipage/syntax.html#void-elements.
var void = strings.Fields("area base br col embed hr img input link meta source track wbr")

// neverClosed closes an element of HTML that has no end there.
func neverClosed(d *parser.Document, p parser.Problem) slip {
	tag := d.Source[p.Node.Span.Start:p.Node.Span.End]
	end := bytes.IndexByte(tag, '>')
	if !slices.Contains(void, p.Node.Tag) || end < 0 || end != len(tag)-1 || tag[end-1] == '/' {
		return slip{}
	}
	return slip{"close the element in itself", []rules.Edit{{Start: p.Node.Span.Start + end, End: p.Node.Span.Start + end, New: " /"}}}
}
