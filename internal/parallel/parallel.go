// Package parallel spreads work over the processors.
package parallel

import (
	"fmt"
	"runtime"
	"sync"
)

// Each calls work for 0 up to n, on all processors, and returns when all is
// done. If work panics, Each does so once the rest is done, with what name says
// of the first that did: a panic in a goroutine of its own could not be recovered
// from, and would end the program.
func Each(n int, name func(i int) string, work func(i int)) {
	panics := make([]any, n)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := range next {
				func() {
					defer func() { panics[i] = recover() }()
					work(i)
				}()
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
	for i, p := range panics {
		if p != nil {
			panic(fmt.Sprintf("%s: %v", name(i), p))
		}
	}
}
