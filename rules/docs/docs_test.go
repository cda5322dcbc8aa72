package docs

import (
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// lintExample lints a rule's example with that rule alone and returns the
// findings for the example's own page.
func lintExample(r *rules.Rule, e rules.Example, with []*rules.Rule) []rules.Finding {
	name := e.Name
	if name == "" {
		name = "page.md"
	}
	documents := []*parser.Document{parser.Parse(name, []byte(e.Text), parser.Options{})}
	for path, text := range e.Others {
		documents = append(documents, parser.Parse(path, []byte(text), parser.Options{}))
	}
	site := rules.NewSite(parser.NewSite(documents, parser.Options{}), parser.OpenMetadataSchema(), facts.OpenMetadata())
	var own []rules.Finding
	for _, f := range Lint(site, with) {
		if f.Location.File == name && (r == nil || f.Rule == r.ID) {
			own = append(own, f)
		}
	}
	return own
}

// Every rule's bad example has its finding, and its good example none of any rule.
func TestExamples(t *testing.T) {
	for _, r := range Rules() {
		t.Run(r.ID, func(t *testing.T) {
			if found := lintExample(r, r.Bad, []*rules.Rule{r}); len(found) == 0 {
				t.Errorf("the bad example has no finding:\n%s", r.Bad.Text)
			}
			for _, f := range lintExample(nil, r.Good, Rules()) {
				t.Errorf("the good example has a finding: %s %s (line %d)", f.Rule, f.Message, f.Location.Line)
			}
		})
	}
}

// What a rule says about itself is complete, and its id is one of a kind.
func TestRulesAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] {
			t.Errorf("two rules are called %s", r.ID)
		}
		seen[r.ID] = true
		for field, text := range map[string]string{"Title": r.Title, "Why": r.Why, "Fix": r.Fix, "Since": r.Since, "Bad": r.Bad.Text, "Good": r.Good.Text} {
			if text == "" {
				t.Errorf("%s has no %s", r.ID, field)
			}
		}
		if strings.HasSuffix(r.Title, ".") || len(r.Title) > 100 || strings.Count(r.ID, "/") != 1 {
			t.Errorf("%s: a title is one short line without a full stop: %q", r.ID, r.Title)
		}
		if r.New == nil {
			t.Errorf("%s does nothing", r.ID)
		}
	}
}

