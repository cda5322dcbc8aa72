package parallel

import (
	"fmt"
	"runtime"
	"sync"
)

// Spread calls work for every one of items, and of those that work itself adds
// with more, on all processors, and returns when all is done. What was added last
// is worked on first, so that a tree's branches do not pile up. If work panics,
// Spread does so once the rest is done.
func Spread[T any](work func(item T, more func(...T)), items ...T) {
	s := spread[T]{waiting: items, open: len(items)}
	s.change.L = &s.lock
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				item, ok := s.next()
				if !ok {
					return
				}
				s.do(item, work)
			}
		})
	}
	workers.Wait()
	if s.panicked != nil {
		panic(s.panicked)
	}
}

type spread[T any] struct {
	lock     sync.Mutex
	change   sync.Cond
	waiting  []T
	open     int // waiting, or being worked on
	panicked any
}

// next takes an item, and waits for one while others may still add some.
func (s *spread[T]) next() (item T, ok bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for len(s.waiting) == 0 && s.open > 0 {
		s.change.Wait()
	}
	last := len(s.waiting) - 1
	if last < 0 {
		return item, false
	}
	item = s.waiting[last]
	s.waiting = s.waiting[:last]
	return item, true
}

func (s *spread[T]) do(item T, work func(T, func(...T))) {
	defer func() {
		p := recover()
		s.lock.Lock()
		defer s.lock.Unlock()
		if p != nil && s.panicked == nil {
			s.panicked = fmt.Sprint(p)
		}
		if s.open--; s.open == 0 {
			s.change.Broadcast()
		}
	}()
	work(item, s.add)
}

func (s *spread[T]) add(items ...T) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.waiting = append(s.waiting, items...)
	s.open += len(items)
	s.change.Broadcast()
}
