package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

var (
	fileAndLine = regexp.MustCompile(`^(.+):[1-9][0-9]{0,8}$`)
	digits      = regexp.MustCompile(`[0-9]+`)
)

// Fingerprints name findings of a command so that they are recognised in the
// next run, even when the text around them moved: 32 hexadecimal digits each.
// They are made from the rule, the fact, the file as name gives it, and the text
// of the line; of several that are alike, the order decides.
func Fingerprints(command string, found []Finding, name func(file string) string) []string {
	seen := map[string]int{}
	prints := make([]string, len(found))
	for i := range found {
		f := &found[i]
		parts := []string{command, f.Rule, string(f.Fact)}
		text := strings.Join(strings.Fields(f.Excerpt), " ")
		if f.Location != nil {
			parts = append(parts, name(f.Location.File))
			if text == "" {
				text = strings.Join(strings.Fields(string(f.Observed)), " ")
			}
		} else if f.Source != "" {
			source := string(f.Source)
			if m := fileAndLine.FindStringSubmatch(source); m != nil {
				source = m[1]
			}
			parts = append(parts, source)
		}
		if text == "" && f.Fact == "" {
			text = digits.ReplaceAllString(f.Message, "#") // counts and lines change
		}
		h := sha256.New()
		for _, p := range append(parts, text) {
			_, _ = fmt.Fprintf(h, "%d:%s", len(p), p) // lengths, so that no two lists are alike; a hash takes everything
		}
		sum := hex.EncodeToString(h.Sum(nil)[:16])
		seen[sum]++
		if n := seen[sum]; n > 1 {
			again := sha256.Sum256(fmt.Appendf(nil, "%x %d", h.Sum(nil), n))
			sum = hex.EncodeToString(again[:16])
		}
		prints[i] = sum
	}
	return prints
}
