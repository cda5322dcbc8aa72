// Measure-facts compares what parser/facts extracts from real pages with what
// people found on them.
//
//	OMLINT_CORPUS=… go run ./scripts/measure-facts [-all] [-recall 0.95] [-precision 0.95]
//
// The corpus directory holds the pages and ground_truth.tsv, the labelled
// facts. A labelled row is found when a fact of the same kind and of a fitting
// type names its subject and its value, with evidence within two lines.
//
// Precision is judged on facts with confidence exact or inferred. The labels
// do not repeat what several pages share, so a fact counts as confirmed when a
// label of its own page supports it, or a label of another page does so for the
// same id. What remains is looked up in reviewed.tsv, where a person's verdict
// on it is kept (id, page, "yes" or "no", why), and otherwise is an invention.
package main

import (
	"bufio"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
)

// kinds maps the labels' categories to the kinds of facts.
var kinds = map[string]facts.Kind{
	"requirement": facts.Requirement, "deprecation": facts.Deprecation, "breaking": facts.BreakingChange,
}

// types maps the labels' kinds to the types that may stand for them.
var types = map[string][]facts.Type{
	"backup": {facts.Backup}, "backup-storage": {facts.Backup}, "backup-use": {facts.Backup},
	"connectivity": {facts.Connectivity}, "pip-package": {facts.Package},
	"cli-step": {facts.CLICommand, facts.Process, facts.PythonSymbol}, "cli-command": {facts.CLICommand}, "server-process": {facts.Process},
	"db-setting": {facts.DBSetting}, "db-version": {facts.DBVersion}, "db-extension": {facts.DBExtension},
	"db-schema": {facts.DBSchema, facts.UpgradePath}, "upgrade-path": {facts.UpgradePath},
	"python-annotation": {facts.LineageAnnotation}, "python-version": {facts.PythonVersion}, "java-version": {facts.JavaVersion},
	"airflow-version": {facts.ServiceVersion}, "search-version": {facts.ServiceVersion}, "framework": {facts.ServiceVersion},
	"tool-version": {facts.ToolVersion}, "config-key": {facts.ConfigKey, facts.EnvVar}, "config-value": {facts.ConfigKey, facts.EnvVar},
	"connection-field": {facts.ConnectionField}, "api": {facts.API}, "helm-value": {facts.HelmValue}, "helm-dependency": {facts.HelmValue},
	"docker-image": {facts.Image}, "search-setting": {facts.SearchSetting}, "search-index": {facts.Process},
	"python-import": {facts.PythonSymbol}, "python-class": {facts.PythonSymbol}, "python-module": {facts.PythonSymbol}, "python-call": {facts.PythonSymbol},
	"file-owner": {facts.Process}, "process": {facts.Process}, "workflow": {facts.Process, facts.ConfigKey, facts.Other}, "ingestion-pipeline": {facts.Process},
	"alerts": {facts.Process, facts.Other}, "ui": {facts.Other}, "auth": {facts.Other, facts.PythonSymbol, facts.Process},
	"duration": {facts.Process, facts.Other}, "file-format": {facts.Other, facts.ConfigKey}, "secrets": {facts.Other, facts.ConfigKey, facts.Process},
	"default": {facts.ConfigKey, facts.Other}, "webhook": {facts.Other, facts.Process}, "k8s-storage": {facts.HelmValue, facts.Process, facts.Other},
}

type label struct {
	id, category, kind, subject, op, value, note, file string
	line                                               int
}

//go:embed reviewed.tsv
var reviewed string

func main() {
	all := flag.Bool("all", false, "print every fact of the labelled pages, and labels that only manual facts answer")
	recallGoal := flag.Float64("recall", 0.95, "fail below this recall")
	precisionGoal := flag.Float64("precision", 0.95, "fail below this precision")
	flag.Parse()
	dir := os.Getenv("OMLINT_CORPUS")
	if dir == "" {
		fail("OMLINT_CORPUS is not set: name the directory with the pages and ground_truth.tsv")
	}
	labels, err := readLabels(filepath.Join(dir, "ground_truth.tsv"))
	if err != nil {
		fail("%v", err)
	}
	byFile := map[string][]facts.Fact{}
	var files []string
	for _, l := range labels {
		if _, seen := byFile[l.file]; seen {
			continue
		}
		src, err := os.ReadFile(filepath.Join(dir, l.file))
		if err != nil {
			fail("%v", err)
		}
		doc := parser.Parse(l.file, src, parser.Options{})
		byFile[l.file] = facts.Extract([]*parser.Document{doc}, facts.OpenMetadata()).Facts
		files = append(files, l.file)
	}
	slices.Sort(files)

	found, firm := 0, 0
	confirmedIDs := map[string]bool{}
	fmt.Println("MISSES")
	for _, l := range labels {
		hit, sure := false, false
		for _, f := range byFile[l.file] {
			if l.matches(f) {
				hit = true
				sure = sure || f.Confidence != facts.Manual
				confirmedIDs[f.ID] = true
			}
		}
		if hit {
			found++
		} else {
			fmt.Printf("  %s %s:%d %s %s %q %s %q\n", l.id, l.file, l.line, l.category, l.kind, l.subject, l.op, l.value)
		}
		if sure {
			firm++
		} else if hit && *all {
			fmt.Printf("  manual only: %s %s:%d %s %s %q\n", l.id, l.file, l.line, l.category, l.kind, l.subject)
		}
	}

	verdicts := readVerdicts()
	total, supported, byLabel := 0, 0, 0
	fmt.Println("INVENTIONS")
	for _, file := range files {
		for _, f := range byFile[file] {
			if *all {
				fmt.Printf("    %-8s %s %s %s\n", f.Confidence, file, f.ID, f.Evidence[0].Quote)
			}
			if f.Confidence == facts.Manual {
				continue
			}
			total++
			switch {
			case slices.ContainsFunc(labels, func(l label) bool { return l.supports(f) }), confirmedIDs[f.ID]:
				byLabel++
				supported++
			case verdicts[f.ID+" "+file] == "yes", verdicts[f.ID+" *"] == "yes":
				supported++
			default:
				e := f.Evidence[0]
				fmt.Printf("  %s %s:%d %s %s %s | %.120q\n", f.ID, file, e.Line, f.Kind, f.Confidence, f.Expect.String(), e.Quote)
			}
		}
	}
	recall, precision := float64(found)/float64(len(labels)), float64(supported)/float64(total)
	fmt.Printf("\n%d pages, %d labels, %d facts with confidence exact or inferred\n", len(files), len(labels), total)
	fmt.Printf("recall    %.1f %% (%d of %d; %d without manual facts)\n", 100*recall, found, len(labels), firm)
	fmt.Printf("precision %.1f %% (%d of %d; %.1f %% by labels alone)\n", 100*precision, supported, total, 100*float64(byLabel)/float64(total))
	if recall < *recallGoal || precision < *precisionGoal {
		os.Exit(1)
	}
}

