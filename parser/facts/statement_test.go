package facts

import (
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
)

// A statement that is wrong in any attribute says what is wrong, and is no fact.
func TestStatementErrors(t *testing.T) {
	for _, c := range []struct{ page, says string }{
		{`{% fact type="db-setting" name="work_mem" op=">=" value="20MB" version="1.4.0" /%}`, ""},
		{`{% fact type="cli-command" name="metadata docker" kind="breaking-change" removedIn="1.4" /%}`, ""},
		{`{% fact type="db-settings" name="x" /%}`, `type="db-settings" is none of db-setting, `},
		{`{% fact name="x" /%}`, "needs the attribute type"},
		{`{% fact type="backup" /%}`, "needs the attribute name"},
		{`{% fact type="db-setting" engine="oracle" name="x" /%}`, `engine="oracle" is none of mysql, postgres`},
		{`{% fact type="db-setting" name="work_mem" op="=>" value="20MB" /%}`, `op="=>" is none of >=`},
		{`{% fact type="db-setting" name="work_mem" op=">=" /%}`, "needs a value"},
		{`{% fact type="db-setting" name="work_mem" op=">=" value="20QB" /%}`, "is no size"},
		{`{% fact type="db-setting" name="work_mem" op=">=" value=20 unit="MB" /%}`, ""},
		{`{% fact type="db-setting" name="work_mem" op=">=" value="20" unit="bananas" /%}`, "is no size"},
		{`{% fact type="backup" name="x" version="soon" /%}`, "version: "},
		{`{% fact type="backup" name="x" versions="1.4" /%}`, "there is no attribute versions"},
		{`{% fact type="backup" name="x" phase="later" /%}`, "before, during, after"},
	} {
		doc := parser.Parse("page.md", []byte("# Prerequisites\n\n"+c.page+"\n"), parser.Options{})
		var wrong []string
		parser.Walk(doc.Root, func(n *parser.Node) bool {
			wrong = append(wrong, StatementErrors(n, OpenMetadata())...)
			return true
		})
		if got := strings.Join(wrong, "; "); !strings.Contains(got, c.says) || (c.says == "") != (got == "") {
			t.Errorf("%s: %q, want %q", c.page, got, c.says)
		}
		stated := 0
		for _, f := range Extract([]*parser.Document{doc}, OpenMetadata()).Facts {
			if f.Stated() {
				stated++
			}
		}
		if (stated == 1) != (c.says == "") {
			t.Errorf("%s: %d stated facts", c.page, stated)
		}
	}
}

// A statement's unit belongs to its value, not to the server's own idea of one.
func TestStatedSizes(t *testing.T) {
	for attributes, want := range map[string]string{
		`value="20MB"`: "20971520", `value=20 unit="MB"`: "20971520", `value="20971520" unit="bytes"`: "20971520",
		`value="64"`: "65536", // PostgreSQL takes a bare work_mem for kB
	} {
		doc := parser.Parse("page.md", []byte(`{% fact type="db-setting" engine="postgres" name="work_mem" op=">=" `+attributes+" /%}\n"), parser.Options{})
		got := Extract([]*parser.Document{doc}, OpenMetadata()).Facts
		if len(got) != 1 || got[0].Expect.Value != want || got[0].Expect.Unit != "bytes" {
			t.Errorf("%s: %+v, want %s bytes", attributes, got, want)
		}
	}
}
