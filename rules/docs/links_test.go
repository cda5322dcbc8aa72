package docs

import (
	"slices"
	"testing"

	"github.com/omlint/omlint/rules"
)

// What looks like a defect of links or structure and is none, and what is one.
func TestLinksAndStructure(t *testing.T) {
	guides := map[string]string{"guides/install.md": "text\n", "guides/upgrade.md": "# Upgrade\n\n## A & B\n\ntext\n"}
	for _, test := range []struct {
		name, page, text string
		others           map[string]string
		want             string // the only rule with a finding; none when empty
	}{
		{"a folder that was not loaded", "page.md", "[x](/connectors/mysql)\n", guides, ""},
		{"an excerpt of a site", "page.md", "[a](/guides/a) [b](/guides/b) [c](/guides/c)\n", guides, ""},
		{"a page known by its slug", "page.md", "[x](/guides/setup)\n", map[string]string{"guides/install.md": "---\ntitle: Set up\nslug: /guides/setup\n---\n\ntext\n"}, ""},
		{"a page beside this one", "guides/page.md", "[x](install.md)\n", guides, ""},
		{"a folder beside this one", "testdata/page.md", "[x](site/images)\n", guides, ""},
		{"no folder beside this one", "testdata/page.md", "[x](site/nonesuch)\n", guides, "link/relative"},
		{"no page beside this one", "guides/page.md", "[x](nonesuch.md)\n", guides, "link/broken-page"},
		{"a placeholder", "page.md", "[x](guides/{version}/install)\n", guides, ""},
		{"another scheme", "page.md", "[x](mailto:a@example.com)\n", guides, ""},
		{"an anchor as GitHub makes it", "page.md", "[x](/guides/upgrade#a--b)\n", guides, ""},
		{"an anchor with single hyphens", "page.md", "[x](/guides/upgrade#a-b)\n", guides, ""},
		{"an anchor as Markdoc's sample makes it", "page.md", "[x](/guides/upgrade#a-&-b)\n", guides, ""},
		{"an anchor that nobody makes", "page.md", "[x](/guides/upgrade#a-+-b)\n", guides, "link/broken-anchor"},
		{"an anchor of HTML", "page.md", "<a name=\"here\"></a>\n\n[x](#here)\n", nil, ""},
		{"an anchor of the page that includes", "partials/part.md", "[x](#elsewhere)\n", nil, ""},
		{"an older version named in the text", "v1.9.x/page.md", "See the [1.8 guide](/v1.8.x/guide).\n", map[string]string{"v1.8.x/guide.md": "text\n", "v1.9.x/guide.md": "text\n"}, ""},
		{"a patch release's partial", "v1.9.x/page.md", "{% partial file=\"/v1.9.2/part.md\" /%}\n", map[string]string{"partials/v1.9.2/part.md": "text\n"}, ""},
		{"reversed brackets in code", "page.md", "`(text)[https://example.com]`\n", nil, ""},
		{"a list that counts itself", "page.md", "1. a\n1. b\n1. c\n", nil, ""},
		{"a list that begins later", "page.md", "3. a\n4. b\n", nil, ""},
		{"a partial that ends with a heading", "partials/part.md", "text\n\n## Next\n", nil, ""},
		{"a bold sentence", "page.md", "**Back up first.**\n\ntext\n", nil, ""},
		{"levels that a partial brings", "page.md", "# Upgrade\n\n{% partial file=\"part.md\" /%}\n\n### Deeper\n\ntext\n", map[string]string{"partials/part.md": "## Between\n\ntext\n"}, ""},
		{"a title that a partial repeats", "page.md", "# Upgrade\n\n{% partial file=\"part.md\" /%}\n", map[string]string{"partials/part.md": "# Again\n\ntext\n"}, "structure/several-h1"},
		{"a key beside the one it is like", "page.md", "---\nTitle: A\nslug: /a\ntitle: B\n---\n\ntext\n", nil, ""},
		{"a key with a letter too many", "page.md", "---\ntitle: A\nicons: b\n---\n\ntext\n", nil, "structure/frontmatter-key"},
		{"a key that is another word", "page.md", "---\ntitle: A\nslag: b\n---\n\ntext\n", nil, ""},
		{"GitBook's frontmatter", "page.md", "---\ndescription: text\n---\n\n# Title\n\ntext\n", nil, ""},
		{"a component declared on the page", "page.mdx", "export const Box = () => null\n\n<Box />\n", nil, ""},
		{"a component's part", "page.mdx", "<Tree.Folder name=\"a\" />\n", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got, want []string
			if test.want != "" {
				want = []string{test.want}
			}
			for _, f := range lintExample(nil, rules.Example{Name: test.page, Text: test.text, Others: test.others}, Rules()) {
				got = append(got, f.Rule)
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
