package usage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// maxName bounds what is taken for the spelling of a name.
const maxName = 200

// file is one file being read: what its scanner, and the scanners of what
// stands inside it, found so far.
type file struct {
	look      *search
	opts      *Options
	name      string // base name
	src       []byte
	code      string // the same: lines are parts of it, not copies
	lines     lines
	uses      []use
	pythons   []pythonUse
	databases map[string]string // the variables among Options.DatabaseVars that the command at hand is given
	known     map[string]string // variables that a document sets for its scripts
	seen      map[spot]bool
	fills     int  // of variables, for the command at hand
	allFills  int  // and for all
	full      bool // there were too many
	scripts   int  // that were read
	depth     int  // of documents in documents
	problems  []error

	aboutProduct func() bool // whether the file names the product anywhere
}

// spot is what tells one use from another.
type spot struct {
	from       int
	kind, name string
}

func newFile(name string, src []byte, look *search) *file {
	return &file{
		look: look, opts: &look.opts, name: name, src: src, code: string(src), lines: newLines(src), seen: map[spot]bool{},
		aboutProduct: sync.OnceValue(func() bool { return look.opts.namesProduct(src) }),
	}
}

// maxProblems bounds what is reported of one file.
const maxProblems = 10

// note records a part of the file that could not be read.
func (f *file) note(err error) {
	again := func(p error) bool { return p.Error() == err.Error() }
	if err != nil && len(f.problems) < maxProblems && !slices.ContainsFunc(f.problems, again) {
		f.problems = append(f.problems, err)
	}
}

// guessed reads what is only taken for a script or a document. That it cannot be
// read is a problem where it has to do with the product.
func (f *file) guessed(source string, read func()) {
	before := len(f.problems)
	read()
	if !f.look.concerns([]byte(source), nil) {
		f.problems = f.problems[:before]
	}
}

func (f *file) line(offset int) int {
	line, _ := f.lines.position(offset)
	return line
}

// embed reads a file that stands inside this one, like those of a ConfigMap,
// as what its name says.
func (f *file) embed(name string, code text) {
	if f.depth >= maxDepth {
		f.note(fmt.Errorf("line %d: too many files inside each other: check it by hand", f.line(code.start(0))))
		return
	}
	s := scannerFor(name, []byte(code.s[:min(len(code.s), headSize)]))
	if s == nil {
		return
	}
	outer := f.name
	f.name = name
	f.depth++
	f.note(s.scan(f, code))
	f.depth--
	f.name = outer
}

// found files the use of a name that stands at t.
func (f *file) found(kind, name string, t text, value string) {
	f.add(use{kind: kind, name: name, from: t.start(0), to: t.end(len(t.s)), value: value})
}

// secretValue matches variables whose values are secrets.
var secretValue = regexp.MustCompile(`(?i)password|passwd|pwd|token|key|credential`)

// add files a use, once.
func (f *file) add(u use) {
	if u.to <= u.from { // put together from places all over the file
		u.to = u.from + 1
	}
	if u.spot[1]-u.spot[0] > maxName || u.spot[1] < u.spot[0] {
		u.spot = [2]int{}
	}
	if key := (spot{u.from, u.kind, u.name}); !f.seen[key] {
		f.seen[key] = true
		f.uses = append(f.uses, u)
	}
}

// env files the setting or reading of an environment variable, if it is one
// that is looked for, and what its value names.
func (f *file) env(name, value text) {
	if f.opts.sought(envVar, name.s) {
		if m := fallback.FindStringSubmatchIndex(value.s); m != nil && m[0] == 0 && m[1] == len(value.s) {
			value = value.part(m[2], m[3]) // what it is unless something else sets it
		}
		known := value.s
		if secretValue.MatchString(name.s) {
			known = ""
		}
		f.add(use{kind: envVar, name: name.s, from: name.start(0), to: name.end(len(name.s)), value: known, valueSpot: f.written(value)})
	}
	f.symbolsIn(value)
	f.address(value, false)
}

// written is where a value stands in the file as it is, or nowhere.
func (f *file) written(value text) [2]int {
	at := [2]int{value.start(0), value.end(len(value.s))}
	if len(value.s) > maxName || !f.spells(at, value.s) {
		return [2]int{}
	}
	return at
}

// spells says whether the bytes at a place in the file are a text. What comes out
// of a variable may be just as long as its name.
func (f *file) spells(at [2]int, s string) bool {
	return at[0] < at[1] && at[1] <= len(f.src) && string(f.src[at[0]:at[1]]) == s
}

// setting files a variable where it is set for other programs, so that all it
// takes to rename it is to write its new name.
func (f *file) setting(name, value text) {
	f.env(name, value)
	if n := len(f.uses); n > 0 && f.uses[n-1].kind == envVar && f.uses[n-1].from == name.start(0) {
		if at := [2]int{f.uses[n-1].from, f.uses[n-1].to}; f.spells(at, name.s) {
			f.uses[n-1].spot = at
		}
	}
}

// symbolsIn files the Python names that stand as a whole in a value:
// AIRFLOW__LINEAGE__BACKEND=package.module.Class.
func (f *file) symbolsIn(value text) {
	if !strings.Contains(value.s, ".") {
		return
	}
	start := strings.TrimLeft(value.s, " \t\"'")
	from := len(value.s) - len(start)
	to := from + len(strings.TrimRight(start, " \t\r\n\"'"))
	for _, symbol := range f.opts.Symbols {
		if strings.Count(symbol, ".") > 1 && value.s[from:to] == symbol {
			f.found(pythonSymbol, symbol, value.part(from, to), "")
		}
	}
}
