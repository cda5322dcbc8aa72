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
	names [][]byte // without one of these, a file uses nothing
	tools [][]byte // without one of these, a file that no scanner reads calls nothing
	calls []*regexp.Regexp
	pool  sync.Pool
}

func newReader(opts Options) *reader {
	r := &reader{opts: opts, pool: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
	for _, cli := range opts.CLI {
		r.calls = append(r.calls, mentions(cli))
	}
	r.tools = needles(opts.CLI)
	var configs []string
	for _, c := range opts.Configs {
		for _, key := range c.Keys {
			configs = append(configs, longest(key))
		}
		configs = append(configs, c.Files...)
	}
	// Keys and symbols count only in files that one of these is in.
	r.names = needles(opts.CLI, opts.Packages, opts.Images, opts.EnvVars, opts.Lineage, opts.PythonRoots, configs)
	return r
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
	case !containsAny(src, r.names) && !slices.Contains(r.configFiles(), name):
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
	`.*\.(toml|ini|cfg|tf|hcl|j2|ps1|psm1|bat|cmd|rb|pl|js|ts|go|java|fish|kts?))$`)

// mention reports a file that no scanner reads and that seems to call a tool,
// so that it never counts as clean.
func (r *reader) mention(found *Result, path string, src []byte) {
	if !containsAny(src, r.tools) {
		return
	}
	for i, cli := range r.opts.CLI {
		if bytes.Contains(src, []byte(cli)) && r.calls[i].Match(src) {
			found.skip(path, "seems to call %s, and omlint does not read this kind of file yet: check it by hand", cli)
			return
		}
	}
}

// mentions matches what looks like a call in any language: the tool at the
// beginning of a line, a string or a command, and behind it one more word and
// a flag or the end. Prose about a tool is not meant.
func mentions(cli string) *regexp.Regexp {
	return regexp.MustCompile("(?m)(^[ \t]*(- +)?|[\"'`;&|(/=]|-m[ \t]+|[*0-9][ \t]+|(RUN|CMD|ENTRYPOINT|exec|run)[ \t]([^\n]*[ \t])?)[ \t]*" + regexp.QuoteMeta(cli) +
		"([\"'][ \t]*,[ \t\n]*[\"']|[ \t]+)[a-z][a-z0-9_-]*([ \t]+-|[ \t]*[\"'`\\\\]|[ \t]*$)")
}
