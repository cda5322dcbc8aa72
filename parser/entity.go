package parser

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/util"
)

// entity reads a character reference at the start of s (SPEC §6.8) and says how
// long it is; 0 when there is none.
func entity(s string) (decoded string, length int) {
	if len(s) < 3 || s[0] != '&' {
		return "", 0
	}
	if s[1] == '#' {
		base, from, most := 10, 2, 7
		if s[2] == 'x' || s[2] == 'X' {
			base, from, most = 16, 3, 6
		}
		end := from
		for end < len(s) && end-from <= most && isDigitOf(s[end], base) {
			end++
		}
		if end == from || end-from > most || end >= len(s) || s[end] != ';' {
			return "", 0
		}
		n, _ := strconv.ParseInt(s[from:end], base, 64)
		if !isCharacter(n) {
			n = 0xFFFD
		}
		return string(rune(n)), end + 1
	}
	end := 1
	for end < len(s) && end <= 32 && isAlphanumeric(s[end]) {
		end++
	}
	if end < 3 || end >= len(s) || s[end] != ';' {
		return "", 0
	}
	if e, ok := util.LookUpHTML5EntityByName(s[1:end]); ok {
		return string(e.Characters), end + 1
	}
	return "", 0
}

func isDigitOf(c byte, base int) bool {
	if base == 16 {
		return isHex(c)
	}
	return c >= '0' && c <= '9'
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isCharacter reports whether a number may be written as a character reference.
func isCharacter(n int64) bool {
	switch {
	case n >= 0xD800 && n <= 0xDFFF, n >= 0xFDD0 && n <= 0xFDEF, n&0xFFFE == 0xFFFE,
		n >= 0 && n <= 8, n == 0x0B, n >= 0x0E && n <= 0x1F, n >= 0x7F && n <= 0x9F, n > 0x10FFFF:
		return false
	}
	return true
}

func isASCIIPunctuation(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// unescape decodes backslash escapes, and character references with the given
// function.
func unescape(s string, reference func(string) (string, int)) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && isASCIIPunctuation(s[i+1]) {
			i++
			b.WriteByte(s[i])
			continue
		}
		if s[i] == '&' {
			if decoded, length := reference(s[i:]); length > 0 {
				b.WriteString(decoded)
				i += length - 1
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// looseEntity reads a character reference in a destination or a title. For
// numeric ones its rules are looser than those for text: the digits may be
// followed by anything alphanumeric, and an invalid one stays.
func looseEntity(s string) (decoded string, length int) {
	end := 1
	for end < len(s) && end <= 32 && (isAlphanumeric(s[end]) || end == 1 && s[end] == '#') {
		end++
	}
	if end < 3 || end >= len(s) || s[end] != ';' || s[1] >= '0' && s[1] <= '9' {
		return "", 0
	}
	name := s[1:end]
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(e.Characters), end + 1
		}
		return "", 0
	}
	base, digits := 10, name[1:]
	if digits[0] == 'x' || digits[0] == 'X' {
		base, digits = 16, digits[1:]
	}
	n := 0
	for n < len(digits) && isDigitOf(digits[n], base) {
		n++
	}
	if n == 0 {
		return "", 0
	}
	value, err := strconv.ParseInt(digits[:n], base, 64)
	if err != nil || !isCharacter(value) {
		return "", 0
	}
	return string(rune(value)), end + 1
}
