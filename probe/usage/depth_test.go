package usage

import (
	"strings"
	"testing"
)

// TestDepth feeds the scanner files that fill the stack of a parser which does
// not count. Each ends in an error, or not, but ends.
func TestDepth(t *testing.T) {
	for _, open := range []string{
		"(", "$(", "{ ", "\"$(", "if ", "while x; do ", "case x in x) ", "${a:-", "((", "$((", "[[ ( ", "! ", "time ", "a=(", "<(",
		"f() ", "a[", "a&&", "a|", "((1?", "((a=", "((- ", "((!", "((a**", "a=a", "`", "function f ", "coproc ", "bash -c 'x' | ", "case x in (a) ",
	} {
		first, rest := open, open
		if strings.HasPrefix(open, "((") && len(open) > 2 {
			rest = open[2:]
		}
		src := first + strings.Repeat(rest, 1<<20/len(rest))
		if uses, err := scanAs(shell{}, "x.sh", []byte(src)); len(uses) > 0 {
			t.Errorf("%s…: %d uses, %v", open, len(uses), err)
		}
	}
}
