package facts

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// bound is a demand on a version: an operator and its value, and the words
// that said so.
type bound struct {
	op         Op
	value      string
	start, end int // in the passage
}

// bounds reads the version demand that stands at toks[i:], directly after the
// name of what has the version (and "version", "is", brackets and the like):
// "8.3 or higher", "(version between 12.0 and 14.6)", "less than 2.12.0",
// "3.9, 3.10 and 3.11", "= 7.x".
func bounds(toks []token, i int) []bound {
	op := Op("")
	for ; i < len(toks); i++ {
		t := toks[i]
		switch {
		case isNumber(t):
			return readBounds(toks, i, op)
		case t.kind == code && len(specBounds(t)) > 0:
			return specBounds(t)
		case t.kind == punct && t.text == "(":
		case t.kind == punct && comparator(t.text) != "":
			op = comparator(t.text)
		case phrase(toks, i, "less", "than"), phrase(toks, i, "lower", "than"), phrase(toks, i, "older", "than"):
			op = Less
			i++
		case phrase(toks, i, "greater", "than"), phrase(toks, i, "higher", "than"), phrase(toks, i, "newer", "than"):
			op = Greater
			i++
		case phrase(toks, i, "up", "to"), phrase(toks, i, "at", "most"):
			op = AtMost
			i++
		case phrase(toks, i, "at", "least"):
			op = AtLeast
			i++
		case t.lower == "from" && isNumber(at(toks, i+1)) && (at(toks, i+2).lower == "to" || phrase(toks, i+2, "up", "to")):
		case t.lower == "upto":
			op = AtMost
		case t.lower == "below":
			op = Less
		case t.lower == "minimum":
			op = AtLeast
		case t.lower == "between":
			op = In
		case slices.Contains([]string{"version", "versions", "v", "is", "are", "to", "of", "the", "now", "as", "been", "be", "has", "release"}, t.lower):
		default:
			return nil
		}
	}
	return nil
}

func readBounds(toks []token, i int, op Op) []bound {
	first := toks[i]
	value := strings.TrimSuffix(trimV(first.text), "+")
	b := bound{op: op, value: value, start: first.start, end: first.end}
	next := at(toks, i+1)
	switch {
	case strings.HasSuffix(first.text, "+"):
		b.op = AtLeast
	case (next.lower == "or" || next.lower == "and" || next.text == "&") && slices.Contains([]string{"higher", "greater", "later", "newer", "above", "up", "onwards", "more"}, at(toks, i+2).lower):
		b.op, b.end = AtLeast, at(toks, i+2).end
	case slices.Contains([]string{"onwards", "upwards"}, next.lower):
		b.op, b.end = AtLeast, next.end
	case (next.lower == "or" || next.lower == "and") && slices.Contains([]string{"lower", "below", "older", "earlier"}, at(toks, i+2).lower):
		b.op, b.end = AtMost, at(toks, i+2).end
	case (op == In && next.lower == "and" || next.lower == "to" || next.lower == "till" || next.lower == "until" || next.lower == "through" || next.text == "-" || next.text == "–") && isNumber(at(toks, i+2)):
		hi := toks[i+2]
		value = strings.TrimSuffix(strings.TrimSuffix(value, ".x"), ".X")
		return []bound{{AtLeast, value, b.start, hi.end}, {AtMost, trimV(hi.text), b.start, hi.end}}
	case phrase(toks, i+1, "up", "to") && isNumber(at(toks, i+3)):
		return []bound{{AtLeast, value, b.start, toks[i+3].end}, {AtMost, trimV(toks[i+3].text), b.start, toks[i+3].end}}
	case slices.ContainsFunc(toks[i+1:min(len(toks), i+5)], func(t token) bool { return t.lower == "minimum" }) && next.lower == "is":
		b.op = AtLeast // "3.10 is now the minimum"
	default:
		var values []string
		for j := i; j < len(toks); j++ {
			t := toks[j]
			if isNumber(t) && j > i && slices.Contains([]string{"supports", "requires", "needs"}, at(toks, j+1).lower) {
				break // the subject of the next clause: "1.5 supports x 2.9, 1.6 supports x 2.10"
			}
			if isNumber(t) {
				values = append(values, trimV(t.text))
				b.end = t.end
				continue
			}
			if t.text == "," || t.lower == "and" || t.lower == "or" {
				continue
			}
			break
		}
		if len(values) > 1 && (op == "" || op == Equal) {
			b.op, b.value = In, strings.Join(values, ", ")
		}
	}
	if b.op == "" || b.op == In && !strings.Contains(b.value, ",") {
		b.op = Equal
	}
	if b.op == AtLeast || b.op == Greater {
		if hi := upperBound(toks, tokenAfter(toks, b.end)); hi.op != "" {
			hi.start = b.start
			b.end = hi.end
			return []bound{b, hi}
		}
	}
	return []bound{b}
}

