package docs

import (
	"strings"
	"testing"

	"github.com/omlint/omlint/rules"
)

// Offsets in the lower-case text are offsets in the text, whatever its letters.
func TestLowered(t *testing.T) {
	for _, text := range []string{"", "MySQL", "İİȺ MySQL", "ẞ Ä ſ K", "a\xffB", "😀 Ω"} {
		if lower := lowered(text); len(lower) != len(strings.ToValidUTF8(text, "\uFFFD")) {
			t.Errorf("%q has %d bytes, its lower case %q %d", text, len(text), lower, len(lower))
		}
	}
	if got := lowered("Using İ Metadata ÄÖ CLI"); got != "using İ metadata äö cli" {
		t.Errorf("got %q", got)
	}
}

// A letter that grows in lower case moves nothing behind it out of the text.
func TestLettersThatGrow(t *testing.T) {
	page := strings.Repeat("Ⱥ", 80) + " Back up your MySQL data using Metadata Backup CLI"
	found := lintExample(nil, rules.Example{Name: "v1.8.x/page.md", Text: page + "\n", Others: map[string]string{
		"v1.4.x/page.md": "# Deprecation Notice\n\nThe `metadata backup` command is deprecated in 1.4.0. Use `mysqldump` instead.\n\nOpenMetadata runs on MySQL or PostgreSQL.\n",
		"v1.8.x/b.md":    "OpenMetadata runs on MySQL or PostgreSQL.\n",
	}}, Rules())
	var ids []string
	for _, f := range found {
		ids = append(ids, f.Rule)
	}
	if all := strings.Join(ids, " "); !strings.Contains(all, "upgrade/recommends-deprecated") || !strings.Contains(all, "upgrade/one-engine") {
		t.Errorf("found %q", ids)
	}
}
