package usage

import (
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

func init() { register(notebook{}) }

// notebook reads Jupyter notebooks: cells of Python, of shell (%%bash), and
// single lines of shell (!…) in the Python.
type notebook struct{}

func (notebook) match(name string, _ []byte) bool { return strings.HasSuffix(name, ".ipynb") }

func (notebook) scan(f *file, code text) error {
	tree, err := f.jsonTree(code)
	if cells := tree.get("cells"); cells != nil {
		var all textBuilder // names are shared among cells
		for _, cell := range cells.kids {
			if cell.str("cell_type") == "code" {
				f.cell(cell.get("source"), &all)
			}
		}
		source := all.text()
		parsed := python.Parse(source.s)
		f.python(source, parsed)
		f.note(f.pythonProblems(source, parsed.Problems))
	}
	return err
}

func (f *file) cell(source *node, all *textBuilder) {
	var b textBuilder
	for _, line := range source.words() {
		b.addText(line)
	}
	cell := b.text()
	first, rest, _ := cutText(cell, '\n')
	switch magic := strings.Fields(first.s + " ."); {
	case magic[0] == "%%bash" || magic[0] == "%%sh" || magic[0] == "%%script" && len(magic) > 1 && shells[base(magic[1])]:
		f.shellText(rest)
		return
	case strings.HasPrefix(magic[0], "%%") && magic[0] != "%%time" && magic[0] != "%%capture" && magic[0] != "%%timeit":
		return
	}
	at := 0
	for line := range strings.Lines(cell.s) {
		f.cellLine(cell.part(at, at+len(line)), all)
		at += len(line)
	}
	end := cell.end(len(cell.s))
	all.add('\n', end, end)
}

// cellLine reads a line of shell, or keeps one of Python.
func (f *file) cellLine(line text, all *textBuilder) {
	trimmed := strings.TrimLeft(line.s, " \t")
	from := len(line.s) - len(trimmed)
	switch {
	case strings.HasPrefix(trimmed, "!"):
		f.shellText(line.part(from+1, len(line.s)))
	case strings.HasPrefix(trimmed, "%pip ") || strings.HasPrefix(trimmed, "%conda ") || strings.HasPrefix(trimmed, "%sx ") || strings.HasPrefix(trimmed, "%system "):
		skip := 1
		if strings.HasPrefix(trimmed, "%s") {
			skip = strings.IndexByte(trimmed, ' ')
		}
		f.shellText(line.part(from+skip, len(line.s)))
	case strings.HasPrefix(trimmed, "%"), strings.HasPrefix(trimmed, "?"):
	default:
		if i := strings.Index(line.s, "= !"); i > 0 { // files = !ls
			f.shellText(line.part(i+3, len(line.s)))
			return
		}
		all.addText(line)
		return
	}
	end := line.end(len(line.s))
	all.add('\n', end, end)
}