// matches says whether f is what the label describes.
func (l label) matches(f facts.Fact) bool {
	if f.Kind != kinds[l.category] || !l.supports(f) {
		return false
	}
	return l.namesSubject(f) && l.namesValue(f)
}

// supports says whether f is about the place and the sort of thing the label is
// about.
func (l label) supports(f facts.Fact) bool {
	if !slices.Contains(types[l.kind], f.Subject.Type) {
		return false
	}
	if prefix, _, ok := strings.Cut(l.subject, ".*"); ok && f.Evidence[0].File == l.file && strings.HasPrefix(f.Subject.Name, prefix+".") {
		return true // the label stands for everything below the key
	}
	return slices.ContainsFunc(f.Evidence, func(e facts.Evidence) bool {
		return e.File == l.file && e.Line-2 <= l.line && l.line <= e.EndLine+2
	})
}

func (l label) namesSubject(f facts.Fact) bool {
	return mentions(words(l.subject), f)
}

func (l label) namesValue(f facts.Fact) bool {
	// other operators come with a description of the value, not with the value
	if !slices.Contains([]string{"=", "==", "~=", ">=", "<", "in", "between", "renamed", "major", "contains"}, l.op) ||
		slices.Contains([]string{"-", "1", "server version", "same value"}, l.value) {
		return true
	}
	ws := words(l.value)
	return len(ws) == 0 || mentions(ws, f) || len(ws) > 2 // a longer value is a description
}

// mentions says whether a fact's own words or its evidence hold one of ws.
func mentions(ws []string, f facts.Fact) bool {
	text := f.ID + " " + f.Subject.Name + " " + f.Summary + " " + string(f.Replacement)
	if f.Expect != nil {
		text += " " + f.Expect.Value + " " + f.Expect.Text
	}
	for _, e := range f.Evidence {
		text += " " + e.Quote
	}
	text = fold(text)
	return slices.ContainsFunc(ws, func(w string) bool { return strings.Contains(text, w) })
}

// words are the parts of a label's field that can be looked for.
func words(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,.()/*{}[]'\"", r) }) {
		if w = fold(w); len(w) >= 2 && !slices.Contains([]string{"the", "and", "or", "all", "from", "to", "of", "bytes", "in", "by"}, w) {
			out = append(out, w)
		}
	}
	return out
}

// fold keeps letters and digits, lower-case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func readLabels(name string) ([]label, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []label
	in := bufio.NewScanner(f)
	for n := 0; in.Scan(); n++ {
		c := strings.Split(in.Text(), "\t")
		if n == 0 {
			continue
		}
		if len(c) != 11 {
			return nil, fmt.Errorf("%s:%d: %d columns instead of 11", name, n+1, len(c))
		}
		line, err := strconv.Atoi(c[10])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n+1, err)
		}
		if types[c[3]] == nil || kinds[c[1]] == "" {
			return nil, fmt.Errorf("%s:%d: unknown kind %s %s", name, n+1, c[1], c[3])
		}
		out = append(out, label{id: c[0], category: c[1], kind: c[3], subject: c[5], op: c[6], value: c[7], note: c[8], file: c[9], line: line})
	}
	return out, in.Err()
}

// readVerdicts reads reviewed.tsv: id, page or *, verdict, why.
func readVerdicts() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(reviewed) {
		if c := strings.Split(strings.TrimSpace(line), "\t"); len(c) >= 3 && !strings.HasPrefix(line, "#") {
			out[c[0]+" "+c[1]] = c[2]
		}
	}
	return out
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(2)
}
