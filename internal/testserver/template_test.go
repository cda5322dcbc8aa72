package testserver

import (
	"sync"
	"testing"
)

// TestTemplateIsMadeOnce: processes that start with an empty cache at the same time end up with one template
// and a server each.
func TestTemplateIsMadeOnce(t *testing.T) {
	t.Setenv("OMLINT_CACHE", t.TempDir())
	var made sync.Map
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			dir, err := template(mariadb{}, "/usr/sbin")
			if err != nil {
				t.Error(err)
			}
			made.Store(dir, nil)
			s, err := start(mariadb{})
			if err != nil {
				t.Error(err)
				return
			}
			s.discard()
		})
	}
	all.Wait()
	n := 0
	made.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d templates were made", n)
	}
}