func TestSuppression(t *testing.T) {
	const finding = "{% nonesuch /%}\n"
	for _, test := range []struct {
		name, page string
		want       []string
	}{
		{"a reason", "<!-- omlint-disable-next-line markdoc/tag-undefined: of the next release -->\n\n" + finding, nil},
		{"as a Markdoc comment", "{% comment %} omlint-disable-next-line markdoc/tag-undefined: of the next release {% /comment %}\n" + finding, nil},
		{"no reason", "<!-- omlint-disable-next-line markdoc/tag-undefined -->\n" + finding, []string{"suppression/unused", "markdoc/tag-undefined"}},
		{"another rule", "<!-- omlint-disable-next-line markdoc/missing-closing: why not -->\n" + finding, []string{"suppression/unused", "markdoc/tag-undefined"}},
		{"another line", "<!-- omlint-disable-next-line markdoc/tag-undefined: why not -->\ntext\n\n" + finding, []string{"suppression/unused", "markdoc/tag-undefined"}},
		{"no rule of that name", "<!-- omlint-disable-next-line markdoc/nonesuch: why not -->\n\ntext\n", []string{"suppression/unused"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range lintExample(nil, rules.Example{Text: test.page}, Rules()) {
				if f.Rule == "markdoc/tag-undefined" || f.Rule == unusedSuppression {
					got = append(got, f.Rule)
				}
			}
			if strings.Join(got, " ") != strings.Join(test.want, " ") {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// What Suppress writes takes the finding away and breaks nothing else. Where a
// comment would be shown, or take something apart, it offers none.
func TestSuppress(t *testing.T) {
	for _, test := range []struct{ name, page, text, want string }{
		{"plain Markdown", "page.md", "# A\n\n  [x]()\n", "# A\n\n  <!-- omlint-disable-next-line link/empty: REASON -->\n  [x]()\n"},
		{"Markdoc", "page.md", "{% note %}\n\n[x]()\n\n{% /note %}\n", "{% note %}\n\n{% comment %} omlint-disable-next-line link/empty: REASON {% /comment %}\n[x]()\n\n{% /note %}\n"},
		{"MDX", "page.mdx", "# A\n\n[x]()\n", "# A\n\n{/* omlint-disable-next-line link/empty: REASON */}\n[x]()\n"},
		{"CRLF", "page.md", "# A\r\n\r\n[x]()\r\n", "# A\r\n\r\n<!-- omlint-disable-next-line link/empty: REASON -->\r\n[x]()\r\n"},
		{"first line", "page.md", "[x]()", "<!-- omlint-disable-next-line link/empty: REASON -->\n[x]()"},
		{"after frontmatter", "page.md", "---\ntitle: x\n---\n[x]()\n", "---\ntitle: x\n---\n<!-- omlint-disable-next-line link/empty: REASON -->\n[x]()\n"},
		{"beside another", "page.md", "<!-- omlint-disable-next-line link/reversed: known -->\n\n(y)[/x/y] [x]()\n", "<!-- omlint-disable-next-line link/reversed, link/empty: known -->\n\n(y)[/x/y] [x]()\n"},
		{"table", "page.md", "# A\n\n| a |\n|---|\n| [x]() |\n", ""},
		{"top of a table", "page.md", "# A\n\n| [x]() |\n|---|\n| b |\n", "# A\n\n<!-- omlint-disable-next-line link/empty: REASON -->\n| [x]() |\n|---|\n| b |\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			lint := func(text string) (*parser.Document, []rules.Finding) {
				d := parser.Parse(test.page, []byte(text), parser.Options{})
				site := parser.NewSite([]*parser.Document{d}, parser.Options{})
				return d, Lint(rules.NewSite(site, parser.OpenMetadataSchema(), facts.OpenMetadata()), Rules())
			}
			d, before := lint(test.text)
			i := slices.IndexFunc(before, func(f rules.Finding) bool { return f.Rule == "link/empty" })
			if i < 0 {
				t.Fatalf("no link/empty among %v", before)
			}
			e, ok := Suppress(d, before[i])
			if !ok {
				if test.want != "" {
					t.Error("nothing is offered")
				}
				return
			}
			got := test.text[:e.Start] + e.New + test.text[e.End:]
			if got != test.want {
				t.Fatalf("got\n%s\nwant\n%s", got, test.want)
			}
			if _, after := lint(got); len(after) != len(before)-1 {
				t.Errorf("before: %v\nafter: %v", before, after)
			}
		})
	}
}

func TestSuppressInCode(t *testing.T) {
	d := parser.Parse("page.md", []byte("---\ntitle: x\n---\n\n```sh\nls\n```\n"), parser.Options{})
	for line, want := range []bool{1: false, 2: false, 3: false, 4: true, 5: true, 6: false, 7: false} {
		if _, ok := Suppress(d, rules.Finding{Rule: "x/y", Location: &rules.Location{Line: line}}); line > 0 && ok != want {
			t.Errorf("line %d: offered is %v", line, ok)
		}
	}
}

// A rule that panics does so where it can be recovered from, and names the page.
func TestPanicOfRule(t *testing.T) {
	d := parser.Parse("page.md", []byte("text\n"), parser.Options{})
	site := rules.NewSite(parser.NewSite([]*parser.Document{d}, parser.Options{}), parser.DefaultSchema(), facts.OpenMetadata())
	broken := &rules.Rule{ID: "x/y", New: func(*rules.Context) rules.Visitor { panic("cannot") }}
	defer func() {
		if p := recover(); p != "page.md: cannot" {
			t.Errorf("recovered %v", p)
		}
	}()
	Lint(site, []*rules.Rule{broken})
}

// A statement contradicts the text in its value or in what became of a thing,
// in either dialect; where both agree there is nothing to report.
func TestStatementConflict(t *testing.T) {
	var rule *rules.Rule
	for _, r := range Rules() {
		if r.ID == "upgrade/statement-conflict" {
			rule = r
		}
	}
	const value = `type="db-setting" name="work_mem" op=">=" value="20MB" kind="requirement" version="1.4.0" /`
	for name, tc := range map[string]struct {
		page, text, want string
	}{
		"value":          {"page.md", "## 1.4.0\n\n{% fact " + value + "%}\n\nBefore the migration, set `work_mem` to 64MB.\n", "work_mem is >= 67108864 here, and stated as >= 20971520 in line 3"},
		"value in MDX":   {"page.mdx", "## 1.4.0\n\n<Fact " + value + ">\n\n```sql\nALTER SYSTEM SET work_mem = '64MB';\n```\n", "work_mem is >= 67108864 here, and stated as >= 20971520 in line 3"},
		"what became":    {"page.md", "# Breaking Changes\n\n## 1.4.0\n\n{% fact kind=\"deprecation\" type=\"cli-command\" name=\"metadata docker\" version=\"1.4.0\" /%}\n\n- The command `metadata docker` was removed.\n", "metadata docker is removed or changed here, and stated as deprecated in line 5"},
		"agreement":      {"page.md", "## 1.4.0\n\n{% fact " + value + "%}\n\nBefore the migration, set `work_mem` to 20MB.\n", ""},
		"nothing stated": {"page.md", "## 1.4.0\n\nBefore the migration, set `work_mem` to 64MB.\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, f := range lintExample(rule, rules.Example{Name: tc.page, Text: tc.text}, Rules()) {
				got += f.Message
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// A tag that is opened within a line and never closed takes the blocks behind
// it along; rules still see them.
func TestBlocksInALine(t *testing.T) {
	const page = "text {% badge %} text\n\n```bash\nmysqldump -u openmetadata_user -popenmetadata_password openmetadata_db\n```\n"
	var got []string
	for _, f := range lintExample(nil, rules.Example{Text: page}, Rules()) {
		got = append(got, f.Rule)
	}
	if !slices.Contains(got, "markdoc/missing-closing") || !slices.Contains(got, "snippet/secret-argument") {
		t.Errorf("only %v", got)
	}
}
