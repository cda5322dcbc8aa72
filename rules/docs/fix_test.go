package docs

import (
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/mend"
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// fixed is an example's page after all fixes, and what is then left to find.
func fixed(e rules.Example, with []*rules.Rule) (text string, fixes int, left []rules.Finding) {
	pages := map[string]string{}
	maps.Copy(pages, e.Others)
	name := e.Name
	if name == "" {
		name = "page.md"
	}
	pages[name] = e.Text
	changes, left := fixSite(pages, with)
	text = e.Text
	for _, c := range changes {
		text = string(c.After)
	}
	return text, mend.Count(changes), left
}

func fixSite(pages map[string]string, with []*rules.Rule) ([]mend.Change, []rules.Finding) {
	site, schema := siteOf(pages), parser.OpenMetadataSchema()
	return mend.Stable(site.Source, func(changed map[string][]byte) []rules.Finding {
		return Lint(rules.NewSite(site.With(changed), schema, facts.OpenMetadata()), with)
	})
}

func lintSite(pages map[string]string) []rules.Finding {
	return Lint(rules.NewSite(siteOf(pages), parser.OpenMetadataSchema(), facts.OpenMetadata()), Rules())
}

func siteOf(pages map[string]string) *parser.Site {
	var documents []*parser.Document
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		documents = append(documents, parser.Parse(name, []byte(pages[name]), parser.Options{}))
	}
	return parser.NewSite(documents, parser.Options{})
}

// errorsOf counts the errors of each page.
func errorsOf(found []rules.Finding) map[string]int {
	count := map[string]int{}
	for _, f := range found {
		if f.Severity == rules.Error {
			count[f.Location.File]++
		}
	}
	return count
}

// A rule that says it can fix fixes its bad example, and no line ending, byte
// order mark or missing end of a line makes a difference. One that does not say
// so offers no fix.
func TestFixes(t *testing.T) {
	for _, r := range Rules() {
		t.Run(r.ID, func(t *testing.T) {
			text, fixes, left := fixed(r.Bad, []*rules.Rule{r})
			if !r.Fixable {
				if fixes > 0 {
					t.Errorf("the rule fixes, and does not say so:\n%s", text)
				}
				return
			}
			if fixes == 0 || len(left) > 0 {
				t.Fatalf("%d findings are fixed, and %d left:\n%s", fixes, len(left), text)
			}
			for _, f := range lintExample(nil, rules.Example{Name: r.Bad.Name, Text: text, Others: r.Bad.Others}, Rules()) {
				if f.Severity == rules.Error {
					t.Errorf("the fixed page has an error: %s %s\n%s", f.Rule, f.Message, text)
				}
			}
			for name, change := range map[string]func(string) string{
				"CRLF":              func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
				"no final newline":  func(s string) string { return strings.TrimSuffix(s, "\n") },
				"text of all kinds": func(s string) string { return s + "\n\nGröße \x00 → 😀 \xff\t  \n\n\n" },
			} {
				e := r.Bad
				e.Text = change(e.Text)
				if got, _, _ := fixed(e, []*rules.Rule{r}); got != change(text) {
					t.Errorf("%s: another fix (-want +got):\n%s", name, cmp.Diff(change(text), got))
				}
			}
		})
	}
}

