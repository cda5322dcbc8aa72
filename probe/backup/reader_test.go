package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// TestReader does to a reader and to a [bufio.Reader] the same, at random, over
// blocks of many sizes: both have to say the same.
func TestReader(t *testing.T) {
	for size := 1; size < 40; size++ {
		random := rand.New(rand.NewPCG(1, uint64(size)))
		content := make([]byte, 4000)
		for i := range content {
			content[i] = "ab\n"[random.IntN(3)]
		}
		broken := io.MultiReader(bytes.NewReader(content), iotest.ErrReader(io.ErrNoProgress))
		a := readAhead(t.Context(), broken, size)
		got := &reader{next: a.next, last: -1}
		want := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(content), iotest.ErrReader(io.ErrNoProgress)), longestLook)
		for step := 0; ; step++ {
			var x, y []byte
			var errX, errY error
			switch n := random.IntN(50); step % 5 {
			case 0:
				x, errX = got.Peek(n)
				y, errY = want.Peek(n)
			case 1:
				_, errX = got.Discard(n)
				_, errY = want.Discard(n)
			case 2:
				var c, d byte
				c, errX = got.ReadByte()
				d, errY = want.ReadByte()
				x, y = []byte{c}, []byte{d}
				if errX == nil && errY == nil && n%2 == 0 {
					errX, errY = got.UnreadByte(), want.UnreadByte()
				}
			case 3:
				x, errX = got.ReadSlice('\n')
				y, errY = want.ReadSlice('\n')
			case 4:
				x, y = make([]byte, n), make([]byte, n)
				_, errX = io.ReadFull(got, x)
				_, errY = io.ReadFull(want, y)
			}
			if !bytes.Equal(x, y) || !errors.Is(errX, errY) {
				t.Fatalf("blocks of %d, step %d: %q %v, want %q %v", size, step, x, errX, y, errY)
			}
			if errX != nil {
				break
			}
		}
		a.close()
	}
}
