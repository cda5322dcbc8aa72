package usage

import "strings"

// The parser calls itself for each thing that stands inside another, and Go
// ends a program whose stack is full: a hostile file of a few hundred thousand
// brackets would. No script that a person or a tool writes comes near these.
const (
	maxBrackets  = 10_000  // open at once
	maxKeywords  = 20_000  // if, case and their kin, open at once
	maxFunctions = 20_000  // f() f() f() …
	maxOperators = 100_000 // in one pair of brackets, or joining commands
)

// tooDeep says whether parsing src might need too much stack. It counts
// without regard to quotes and comments, which can only make it say yes.
func tooDeep(src string) bool {
	brackets, inside, joins, keywords, functions := 0, 0, 0, 0, 0
	word := 0
	for i := range len(src) {
		c := src[i]
		switch c {
		case '(', '{', '[':
			brackets++
		case ')', '}', ']':
			brackets = max(0, brackets-1)
			if c == ')' && i > 0 && src[i-1] == '(' {
				functions++
			}
		case '&', '|':
			joins++
		case '?', '=', '-', '+', '!', '~', '*', '<', '>', ',':
			inside++
		}
		if brackets == 0 {
			inside = 0
		}
		if c >= 'a' && c <= 'z' {
			continue
		}
		keywords = max(0, keywords+nesting[src[word:i]])
		word = i + 1
		if brackets > maxBrackets || inside > maxOperators || joins > maxOperators || keywords > maxKeywords || functions > maxFunctions {
			return true
		}
	}
	return strings.Count(src, "`") > maxOperators
}

var nesting = map[string]int{
	"if": 1, "fi": -1, "for": 1, "while": 1, "until": 1, "select": 1, "done": -1, "case": 1, "esac": -1,
	"time": 1, "coproc": 1, "function": 1,
}
