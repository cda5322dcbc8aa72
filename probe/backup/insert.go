package backup

import (
	"iter"
	"regexp"
	"strings"
)

// insertHead matches an INSERT up to its rows. Its first group is the list of
// columns, when there is one.
var insertHead = regexp.MustCompile(`(?is)^(?:INSERT\s+(?:IGNORE\s+)?|REPLACE\s+)INTO\s+` + name + `(?:\.` + name + `)?\s*(?:\(([^()]*)\))?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*`)

// defaultValues ends the INSERT of a row of a table without columns.
var defaultValues = regexp.MustCompile(`(?i)\sDEFAULT\s+VALUES\s*$`)

// insertedRows counts the rows of an INSERT: its pairs of parentheses, without
// that around the columns, if it names them.
func insertedRows(t token) int64 {
	if m := insertInto.FindStringIndex(t.text); m != nil && strings.HasPrefix(strings.TrimLeft(t.text[m[1]:], " \n"), "(") {
		return int64(t.groups) - 1
	}
	if t.groups == 0 && defaultValues.MatchString(t.text) {
		return 1
	}
	return int64(t.groups)
}

// splitInsert returns the columns that an INSERT names, nil when it names
// none, and its rows.
func splitInsert(statement string) (columns []string, rows string) {
	m := insertHead.FindStringSubmatchIndex(statement)
	if m == nil {
		return nil, ""
	}
	if m[2] >= 0 {
		columns = nameList(statement[m[2]:m[3]])
	}
	return columns, statement[m[1]:]
}

// nameList splits names that stand between commas.
func nameList(text string) []string {
	list := []string{}
	for _, part := range unquoted.FindAllString(text, -1) {
		list = append(list, unquote(part))
	}
	return list
}

// tuples yields the rows of an INSERT, each as the values in it: strings
// without their quotes, anything else as it is written.
func tuples(text string, backslash bool) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		var tuple []string
		var value strings.Builder
		depth := 0
		for i := 0; i < len(text); i++ {
			c := text[i]
			switch {
			case c == '(' && depth == 0:
				depth, tuple = 1, []string{}
				value.Reset()
			case depth == 0:
			case c == '\'' || c == '"' || c == '`':
				i = readQuoted(text, i, backslash, &value)
			case c == '(':
				depth++
			case c == ')' && depth > 1:
				depth--
			case c == ')' || c == ',' && depth == 1:
				tuple = append(tuple, value.String())
				value.Reset()
				if c == ')' {
					depth = 0
					if !yield(tuple) {
						return
					}
				}
			case c != ' ' && c != '\n':
				value.WriteByte(c)
			}
		}
	}
}

// readQuoted adds the value whose opening quote stands at i, and returns where
// its closing quote does.
func readQuoted(text string, i int, backslash bool, value *strings.Builder) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		switch {
		case text[i] == '\\' && backslash && i+1 < len(text):
			i++
		case text[i] == quote && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i
		}
		value.WriteByte(text[i])
	}
	return i
}
