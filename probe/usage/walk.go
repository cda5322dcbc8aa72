package usage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// maxFile bounds what is read into memory. Nobody writes a script of this
// size; what is larger is data with a script's name.
const maxFile = 4 << 20

// headSize is how much of a file tells its kind.
const headSize = 8 << 10

// skippedDirs are directories whose content others wrote: what they call is
// not for the deployment's owner to change.
var skippedDirs = map[string]string{
	".git": "version control data", ".hg": "version control data", ".svn": "version control data",
	"node_modules": "vendored tree", "vendor": "vendored tree", "bower_components": "vendored tree",
	"site-packages": "vendored tree", "dist-packages": "vendored tree", "venv": "vendored tree", ".venv": "vendored tree",
	".tox": "vendored tree", ".nox": "vendored tree", "__pycache__": "vendored tree", ".terraform": "vendored tree",
}

// walk is one scan over several paths.
type walk struct {
	Result
	ctx   context.Context
	opts  Options
	seen  map[string]bool // resolved names: paths may overlap
	calls map[string]*regexp.Regexp
}

// root walks one path that the user named. Whatever its name, it is not
// skipped.
func (w *walk) root(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: no such file or directory: check the path to scan", path)
	}
	if err != nil {
		return fmt.Errorf("look at what to scan: %w", err)
	}
	if !info.IsDir() {
		return w.file(path)
	}
	// WalkDir does not enter a root that is a symbolic link.
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("look at what to scan: %w", err)
	}
	return filepath.WalkDir(real, func(name string, entry fs.DirEntry, err error) error {
		shown := path
		if rel, err := filepath.Rel(real, name); err == nil {
			shown = filepath.Join(path, rel)
		}
		switch {
		case w.ctx.Err() != nil:
			return fmt.Errorf("scan stopped at %s: %w; allow more time or scan less", shown, w.ctx.Err())
		case err != nil:
			w.skip(shown, "cannot be read: %s", reason(err))
			return nil
		case entry.IsDir():
			if why := skippedDirs[entry.Name()]; why != "" && name != real {
				w.leaveOut(shown, why+": name it to have it scanned")
				return filepath.SkipDir
			}
			return nil
		case entry.Type()&fs.ModeSymlink != 0:
			w.link(shown, name, real)
			return nil
		case !entry.Type().IsRegular():
			return nil // sockets, pipes and devices hold no calls
		}
		return w.file(shown)
	})
}

// link reports a symbolic link that leads out of the tree. One that stays
// inside needs no report: what it points to is met on its own.
func (w *walk) link(shown, name, root string) {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		w.leaveOut(shown, "a symbolic link to nothing")
		return
	}
	if rel, err := filepath.Rel(root, target); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		w.leaveOut(shown, "a symbolic link out of the tree: name its target to have it scanned")
	}
}

// file reads one file, if it is of a kind that can hold a use. Its error is
// the context's alone.
func (w *walk) file(path string) error {
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("scan stopped at %s: %w; allow more time or scan less", path, err)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		w.skip(path, "cannot be read: %s", reason(err))
		return nil
	}
	if w.seen[real] {
		return nil
	}
	w.seen[real] = true

	f, err := os.Open(path)
	if err != nil {
		w.skip(path, "cannot be read: %s", reason(err))
		return nil
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, headSize))
	if err != nil {
		w.skip(path, "cannot be read: %s", reason(err))
		return nil
	}
	s := scannerFor(filepath.Base(path), src)
	if bytes.IndexByte(src, 0) >= 0 {
		w.leaveOut(path, "binary")
		return nil
	}
	if s == nil && !unread.MatchString(filepath.Base(path)) {
		return nil
	}
	if len(src) == headSize {
		rest, err := io.ReadAll(io.LimitReader(f, maxFile+1-headSize))
		if err != nil {
			w.skip(path, "cannot be read: %s", reason(err))
			return nil
		}
		if src = append(src, rest...); len(src) > maxFile {
			w.skip(path, "larger than %d MiB: check it by hand", maxFile>>20)
			return nil
		}
	}
	if s == nil {
		w.mention(path, src)
		return nil
	}
	w.readAs(path, src, s, w.opts)
	return nil
}

// unread matches the files that call tools but have no scanner yet.
var unread = regexp.MustCompile(`(?i)^(Dockerfile.*|.*\.dockerfile|Containerfile.*|Makefile.*|Jenkinsfile.*|Justfile|Procfile|crontab|` +
	`.*\.(py|ipynb|ya?ml|json|toml|ini|cfg|mk|groovy|tf|hcl|tpl|j2|ps1|psm1|bat|cmd|rb|pl|js|ts|go|java|service|cron|fish))$`)

// mention reports a file that no scanner reads and that seems to call a tool,
// so that it never counts as clean.
func (w *walk) mention(path string, src []byte) {
	for _, cli := range w.opts.CLI {
		if bytes.Contains(src, []byte(cli)) && w.call(cli).Match(src) {
			w.skip(path, "seems to call %s, and omlint does not read this kind of file yet: check it by hand", cli)
			return
		}
	}
}

// call matches what looks like a call in any language: the tool at the
// beginning of a line, a string or a command, and behind it one more word and
// a flag or the end. Prose about a tool is not meant.
func (w *walk) call(cli string) *regexp.Regexp {
	if w.calls[cli] == nil {
		w.calls[cli] = regexp.MustCompile("(?m)(^[ \t]*(- +)?|[\"'`;&|(/=]|-m[ \t]+|[*0-9][ \t]+|(RUN|CMD|ENTRYPOINT|exec|run)[ \t]([^\n]*[ \t])?)[ \t]*" + regexp.QuoteMeta(cli) +
			"([\"'][ \t]*,[ \t\n]*[\"']|[ \t]+)[a-z][a-z0-9_-]*([ \t]+-|[ \t]*[\"'`\\\\]|[ \t]*$)")
	}
	return w.calls[cli]
}

// reason is the part of a file error that does not repeat its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
