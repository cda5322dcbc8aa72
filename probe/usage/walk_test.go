package usage

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWalk covers what an archive of text files cannot hold.
func TestWalk(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "outside/secret.sh", "metadata backup\n")
	write(t, "tree/a.sh", "metadata backup\n")
	write(t, "tree/binary.sh", "#!/bin/sh\nmetadata backup\x00\n")
	write(t, "tree/picture.png", "\x89PNG\x00\x00")
	write(t, "tree/huge.sh", "#!/bin/sh\n"+strings.Repeat("# comment\n", maxFile/5)+"metadata backup\n")
	write(t, "tree/huge.json", "["+strings.Repeat("123456789,", maxFile/5)+"0]")
	write(t, "tree/huge.js", strings.Repeat("f(1,2,3);\n", maxFile/5)+"spawn('metadata', 'backup')\n")
	write(t, "tree/large.sh", strings.Repeat("# comment\n", 20_000)+"metadata restore\n")
	for link, target := range map[string]string{
		"tree/inside.sh": "a.sh", "tree/out.sh": "../outside/secret.sh", "tree/outdir": "../outside",
		"tree/up": "..", "tree/loop": "loop", "tree/gone.sh": "nothing", "linked": "tree",
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	const found = `a.sh:1:1-1:16: metadata backup
	metadata backup
large.sh:20001:1-20001:17: metadata restore
	metadata restore
skipped binary.sh: binary
skipped gone.sh: a symbolic link to nothing
skipped huge.js: seems to call metadata, and omlint does not read this kind of file yet: check it by hand
skipped huge.sh: larger than 4 MiB: check it by hand
skipped loop: a symbolic link to nothing
skipped out.sh: a symbolic link out of the tree: name its target to have it scanned
skipped outdir: a symbolic link out of the tree: name its target to have it scanned
skipped picture.png: binary
skipped up: a symbolic link out of the tree: name its target to have it scanned
scanned 3
`
	for _, paths := range [][]string{{"tree"}, {"linked"}, {"tree", "tree/a.sh", "linked", "./tree"}, {"tree/"}} {
		r, err := Scan(t.Context(), paths, openmetadata)
		if err != nil {
			t.Fatal(err)
		}
		root := filepath.Clean(paths[0]) + "/"
		got := strings.ReplaceAll(render(r), root, "")
		if len(paths) == 1 && got != found || len(paths) > 1 && len(r.Uses) != 2 {
			t.Errorf("Scan(%q) found\n%s\nwant\n%s", paths, got, found)
		}
	}
	r, err := Scan(t.Context(), []string{"tree/out.sh", "tree/up/outside"}, openmetadata)
	if err != nil || len(r.Uses) != 1 {
		t.Errorf("named links: %v\n%s", err, render(r))
	}
}

func TestErrors(t *testing.T) {
	if _, err := Scan(t.Context(), []string{"none/such"}, openmetadata); err == nil || !strings.Contains(err.Error(), "none/such: no such file") {
		t.Errorf("a missing path: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Scan(ctx, []string{"."}, openmetadata); err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Errorf("a cancelled scan: %v", err)
	}
	if r, err := Scan(t.Context(), nil, openmetadata); err != nil || r.Uses == nil || r.FilesSkipped == nil {
		t.Errorf("nothing to scan: %+v, %v", r, err)
	}
}

// TestSecrets looks for the passwords of testdata/secrets.txtar in what the
// scan of that very file says.
func TestSecrets(t *testing.T) {
	src, err := os.ReadFile("testdata/secrets.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, want, ok := bytes.Cut(src, []byte("-- want --"))
	if !ok || bytes.Contains(want, []byte("hunter")) {
		t.Errorf("the golden part shows a password:\n%s", want)
	}
}
