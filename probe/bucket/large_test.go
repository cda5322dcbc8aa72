package bucket

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/omlint/omlint/internal/testserver"
)

// TestLarge reads an object of 256 MiB whose connection is cut every 30 MiB: in
// little memory, every byte once, and with patience for the whole of it.
func TestLarge(t *testing.T) {
	const size, stretch, period = 256 << 20, 30 << 20, 1 << 10
	s := testserver.StartS3(t)
	s.Put(t, "backups", "om.sql", []byte("x"))
	pattern := make([]byte, 2*period) // what comes after a byte at n is pattern[n%period:]
	for i := range pattern {
		pattern[i] = byte(i % period * 7)
	}
	requests := 0
	s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
		requests++
		var from int64
		w.Header().Set("ETag", `"version"`)
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, size-1, size))
			w.Header().Set("Content-Length", fmt.Sprint(size-from))
			w.WriteHeader(http.StatusPartialContent)
		} else {
			w.Header().Set("Content-Length", fmt.Sprint(size))
		}
		w = testserver.CutAfter(w, stretch)
		for at := from; at < size; {
			n, err := w.Write(pattern[at%period : at%period+min(period, size-at)])
			if err != nil {
				return nil
			}
			at += int64(n)
		}
		return nil
	}
	f, err := new(Store).Files(t.Context()).Open("backups/om.sql")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	buf := make([]byte, 64<<10)
	var at int64
	for {
		n, err := f.Read(buf)
		for part := buf[:n]; len(part) > 0; {
			k := min(len(part), period)
			if !bytes.Equal(part[:k], pattern[at%period:at%period+int64(k)]) {
				t.Fatalf("other bytes at %d", at)
			}
			at, part = at+int64(k), part[k:]
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("at %d: %v", at, err)
		}
	}
	runtime.ReadMemStats(&after)
	if at != size || requests != size/stretch+1 {
		t.Errorf("%d of %d bytes in %d requests", at, size, requests)
	}
	if grew := after.TotalAlloc - before.TotalAlloc; grew > 32<<20 {
		t.Errorf("it took %d bytes of memory", grew)
	}
}
