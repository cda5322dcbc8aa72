package parser

import (
	"strings"
	"unicode/utf8"
)

// linkDestination reads a link's destination at pos (SPEC §6.6).
func linkDestination(s string, pos int) (dest string, after int, ok bool) {
	if pos < len(s) && s[pos] == '<' {
		for i := pos + 1; i < len(s); i++ {
			switch s[i] {
			case '\n', '<':
				return "", pos, false
			case '>':
				return unescape(s[pos+1:i], looseEntity), i + 1, true
			case '\\':
				i++
			}
		}
		return "", pos, false
	}
	depth, i := 0, pos
scan:
	for i < len(s) {
		switch c := s[i]; {
		case c <= ' ' || c == 0x7F:
			break scan
		case c == '\\' && i+1 < len(s):
			if s[i+1] == ' ' {
				break scan
			}
			i++
		case c == '(':
			if depth++; depth > 32 {
				return "", pos, false
			}
		case c == ')':
			if depth == 0 {
				break scan
			}
			depth--
		}
		i++
	}
	if i == pos || depth != 0 {
		return "", pos, false
	}
	return unescape(s[pos:min(i, len(s))], looseEntity), i, true
}

// linkTitle reads a link's title at pos.
func linkTitle(s string, pos int) (title string, after int, ok bool) {
	if pos >= len(s) {
		return "", pos, false
	}
	closing := s[pos]
	switch closing {
	case '"', '\'':
	case '(':
		closing = ')'
	default:
		return "", pos, false
	}
	for i := pos + 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == closing:
			return unescape(s[pos+1:i], looseEntity), i + 1, true
		case c == '(' && closing == ')':
			return "", pos, false
		case c == '\\':
			i++
		}
	}
	return "", pos, false
}

// validLink reports whether a normalised destination is allowed.
func validLink(href string) bool {
	colon := strings.IndexByte(href, ':')
	if colon < 0 || colon > 16 && href[0] > ' ' && href[0] < utf8.RuneSelf {
		return true
	}
	href = strings.ToLower(trim(href))
	for _, scheme := range []string{"vbscript:", "javascript:", "file:", "data:"} {
		if strings.HasPrefix(href, scheme) {
			for _, image := range []string{"gif;", "png;", "jpeg;", "webp;"} {
				if strings.HasPrefix(href, "data:image/"+image) {
					return true
				}
			}
			return false
		}
	}
	return true
}

// normalizeLink brings a destination to the form an href attribute has: host in
// punycode, everything else percent-encoded where it must be.
func normalizeLink(s string) string {
	if isNormalized(s) {
		return s
	}
	u := splitURL(s)
	if u.hostname != "" && u.recodesHost() {
		if host, ok := hostToASCII(u.hostname); ok {
			u.hostname = host
		}
	}
	return percentEncode(u.String())
}

// normalizeLinkText brings an autolink's destination to the form a reader sees.
func normalizeLinkText(s string) string {
	u := splitURL(s)
	if u.hostname != "" && u.recodesHost() {
		if host, ok := hostToUnicode(u.hostname); ok {
			u.hostname = host
		}
	}
	return percentDecode(u.String())
}

// isNormalized reports whether s is certain to stay as it is: most links.
func isNormalized(s string) bool {
	rest := s
	for _, scheme := range []string{"https://", "http://"} {
		if strings.HasPrefix(s, scheme) {
			rest = s[len(scheme):]
			i := 0
			for i < len(rest) && (isIdentifierByte(rest[i]) || rest[i] == '.') {
				i++
			}
			if i == 0 || i > 63 || i < len(rest) && rest[i] != '/' {
				return false
			}
			rest = rest[i:]
			return isSafeURL(rest)
		}
	}
	return !strings.HasPrefix(s, "//") && strings.IndexByte(s, ':') < 0 && isSafeURL(s)
}

func isSafeURL(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isURLSafe(s[i]) {
			return false
		}
	}
	return true
}

// isURLSafe reports whether percent-encoding leaves c alone.
func isURLSafe(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c < utf8.RuneSelf && strings.IndexByte(";/?:@&=+$,-_.!~*'()#", c) >= 0
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func percentEncode(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteString(s[i : i+3])
			i += 2
		case isURLSafe(c):
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

// percentDecode decodes every %XX but those of the characters that would change
// what the address means.
func percentDecode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '%' || i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			b.WriteByte(s[i])
			i++
			continue
		}
		var run []byte
		start := i
		for i+2 < len(s) && s[i] == '%' && isHex(s[i+1]) && isHex(s[i+2]) {
			run = append(run, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 3
		}
		decodeRun(&b, run, s[start:i])
	}
	return b.String()
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// decodeRun writes decoded bytes; raw is their encoded form. Byte sequences
// that are not UTF-8 become as many U+FFFD as the reference's decoder makes.
func decodeRun(b *strings.Builder, run []byte, raw string) {
	continues := func(i, n int) bool {
		if i+n >= len(run) {
			return false
		}
		for _, c := range run[i+1 : i+n+1] {
			if c&0xC0 != 0x80 {
				return false
			}
		}
		return true
	}
	for i := 0; i < len(run); i++ {
		c := run[i]
		n := 0
		switch {
		case c < utf8.RuneSelf:
			if strings.IndexByte(";/?:@&=+$,#%", c) >= 0 {
				b.WriteString("%" + strings.ToUpper(raw[3*i+1:3*i+3]))
			} else {
				b.WriteByte(c)
			}
			continue
		case c&0xE0 == 0xC0:
			n = 1
		case c&0xF0 == 0xE0:
			n = 2
		case c&0xF8 == 0xF0:
			n = 3
		}
		if n == 0 || !continues(i, n) {
			b.WriteString("\uFFFD")
			continue
		}
		if r, size := utf8.DecodeRune(run[i : i+n+1]); size == n+1 {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Repeat("\uFFFD", n+1))
		}
		i += n
	}
}

