package changes

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var hunk = regexp.MustCompile(`^@@ -[0-9]+(?:,([0-9]+))? \+([0-9]+)(?:,([0-9]+))? @@`)

// parse adds the new lines of a diff without context, as git prints it for the
// checkout at root.
func (l Lines) parse(root string, diff []byte) error {
	var now *file
	body := 0 // lines that are left of a hunk: they are text, whatever they look like
	for line := range bytes.SplitSeq(diff, []byte("\n")) {
		text := string(line)
		switch {
		case body > 0:
			if !strings.HasPrefix(text, `\`) { // "\ No newline at end of file"
				body--
			}
		case strings.HasPrefix(text, "+++ "):
			name, err := unquote(strings.TrimSuffix(strings.TrimPrefix(text, "+++ "), "\t"))
			if err != nil {
				return err
			}
			now = &file{}
			if name != "/dev/null" {
				l[filepath.Join(root, strings.TrimPrefix(name, "b/"))] = now
			}
		case strings.HasPrefix(text, "@@ "):
			m := hunk.FindStringSubmatch(text)
			if m == nil || now == nil {
				return fmt.Errorf("the line %q is not understood", text)
			}
			start, added := number(m[2]), count(m[3])
			if added > 0 {
				now.ranges = append(now.ranges, lines{start, start + added - 1})
			}
			body = count(m[1]) + added
		}
	}
	return nil
}

// unquote undoes what git does to a name with quotes, tabs or the like.
func unquote(name string) (string, error) {
	if !strings.HasPrefix(name, `"`) {
		return name, nil
	}
	plain, err := strconv.Unquote(name)
	if err != nil {
		return "", fmt.Errorf("the name %s is not understood", name)
	}
	return plain, nil
}

// count is a hunk's number of lines, which is 1 where it is left out.
func count(s string) int {
	if s == "" {
		return 1
	}
	return number(s)
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0 // digits beyond any file
	}
	return n
}
