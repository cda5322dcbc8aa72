package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
)

var product = Options{
	Tools:    []Tool{{Name: "metadata", Version: []string{"--version"}, Package: "openmetadata-ingestion"}},
	Packages: []string{"openmetadata-ingestion", "pydantic"}, Companions: []string{"pydantic"},
	Timeout: 20 * time.Second,
}

// TestRealEnvironment looks at a virtual environment of the system's Python,
// with its real pip.
func TestRealEnvironment(t *testing.T) {
	env := filepath.Join(t.TempDir(), "env")
	if out, err := exec.Command("/usr/bin/python3", "-m", "venv", env).CombinedOutput(); err != nil {
		t.Fatalf("make a virtual environment (scripts/install-test-deps installs what it takes): %v\n%s", err, out)
	}
	distribution(t, env, "openmetadata_ingestion", "1.3.1.0")
	distribution(t, env, "pydantic", "2.7.1")
	t.Setenv("PATH", t.TempDir())
	t.Setenv("VIRTUAL_ENV", env)
	t.Setenv("PIP_REQUIRE_VIRTUALENV", "no such value") // settings for pip are none for omlint

	asked, uses := Look(t.Context(), product)
	if len(asked) != 1 || asked[0].Why != "" || !strings.Contains(asked[0].Command, "env/bin/python3 -m pip list --format json") {
		t.Errorf("asked %+v", asked)
	}
	want := "openmetadata-ingestion ==1.3.1.0, pydantic ==2.7.1, python 3."
	if got := summary(uses); !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestCompanionsAlone holds that the packages of an environment without the
// product are none of its business.
func TestCompanionsAlone(t *testing.T) {
	bin := onPath(t)
	script(t, bin, "pip", `echo '[{"name": "pydantic", "version": "1.10.2"}, {"name": "pip", "version": "24.0"}]'`)
	asked, uses := Look(t.Context(), product)
	if len(asked) != 1 || asked[0].Why != "" || len(uses) != 0 {
		t.Errorf("asked %+v, found %+v", asked, uses)
	}
}

// TestAnswers runs programs that do and do not answer.
func TestAnswers(t *testing.T) {
	const list = `echo '[{"name": "OpenMetadata_Ingestion", "version": "1.3.1.0"}]'`
	for _, c := range []struct {
		name     string
		programs map[string]string
		uses     string
		why      string // what the only command without an answer says
	}{
		{
			"a client with its Python",
			map[string]string{"metadata": `echo "metadata 0.13.1.5 from /home/airflow/.local/lib/python3.9 (python 3.9)"`},
			"openmetadata-ingestion ==0.13.1.5, python 3.9", "",
		},
		{
			"a client of the click era",
			map[string]string{"metadata": `echo "metadata, version metadata 0.11.4 from /x/lib (python 3.8)"`},
			"openmetadata-ingestion ==0.11.4, python 3.8", "",
		},
		{
			"warnings before the answer",
			map[string]string{"metadata": `echo "[1] warning: x"; echo "metadata 1.3.0"`, "pip": `echo "[notice] old"; ` + list},
			"openmetadata-ingestion ==1.3.0, openmetadata-ingestion ==1.3.1.0", "",
		},
		{"one environment, reached twice", map[string]string{"pip": list, "pip3": list}, "openmetadata-ingestion ==1.3.1.0", ""},
		{"uv where there is no pip", map[string]string{
			"python3": `if [ "$1" = --version ]; then echo Python 3.12.1; else echo "/x/python3: No module named pip" >&2; exit 1; fi`,
			"uv":      `[ "$*" = "pip list --format json --offline --no-cache --python $0" ] || case "$*" in *"--python "*python3) ` + list + `;; esac`,
		}, "openmetadata-ingestion ==1.3.1.0, python 3.12.1", ""},
		{
			"a client that fails",
			map[string]string{"metadata": "echo Traceback >&2; echo \"ModuleNotFoundError: No module named 'metadata'\" >&2; exit 1"},
			"", "it ended with exit status 1: ModuleNotFoundError: No module named 'metadata'; run it by hand to see more",
		},
		{"another program of that name", map[string]string{"metadata": `echo "exiftool 12.1"`}, "", `it names no release that can be read: "exiftool 12.1"`},
		{"nothing said", map[string]string{"metadata": ":"}, "", `it names no release that can be read: ""`},
		{"no list", map[string]string{"pip": "echo '{}'"}, "", `it printed no list of packages: "{}"`},
		{"a list of other things", map[string]string{"pip": `echo '[{"a": 1}]'`}, "", "it lists a package without a name"},
		{"half a list", map[string]string{"pip": `echo '[{"name": "openmetadata-ingestion", "version": "1.3'`}, "", "it printed no list of packages"},
		{"an empty list", map[string]string{"pip": "echo '[]'"}, "", "it lists no package at all"},
		{"a password in what it says", map[string]string{"metadata": `echo "mysql://om:hunter22@db/x" >&2; exit 3`}, "", "mysql://om:****@db/x"},
		{
			"a flood",
			map[string]string{"pip": `while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done`},
			"", "it was stopped, for it printed more than 4 MiB",
		},
		{"nobody to ask", nil, "", "neither metadata nor pip is on PATH or in VIRTUAL_ENV: activate"},
		{"a Python that cannot be asked", map[string]string{"python3": `echo "No module named pip" >&2; exit 1`}, "", "this Python has no pip to list its packages with"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bin := onPath(t)
			for name, code := range c.programs {
				script(t, bin, name, code)
			}
			asked, uses := Look(t.Context(), product)
			if got := summary(uses); got != c.uses {
				t.Errorf("found %q, want %q", got, c.uses)
			}
			why := ""
			for _, a := range asked {
				why += a.Why
			}
			if (why == "") != (c.why == "") || !strings.Contains(why, c.why) || strings.Contains(why, "hunter22") {
				t.Errorf("why %q, want %q", why, c.why)
			}
			if len(asked) == 0 {
				t.Error("nothing says who was asked")
			}
		})
	}
}

