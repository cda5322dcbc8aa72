package parser

import (
	"math"
	"strings"
	"unicode/utf8"
)

// Punycode (RFC 3492) without the mapping and checks of IDNA: the reference
// encodes labels as they are.
const (
	punyBase, punyMin, punyMax  = 36, 1, 26
	punySkew, punyDamp          = 38, 700
	punyInitialBias, punyFirstN = 72, 128
)

func punyAdapt(delta, points int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (punyBase-punyMin)*punyMax/2; k += punyBase {
		delta /= punyBase - punyMin
	}
	return k + (punyBase-punyMin+1)*delta/(delta+punySkew)
}

func punyThreshold(k, bias int) int { return min(max(k-bias, punyMin), punyMax) }

// hostToASCII encodes every label that is not ASCII.
func hostToASCII(host string) (string, bool) {
	host = strings.NewReplacer("\u3002", ".", "\uFF0E", ".", "\uFF61", ".").Replace(host)
	labels := strings.Split(host, ".")
	for i, label := range labels {
		if isASCII(label) {
			continue
		}
		encoded, ok := punyEncode(label)
		if !ok {
			return "", false
		}
		labels[i] = "xn--" + encoded
	}
	return strings.Join(labels, "."), true
}

// hostToUnicode decodes every encoded label.
func hostToUnicode(host string) (string, bool) {
	host = strings.NewReplacer("\u3002", ".", "\uFF0E", ".", "\uFF61", ".").Replace(host)
	labels := strings.Split(host, ".")
	for i, label := range labels {
		if !strings.HasPrefix(label, "xn--") {
			continue
		}
		decoded, ok := punyDecode(strings.ToLower(label[len("xn--"):]))
		if !ok {
			return "", false
		}
		labels[i] = decoded
	}
	return strings.Join(labels, "."), true
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func punyEncode(label string) (string, bool) {
	runes := []rune(label)
	var out []byte
	for _, r := range runes {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := punyFirstN, 0, punyInitialBias
	for handled := basic; handled < len(runes); n, delta = n+1, delta+1 {
		next := math.MaxInt32
		for _, r := range runes {
			if int(r) >= n {
				next = min(next, int(r))
			}
		}
		if next-n > (math.MaxInt32-delta)/(handled+1) {
			return "", false
		}
		delta += (next - n) * (handled + 1)
		n = next
		for _, r := range runes {
			if int(r) < n {
				delta++
			}
			if int(r) != n {
				continue
			}
			q := delta
			for k := punyBase; ; k += punyBase {
				t := punyThreshold(k, bias)
				if q < t {
					break
				}
				out = append(out, punyDigit(t+(q-t)%(punyBase-t)))
				q = (q - t) / (punyBase - t)
			}
			out = append(out, punyDigit(q))
			bias = punyAdapt(delta, handled+1, handled == basic)
			delta = 0
			handled++
		}
	}
	return string(out), true
}

func punyDigit(n int) byte {
	if n < 26 {
		return byte('a' + n)
	}
	return byte('0' + n - 26)
}

func punyDecode(s string) (string, bool) {
	var out []rune
	if i := strings.LastIndexByte(s, '-'); i > 0 {
		if !isASCII(s[:i]) {
			return "", false
		}
		out = []rune(s[:i])
		s = s[i+1:]
	} else if i == 0 {
		s = s[1:]
	}
	n, pos, bias := punyFirstN, 0, punyInitialBias
	for len(s) > 0 {
		old, w := pos, 1
		for k := punyBase; ; k += punyBase {
			if s == "" {
				return "", false
			}
			var digit int
			switch c := s[0]; {
			case c >= '0' && c <= '9':
				digit = int(c-'0') + 26
			case c >= 'a' && c <= 'z':
				digit = int(c - 'a')
			default:
				return "", false
			}
			s = s[1:]
			if digit > (math.MaxInt32-pos)/w {
				return "", false
			}
			pos += digit * w
			t := punyThreshold(k, bias)
			if digit < t {
				break
			}
			if w > math.MaxInt32/(punyBase-t) {
				return "", false
			}
			w *= punyBase - t
		}
		length := len(out) + 1
		bias = punyAdapt(pos-old, length, old == 0)
		n += pos / length
		pos %= length
		if n > utf8.MaxRune {
			return "", false
		}
		out = append(out, 0)
		copy(out[pos+1:], out[pos:])
		out[pos] = rune(n)
		pos++
	}
	return string(out), true
}
