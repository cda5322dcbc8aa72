package database

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// unit is a unit of measure that PostgreSQL knows. Names are case-sensitive
// (PostgreSQL manual, 20.1.1 "Parameter Names and Values").
type unit struct {
	name      string
	dimension string // "bytes" or "ms": the canonical unit
	num, den  int64  // one unit is num/den canonical units
}

var units = []unit{
	{"TB", "bytes", 1 << 40, 1},
	{"GB", "bytes", 1 << 30, 1},
	{"MB", "bytes", 1 << 20, 1},
	{"kB", "bytes", 1 << 10, 1},
	{"B", "bytes", 1, 1},
	{"d", "ms", 86400000, 1},
	{"h", "ms", 3600000, 1},
	{"min", "ms", 60000, 1},
	{"s", "ms", 1000, 1},
	{"ms", "ms", 1, 1},
	{"us", "ms", 1, 1000},
}

func unitNamed(name string) (unit, bool) {
	for _, u := range units {
		if u.name == name {
			return u, true
		}
	}
	return unit{}, false
}

// base is the unit in which PostgreSQL keeps a setting, as pg_settings prints
// it: "kB", "8kB", "16MB", "ms", "min", or "" for a plain number.
type base struct {
	unit
	times int64 // 8 in "8kB"
}

func parseBase(text string) (base, bool) {
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	u, ok := unitNamed(text[digits:])
	if !ok {
		return base{}, false
	}
	b := base{unit: u, times: 1}
	if digits > 0 {
		b.times, _ = strconv.ParseInt(text[:digits], 10, 64)
	}
	return b, b.times > 0
}

var quantity = regexp.MustCompile(`^\s*([-+]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+))\s*([A-Za-z]*)\s*$`)

// canonical converts a PostgreSQL setting's text to its canonical value: a
// decimal number of bytes or milliseconds, rounded as the server rounds to
// multiples of the base unit. Negative values are special ("-1" disables) and
// keep their number.
func (b base) canonical(text string) (string, error) {
	m := quantity.FindStringSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("%q is not a number", text)
	}
	number, ok := parseNumber(m[1])
	if !ok {
		return "", fmt.Errorf("%q is not a number", text)
	}
	from := base{b.unit, b.times}
	if m[2] != "" {
		u, ok := unitNamed(m[2])
		if !ok || u.dimension != b.dimension {
			return "", fmt.Errorf("%q has no unit that fits: write a number with one of %s", text, unitNames(b.dimension))
		}
		from = base{u, 1}
	}
	if number.Sign() < 0 {
		return decimal(number), nil
	}
	// In base units, rounded, then in canonical units.
	number.Mul(number, big.NewRat(from.num*from.times, from.den))
	number.Quo(number, big.NewRat(b.num*b.times, b.den))
	number = round(number)
	number.Mul(number, big.NewRat(b.num*b.times, b.den))
	return decimal(number), nil
}

// show prints a canonical value as SHOW does: in the largest unit that takes a
// whole number of it.
func (b base) show(canonical string) string {
	total, ok := new(big.Rat).SetString(canonical)
	if !ok || total.Sign() <= 0 {
		return canonical
	}
	for _, u := range units {
		if u.dimension != b.dimension {
			continue
		}
		if q := new(big.Rat).Quo(total, big.NewRat(u.num, u.den)); q.IsInt() {
			return q.Num().String() + u.name
		}
	}
	return canonical + b.dimension
}

func unitNames(dimension string) string {
	var names []string
	for _, u := range units {
		if u.dimension == dimension {
			names = append(names, u.name)
		}
	}
	return strings.Join(names, ", ")
}

// parseNumber reads what PostgreSQL takes for a number: decimal with fraction
// and exponent, hexadecimal, or octal with a leading 0.
func parseNumber(text string) (*big.Rat, bool) {
	if n, err := strconv.ParseInt(text, 0, 64); err == nil && !strings.Contains(text, "_") {
		return big.NewRat(n, 1), true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) > 1e30 {
		return nil, false
	}
	r := new(big.Rat).SetFloat64(f)
	return r, r != nil
}

func round(r *big.Rat) *big.Rat {
	text := r.FloatString(0)
	n, _ := new(big.Rat).SetString(text)
	return n
}

func decimal(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(strings.TrimRight(r.FloatString(6), "0"), ".")
}

// mysqlUnit returns the unit of a MySQL setting. The server keeps no record of
// it; the names follow a custom that the manual's tables ("Unit: bytes")
// confirm, with few exceptions.
func mysqlUnit(name string) string {
	name = settingName(name)
	switch name {
	case "thread_cache_size", "host_cache_size", "thread_pool_size", "max_join_size", "innodb_sync_array_size", "innodb_purge_batch_size",
		"innodb_ft_max_token_size", "innodb_ft_min_token_size", "ngram_token_size", "performance_schema_max_digest_length",
		"validate_password_length":
		return ""
	case "max_allowed_packet", "slave_max_allowed_packet", "replica_max_allowed_packet", "query_cache_limit", "regexp_stack_limit",
		"relay_log_space_limit", "max_digest_length", "temptable_max_ram", "temptable_max_mmap", "innodb_redo_log_capacity",
		"group_concat_max_len", "max_sort_length", "slave_pending_jobs_size_max", "replica_pending_jobs_size_max", "net_buffer_length",
		"max_tmp_session_space_usage", "max_tmp_total_space_usage":
		return "bytes"
	case "max_execution_time":
		return "ms"
	}
	switch {
	case strings.HasPrefix(name, "performance_schema_"):
		return ""
	case strings.HasSuffix(name, "_size"):
		return "bytes"
	case strings.HasSuffix(name, "_timeout"):
		return "s"
	}
	return ""
}
