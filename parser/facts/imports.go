package facts

import (
	"fmt"
	"strings"
)

// imported is a name that Python code imports, in full.
type imported struct {
	name string
	line int
}

// readImports lists the imports of Python code, also those that span lines in
// brackets.
func readImports(text string) []imported {
	var out []imported
	lines := strings.Split(text, "\n")
	for n := 0; n < len(lines); n++ {
		start := n
		line, _, _ := strings.Cut(strings.TrimSpace(lines[n]), "#")
		for strings.Contains(line, "(") && !strings.Contains(line, ")") && n+1 < len(lines) {
			n++
			more, _, _ := strings.Cut(lines[n], "#")
			line += " " + strings.TrimSpace(more)
		}
		words := strings.Fields(strings.NewReplacer("(", " ", ")", " ", ",", " , ").Replace(line))
		module := ""
		switch {
		case len(words) >= 4 && words[0] == "from" && words[2] == "import":
			module, words = words[1]+".", words[3:]
		case len(words) >= 2 && words[0] == "import":
			words = words[1:]
		default:
			continue
		}
		for i := 0; i < len(words); i++ {
			switch {
			case words[i] == ",":
			case words[i] == "as":
				i++
			default:
				out = append(out, imported{withoutPlaceholders(module + words[i]), start + 1})
			}
		}
	}
	return out
}

// compareImports reports the imports that the new side no longer has. A name
// that is alone, or kept its last part, is taken to have moved.
func compareImports(before, after *block) []Fact {
	is := readImports(after.code.text)
	now := map[string]bool{}
	for _, i := range is {
		now[i.name] = true
	}
	was := readImports(before.code.text)
	var out []Fact
	for _, w := range was {
		if now[w.name] {
			continue
		}
		f := Fact{
			Kind: BreakingChange, Subject: Subject{Type: PythonSymbol, Name: w.name}, Confidence: Exact,
			Expect: &Expect{Op: Absent, Text: "not used"}, RemovedIn: Optional(before.section.release.String()),
			Evidence: []Evidence{before.citeCode(w.line, w.line)}, Summary: fmt.Sprintf("The Python name %s was removed.", w.name),
		}
		last := w.name[strings.LastIndexByte(w.name, '.')+1:]
		for _, i := range is {
			if strings.HasSuffix(i.name, "."+last) || len(is) == 1 && len(was) == 1 {
				f.Replacement = Optional(i.name)
				f.Evidence = append(f.Evidence, after.citeCode(i.line, i.line))
				f.Summary = fmt.Sprintf("The Python name %s moved, now: %s.", w.name, i.name)
				break
			}
		}
		out = append(out, f)
	}
	return out
}
