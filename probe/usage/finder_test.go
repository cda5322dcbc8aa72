package usage

import (
	"fmt"
	"strings"
	"testing"
)

// FuzzFinder compares a finder with the search for one word after the other.
func FuzzFinder(f *testing.F) {
	f.Add("metadata,openmetadata,ometa", "openmetadata metadatametadata ometa")
	f.Add("a,ab,abc", "xabcab")
	f.Add("aa,aaa", "aaaaa")
	f.Add("tada,metadata", "metadata")
	f.Add(",", "anything")
	f.Add("four", "fourfour")
	f.Add("inlets,metadata", "inletsxmetadata inlets")
	f.Fuzz(func(t *testing.T, words, src string) {
		list := strings.Split(words, ",")
		find := newFinder(list)
		got, want := map[string]bool{}, map[string]bool{}
		find.each([]byte(src), func(word string, from, to int) bool {
			if src[from:to] != word {
				t.Errorf("%q stands at %d to %d", word, from, to)
			}
			got[fmt.Sprint(word, from)] = true
			return true
		})
		for _, w := range list {
			for at := range len(src) {
				if w != "" && strings.HasPrefix(src[at:], w) {
					want[fmt.Sprint(w, at)] = true
				}
			}
		}
		for at := range want {
			if !got[at] {
				t.Errorf("%s is not found in %q", at, src)
			}
		}
		if find.found([]byte(src)) != (len(want) > 0) {
			t.Errorf("found %q in %q: %v", words, src, len(want) == 0)
		}
	})
}
