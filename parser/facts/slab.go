package facts

// slab hands out small pieces of larger allocations: a page has hundreds of
// blocks, an extraction thousands of texts, and all of them live as long as it.
type slab[T any] struct {
	free  []T
	chunk int // of the last allocation
}

// take is a new value.
func (s *slab[T]) take() *T { return &s.list(1)[0] }

// list is a list of n new values.
func (s *slab[T]) list(n int) []T {
	if len(s.free) < n {
		s.chunk = max(n, min(max(2*s.chunk, 4), 64))
		s.free = make([]T, s.chunk)
	}
	l := s.free[:n:n]
	s.free = s.free[n:]
	return l
}

// copy is a copy of the list.
func (s *slab[T]) copy(list []T) []T {
	l := s.list(len(list))
	copy(l, list)
	return l
}
