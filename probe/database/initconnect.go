package database

import (
	"math/big"
	"strings"
)

// assignment is one "name = value" of a SET statement; value is SQL as written.
type assignment struct{ name, value string }

// assignments returns what SET statements assign to session variables, as in
// init_connect or in the sessionVariables of a JDBC URL:
// "SET sort_buffer_size=20971520, @@session.sql_mode='ANSI,TRADITIONAL'; SET …".
func assignments(text string) []assignment {
	var all []assignment
	for _, statement := range splitSQL(text, ';') {
		verb, rest, _ := strings.Cut(strings.TrimSpace(statement), " ")
		if !strings.EqualFold(verb, "SET") {
			continue
		}
		for _, part := range splitSQL(rest, ',') {
			name, value, ok := strings.Cut(part, "=")
			if !ok {
				continue
			}
			name = settingName(strings.NewReplacer("`", "", "@@", "").Replace(strings.TrimSuffix(strings.TrimSpace(name), ":")))
			scope, plain, scoped := strings.Cut(strings.ReplaceAll(name, " ", "."), ".")
			switch {
			case scoped && (scope == "session" || scope == "local"):
				name = strings.Trim(plain, ".")
			case scoped && (scope == "global" || scope == "persist" || scope == "persist_only"), strings.HasPrefix(name, "@"):
				continue
			}
			all = append(all, assignment{name, strings.TrimSpace(value)})
		}
	}
	return all
}

// splitSQL splits at a separator outside quotes and parentheses.
func splitSQL(text string, separator byte) []string {
	var parts []string
	var quote byte
	depth, start := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == separator && depth <= 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// literal evaluates the values that people write: a number, a product of whole
// numbers, a quoted string or a bare word.
func literal(value string) (string, bool) {
	if n := len(value); n >= 2 && (value[0] == '\'' || value[0] == '"') && value[n-1] == value[0] {
		inner := value[1 : n-1]
		return inner, !strings.ContainsAny(inner, "'\"\\")
	}
	product := big.NewInt(1)
	for _, factor := range strings.Split(value, "*") {
		n, ok := new(big.Int).SetString(strings.TrimSpace(factor), 10)
		if !ok {
			return value, value != "" && !strings.ContainsAny(value, "*+-/()@ \t'\"`")
		}
		product.Mul(product, n)
	}
	return product.String(), true
}
