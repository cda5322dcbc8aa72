package usage

import (
	"bytes"
	"net"
	"regexp"
	"slices"
	"strings"
)

// Endpoint is a path of the product's API, like "api/v1/version". Segments in
// braces stand for any.
type Endpoint struct {
	Path  string
	Below bool // what lies below it is meant, too
}

// literal is the beginning of the path that has no braces.
func (e Endpoint) literal() string {
	path, _, _ := strings.Cut(strings.Trim(e.Path, "/"), "/{")
	return path
}

// httpClients are the programs whose arguments are URLs.
var httpClients = map[string]bool{
	"curl": true, "wget": true, "http": true, "https": true, "httpie": true, "xh": true, "xhs": true, "curlie": true, "aria2c": true,
	"ab": true, "hey": true, "siege": true, "wrk": true,
}

// called files the endpoints among the arguments of a program that sends
// requests. A URL that comes out of a variable as a whole counts where the
// variable is set.
func (u *unit) called(name string, args []arg) {
	if len(u.opts.Endpoints) == 0 || !httpClients[name] {
		return
	}
	for _, a := range args[1:] {
		t := a.text
		if _, value, ok := cutText(t, '='); ok && strings.HasPrefix(t.s, "--") {
			t = value
		}
		u.address(t, true)
	}
}

// addresses files the endpoints that the values of a document name.
func (f *file) addresses(tree *node) {
	if len(f.opts.Endpoints) == 0 {
		return
	}
	tree.walk(func(_ []string, n *node) bool {
		if n.kind == isScalar {
			f.address(n.scalar, false)
		}
		return true
	})
}

// address files the endpoints of the product that a text names: a URL or a path,
// or several with commas between them. Anything else is prose, or a script.
func (f *file) address(t text, written bool) {
	if !strings.Contains(t.s, "api/") || strings.ContainsAny(strings.TrimSpace(t.s), " \t\n") {
		return
	}
	for from := 0; from < len(t.s); {
		to := len(t.s)
		if n := strings.IndexAny(t.s[from:], `,"'[]`); n >= 0 {
			to = from + n
		}
		f.oneAddress(t.part(from, to), written)
		from = to + 1
	}
}

// oneAddress files the endpoint that one URL names. written says that it only
// counts where its end stands in the file itself.
func (f *file) oneAddress(t text, written bool) {
	var best Endpoint
	at := -1
	for _, e := range f.opts.Endpoints {
		if i := e.in(t.s); i >= 0 && (at < 0 || len(e.Path) > len(best.Path)) {
			best, at = e, i
		}
	}
	if at < 0 || !f.asksProduct(t.part(0, at)) {
		return
	}
	path := t.part(at, at+len(best.literal()))
	u := use{kind: api, name: best.Path, from: t.start(0), to: t.end(len(t.s)), value: best.Path}
	if at := [2]int{path.start(0), path.end(len(path.s))}; f.spells(at, path.s) {
		u.spot, u.from, u.to = at, at[0], at[1]
	} else if end := f.writtenEnd(path); end.s != "" { // behind a variable: $URL/v1/version
		u.from, u.to = end.start(0), end.end(len(end.s))
	} else if written {
		return
	}
	f.add(u)
}

// writtenEnd is the end of a text that stands in the file in one piece.
func (f *file) writtenEnd(t text) text {
	from := len(t.s)
	for from > 0 && f.spells([2]int{t.start(from - 1), t.end(len(t.s))}, t.s[from-1:]) {
		from--
	}
	return t.part(from, len(t.s))
}

// in returns where in a URL the endpoint's path begins, or -1.
func (e Endpoint) in(url string) int {
	segments := strings.Split(strings.Trim(e.Path, "/"), "/")
	for from := 0; ; {
		n := strings.Index(url[from:], e.literal())
		if n < 0 {
			return -1
		}
		at := from + n
		if (at == 0 || url[at-1] == '/' || url[at-1] == '}') && e.ends(url[at:], segments) {
			return at
		}
		from = at + 1
	}
}

// ends says whether a path is the endpoint's, or leads on from it where that
// counts.
func (e Endpoint) ends(path string, segments []string) bool {
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	is := strings.Split(strings.TrimRight(path, "/"), "/")
	if len(is) < len(segments) || len(is) > len(segments) && !e.Below {
		return false
	}
	for i, s := range segments {
		if is[i] != s && !strings.HasPrefix(s, "{") {
			return false
		}
	}
	return true
}

// asksProduct says whether what stands before a path, an address or variables
// for it, is the product's server as far as can be told. A name of the product
// or one of its ports says so. Any other name speaks against it; without one
// the file has to be about the product.
func (f *file) asksProduct(server text) bool {
	names := f.namesIn(server)
	if m := portIn.FindStringSubmatch(server.s); m != nil {
		switch {
		case slices.Contains(f.opts.Ports, m[1]):
			return true
		case m[1] != "80" && m[1] != "443":
			names = append(names, m[1])
		}
	}
	about := false
	for _, name := range names {
		if f.isProductName(name) {
			return true
		}
		about = about || !slices.Contains(anyServer, name)
	}
	return !about && f.aboutProduct()
}

var (
	portIn    = regexp.MustCompile(`:([0-9]{2,5})(?:/|$)`)
	nameParts = regexp.MustCompile(`[A-Za-z]+`)
)

// anyServer are the words for a server that do not say whose it is.
var anyServer = []string{
	"http", "https", "url", "uri", "host", "hostname", "hostport", "port", "base", "server", "api", "endpoint", "address", "addr", "root",
	"service", "svc", "domain", "scheme", "protocol", "localhost", "self", "cls", "config", "conf", "cfg", "settings", "env", "os", "environ", "getenv",
	"get", "args", "params", "var", "values", "default", "cluster", "local", "internal", "the", "my", "this", "prod", "production", "staging", "dev", "test",
}

// namesIn are the words of an address, in lower case, with those of the
// expressions that it is put together from.
func (f *file) namesIn(server text) []string {
	s := server.s
	if strings.Contains(s, unknownValue) {
		s = ""
		for i := 0; i < len(server.s); {
			if !strings.HasPrefix(server.s[i:], unknownValue) {
				s += server.s[i : i+1]
				i++
				continue
			}
			from, to := server.start(i), server.end(i+1)
			if from < to && to <= len(f.src) && to-from < maxName {
				s += " " + string(f.src[from:to]) + " "
			}
			i += len(unknownValue)
		}
	}
	if at := strings.Index(s, "://"); at >= 0 {
		if user := strings.LastIndexByte(s, '@'); user > at {
			s = s[user:]
		}
		if host, _, err := net.SplitHostPort(strings.Trim(s[strings.LastIndex(s, "//")+1:], "/")); err == nil && net.ParseIP(host) != nil {
			return nil // an address of numbers says nothing
		}
	}
	return nameParts.FindAllString(strings.ToLower(s), -1)
}

// isProductName says whether a word of an address is a name of the product's, or
// has its long one in it.
func (f *file) isProductName(word string) bool {
	return slices.ContainsFunc(f.opts.Names, func(name string) bool {
		return word == name || len(name) > len("metadata") && strings.Contains(word, name)
	})
}

// namesProduct says whether a file names the product anywhere.
func (o *Options) namesProduct(src []byte) bool {
	return len(o.Names) > 0 && bytes.Contains(bytes.ToLower(src), []byte(o.Names[0]))
}
