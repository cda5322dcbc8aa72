// Package sorted sorts slices of large structs.
package sorted

import (
	"cmp"
	"slices"
)

// Stable sorts like [slices.SortStableFunc], but moves numbers about instead of
// the structs, and each of those once.
func Stable[T any](list []T, compare func(a, b *T) int) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	byNumber := func(a, b int) int {
		if c := compare(&list[a], &list[b]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	}
	if slices.IsSortedFunc(order, byNumber) {
		return
	}
	slices.SortFunc(order, byNumber)
	sorted := make([]T, len(list))
	for i, from := range order {
		sorted[i] = list[from]
	}
	copy(list, sorted)
}
