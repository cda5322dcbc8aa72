package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/omlint/omlint/parser/facts"
)

// CoverageJSON writes how every page was read.
func CoverageJSON(w io.Writer, pages []facts.PageCoverage) error {
	type section struct {
		Title string `json:"title"`
		Line  int    `json:"line"`
		End   int    `json:"end_line"`
		Zone  string `json:"zone"`
		Facts int    `json:"facts"`
	}
	type page struct {
		File     string         `json:"file"`
		Release  facts.Optional `json:"release"`
		Facts    int            `json:"facts"`
		Lines    []int          `json:"lines"`
		Sections []section      `json:"sections"`
	}
	out := struct {
		Schema string `json:"schema"`
		Pages  []page `json:"pages"`
	}{"omlint.coverage/v1", []page{}}
	for _, c := range pages {
		p := page{File: c.File, Release: c.Release, Facts: c.Facts, Lines: c.Lines, Sections: []section{}}
		for _, s := range c.Sections {
			p.Sections = append(p.Sections, section(s))
		}
		out.Pages = append(out.Pages, p)
	}
	return WriteJSON(w, out)
}

// CoverageTable writes how every page was read, for a person: its lines that led
// to facts, and its sections, empty ones marked.
func CoverageTable(w io.Writer, pages []facts.PageCoverage, o Options) error {
	p := &page{w: w, o: o}
	for _, c := range pages {
		p.printf("%s: %s", clean(c.File), count(c.Facts, "fact", "facts"))
		if c.Release != "" {
			p.printf(", release %s", clean(string(c.Release)))
		}
		if len(c.Lines) > 0 {
			lines := "lines"
			if len(c.Lines) == 1 {
				lines = "line"
			}
			p.printf(", from %s %s", lines, ranges(c.Lines))
		}
		p.printf("\n")
		for _, s := range c.Sections {
			title := s.Title
			if title == "" {
				title = "(the whole page)"
			}
			state := count(s.Facts, "fact", "facts")
			if s.Facts == 0 {
				state = "read, nothing demanded"
			}
			zone := ""
			if s.Zone != "" {
				zone = " [" + s.Zone + "]"
			}
			p.printf("  %4d–%-4d %s%s: %s\n", s.Line, s.End, clean(title), clean(zone), state)
		}
	}
	return p.err
}

// ranges writes sorted numbers as "3, 7–9".
func ranges(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if i == j {
			parts = append(parts, fmt.Sprint(numbers[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d–%d", numbers[i], numbers[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
