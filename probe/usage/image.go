package usage

import (
	"regexp"
	"strings"
)

// fallback matches a variable with the value it has when nothing sets it.
var fallback = regexp.MustCompile(`\$\{\w+:?-([^${}]*)\}`)

// image files a reference to an image, REGISTRY/NAME:TAG, that is looked for.
func (f *file) image(t text) {
	ref := strings.TrimSpace(t.s)
	from := strings.Index(t.s, ref)
	name, tag, at := splitImage(ref)
	for _, known := range f.opts.Images {
		if name != known && !strings.HasSuffix(name, "/"+known) {
			continue
		}
		u := use{kind: image, name: known, from: t.start(from), to: t.end(from + len(ref)), value: tag}
		switch m := fallback.FindStringSubmatchIndex(tag); {
		case m != nil && m[0] == 0 && m[1] == len(tag):
			at, u.value = at+m[2], tag[m[2]:m[3]]
		case strings.Contains(ref, "@"):
			u.note = "digest"
		case strings.ContainsAny(tag, "$<"):
			u.note = "variable"
		}
		if at > 0 && u.note == "" && u.value != "" {
			if u.spot = [2]int{t.start(from + at), t.end(from + at + len(u.value))}; !f.spells(u.spot, u.value) {
				u.spot = [2]int{} // it is filled in from elsewhere
			}
		}
		f.add(u)
		return
	}
}

// splitImage splits a reference. at is where the tag begins, 0 without one.
func splitImage(ref string) (name, tag string, at int) {
	ref, _, _ = strings.Cut(ref, "@")
	// A colon before the last slash belongs to the registry's port, and one
	// in ${X:-y} to a variable.
	slash := strings.LastIndexByte(ref, '/')
	if i := strings.IndexByte(ref[slash+1:], ':'); i >= 0 {
		at = slash + 1 + i + 1
		return ref[:at-1], ref[at:], at
	}
	return ref, "", 0
}

// imageParts files an image whose name and tag are two values.
func (f *file) imageParts(name, tag *node) {
	if name == nil || tag == nil || name.kind != isScalar || tag.kind != isScalar {
		return
	}
	for _, known := range f.opts.Images {
		repository := strings.TrimSpace(name.scalar.s)
		if repository != known && !strings.HasSuffix(repository, "/"+known) {
			continue
		}
		u := use{kind: image, name: known, from: tag.scalar.start(0), to: tag.scalar.end(len(tag.scalar.s)), value: tag.scalar.s}
		if strings.ContainsAny(u.value, "$<") {
			u.note = "variable"
		} else if at := [2]int{u.from, u.to}; f.spells(at, u.value) {
			u.spot = at
		}
		if u.value == "" { // tag: ""
			u.from, u.to = name.scalar.start(0), name.scalar.end(len(name.scalar.s))
		}
		f.add(u)
		return
	}
}