func TestFixedText(t *testing.T) {
	guide := map[string]string{"guides/upgrade.md": "# Upgrade\n\n## 4. Prepare\n\ntext\n"}
	for _, test := range []struct {
		name, page, text string
		want             string // "" for no change
		others           map[string]string
	}{
		{"a tag closed like HTML", "", "{% image src=\"/a.png\" alt=\"50% {x}\" />\n\ntext\n", "{% image src=\"/a.png\" alt=\"50% {x}\" /%}\n\ntext\n", nil},
		{"a tag end further down is not swallowed", "", "{% image src=\"/a.png\" />\n\n{% note %}\ntext\n{% /note %}\n", "{% image src=\"/a.png\" /%}\n\n{% note %}\ntext\n{% /note %}\n", nil},
		{"no percent sign in the closing tag", "", "{% note %}\n\ntext\n\n{% /note }\n", "{% note %}\n\ntext\n\n{% /note %}\n", nil},
		{"no percent sign in either tag", "", "{% note }\n\ntext\n\n{% /note }\n", "{% note %}\n\ntext\n\n{% /note %}\n", nil},
		{"no brace", "", "{% note %\n\ntext\n\n{% /note %}\n", "{% note %}\n\ntext\n\n{% /note %}\n", nil},
		{"a backslash", "", "{% note %}\n\ntext\n\n{% \\note %}\n", "{% note %}\n\ntext\n\n{% /note %}\n", nil},
		{"a slash at either end", "", "{% note %}\n\ntext\n\n{% /note /%}\n", "{% note %}\n\ntext\n\n{% /note %}\n", nil},
		{"typographic quotes", "", "{% note noteType=“Tip” %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n", nil},
		{"single quotes", "", "{% note noteType='Tip' %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n", nil},
		{"in code it is meant to be seen", "", "`{% note />`\n\n```text\n{% note />\n```\n", "", nil},
		{"behind a backslash, too", "", "\\{% note />\n", "", nil},
		{"a value that the tag does not take", "", "{% note noteType=Loud %}\ntext\n{% /note %}\n", "", nil},
		{"a tag that is nowhere closed", "", "{% note }\n\ntext\n", "", nil},
		{"a misspelt attribute", "", "{% note noteTpye=\"Tip\" %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n", nil},
		{"an attribute like none", "", "{% note kind=\"Tip\" %}\ntext\n{% /note %}\n", "", nil},

		{"HTML in MDX", "page.mdx", "<!-- one\ntwo -->\n\na <!-- b -->, <5 and <= 6<br>c<br>\n<img src=\"/a.png\">\n", "{/* one\ntwo */}\n\na {/* b */}, \\<5 and \\<= 6<br />c<br />\n<img src=\"/a.png\" />\n", nil},
		{"a component that is not closed", "page.mdx", "<Note>\n\ntext\n", "", nil},
		{"a comment that ends a comment", "page.mdx", "<!-- */ -->\n", "", nil},

		{"an anchor but for its punctuation", "page.mdx", "[x](/guides/upgrade#4.-prepare \"title\")\n", "[x](/guides/upgrade#4-prepare \"title\")\n", map[string]string{"guides/upgrade.mdx": guide["guides/upgrade.md"]}},
		{"a link without its slash", "guides/page.md", "[guides/upgrade](guides/upgrade)\n", "[guides/upgrade](/guides/upgrade)\n", guide},
		{"a link without its slash to nowhere", "guides/page.md", "[x](guides/nowhere)\n", "", guide},
		{"a tile without its slash", "guides/page.md", "{% tile title=\"x\" link=\"guides/upgrade\" /%}\n", "{% tile title=\"x\" link=\"/guides/upgrade\" /%}\n", guide},
		{"brackets with an address that has some", "", "(x)[https://example.com/a_(b)]\n", "", nil},

		{"a fence with an annotation", "", "``` {% srNumber=1 %}\npip install omlint\n```\n", "```bash {% srNumber=1 %}\npip install omlint\n```\n", nil},
		{"a fence in a list", "", "1. Run\n\n   ~~~~\n   pip install omlint\n   ~~~~\n", "1. Run\n\n   ~~~~bash\n   pip install omlint\n   ~~~~\n", nil},
		{"a fence of anything", "", "```\nall is well\n```\n", "", nil},
		{"a fence in other words", "", "```Python title=\"x\"\ncd /tmp\n```\n", "", nil},

		{"a list that starts later", "", "3. a\n5. b\n6. c\n", "3. a\n4. b\n5. c\n", nil},
		{"a number that gets longer", "", "8. a\n9. b\n9. c\n", "", nil},

		{"a size in bytes", "", "```sql\nSET GLOBAL a = 1, b = 2;\nset persist sort_buffer_size = 20M; -- 20M\n```\n", "```sql\nSET GLOBAL a = 1, b = 2;\nset persist sort_buffer_size = 20971520; -- 20M\n```\n", nil},
		{"a unit that PostgreSQL spells otherwise", "", "```sql\nALTER SYSTEM SET work_mem = '20Mb';\n```\n", "```sql\nALTER SYSTEM SET work_mem = '20MB';\n```\n", nil},
		{"an image in other letters", "testdata/site/page.md", "{% image src=\"images/THERE.png\" /%} ![x](/images/nonesuch.png)\n", "{% image src=\"images/there.png\" /%} ![x](/images/nonesuch.png)\n", nil},
		{"a unit of PostgreSQL", "", "```sql\nSET work_mem = 20MB;\n```\n", "", nil},

		{"an unused suppression", "", "text\n\n<!-- omlint-disable-next-line markdoc/tag-undefined: soon -->\ntext\n", "text\n\ntext\n", nil},
		{"one that parts two paragraphs", "", "text\n{% comment %} omlint-disable-next-line markdoc/tag-undefined: soon {% /comment %}\ntext\n", "", nil},
		{"a suppressed finding", "", "<!-- omlint-disable-next-line structure/list-numbering, markdoc/attribute-undefined: see the figure -->\n{% note noteTyp=\"Tip\" %}\ntext\n{% /note %}\n", "", nil},

		{"hashes without a space", "", "##2. Back up {% #backup %}\n\ntext\n", "## 2. Back up {% #backup %}\n\ntext\n", nil},
		{"a hashtag", "", "#omlint\n\n#!/bin/sh\n", "", nil},
		{"hashes above more text", "", "##Back up\nfirst\n", "", nil},
		{"frontmatter with a comment", "", "---\ntitle: a: b # c\n---\n\ntext\n", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := test.want
			if want == "" {
				want = test.text
			}
			got, _, _ := fixed(rules.Example{Name: test.page, Text: test.text, Others: test.others}, Rules())
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What a slip is corrected to, before the page is asked whether that is better.
func TestSlipAt(t *testing.T) {
	for source, want := range map[string]string{
		"{% a b=c d=true e=false%}":               `{% a b="c" d=true e=false%}`,
		"{% a b=c1 d=null %} x=y":                 `{% a b="c1" d=null %} x=y`,
		"{% a b=“c” d='e f' g=\"it's h='i'\" /%}": "{% a b=\"c\" d=\"e f\" g=\"it's h='i'\" /%}",
		"{% a b=\"%}\" / >\n%}":                   "{% a b=\"%}\" /%}\n%}",
		"{% a b=3 c=$d e=[1] %}":                  "",
		"{% a %}":                                 "",
		"{% a":                                    "",
		"{% a {b: 1} }":                           "",
	} {
		s, ok := slipAt([]byte(source), 0)
		got, _ := rules.Apply([]byte(source), []rules.Fix{{Edits: s.edits}})
		if want == "" {
			want = source
		}
		if string(got) != want || ok != (want != source) {
			t.Errorf("%s becomes %s, want %s", source, got, want)
		}
	}
}

// checkFixed fixes pages. Fixing what was fixed must change nothing, and no page
// may have more errors than before.
func checkFixed(t *testing.T, pages map[string]string) (fixes int) {
	t.Helper()
	changes, left := fixSite(pages, Rules())
	if len(changes) == 0 {
		return 0
	}
	before, after := errorsOf(lintSite(pages)), errorsOf(left)
	again := maps.Clone(pages)
	for _, c := range changes {
		again[c.File] = string(c.After)
		if after[c.File] > before[c.File] {
			t.Errorf("%s has %d errors, %d before, after\n%s", c.File, after[c.File], before[c.File], mend.Diff(changes, ""))
		}
	}
	if more, _ := fixSite(again, Rules()); len(more) > 0 {
		t.Errorf("fixed again:\n%s\nafter\n%s", mend.Diff(more, ""), mend.Diff(changes, ""))
	}
	return mend.Count(changes)
}

// corpus are the real pages, in folders that are sites of their own.
func corpus(t testing.TB) map[string]string {
	root := os.Getenv("OMLINT_CORPUS")
	if root == "" {
		t.Skip("OMLINT_CORPUS names no folder of real pages")
	}
	pages := map[string]string{}
	site, err := parser.LoadSite([]string{root}, parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range site.Documents {
		name, _ := filepath.Rel(root, d.Path)
		pages[filepath.ToSlash(name)] = string(d.Source)
	}
	return pages
}

func TestFixCorpus(t *testing.T) {
	pages := corpus(t)
	if checkFixed(t, pages) == 0 {
		t.Error("there is nothing to fix in the real pages")
	}
	// The same with a slip on every page, in a place drawn by lot.
	random := rand.New(rand.NewPCG(1, 2))
	names := slices.Sorted(maps.Keys(pages))
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	fixes := 0
	for _, name := range names[:min(len(names), 120)] {
		for range 3 {
			text := pages[name]
			for range 1 + random.IntN(3) {
				text = spoil(random, text)
			}
			fixes += checkFixed(t, map[string]string{path.Base(name): text})
		}
	}
	if fixes < 100 {
		t.Errorf("only %d of the slips are fixed", fixes)
	}
}

// spoilers are what authors do to a page: each turns one occurrence of the first
// text into the second.
var spoilers = [][2]string{
	{"%}", "}"},
	{"%}", "%"},
	{"/%}", "/>"},
	{"{% /", "{% \\"},
	{"=\"", "='"},
	{"=\"", "=“"},
	{"/%}", "%}"},
	{" %}", " /%}"},
	{"e=", "="},
	{"```bash", "```python"},
	{"```", "````"},
	{"```yaml", "```"},
	{"## ", "##"},
	{"](/", "]("},
	{"](", ")["},
	{"2. ", "3. "},
	{"1. ", "7. "},
	{": ", ": x: "},
	{"\n", "\r\n"},
	{"\n\n", "\n"},
	{"-", "--"},
	{"<", "<!--"},
	{"\n", "\n<!-- omlint-disable-next-line snippet/no-language: why -->\n"},
	{"#", "#."},
	{";", "M;"},
}

func spoil(random *rand.Rand, text string) string {
	s := spoilers[random.IntN(len(spoilers))]
	n := strings.Count(text, s[0])
	if n == 0 {
		return text
	}
	at := 0
	for range random.IntN(n) {
		at += strings.Index(text[at:], s[0]) + len(s[0])
	}
	at += strings.Index(text[at:], s[0])
	return text[:at] + s[1] + text[at+len(s[0]):]
}

func FuzzFix(f *testing.F) {
	for _, r := range Rules() {
		if r.Fixable {
			f.Add(r.Bad.Text, strings.HasSuffix(r.Bad.Name, ".mdx"))
		}
	}
	f.Add("{% note }\n1. a\n3. {% image src='x' />\n\n{% /note }\n<!-- omlint-disable-next-line link/relative: x -->\n", false)
	f.Fuzz(func(t *testing.T, text string, mdx bool) {
		if len(text) > 4<<10 {
			return
		}
		name := "page.md"
		if mdx {
			name = "page.mdx"
		}
		changes, _ := fixSite(map[string]string{name: text}, Rules())
		for _, c := range changes {
			if more, _ := fixSite(map[string]string{name: string(c.After)}, Rules()); len(more) > 0 {
				t.Errorf("fixed again:\n%s\nafter\n%s", mend.Diff(more, ""), mend.Diff(changes, ""))
			}
		}
	})
}
