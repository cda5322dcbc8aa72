package usage

import (
	"encoding/binary"
	"strings"
)

// finder looks for many words in one pass over a file. It looks at four bytes
// in every few, of which each place of a word holds four, whatever stands
// before it: for words of seven bytes or more, at every fourth byte.
type finder struct {
	words  []string
	stride int             // 0: a word is too short for that
	may    [1 << 14]bool   // by their hash: whether four bytes may be of a word
	of     map[uint32][]at // by four bytes: the words they are of
}

// at is where four bytes are in a word.
type at struct {
	word   string
	offset int
}

func newFinder(lists ...[]string) *finder {
	f := &finder{stride: 4, of: map[uint32][]at{}}
	known := map[string]bool{"": true}
	for _, list := range lists {
		for _, w := range list {
			if !known[w] {
				known[w] = true
				f.words = append(f.words, w)
				f.stride = max(0, min(f.stride, len(w)-3))
			}
		}
	}
	for _, w := range f.words {
		for offset := range f.stride {
			four := binary.LittleEndian.Uint32([]byte(w[offset : offset+4]))
			f.may[hash(four)] = true
			f.of[four] = append(f.of[four], at{w, offset})
		}
	}
	return f
}

func hash(four uint32) uint32 { return four * 0x9e3779b1 >> 18 }

// each calls visit for every place at which a word stands, with the place's
// bounds, until visit returns false.
func (f *finder) each(src []byte, visit func(word string, from, to int) bool) {
	if f.stride == 0 {
		f.eachByWord(string(src), visit)
		return
	}
	for p := 0; p+4 <= len(src); p += f.stride {
		four := binary.LittleEndian.Uint32(src[p:])
		if !f.may[hash(four)] {
			continue
		}
		for _, a := range f.of[four] {
			from := p - a.offset
			if to := from + len(a.word); from >= 0 && to <= len(src) && string(src[from:to]) == a.word && !visit(a.word, from, to) {
				return
			}
		}
	}
}

func (f *finder) eachByWord(src string, visit func(word string, from, to int) bool) {
	for _, w := range f.words {
		for at := 0; ; at++ {
			n := strings.Index(src[at:], w)
			if n < 0 {
				break
			}
			if at += n; !visit(w, at, at+len(w)) {
				return
			}
		}
	}
}

// found says whether one of the words is in src.
func (f *finder) found(src []byte) (yes bool) {
	f.each(src, func(string, int, int) bool {
		yes = true
		return false
	})
	return yes
}
