package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/omlint/omlint/rules"
)

// page is text for people. It remembers the first write error, so that a layout
// reads without them.
type page struct {
	w   io.Writer
	o   Options
	err error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// paint colours s like the outcome's mark.
func (p *page) paint(o rules.Outcome, s string) string { return p.sgr(outcomeStyle[o].sgr, s) }

// dim makes s stand back behind what matters more.
func (p *page) dim(s string) string { return p.sgr("2", s) }

func (p *page) bold(s string) string { return p.sgr("1", s) }

func (p *page) sgr(code, s string) string {
	if !p.o.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// The columns of a labelled value.
const (
	fieldIndent = "    "
	fieldColumn = 14
)

// field prints a labelled value; further lines are aligned below the first. It
// is never broken: much of it is there to be copied.
func (p *page) field(label, value string) {
	for i, line := range strings.Split(cleanLines(value), "\n") {
		name := fmt.Sprintf("%-9s", first(i, label, ""))
		if label != "" && i == 0 {
			name = p.dim(name)
		}
		p.printf("%s%s %s\n", fieldIndent, name, line)
	}
}

// first is s for the first of several lines, rest for the others.
func first(i int, s, rest string) string {
	if i > 0 {
		return rest
	}
	return s
}

// Without a terminal, prose is as long as it is, so that a search finds it; what
// is only to be recognised is cut to this many columns.
const (
	pipedColumns = 100
	leastColumns = 40 // below, no layout helps
)

// columns is how many columns there are to fill.
func (p *page) columns() int {
	if p.o.Width == 0 {
		return pipedColumns
	}
	return max(p.o.Width, leastColumns)
}

// broken is a text in lines that fit behind an indent: one line, without a
// terminal.
func (p *page) broken(text string, indent int) []string {
	if p.o.Width == 0 {
		return []string{clean(text)}
	}
	return wrap(clean(text), p.columns()-indent)
}

// prose prints a text behind a mark of the given width, with its further lines
// below the first.
func (p *page) prose(mark string, width int, text string) {
	for i, line := range p.broken(text, width) {
		p.printf("%s%s\n", first(i, mark, strings.Repeat(" ", width)), line)
	}
}

// wrap breaks s between words into lines of at most width columns; a longer word
// has a line of its own.
func wrap(s string, width int) []string {
	lines, used := []string{""}, 0
	for _, word := range strings.Fields(s) {
		last, n := &lines[len(lines)-1], displaywidth.String(word)
		switch {
		case *last == "":
			*last, used = word, n
		case used+1+n <= width:
			*last, used = *last+" "+word, used+1+n
		default:
			lines, used = append(lines, word), n
		}
	}
	return lines
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// clean makes text from pages, servers and file names safe for a terminal: one
// line, no control characters.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || (r >= 0x7f && r < 0xa0) || r == '\u2028' || r == '\u2029' || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\ufffe' || r == '\uffff':
			return '\ufffd'
		}
		return r
	}, s)
}

func cleanLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// shorten cuts s to about n characters, for passages that only have to be found
// again.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}
