package python

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Piece is a part of a string literal's value: bytes that stand in the source
// as they are, what an escape stands for, or the expression of an f-string's
// field.
type Piece struct {
	Text     string // the value; of a field, the expression's source
	From, To int    // where it is written
	Field    bool
}

// Plain says whether each byte of the value is the byte in the source.
func (p Piece) Plain() bool { return !p.Field && p.To-p.From == len(p.Text) }

// Pieces takes a string token apart.
func Pieces(src string, t Token) []Piece {
	quote := t.From
	for quote < t.To && src[quote] != '"' && src[quote] != '\'' {
		quote++
	}
	if quote == t.To {
		return nil
	}
	prefix := strings.ToLower(src[t.From:quote])
	q := quotes(src[:t.To], quote)
	from, to := quote+len(q), t.To
	if to-len(q) >= from && strings.HasSuffix(src[:to], q) {
		to -= len(q)
	}
	return pieces(src[:to], from, strings.Contains(prefix, "r"), strings.ContainsAny(prefix, "ft"))
}

func pieces(src string, from int, raw, formatted bool) []Piece {
	var list []Piece
	plain := from
	flush := func(to int) {
		if to > plain {
			list = append(list, Piece{src[plain:to], plain, to, false})
		}
	}
	for i := from; i < len(src); {
		switch c := src[i]; {
		case c == '\\' && !raw && i+1 < len(src):
			flush(i)
			value, end := escape(src, i)
			list = append(list, Piece{value, i, end, false})
			i, plain = end, end
		case formatted && (c == '{' || c == '}') && i+1 < len(src) && src[i+1] == c:
			flush(i)
			list = append(list, Piece{string(c), i, i + 2, false})
			i += 2
			plain = i
		case formatted && c == '{':
			f, ok := field(src, i, 0)
			if !ok || f.from > f.to {
				i++
				continue
			}
			flush(i)
			list = append(list, Piece{src[f.from:f.to], f.from, f.to, true})
			i, plain = f.end, f.end
		default:
			i++
		}
	}
	flush(len(src))
	return list
}

// escape returns what the backslash at stands for, and the offset behind it.
func escape(src string, at int) (string, int) {
	c := src[at+1]
	if i := strings.IndexByte("abfnrtv\\'\"", c); i >= 0 {
		return "\a\b\f\n\r\t\v\\'\""[i : i+1], at + 2
	}
	number := func(from, digits, base int) (string, int) {
		to := from
		for to < len(src) && to < from+digits && strings.IndexByte("0123456789abcdefABCDEF"[:map[int]int{8: 8, 16: 22}[base]], src[to]) >= 0 {
			to++
		}
		n, err := strconv.ParseUint(src[from:to], base, 32)
		if err != nil || n > utf8.MaxRune {
			return src[at:to], to
		}
		return string(rune(n)), to
	}
	switch {
	case c == '\n':
		return "", at + 2
	case c == '\r':
		if strings.HasPrefix(src[at+1:], "\r\n") {
			return "", at + 3
		}
		return "", at + 2
	case c == 'x':
		return number(at+2, 2, 16)
	case c == 'u':
		return number(at+2, 4, 16)
	case c == 'U':
		return number(at+2, 8, 16)
	case c >= '0' && c <= '7':
		return number(at+1, 3, 8)
	}
	return src[at : at+1], at + 1 // Python keeps the backslash
}
