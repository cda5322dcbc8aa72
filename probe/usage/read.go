package usage

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// maxFile bounds what is read into memory. Nobody writes a script of this
// size; what is larger is data with a script's name.
const maxFile = 4 << 20

// headSize is how much of a file tells its kind.
const headSize = 8 << 10

// reader reads files. It is safe for use by several goroutines.
type reader struct {
	opts  Options
	names [][]byte         // what a file names that uses something
	roots [][]byte         // and what Python names besides
	tools [][]byte         // and what a file that calls something calls
	calls []*regexp.Regexp // how a file that no scanner reads calls them
	pool  sync.Pool
}

func newReader(opts Options) *reader {
	r := &reader{opts: opts, pool: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
	for _, cli := range opts.CLI {
		r.tools = append(r.tools, []byte(cli))
		r.calls = append(r.calls, mentions(cli, opts.Subcommands))
	}
	// Keys and symbols count only in files that one of these is in.
	var configs []string
	for _, c := range opts.Configs {
		for _, key := range c.Keys {
			configs = append(configs, longest(key))
		}
		configs = append(configs, c.Files...)
	}
	var endpoints []string
	for _, e := range opts.Endpoints {
		endpoints = append(endpoints, e.literal())
	}
	for _, symbol := range opts.Symbols {
		if strings.Count(symbol, ".") > 1 {
			configs = append(configs, symbol)
		}
	}
	r.names = needles(opts.Packages, opts.Images, opts.EnvVars, endpoints, configs)
	r.roots = needles(opts.PythonRoots, opts.Lineage, opts.Symbols)
	return r
}

// relevant says whether a file can use anything, by the names in it: a search
// for bytes is far cheaper than a parser.
func (r *reader) relevant(src []byte, s scanner) bool {
	if containsAny(src, r.names) {
		return true
	}
	switch s.(type) {
	case pyFile, notebook:
		if containsAny(src, r.roots) {
			return true
		}
	case requirementsFile, tomlFile, setupConfig:
		return true // packages are spelt in many ways
	}
	subcommands := r.opts.Subcommands
	switch s.(type) {
	case yamlFile, jsonFile:
	default:
		subcommands = nil // a variable may hold the tool
	}
	return slices.ContainsFunc(r.tools, func(tool []byte) bool { return mayCall(src, tool, subcommands) })
}

// mayCall says whether a tool's name stands as a word of its own anywhere, and
// not only as a key: most manifests have "metadata:". With subcommands, a word
// that follows it on the line must be one, or a flag, or a variable.
func mayCall(src, tool []byte, subcommands []string) bool {
	for at := 0; ; {
		n := bytes.Index(src[at:], tool)
		if n < 0 {
			return false
		}
		from, to := at+n, at+n+len(tool)
		at = to
		if from > 0 && (isWord(src[from-1]) || src[from-1] == '.' && !bytes.HasPrefix(tool, []byte("."))) {
			continue
		}
		rest := bytes.TrimLeft(src[to:min(to+4, len(src))], "\"'")
		if len(rest) > 0 && (isWord(rest[0]) || strings.IndexByte(":./=()[", rest[0]) >= 0) {
			continue
		}
		word := bytes.TrimLeft(src[to:min(to+40, len(src))], "\"', \t")
		prose := len(subcommands) > 0 && len(word) > 0 && (word[0] >= 'a' && word[0] <= 'z' || word[0] >= 'A' && word[0] <= 'Z')
		if prose && !slices.ContainsFunc(subcommands, func(sub string) bool { return bytes.HasPrefix(word, []byte(sub)) }) {
			continue
		}
		return true
	}
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// needles are the names, without those that another one is a part of.
func needles(lists ...[]string) [][]byte {
	names := slices.Concat(lists...)
	slices.SortFunc(names, func(a, b string) int { return len(a) - len(b) })
	var all [][]byte
	for _, name := range names {
		if name != "" && !slices.ContainsFunc(all, func(n []byte) bool { return bytes.Contains([]byte(name), n) }) {
			all = append(all, []byte(name))
		}
	}
	return all
}

// longest is the part of a dotted path that is the least likely to be met by
// accident.
func longest(path string) string {
	parts := strings.Split(path, ".")
	return slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
}

func containsAny(src []byte, names [][]byte) bool {
	for _, n := range names {
		if bytes.Contains(src, n) {
			return true
		}
	}
	return false
}

// read reads one file, if it is of a kind that can hold a use.
func (r *reader) read(path string) (found Result) {
	f, err := os.Open(path)
	if err != nil {
		found.skip(path, "cannot be read: %s", reason(err))
		return found
	}
	defer f.Close()
	buffer := r.pool.Get().(*bytes.Buffer)
	defer r.pool.Put(buffer)
	buffer.Reset()
	if _, err := io.CopyN(buffer, f, headSize); err != nil && !errors.Is(err, io.EOF) {
		found.skip(path, "cannot be read: %s", reason(err))
		return found
	}
	name := filepath.Base(path)
	if bytes.IndexByte(buffer.Bytes(), 0) >= 0 {
		found.leaveOut(path, "binary")
		return found
	}
	s := scannerFor(name, buffer.Bytes())
	if s == nil && !unread.MatchString(name) {
		return found
	}
	if buffer.Len() == headSize {
		if _, err := io.CopyN(buffer, f, maxFile+1-headSize); err != nil && !errors.Is(err, io.EOF) {
			found.skip(path, "cannot be read: %s", reason(err))
			return found
		}
		if buffer.Len() > maxFile {
			r.large(&found, path, s, buffer.Bytes())
			return found
		}
	}
	src := buffer.Bytes()
	switch {
	case s == nil:
		r.mention(&found, path, src)
	case !r.relevant(src, s) && !slices.Contains(r.configFiles(), name):
		found.FilesScanned++ // nothing that is looked for is in it
	default:
		found = r.scan(path, bytes.Clone(src), s)
	}
	return found
}

// scan reads one file with its scanner. A file on which that fails for no fault
// of its own must not end the scan of the others, nor count as read.
func (r *reader) scan(path string, src []byte, s scanner) (found Result) {
	defer func() {
		if p := recover(); p != nil {
			found = Result{}
			found.skip(path, "omlint failed to read it (%v): check it by hand, and please report this", p)
		}
	}()
	found.readAs(path, src, s, r.opts)
	return found
}

func (r *reader) configFiles() (names []string) {
	for _, c := range r.opts.Configs {
		names = append(names, c.Files...)
	}
	return names
}

// large reports a file that is too large to be read, if a scanner would read it.
func (r *reader) large(found *Result, path string, s scanner, start []byte) {
	if s != nil || containsAny(start, r.tools) {
		found.skip(path, "larger than %d MiB: check it by hand", maxFile>>20)
	}
}

// unread matches the files that call tools but have no scanner yet.
var unread = regexp.MustCompile(`(?i)^(Procfile|` +
	`.*\.(toml|ini|cfg|conf|tf|hcl|j2|ps1|psm1|bat|cmd|rb|pl|js|ts|go|java|fish|kts?))$`)

// mention reports a file that no scanner reads and that seems to call a tool,
// so that it never counts as clean. Only the lines that hold a tool's name are
// looked at, with the one behind.
func (r *reader) mention(found *Result, path string, src []byte) {
	for i, cli := range r.opts.CLI {
		for at := 0; ; {
			n := bytes.Index(src[at:], []byte(cli))
			if n < 0 {
				break
			}
			from, to := around(src, at+n, at+n+len(cli))
			if r.calls[i].Match(src[from:to]) {
				found.skip(path, "seems to call %s, and omlint does not read this kind of file yet: check it by hand", cli)
				return
			}
			at += n + len(cli)
		}
	}
}

// around returns the line on which src[from:to] stands, and the next one.
func around(src []byte, from, to int) (start, end int) {
	start = bytes.LastIndexByte(src[:from], '\n') + 1
	end = to
	for range 2 {
		n := bytes.IndexByte(src[end:], '\n')
		if n < 0 {
			return start, len(src)
		}
		end += n + 1
	}
	return start, end
}

// mentions matches what looks like a call in any language: the tool at the
// beginning of a line, a string or a command, and behind it one more word and
// a flag or the end. Prose about a tool is not meant.
func mentions(cli string, subcommands []string) *regexp.Regexp {
	sub := "[a-z][a-z0-9_-]*"
	if len(subcommands) > 0 {
		sub = "(" + strings.Join(subcommands, "|") + ")" // they are words
	}
	return regexp.MustCompile("(?m)(^[ \t]*(- +)?|[\"'`;&|(/=]|-m[ \t]+|[*0-9][ \t]+|(RUN|CMD|ENTRYPOINT|exec|run)[ \t]([^\n]*[ \t])?)[ \t]*" + regexp.QuoteMeta(cli) +
		"([\"'][ \t]*,[ \t\n]*[\"']|[ \t]+)" + sub + "([ \t]+-|[ \t]*[\"'`\\\\]|[ \t]*$)")
}
