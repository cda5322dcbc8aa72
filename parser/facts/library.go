package facts

import (
	"slices"
	"sync"
)

// library keeps one copy of every text and every piece of code the pages of one
// extraction show: half of a site repeats between the releases it documents, and
// what repeats is read once.
type library struct {
	profile *Profile
	// the profile's words
	software, engines, packages, processes, settingFiles, connectors, lineage lookup

	mu     sync.Mutex
	texts  map[string]*prose // by the text; others that read the same follow it
	codes  map[codeKey]*codeReading
	titles map[string]title
	proses slab[prose]
	marks  slab[mark]
}

// title is what a heading says of what follows it.
type title struct {
	zone     zone
	release  Version
	planned  bool // it speaks of a release to come
	optional bool // it offers one way among several
}

type codeKey struct{ lang, text string }

func newLibrary(p *Profile) *library {
	l := &library{
		profile: p, connectors: newLookup(p.Connectors), lineage: newLookup(p.Lineage.Words),
		texts: map[string]*prose{}, codes: map[codeKey]*codeReading{}, titles: map[string]title{},
	}
	for _, s := range p.Software {
		l.software = append(l.software, newLookup(s.Words)...)
		if s.Engine != NoEngine {
			l.engines = append(l.engines, newLookup(s.Words)...)
		}
	}
	for _, n := range p.Packages {
		l.packages = append(l.packages, newLookup(n.Words)...)
	}
	for _, n := range p.Processes {
		l.processes = append(l.processes, newLookup(n.Words, n.Objects)...)
	}
	for _, f := range p.SettingFiles {
		l.settingFiles = append(l.settingFiles, newLookup(f.Words)...)
	}
	return l
}

// prose is the text with the marks. The library keeps neither slice.
func (l *library) prose(text []byte, marks []mark) *prose {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := l.texts[string(text)]
	for p := first; p != nil; p = p.next {
		if slices.Equal(p.marks, marks) {
			return p
		}
	}
	p := l.proses.take()
	p.marks = l.marks.copy(marks)
	if first != nil {
		p.text, p.next, first.next = first.text, first.next, p
		return p
	}
	p.text = string(text)
	l.texts[p.text] = p
	return p
}

// code is the text of a fence that says it is in the language.
func (l *library) code(lang, text string) *codeReading {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := codeKey{lang, text}
	if l.codes[key] == nil {
		l.codes[key] = readCode(lang, text)
	}
	return l.codes[key]
}

// title reads a heading.
func (l *library) title(text string) title {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, known := l.titles[text]
	if !known {
		first := firstWord(headingWords(text))
		t = title{l.profile.zoneOf(text), l.profile.releaseOf(text), contains(comingWords, first), contains(optionWords, first)}
		l.titles[text] = t
	}
	return t
}
