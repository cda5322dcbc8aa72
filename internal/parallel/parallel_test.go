package parallel

import (
	"strconv"
	"sync/atomic"
	"testing"
)

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		times := make([]atomic.Int32, n)
		Each(n, strconv.Itoa, func(i int) { times[i].Add(1) })
		for i := range times {
			if times[i].Load() != 1 {
				t.Errorf("%d of %d was worked on %d times", i, n, times[i].Load())
			}
		}
	}
}

// The first that panics is named, where it can be recovered from; the rest is
// done all the same.
func TestPanic(t *testing.T) {
	var done atomic.Int32
	defer func() {
		if p := recover(); p != "page 3: out of words" || done.Load() != 8 {
			t.Errorf("recovered %v after %d others", p, done.Load())
		}
	}()
	Each(10, func(i int) string { return "page " + strconv.Itoa(i) }, func(i int) {
		if i == 3 || i == 7 {
			panic("out of words")
		}
		done.Add(1)
	})
}
