package docs

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/misspelt-key", Severity: rules.Warning,
		Title: "a YAML key lacks a letter of one that the site's other snippets have",
		Why:   "whoever copies it configures nothing: the product ignores the key or refuses the file",
		Fix:   "spell the key as the product does",
		Bad: rules.Example{Text: "```yaml\nwsSecretAccessKey: x\n```\n", Others: map[string]string{
			"a.md": "```yaml\nawsSecretAccessKey: x\n```\n", "b.md": "```yaml\nawsSecretAccessKey: x\nother: y\n```\n",
		}},
		Good: rules.Example{Text: "```yaml\nawsSecretAccessKey: x\n```\n", Others: map[string]string{
			"a.md": "```yaml\nawsSecretAccessKey: x\n```\n", "b.md": "```yaml\nawsSecretAccessKeys: x\n```\n",
		}},
	}, misspeltKey)

	upgradeRule(rules.Rule{
		ID: "snippet/key-conflict", Severity: rules.Error,
		Title: "the text names a configuration key, and the snippet below it has another",
		Why:   "one of the two is wrong, and the reader cannot tell which",
		Fix:   "write the same key in both places",
		Bad:   rules.Example{Text: "The `global.pipelineClient` section takes its place:\n\n```yaml\nglobal:\n  pipelineClientConfig:\n    enabled: true\n```\n"},
		Good:  rules.Example{Text: "The `global.pipelineClientConfig` section takes its place:\n\n```yaml\nglobal:\n  pipelineClientConfig:\n    enabled: true\n```\n"},
	}, keyConflict)
}

var keyOfLine = regexp.MustCompile(`^[ \t]*(?:- +)*["']?([A-Za-z_][\w-]*)["']?:(?:[ \t]|$)`)

// yamlKeys are the keys of each line of a YAML snippet, "" for lines without one.
func yamlKeys(text string) []string {
	lines := strings.Split(text, "\n")
	keys := make([]string, len(lines))
	for i, l := range lines {
		if !strings.Contains(l, ":") {
			continue
		}
		if m := keyOfLine.FindStringSubmatch(l); m != nil {
			keys[i] = m[1]
		}
	}
	return keys
}

// keyUse counts, over the different YAML snippets of a site, those with a key.
var keyUse = rules.NewPerSite(func(s *rules.Site) map[string]int {
	use := map[string]int{}
	read := map[string]bool{}
	for _, d := range s.Documents {
		for _, f := range fences.Of(s.Page(d)) {
			if !f.isYAML() || read[f.text] {
				continue
			}
			read[f.text] = true
			own := map[string]bool{}
			for _, key := range f.code.keys() {
				if key != "" && !own[key] {
					own[key] = true
					use[key]++
				}
			}
		}
	}
	return use
})

// minKey is the length from which keys that differ in a letter are hardly two.
const minKey = 10

// misspelt compares long keys that few snippets have with those that more have:
// it finds the right key for those that lack a letter, the first by name where
// there are several. The last letter makes plurals; the first is what copying
// loses, which no key does by design.
var misspelt = rules.NewPerSite(func(s *rules.Site) map[string]string {
	use := keyUse.Of(s)
	byLength := map[int][]string{}
	for _, key := range slices.Sorted(maps.Keys(use)) {
		byLength[len(key)] = append(byLength[len(key)], key)
	}
	found := map[string]string{}
	for key, n := range use {
		if len(key) < minKey {
			continue
		}
		for _, right := range byLength[len(key)+1] {
			if use[right] >= n && (use[right] >= 2*n || right[1:] == key) && lacksLetter(key, right) {
				found[key] = right
				break
			}
		}
	}
	return found
})

func misspeltKey(c *rules.Context, f fence) {
	if !f.isYAML() {
		return
	}
	wrong := misspelt.Of(c.Site)
	for i, key := range f.code.keys() {
		if right, ok := wrong[key]; ok {
			c.ReportLine(f.first+i, "the key %s is %s everywhere else (uses: %d)", key, right, keyUse.Of(c.Site)[right])
		}
	}
}

// lacksLetter is true when a is b without one letter that is not the last.
func lacksLetter(a, b string) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i < len(a) && a[i:] == b[i+1:] && b[i] != '_' && b[i] != '-'
}

var dottedKey = regexp.MustCompile("`([A-Za-z][\\w-]*(?:\\.[A-Za-z][\\w-]*)+)`")

// keyConflict looks at a sentence that ends in a colon or a dash, or says that
// what it names is below, and at the snippet that follows it.
func keyConflict(c *rules.Context) {
	all := passages(c)
	for i := 1; i < len(all); i++ {
		lead, p := all[i-1], all[i]
		if !p.fence || lead.fence || !strings.Contains(lead.text, "`") || !strings.HasSuffix(strings.TrimRight(lead.text, " \t"), ":") && !strings.HasSuffix(strings.TrimRight(lead.text, " \t"), "-") {
			continue
		}
		f := fences.Of(c.Page)[p.node]
		if !f.isYAML() {
			continue
		}
		named := dottedKey.FindAllStringSubmatch(lead.text, -1)
		if len(named) != 1 {
			continue
		}
		path := strings.Split(named[0][1], ".")
		last := path[len(path)-1]
		longer, line := "", 0
		for n, key := range f.code.keys() {
			switch {
			case key == "":
			case key == last:
				longer, line = "", -1
			case line == 0 && (strings.HasPrefix(key, last) || strings.HasPrefix(last, key) && len(key) >= minKey):
				longer, line = key, f.first+n
			}
		}
		if longer != "" && len(last) >= minKey {
			c.ReportLine(lead.line, "the text names %s, and the snippet in line %d has %s", named[0][1], line, longer)
		}
	}
}
