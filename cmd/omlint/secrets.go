package main

import (
	"net/url"
	"os"
	"strings"
	"unsafe"
)

// passwordVariables are the environment variables that may hold a database
// password.
var passwordVariables = []string{"OMLINT_DATABASE_PASSWORD", "PGPASSWORD", "MYSQL_PWD"}

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

// secretsIn finds the passwords of a database URL in arg: after the user's name,
// and in the query, where JDBC puts them.
func secretsIn(arg string) []span {
	_, rest, ok := strings.Cut(arg, "://")
	if !ok {
		return nil
	}
	start := len(arg) - len(rest)
	var found []span
	// A password may hold a raw "/" or "?", so the last "@" ends it.
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if colon := strings.IndexByte(rest[:at], ':'); colon >= 0 && colon+1 < at {
			found = append(found, span{start + colon + 1, start + at})
		}
	}
	for i := start; i < len(arg); i++ {
		if arg[i] != '?' && arg[i] != '&' && arg[i] != ';' {
			continue
		}
		name, value, ok := strings.Cut(arg[i+1:], "=")
		if !ok || !strings.Contains(strings.ToLower(name), "password") || strings.ContainsAny(name, "&;?@") {
			continue
		}
		if end := strings.IndexAny(value, "&;"); end >= 0 {
			value = value[:end]
		}
		valueStart := i + 1 + len(name) + 1
		found = append(found, span{valueStart, valueStart + len(value)})
	}
	return found
}

// overwrite replaces a part of s by x's, in place.
func overwrite(s string, part span) {
	b := unsafe.Slice(unsafe.StringData(s), len(s)) //nolint:gosec // the point of this function; see hideSecrets
	for i := part.start; i < part.end; i++ {
		b[i] = 'x'
	}
}

// knownSecrets lists the passwords given to this run, as spelled and decoded,
// for the last line of defence that keeps them out of the output.
func knownSecrets(urls []string) []string {
	var secrets []string
	for _, u := range urls {
		for _, part := range secretsIn(u) {
			s := u[part.start:part.end]
			secrets = append(secrets, s)
			if decoded, err := url.PathUnescape(s); err == nil {
				secrets = append(secrets, decoded)
			}
			if decoded, err := url.QueryUnescape(s); err == nil {
				secrets = append(secrets, decoded)
			}
		}
	}
	for _, v := range passwordVariables {
		if s := os.Getenv(v); s != "" {
			secrets = append(secrets, s)
		}
	}
	return secrets
}
