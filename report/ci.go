package report

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/omlint/omlint/rules"
)

// What the formats for other programs share. They know three levels, which
// severities of lint and outcomes of everything else map to: what could not be
// checked is an error there, because to such a program it must never look like a
// pass; what a person has to confirm is a note; what needs nobody is left out.

type level int

const (
	noLevel level = iota
	noteLevel
	warningLevel
	errorLevel
)

// name picks a level's word.
func (l level) name(note, warning, err string) string {
	return [...]string{"", note, warning, err}[l]
}

func levelOf(f *rules.Finding) level {
	switch f.Outcome {
	case "": // lint
		return severityLevel(f.Severity)
	case rules.Warn:
		return warningLevel
	case rules.Manual:
		return noteLevel
	case rules.Pass, rules.NotApplicable, rules.Waived:
		return noLevel
	default: // fail, unknown, and what nobody knows
		return errorLevel
	}
}

func severityLevel(s rules.Severity) level {
	switch s {
	case rules.Info:
		return noteLevel
	case rules.Warning:
		return warningLevel
	default:
		return errorLevel
	}
}

// headline is a finding in one safe line that also says what its level cannot.
func headline(f *rules.Finding) string {
	switch f.Outcome {
	case rules.Unknown:
		return "could not be checked: " + clean(f.Message)
	case rules.Manual:
		return "to confirm: " + clean(f.Message)
	default:
		return clean(f.Message)
	}
}

// story is the headline with what helps to act on it, several safe lines.
func story(f *rules.Finding) string {
	lines := []string{headline(f)}
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, label+": "+cleanLines(text))
		}
	}
	if f.Outcome != "" {
		add("Observed", string(f.Observed))
		if f.Observed != "" {
			add("Expected", string(f.Expected))
		}
		add("Seen in", string(f.Source))
	}
	for i, e := range f.Evidence {
		if i == maxEvidence {
			break
		}
		add("Because", clean(fmt.Sprintf("%s:%d “%s”", e.File, e.Line, shorten(e.Quote, 90))))
	}
	for _, m := range f.Remedy {
		text := m.Text
		if m.Note != "" {
			text += "\n(" + m.Note + ")"
		}
		add("To do", text)
	}
	return strings.Join(lines, "\n")
}

// maxEvidence bounds the passages that are quoted for one result; JSON has them
// all.
const maxEvidence = 3

// spot is where a reader of another program is sent. Columns are 1-based and
// count UTF-16 code units, as editors do; EndColumn is exclusive. 0 is unknown.
type spot struct {
	File                             string
	Line, Column, EndLine, EndColumn int
}

// nowhere stands for a file where a format insists on one and the finding is
// about the deployment as a whole.
const nowhere = "deployment"

var configLine = regexp.MustCompile(`^(.+):([1-9][0-9]{0,8})$`)

// spotOf is where a finding is to be fixed: its own place, the line of a
// configuration file it comes from, or the passage of the pages that demands it.
// It is nil when there is none.
func spotOf(r *Report, f *rules.Finding, o Options) *spot {
	if f.Location != nil {
		return spotAt(f, o)
	}
	if m := configLine.FindStringSubmatch(string(f.Source)); m != nil && !strings.Contains(m[1], "://") {
		line, err := strconv.Atoi(m[2])
		if err == nil {
			return &spot{File: relative(m[1], o), Line: line, EndLine: line}
		}
	}
	// Without pages, the passages are those of the built-in catalogue, which is
	// no file of the user's.
	if len(f.Evidence) > 0 && r.Coverage.Documents > 0 {
		e := f.Evidence[0]
		return &spot{File: relative(e.File, o), Line: max(1, e.Line), EndLine: max(1, e.Line, e.EndLine)}
	}
	return nil
}

func spotAt(f *rules.Finding, o Options) *spot {
	l := f.Location
	s := &spot{File: relative(l.File, o), Line: max(1, l.Line), EndLine: max(1, l.Line, l.EndLine)}
	s.Column = utf16Column(f.Excerpt, l.Column)
	switch {
	case s.EndLine == s.Line:
		s.EndColumn = utf16Column(f.Excerpt, l.EndColumn)
		if s.Column == 0 || s.EndColumn < s.Column {
			s.EndColumn = 0
		}
	case l.EndColumn == 1:
		s.EndLine-- // it ends with the line before, line break included
	}
	return s
}

// utf16Column turns a 1-based column in bytes of line into one in UTF-16 code
// units. It is 0 when the line is too short to tell, as when it is not known. A
// byte order mark is no character of the line.
func utf16Column(line string, column int) int {
	if rest, ok := strings.CutPrefix(line, "\ufeff"); ok && column > 1 && column <= len(line)+1 {
		line, column = rest, max(1, column-len("\ufeff"))
	}
	switch {
	case column == 1:
		return 1
	case column < 1 || column-1 > len(line):
		return 0
	}
	n := 1
	for i, r := range line { // a byte that is no UTF-8 counts as one character
		if i >= column-1 {
			break
		}
		n += utf16.RuneLen(r)
	}
	return n
}

// relative names a file the way a repository does: with slashes, and below the
// working directory where it is there.
func relative(file string, o Options) string {
	if o.Dir != "" && filepath.IsAbs(file) {
		if r, err := filepath.Rel(o.Dir, file); err == nil && r != ".." && !strings.HasPrefix(r, ".."+string(filepath.Separator)) {
			file = r
		}
	}
	return path.Clean(filepath.ToSlash(file))
}

// fingerprints name results so that they are recognised in the next run.
func fingerprints(r *Report, results []rules.Finding, o Options) []string {
	return rules.Fingerprints(r.Command, results, func(file string) string { return relative(file, o) })
}

// total is the summary in one line.
func (r *Report) total() string {
	if r.Command == "lint" {
		s := r.Summary.Lint
		line := fmt.Sprintf("%s, %s, %s in %s", count(s.Error, "error", "errors"), count(s.Warning, "warning", "warnings"),
			count(s.Info, "remark", "remarks"), count(r.Coverage.Documents, "document", "documents"))
		if s.Known > 0 {
			line += "; " + count(s.Known, "known finding", "known findings") + " hidden by the baseline"
		}
		return line
	}
	s := r.Summary
	line := fmt.Sprintf("%d fail · %d unknown · %d warn · %d manual · %d pass", s.Fail, s.Unknown, s.Warn, s.Manual, s.Pass)
	if s.NotApplicable > 0 {
		line += fmt.Sprintf(" · %d not applicable", s.NotApplicable)
	}
	if s.Waived > 0 {
		line += fmt.Sprintf(" · %d waived", s.Waived)
	}
	return line
}

// title is what was done, like "omlint audit 1.3.0 → 1.4.0".
func (r *Report) title() string {
	if r.To == "" {
		return "omlint " + r.Command
	}
	return clean(fmt.Sprintf("omlint %s %s → %s", r.Command, r.From, r.To))
}
