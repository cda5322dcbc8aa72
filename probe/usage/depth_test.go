package usage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
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

// TestVariablesInsideEachOther holds that a script in which each variable holds
// the one before it twice ends the scan in time, and does not count as read.
func TestVariablesInsideEachOther(t *testing.T) {
	for _, form := range []string{"V%[1]d=\"$V%[2]d $V%[2]d\"\n", "V%[1]d=$(echo $V%[2]d $V%[2]d)\n", "V%[1]d=$V%[2]d; V%[1]d+=$V%[2]d\n"} {
		var b strings.Builder
		b.WriteString("V0='metadata backup'\n")
		for i := 1; i < 60; i++ {
			fmt.Fprintf(&b, form, i, i-1)
		}
		b.WriteString("$V59\nmetadata restore\n")
		start := time.Now()
		uses, err := scanAs(shell{}, "x.sh", []byte(b.String()))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q took %s", form, took)
		}
		if err == nil || !strings.Contains(err.Error(), "too many variables inside each other") {
			t.Errorf("%q: %v", form, err)
		}
		if !slices.ContainsFunc(uses, func(u use) bool { return u.name == "metadata restore" }) {
			t.Errorf("%q: what follows is lost: %v", form, uses)
		}
	}
}

// TestTerraformEnds holds that HCL on which its parser would take all of the stack,
// or hours, is not read, and that what is long for other reasons is.
func TestTerraformEnds(t *testing.T) {
	const use = "\nresource \"a\" \"b\" { command = \"metadata backup\" }\n"
	for what, src := range map[string]string{
		"brackets":            "x = " + strings.Repeat("(", 1<<20),
		"operators":           "x = " + strings.Repeat("!", 1<<20) + "a",
		"conditions":          "x = " + strings.Repeat("a ? b : ", 1<<16) + "c",
		"lines of a document": "x = <<E\n" + strings.Repeat("a\n", 1<<19) + "E",
		"escapes":             "x = \"" + strings.Repeat("$${", 1<<18) + "\"",
	} {
		if uses, err := scanAs(terraform{}, "x.tf", []byte(src+use)); err == nil || len(uses) > 0 {
			t.Errorf("%s: %d uses, %v", what, len(uses), err)
		}
	}
	var locals strings.Builder
	for i := range 60 {
		fmt.Fprintf(&locals, "a%d = \"${local.a%d}${local.a%d}x\"\n", i+1, i, i)
	}
	for what, src := range map[string]string{
		"a line":                   "x = \"" + strings.Repeat("a", 1<<20) + "\"",
		"locals inside each other": "locals {\na0 = \"x\"\n" + locals.String() + "}",
	} {
		if uses, err := scanAs(terraform{}, "x.tf", []byte(src+use)); err != nil || len(uses) != 1 {
			t.Errorf("%s: %d uses, %v", what, len(uses), err)
		}
	}
}
