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

// What work adds is worked on, too, however much later.
func TestSpread(t *testing.T) {
	for _, depth := range []int{0, 1, 12} {
		var done atomic.Int32
		Spread(func(level int, more func(...int)) {
			done.Add(1)
			if level < depth {
				more(level+1, level+1)
			}
		}, 0)
		if want := int32(1)<<(depth+1) - 1; done.Load() != want {
			t.Errorf("%d levels: %d items were worked on, not %d", depth, done.Load(), want)
		}
	}
	Spread(func(int, func(...int)) { t.Error("nothing is worked on") })
}

func TestSpreadPanic(t *testing.T) {
	var done atomic.Int32
	defer func() {
		if p := recover(); p != "out of words" || done.Load() != 9 {
			t.Errorf("recovered %v after %d others", p, done.Load())
		}
	}()
	Spread(func(i int, more func(...int)) {
		if i == 0 {
			more(1, 2, 3, 4, 5, 6, 7, 8, 9)
			panic("out of words")
		}
		done.Add(1)
	}, 0)
}
