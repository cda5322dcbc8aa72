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
