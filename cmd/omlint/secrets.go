package main

import (
	"regexp"
	"strings"
	"unsafe"
)

// hideSecrets returns a copy of args and overwrites, in the process's own
// memory, every password in them, so that ps and /proc/PID/cmdline, which every
// user of the machine can read, no longer show them. The mysql client does the
// same. (The environment needs none of this: only its owner can read it.)
//
// It relies on the Go runtime handing out os.Args without copying the process's
// arguments, which is so on Linux; elsewhere copies are overwritten, to no effect.
func hideSecrets(args []string) []string {
	private := make([]string, len(args))
	for i, arg := range args {
		private[i] = strings.Clone(arg)
		for _, s := range secretsIn(private[i]) {
			overwrite(arg, s)
		}
	}
	return private
}

// span is a half-open range of bytes.
type span struct{ start, end int }

// A password may hold a raw "/" or "?", so the last "@" ends it. JDBC has more
// places for one: parameters after "?", and properties in parentheses.
var (
	userinfo = regexp.MustCompile(`://[^:@/\s]*(?::|%3[Aa])(.*)@`)
	property = regexp.MustCompile(`(?i)(?:password|passwd|pwd)(?:=|%3d)([^&;,()\s]*)`)
)

// secretsIn finds the passwords of a database URL in text.
func secretsIn(text string) []span {
	if !strings.Contains(text, "://") {
		return nil
	}
	var found []span
	for _, pattern := range []*regexp.Regexp{userinfo, property} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if m[2] < m[3] {
				found = append(found, span{m[2], m[3]})
			}
		}
	}
	return found
}

// masked is text without the passwords of the URLs in it. Errors pass through
// it: a URL in the wrong place of a command line is echoed by whoever refuses it.
func masked(text string) string {
	b := []byte(text)
	for _, s := range secretsIn(text) {
		for i := s.start; i < s.end; i++ {
			b[i] = '*'
		}
	}
	return string(b)
}

// overwrite replaces a part of s by x's, in place.
func overwrite(s string, part span) {
	b := unsafe.Slice(unsafe.StringData(s), len(s)) //nolint:gosec // the point of this function; see hideSecrets
	for i := part.start; i < part.end; i++ {
		b[i] = 'x'
	}
}