// upperBound reads how a demand goes on: "and < 10", ", up to 2.19".
func upperBound(toks []token, i int) bound {
	if w := at(toks, i).lower; w == "," || w == "and" || w == "but" {
		i++
	}
	if at(toks, i).kind != punct && !slices.Contains([]string{"up", "below", "less", "lower", "older", "at", "upto"}, at(toks, i).lower) || at(toks, i).lower == "at" && at(toks, i+1).lower != "most" {
		return bound{}
	}
	if t := at(toks, i); t.kind == punct && comparator(t.text) == "" {
		return bound{}
	}
	for _, b := range bounds(toks, i) {
		if b.op == AtMost || b.op == Less {
			return b
		}
	}
	return bound{}
}

// specBounds reads comparisons in code, `>=3.10,<3.13`.
func specBounds(t token) []bound {
	if t.text == "" || strings.IndexByte("<>=~≥≤", t.text[0]) < 0 {
		return nil
	}
	var out []bound
	for _, m := range comparison.FindAllStringSubmatch(t.text, -1) {
		if op := comparator(m[1]); op != "" && isVersion(m[2]) {
			out = append(out, bound{op, trimV(m[2]), t.start, t.end})
		}
	}
	return out
}

func isNumber(t token) bool { return (t.kind == number || t.kind == code) && isVersion(t.text) }

func trimV(s string) string { return strings.TrimPrefix(strings.TrimPrefix(s, "v"), "V") }

func phrase(toks []token, i int, words ...string) bool {
	return i >= 0 && i < len(toks) && startsWith(toks[i:], words...)
}

func comparator(s string) Op {
	switch s {
	case ">=", "=>", "≥":
		return AtLeast
	case "<=", "≤":
		return AtMost
	case ">":
		return Greater
	case "<":
		return Less
	case "=", "==", "===":
		return Equal
	case "~=":
		return Compatible
	}
	return ""
}

// byteUnits are the suffixes MySQL and PostgreSQL know, all binary.
var byteUnits = map[string]int64{
	"": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20,
	"g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40, "8kb": 8 << 10,
}

// bytesOf reads a size; bare is the unit of a number without one.
func bytesOf(text, bare string) (string, error) {
	s := strings.TrimSpace(strings.Trim(strings.TrimSpace(text), `'"`))
	digits := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(s)
	}
	n, ok := new(big.Int).SetString(s[:digits], 10)
	unit := strings.ToLower(strings.TrimSpace(s[digits:]))
	if unit == "" {
		unit = strings.ToLower(bare)
	}
	factor, known := byteUnits[unit]
	if !ok || !known {
		return "", fmt.Errorf("%q is not a size", text)
	}
	return n.Mul(n, big.NewInt(factor)).String(), nil
}

// HumanBytes writes a size the way people do, when it is a whole number of a
// unit.
func HumanBytes(value string) string {
	n, ok := new(big.Int).SetString(value, 10)
	if !ok {
		return value
	}
	for _, u := range []string{"GB", "MB", "kB"} {
		factor := big.NewInt(byteUnits[strings.ToLower(u)])
		if q, r := new(big.Int).QuoRem(n, factor, new(big.Int)); r.Sign() == 0 && q.Sign() > 0 {
			return q.String() + u
		}
	}
	return value
}
