package changes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Since finds the lines that the checkouts around the paths have beyond a
// revision, or rather beyond what it and the commit checked out have in common:
// what others did since does not count. Changes that are not committed and files
// that git does not know count as new; files that it ignores do not. Each call
// of git may take up to the timeout.
func Since(ctx context.Context, revision string, paths []string, timeout time.Duration) (Lines, error) {
	all := Lines{}
	seen := map[string]bool{}
	for _, p := range paths {
		dir := p
		if info, err := os.Stat(p); err != nil || !info.IsDir() {
			dir = filepath.Dir(p)
		}
		top, err := git(ctx, timeout, dir, "rev-parse", "--show-toplevel")
		if errors.Is(err, errStopped) {
			return nil, fmt.Errorf("--new-from %s: %w", revision, err)
		}
		if err != nil {
			return nil, fmt.Errorf("--new-from: %s is in no checkout of git that can be read: %w", p, err)
		}
		root := strings.TrimSuffix(string(top), "\n")
		if seen[root] {
			continue
		}
		seen[root] = true
		if err := all.add(ctx, timeout, root, revision); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// add adds the new lines of one checkout.
func (l Lines) add(ctx context.Context, timeout time.Duration, root, revision string) error {
	commit, err := git(ctx, timeout, root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if errors.Is(err, errStopped) {
		return fmt.Errorf("--new-from %s: %w", revision, err)
	}
	if err != nil {
		return fmt.Errorf("--new-from %s: git knows no such commit in %s: fetch it first, like git fetch origin %s, or check the name: %w", revision, root, revision, err)
	}
	base, err := git(ctx, timeout, root, "merge-base", strings.TrimSpace(string(commit)), "HEAD")
	if errors.Is(err, errStopped) {
		return fmt.Errorf("--new-from %s: %w", revision, err)
	}
	if err != nil {
		return fmt.Errorf("--new-from %s: it has no commit in common with HEAD; if the checkout is shallow, fetch its history with git fetch --unshallow: %w", revision, err)
	}
	// Everything that a user's settings could change about the form is named.
	diff, err := git(ctx, timeout, root, "-c", "core.quotePath=false", "-c", "diff.suppressBlankEmpty=false",
		"diff", "--unified=0", "--inter-hunk-context=0", "--find-renames", "--text", "--no-color", "--no-ext-diff", "--no-textconv",
		"--no-relative", "--ignore-submodules=all", "--submodule=short", "--src-prefix=a/", "--dst-prefix=b/", strings.TrimSpace(string(base)), "--")
	if err != nil {
		return fmt.Errorf("--new-from %s: %w", revision, err)
	}
	if err := l.parse(root, diff); err != nil {
		return fmt.Errorf("--new-from %s: read what git diff prints: %w", revision, err)
	}
	untracked, err := git(ctx, timeout, root, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return fmt.Errorf("--new-from %s: %w", revision, err)
	}
	for name := range bytes.SplitSeq(untracked, []byte{0}) {
		if len(name) > 0 {
			l[filepath.Join(root, string(name))] = &file{all: true}
		}
	}
	return nil
}

// errStopped says nothing about what git was asked.
var errStopped = errors.New("git did not answer")

// git runs one command in a folder. The error has git's own words.
func git(ctx context.Context, timeout time.Duration, dir string, args ...string) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
	cmd.WaitDelay = time.Second // for what git itself started and left behind
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case err == nil:
		return stdout.Bytes(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%w within %s", errStopped, timeout)
	case stderr.Len() > 0:
		return nil, errors.New(strings.TrimSpace(stderr.String()))
	default:
		return nil, fmt.Errorf("run git: %w", err)
	}
}