// TestHangs holds that a program that does not answer is ended in time, with
// all that it started.
func TestHangs(t *testing.T) {
	bin := onPath(t)
	pids := filepath.Join(t.TempDir(), "pids")
	script(t, bin, "metadata", fmt.Sprintf("/bin/sleep 300 & echo $! > %s; wait", pids))
	slow := product
	slow.Timeout = 300 * time.Millisecond
	start := time.Now()
	asked, uses := Look(t.Context(), slow)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	if len(uses) != 0 || len(asked) != 1 || !strings.HasPrefix(asked[0].Why, "it did not answer within 300ms") {
		t.Errorf("asked %+v", asked)
	}
	ended(t, pids)
}

// TestLeftBehind holds that what a program leaves running is ended, too.
func TestLeftBehind(t *testing.T) {
	bin := onPath(t)
	pids := filepath.Join(t.TempDir(), "pids")
	script(t, bin, "metadata", fmt.Sprintf("/bin/sleep 300 >/dev/null 2>&1 & echo $! > %s; echo metadata 1.3.0", pids))
	if _, uses := Look(t.Context(), product); summary(uses) != "openmetadata-ingestion ==1.3.0" {
		t.Errorf("found %s", summary(uses))
	}
	ended(t, pids)
}

// TestLinkedTool holds that a tool of the active environment which PATH links to
// is asked once.
func TestLinkedTool(t *testing.T) {
	bin, env := onPath(t), t.TempDir()
	if err := os.Mkdir(filepath.Join(env, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	script(t, filepath.Join(env, "bin"), "metadata", "echo metadata 1.3.0")
	script(t, filepath.Join(env, "bin"), "python3", `echo '[{"name": "pip", "version": "24.0"}]'`)
	if err := os.Symlink(filepath.Join(env, "bin", "metadata"), filepath.Join(bin, "metadata")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VIRTUAL_ENV", env)
	if asked, uses := Look(t.Context(), product); len(asked) != 2 || summary(uses) != "openmetadata-ingestion ==1.3.0" {
		t.Errorf("asked %+v", asked)
	}
}

// TestBrokenEnvironment holds that an active environment that is none is not
// passed over for the others.
func TestBrokenEnvironment(t *testing.T) {
	bin := onPath(t)
	script(t, bin, "metadata", "echo metadata 1.3.0")
	t.Setenv("VIRTUAL_ENV", t.TempDir())
	asked, uses := Look(t.Context(), product)
	if summary(uses) != "openmetadata-ingestion ==1.3.0" || len(asked) != 2 || !strings.Contains(asked[1].Why, "VIRTUAL_ENV names an environment without a Python") {
		t.Errorf("asked %+v", asked)
	}
}

// TestInterrupted holds that what could not be asked any more says so.
func TestInterrupted(t *testing.T) {
	bin := onPath(t)
	script(t, bin, "metadata", "echo metadata 1.3.0")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if asked, uses := Look(ctx, product); len(uses) != 0 || len(asked) != 1 || !strings.Contains(asked[0].Why, "canceled") {
		t.Errorf("asked %+v, found %+v", asked, uses)
	}
}

// TestFromTheTree holds that nothing of the folder that omlint is started in is
// run: neither a program that a relative PATH leads to, nor a module of Python's.
func TestFromTheTree(t *testing.T) {
	tree := t.TempDir()
	t.Chdir(tree)
	ran := filepath.Join(tree, "ran")
	script(t, tree, "metadata", "echo > "+ran)
	if err := os.WriteFile("pip.py", []byte(fmt.Sprintf("open(%q, 'w')\n", ran)), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("PATH", ".:/usr/bin")
	Look(t.Context(), product)
	if _, err := os.Stat(ran); err == nil {
		t.Error("something of the tree was run")
	}
}

// FuzzAnswers reads whatever a program may print.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`[{"name": "a_b", "version": "1"}]`))
	f.Add([]byte("[x\n[{}]"))
	f.Add([]byte("metadata, version metadata 1.3.1 from /x (python 3.9)\n"))
	f.Add([]byte("\xff["))
	f.Fuzz(func(t *testing.T, out []byte) {
		list, err := readPackages(out)
		for _, p := range list {
			if p.name == "" {
				t.Errorf("a package without a name: %q", out)
			}
		}
		if err == nil && len(list) == 0 {
			t.Errorf("no package, and no reason: %q", out)
		}
		if said, ok := readVersion("metadata", out); ok && (said.version == "" || !strings.Contains(said.line, said.version)) {
			t.Errorf("read %+v from %q", said, out)
		}
	})
}

// onPath makes an empty folder the whole of PATH.
func onPath(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	t.Setenv("VIRTUAL_ENV", "")
	return bin
}

func script(t *testing.T, dir, name, code string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+code+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

// distribution writes what pip leaves behind of an installed package.
func distribution(t *testing.T, env, name, version string) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(env, "lib/python3*/site-packages"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("packages of %s: %v %v", env, folders, err)
	}
	dir := filepath.Join(folders[0], name+"-"+version+".dist-info")
	text := fmt.Sprintf("Metadata-Version: 2.1\nName: %s\nVersion: %s\n", strings.ReplaceAll(name, "_", "-"), version)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "METADATA"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func summary(uses []probe.Use) string {
	var list []string
	for _, u := range uses {
		list = append(list, u.Name+" "+u.Value)
	}
	return strings.Join(list, ", ")
}

// ended waits for the process whose number a file holds to be gone.
func ended(t *testing.T, file string) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscan(string(src), &pid); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") || syscall.Kill(pid, 0) != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d still runs", pid)
}
