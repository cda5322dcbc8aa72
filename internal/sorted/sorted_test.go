package sorted

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestStable(t *testing.T) {
	type pair struct{ key, number int }
	for n := range 100 {
		var list []pair
		for i := range n {
			list = append(list, pair{rand.IntN(10), i})
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
		Stable(list, func(a, b *pair) int { return cmp.Compare(a.key, b.key) })
		if !slices.Equal(list, want) {
			t.Fatalf("%v, not %v", list, want)
		}
	}
}
