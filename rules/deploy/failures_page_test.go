package deploy_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/omlint/omlint/rules/deploy"
)

// docs/failures.md names checks that there are, and every check of a database's
// content.
func TestFailuresPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/failures.md")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range deploy.Checks() {
		ids = append(ids, c.ID)
	}
	named := regexp.MustCompile("`(deploy/[a-z-]+)`").FindAllStringSubmatch(string(page), -1)
	for _, m := range named {
		if !slices.Contains(ids, m[1]) {
			t.Errorf("%s is no check", m[1])
		}
	}
	for _, id := range checks() {
		if !slices.ContainsFunc(named, func(m []string) bool { return m[1] == id }) {
			t.Errorf("the page does not name %s", id)
		}
	}
}