// urlParts is a URL taken apart the way the reference's library does it; put
// together again the parts give nearly the same string.
type urlParts struct {
	protocol, auth, hostname, port, rest string
	slashes                              bool
}

// recodesHost reports whether the host is subject to punycode.
func (u *urlParts) recodesHost() bool {
	return u.protocol == "" || u.protocol == "http:" || u.protocol == "https:" || u.protocol == "mailto:"
}

func (u *urlParts) String() string {
	var b strings.Builder
	b.WriteString(u.protocol)
	if u.slashes {
		b.WriteString("//")
	}
	if u.auth != "" {
		b.WriteString(u.auth + "@")
	}
	if strings.Contains(u.hostname, ":") {
		b.WriteString("[" + u.hostname + "]")
	} else {
		b.WriteString(u.hostname)
	}
	if u.port != "" {
		b.WriteString(":" + u.port)
	}
	b.WriteString(u.rest)
	return b.String()
}

func splitURL(s string) urlParts {
	var u urlParts
	rest := trim(s)
	end := 0
	for end < len(rest) && (isIdentifierByte(rest[end]) && rest[end] != '_' || rest[end] == '.' || rest[end] == '+') {
		end++
	}
	if end > 0 && end < len(rest) && rest[end] == ':' {
		u.protocol, rest = rest[:end+1], rest[end+1:]
	}
	hostless := u.protocol == "javascript:"
	if strings.HasPrefix(rest, "//") {
		if !hostless {
			rest = rest[2:]
			u.slashes = true
		}
	}
	slashed := false
	switch u.protocol {
	case "http:", "https:", "ftp:", "gopher:", "file:":
		slashed = true
	}
	if hostless || !u.slashes && (u.protocol == "" || slashed) {
		u.rest = rest
		return u
	}
	// The text before the last "@" that comes before the path is the user.
	at := strings.LastIndexByte(rest, '@')
	if hostEnd := strings.IndexAny(rest, "/?#"); hostEnd >= 0 {
		at = strings.LastIndexByte(rest[:min(hostEnd+1, len(rest))], '@')
	}
	if at >= 0 {
		u.auth, rest = rest[:at], rest[at+1:]
	}
	hostEnd := strings.IndexAny(rest, "%/?;#'{}|\\^`<>\" \r\n\t")
	if hostEnd < 0 {
		hostEnd = len(rest)
	}
	if hostEnd > 0 && rest[hostEnd-1] == ':' {
		hostEnd--
	}
	host := rest[:hostEnd]
	rest = rest[hostEnd:]
	if colon := strings.LastIndexByte(host, ':'); colon >= 0 && strings.Trim(host[colon+1:], "0123456789") == "" {
		u.port = host[colon+1:]
		host = host[:colon]
	}
	u.hostname = host
	v6 := len(host) > 0 && host[0] == '[' && host[len(host)-1] == ']'
	if !v6 {
		u.hostname, rest = cutHost(host, rest)
	}
	if utf16Len(u.hostname) > 255 {
		u.hostname = ""
	}
	if v6 {
		u.hostname = strings.TrimSuffix(strings.TrimPrefix(u.hostname, "["), "]")
	}
	u.rest = rest
	return u
}

// cutHost ends the host name at the first label that cannot be part of one.
func cutHost(host, rest string) (string, string) {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		units, bad := 0, -1
		asciiUnits := 0
		for j, r := range label {
			ok := r >= utf8.RuneSelf || r == '+' || isIdentifierByte(byte(r))
			units++
			if r > 0xFFFF {
				units++
			}
			if r < utf8.RuneSelf && ok && bad < 0 && j == asciiUnits && asciiUnits < 63 {
				asciiUnits++
			}
			if !ok || units > 63 {
				bad = j
				break
			}
		}
		if bad < 0 {
			continue
		}
		// What matches at the label's start stays, the rest is path.
		kept := append(append([]string{}, labels[:i]...), label[:asciiUnits])
		notHost := append([]string{label[asciiUnits:]}, labels[i+1:]...)
		return strings.Join(kept, "."), strings.Join(notHost, ".") + rest
	}
	return host, rest
}
