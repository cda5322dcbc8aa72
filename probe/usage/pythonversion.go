package usage

import (
	"regexp"
	"slices"
	"strings"
)

// A pythonUse is a Python that something is installed on. It counts where
// something of the product is used within one of its reaches: a stage of a
// Dockerfile, a job of a pipeline, a command.
type pythonUse struct {
	use
	reaches [][2]int
}

// pythonName is the name that every use of a Python has.
const pythonName = "python"

// runsOn notes a Python by its version, which stands at t.
func (f *file) runsOn(t text, reaches ...[2]int) {
	version := pythonNumbers.FindString(t.s)
	if version == "" {
		return
	}
	f.pythons = append(f.pythons, pythonUse{
		use{kind: pythonVersion, name: pythonName, from: t.start(0), to: t.end(len(t.s)), value: version}, reaches,
	})
}

var pythonNumbers = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*`)

// settlePythons files the Pythons that something of the product is used on.
func (f *file) settlePythons() {
	for _, p := range f.pythons {
		if slices.ContainsFunc(f.uses, func(u use) bool { return f.needsPython(u) && p.reach(u.from) }) {
			f.add(p.use)
		}
	}
}

func (p pythonUse) reach(at int) bool {
	return slices.ContainsFunc(p.reaches, func(r [2]int) bool { return r[0] <= at && at < r[1] })
}

// needsPython says whether a use is of something of the product's that runs on
// Python: a package, or the tool that one brings.
func (f *file) needsPython(u use) bool {
	switch u.kind {
	case pythonPackage:
		return !slices.Contains(f.opts.Companions, u.name)
	case cliCommand:
		tool, _, _ := strings.Cut(u.name, " ")
		return slices.Contains(f.opts.Clients, tool)
	}
	return false
}

// pythonImage returns the version of the Python that an image is known to have:
// of python:3.9-slim its own, of apache/airflow:2.5.3-python3.9 that of its tag.
func pythonImage(t text) (text, bool) {
	ref := strings.TrimSpace(t.s)
	from := strings.Index(t.s, ref)
	name, tag, at := splitImage(ref)
	if at == 0 {
		return text{}, false
	}
	if name[strings.LastIndexByte(name, '/')+1:] == pythonName && pythonNumbers.MatchString(tag) {
		return t.part(from+at, from+at+len(tag)), true
	}
	if m := taggedPython.FindStringSubmatchIndex(tag); m != nil {
		return t.part(from+at+m[2], from+at+m[3]), true
	}
	return text{}, false
}

var taggedPython = regexp.MustCompile(`(?:^|-)python([0-9]+\.[0-9]+)`)

// pythonsOf notes the Pythons of a document: the images of containers and
// pipelines, and what pipelines and environments are told to set up.
func (f *file) pythonsOf(tree *node) {
	f.pythonsIn(tree, nil)
}

// pythonsIn looks at a node, of which the maps around it are given, the nearest
// last.
func (f *file) pythonsIn(n *node, around []*node) {
	if n == nil || len(around) > maxTree {
		return
	}
	if n.kind == isMap {
		f.pythonIn(n, around)
		around = append(around[:len(around):len(around)], n)
	}
	for _, k := range n.kids {
		f.pythonsIn(k, around)
	}
}

// pythonIn notes what one map says of a Python.
func (f *file) pythonIn(n *node, around []*node) {
	job := n
	for i := len(around) - 1; i >= 0; i-- { // the steps of a job, CircleCI's list of images
		if around[i].get("steps") != nil {
			job = around[i]
			break
		}
	}
	for _, key := range []string{"image", "container"} {
		image := n.get(key)
		if image != nil && image.kind == isMap { // GitLab: {name: …}; GitHub: {image: …} is met on its own
			image = image.get("name")
		}
		if image != nil && image.kind == isScalar {
			if version, ok := pythonImage(image.scalar); ok {
				f.runsOn(version, job.extent())
			}
		}
	}
	for _, step := range []struct{ what, of, version string }{
		{"uses", "with", "python-version"},   // GitHub
		{"task", "inputs", "versionSpec"},    // Azure
		{"uses", "with", "python-versions"},  // matrices of other actions
		{"uses", "with", "miniforge-python"}, // conda-incubator/setup-miniconda
	} {
		if n.get(step.what) == nil {
			continue
		}
		for _, version := range n.get(step.of, step.version).words() {
			f.pythonOrMatrix(version, job)
		}
	}
	if language := n.str("language"); language == pythonName { // Travis
		for _, version := range n.get(pythonName).words() {
			f.runsOn(version, n.extent())
		}
	}
	for _, w := range n.get("dependencies").words() { // conda
		if m := condaPython.FindStringSubmatchIndex(w.s); m != nil {
			f.runsOn(w.part(m[2], m[3]), n.extent())
		}
	}
}

var (
	condaPython = regexp.MustCompile(`^\s*python\s*==?\s*([0-9]+(?:\.[0-9]+)*)`)
	matrixRef   = regexp.MustCompile(`^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$`)
)

// pythonOrMatrix notes a version, or those that a job's matrix has for it.
func (f *file) pythonOrMatrix(version text, job *node) {
	m := matrixRef.FindStringSubmatch(version.s)
	if m == nil {
		f.runsOn(version, job.extent())
		return
	}
	matrix := job.get("strategy", "matrix")
	for _, v := range matrix.get(m[1]).words() {
		f.runsOn(v, job.extent())
	}
	if include := matrix.get("include"); include != nil {
		for _, k := range include.kids {
			for _, v := range k.get(m[1]).words() {
				f.runsOn(v, job.extent())
			}
		}
	}
}

// extent is where a node stands in the file, from its first byte to its last.
func (n *node) extent() [2]int {
	var at [2]int
	n.walk(func(_ []string, n *node) bool {
		for _, t := range []text{n.key, n.scalar} {
			if t.s == "" {
				continue
			}
			if at[1] == 0 || t.start(0) < at[0] {
				at[0] = t.start(0)
			}
			at[1] = max(at[1], t.end(len(t.s)))
		}
		return true
	})
	return at
}
