package usage

import (
	"strconv"
	"strings"
	"testing"
)

// TestNamesThatHoldThemselves holds that a name which is put together of itself
// is followed in the order of the file, and that a file of thousands of such
// ends soon: it counts as unread where it comes to too much.
func TestNamesThatHoldThemselves(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"added to", "x = 'metadata'\nx += ' backup'\nx += ' -H db'\nos.system(x)", "metadata backup"},
		{"joined with itself", "x = 'metadata'\nx = x + ' backup'\nos.system(x)", "metadata backup"},
		{"behind another name", "x = 'metadata'\ny = x + ' backup'\nx = y + ' -H db'\nos.system(x)", "metadata backup"},
		{"in a circle", "x = y + ' backup'\ny = x + ' restore'\nos.system(x)", ""},
		{"of words, added to", "x = ['metadata']\nx += ['backup']\nsubprocess.run(x)", "metadata backup"},
		{"of words", "x = ['metadata']\nx.append('backup')\nos.execvp('metadata', x)", "metadata backup"},
		{"thousands of times", "x = 'metadata'\n" + strings.Repeat("x = x + ' backup'; os.system(x)\n", 5000), "metadata backup"},
		{"thousands of calls", "x = f()\n" + strings.Repeat("x = x + f(x) + x; os.system(x)\n", 5000), ""},
		{"thousands of words", "x = ['metadata']\n" + strings.Repeat("x.append('backup'); subprocess.run(x)\n", 5000), "metadata backup"},
		{"twice the one before", "x0 = 'a' * 9\n" + doubled(2000), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := "import os, subprocess\n" + test.source + "\n"
			f := newFile("x.py", []byte(source), newSearch(Options{CLI: []string{"metadata"}, Clients: []string{"metadata"}}))
			_ = pyFile{}.scan(f, text{s: source})
			found := ""
			for _, u := range f.uses {
				if u.kind == cliCommand {
					found = u.name
				}
			}
			if found != test.want {
				t.Errorf("found %q, want %q", found, test.want)
			}
		})
	}
}

func doubled(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("x" + strconv.Itoa(i+1) + " = x" + strconv.Itoa(i) + " + x" + strconv.Itoa(i) + "; os.system(x" + strconv.Itoa(i+1) + ")\n")
	}
	return b.String()
}
