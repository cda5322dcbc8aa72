package rules

import "sync"

// shared keeps what several rules want to know of a page or a site, so that it
// is worked out once, by whoever asks first.
type shared struct {
	mu    sync.Mutex
	known map[any]any
}

// PerPage is a question that rules ask of pages, like what passages a page has.
// The answer belongs to all rules: they must not change it.
type PerPage[T any] struct{ work func(*Page) T }

// NewPerPage declares a question by the work that answers it.
func NewPerPage[T any](work func(*Page) T) *PerPage[T] { return &PerPage[T]{work} }

// Of is the answer for a page.
func (q *PerPage[T]) Of(p *Page) T { return once(&p.shared, q, func() T { return q.work(p) }) }

// PerSite is a question that rules ask of a site as a whole.
type PerSite[T any] struct{ work func(*Site) T }

// NewPerSite declares a question by the work that answers it.
func NewPerSite[T any](work func(*Site) T) *PerSite[T] { return &PerSite[T]{work} }

// Of is the answer for a site.
func (q *PerSite[T]) Of(s *Site) T { return once(&s.shared, q, func() T { return q.work(s) }) }

// once works an answer out unless it is known, or being worked out by another
// rule at this moment.
func once[T any](s *shared, question any, work func() T) T {
	s.mu.Lock()
	answer, ok := s.known[question].(func() T)
	if !ok {
		answer = sync.OnceValue(work)
		if s.known == nil {
			s.known = map[any]any{}
		}
		s.known[question] = answer
	}
	s.mu.Unlock()
	return answer()
}
