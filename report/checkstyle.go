package report

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

func init() {
	register(Format{Name: "checkstyle", Write: writeCheckstyle})
}

// Checkstyle's report: files with their errors. encoding/xml writes it as it is;
// no library is worth its two structs.
type checkstyleReport struct {
	XMLName xml.Name          `xml:"checkstyle"`
	Version string            `xml:"version,attr"`
	Files   []*checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr,omitempty"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

func writeCheckstyle(w io.Writer, r *Report, o Options) error {
	out := checkstyleReport{Version: "10.0"}
	for i := range r.Results {
		f := &r.Results[i]
		l := levelOf(f)
		if l == noLevel {
			continue
		}
		s := spotOf(r, f, o)
		if s == nil {
			s = &spot{File: nowhere, Line: 1}
		}
		name := clean(s.File)
		at := slices.IndexFunc(out.Files, func(f *checkstyleFile) bool { return f.Name == name })
		if at < 0 {
			at = len(out.Files)
			out.Files = append(out.Files, &checkstyleFile{Name: name})
		}
		out.Files[at].Errors = append(out.Files[at].Errors, checkstyleError{
			Line: s.Line, Column: s.Column, Severity: l.name("info", "warning", "error"),
			Message: headline(f), Source: "omlint." + clean(f.Rule),
		})
	}
	slices.SortStableFunc(out.Files, func(a, b *checkstyleFile) int { return strings.Compare(a.Name, b.Name) })
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
