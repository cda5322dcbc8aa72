package usage

import (
	"strings"
	"testing"
)

// TestAliasesAreBounded holds that a file of aliases costs what is in it, and
// that what was not unfolded is no clean bill.
func TestAliasesAreBounded(t *testing.T) {
	list := "a: &a [" + strings.Repeat("x,", 5000) + "]\nb:\n"
	for aliases, broken := range map[int]bool{1: false, 1000: true} {
		if _, err := parseYAML(text{s: list + strings.Repeat("  - *a\n", aliases)}); (err != nil) != broken {
			t.Errorf("%d aliases: %v", aliases, err)
		}
	}
}
