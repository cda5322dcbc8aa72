package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "markdown", Write: writeMarkdown})
}

// What a comment has room for: GitHub takes 65536 characters.
const (
	maxMarkdownTables = 60_000 // bytes of all rows together
	maxMarkdownCell   = 300    // characters, before they are escaped
)

// writeMarkdown writes a summary for a comment on a pull request. Everything
// that a page, a file name or a server has a say in stands in a table's cell,
// where no text can begin a block.
func writeMarkdown(w io.Writer, r *Report, o Options) error {
	p := &page{w: w}
	room := maxMarkdownTables
	p.printf("## %s\n\n", markdown(r.title()))
	if r.Command == "lint" {
		p.printf("%s.\n", r.total())
		for _, s := range []struct{ title, severity string }{{"Errors", "error"}, {"Warnings", "warning"}, {"Remarks", "info"}} {
			p.markdownTable(r, o, &room, s.title, s.severity == "info", func(f *rules.Finding) bool { return string(f.Severity) == s.severity })
		}
		return p.err
	}
	_, verdict := r.verdict()
	p.printf("**%s**\n\n%s.\n", markdown(capital(verdict)), r.total())
	for _, t := range r.Trouble {
		p.printf("\nomlint could not do all of its job: %s\n", markdown(shorten(t, maxMarkdownCell)))
	}
	for _, outcome := range []rules.Outcome{rules.Fail, rules.Unknown, rules.Warn, rules.Manual} {
		title := outcomeStyle[outcome].title
		p.markdownTable(r, o, &room, title[:1]+strings.ToLower(title[1:])+": "+outcomeMeaning[outcome], outcome == rules.Manual,
			func(f *rules.Finding) bool { return f.Outcome == outcome })
	}
	if n := len(r.Coverage.FilesSkipped); n > 0 {
		p.printf("\n%s not read; the table and JSON formats say why.\n", count(n, "file was", "files were"))
	}
	return p.err
}

// markdownTable prints the findings that belong as a table, folded away or not,
// as many as there is room for.
func (p *page) markdownTable(r *Report, o Options, room *int, title string, folded bool, belongs func(*rules.Finding) bool) {
	var rows []string
	for i := range r.Results {
		f := &r.Results[i]
		if !belongs(f) {
			continue
		}
		place := where(*f) // what was seen rather than the page that demands it
		if f.Location != nil {
			s := spotAt(f, o)
			place = fmt.Sprintf("%s:%d", s.File, s.Line)
		}
		cells := []string{f.Message, place, f.Rule}
		for i, c := range cells {
			cells[i] = markdown(shorten(c, maxMarkdownCell))
		}
		rows = append(rows, "| "+strings.Join(cells, " | ")+" |\n")
	}
	if len(rows) == 0 {
		return
	}
	if folded {
		p.printf("\n<details>\n<summary>%s (%d)</summary>\n\n", title, len(rows))
	} else {
		p.printf("\n### %s\n\n", title)
	}
	p.printf("| what | where | rule |\n|---|---|---|\n")
	for i, row := range rows {
		if *room -= len(row); *room < 0 {
			p.printf("\n… and %d more.\n", len(rows)-i)
			break
		}
		p.printf("%s", row)
	}
	if folded {
		p.printf("\n</details>\n")
	}
}

var (
	markdownEscapes = strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;",
		`\`, `\\`, "`", "\\`", "|", `\|`, "*", `\*`, "_", `\_`, "~", `\~`, "$", `\$`, "[", `\[`, "]", `\]`,
		"@", "@<!-- -->", "://", ":<!-- -->//",
	)
	// References to issues and the like, which GitHub and GitLab look for in the
	// finished text, and addresses that become links by themselves.
	markdownReference = regexp.MustCompile(`([#!%;$~]|(?i:GH-))([0-9])`)
	markdownAddress   = regexp.MustCompile(`(?i)(www|mailto|xmpp)([.:])`)
)

// markdown makes text one line that means nothing in Markdown or HTML, calls
// nobody and links nowhere. An empty comment in the middle of a word shows
// nothing and keeps the word from being one.
func markdown(s string) string {
	s = markdownEscapes.Replace(clean(s))
	s = markdownReference.ReplaceAllString(s, "$1<!-- -->$2")
	return markdownAddress.ReplaceAllString(s, "$1<!-- -->$2")
}
