package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
)

// editor is a client of the language server: the real command, spoken to over
// its standard input and output as editors do.
type editor struct {
	t    *testing.T
	cmd  *exec.Cmd
	in   io.WriteCloser
	come chan message
	id   int
}

type message struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func startEditor(t *testing.T, folder string) *editor {
	t.Helper()
	e := &editor{t: t, cmd: exec.Command("omlint", "lsp"), come: make(chan message, 100)} // TestMain puts it into PATH
	e.cmd.Dir, e.cmd.Stderr = folder, os.Stderr
	var err error
	if e.in, err = e.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.cmd.Process.Kill() })
	go func() {
		defer close(e.come)
		r := bufio.NewReader(out)
		for {
			header, err := textproto.NewReader(r).ReadMIMEHeader()
			if err != nil {
				return
			}
			n, _ := strconv.Atoi(header.Get("Content-Length"))
			body := make([]byte, n)
			if _, err := io.ReadFull(r, body); err != nil {
				return
			}
			var m message
			if json.Unmarshal(body, &m) == nil {
				e.come <- m
			}
		}
	}()
	return e
}

func (e *editor) write(m map[string]any) {
	e.t.Helper()
	m["jsonrpc"] = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		e.t.Fatal(err)
	}
	e.frame(body)
}

func (e *editor) frame(body []byte) {
	e.t.Helper()
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	e.write(map[string]any{"method": method, "params": params})
}

// wait returns the first message that is wanted.
func (e *editor) wait(what string, wanted func(message) bool) message {
	e.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case m, ok := <-e.come:
			if !ok {
				e.t.Fatalf("the server went away before %s", what)
			}
			if m.Method == "window/logMessage" {
				e.t.Errorf("the server logs %s", m.Params)
			}
			if wanted(m) {
				return m
			}
		case <-limit:
			e.t.Fatalf("no %s", what)
		}
	}
}

func (e *editor) request(method string, params any) message {
	e.t.Helper()
	e.id++
	id := e.id
	e.write(map[string]any{"id": id, "method": method, "params": params})
	return e.wait("answer to "+method, func(m message) bool { return m.ID != nil && *m.ID == id })
}

// diagnostics waits for the findings of a version of a text.
func (e *editor) diagnostics(uri string, version int) []string {
	e.t.Helper()
	var p struct {
		URI         string
		Version     *int
		Diagnostics []struct {
			Range struct{ Start, End struct{ Line, Character int } }
			Code  string
		}
	}
	e.wait(fmt.Sprintf("findings of version %d of %s", version, uri), func(m message) bool {
		p.Version = nil
		return m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil && p.URI == uri && p.Version != nil && *p.Version == version
	})
	list := []string{}
	for _, d := range p.Diagnostics {
		list = append(list, fmt.Sprintf("%d:%d-%d:%d %s", d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character, d.Code))
	}
	return list
}

type object = map[string]any

func place(uri string, line, character int) object {
	return object{"textDocument": object{"uri": uri}, "position": object{"line": line, "character": character}}
}

func writeIn(t *testing.T, folder, name, text string) {
	t.Helper()
	file := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A session from its beginning to its end, as an editor has it.
func TestLanguageServer(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) { writeIn(t, folder, name, text) }
	write("docs/guide.md", "# Guide\n\n## Back up\n\ntext\n")
	write("docs/partials/part.md", "text\n")
	const page = "# Page 😀\n\n{% nonesuch /%}\n\n😀 See the (guide)[/guide#back-up].\n\n[Back up](/guide#back-up)\n\n{% partial file=\"part.md\" /%}\n\n## Next\n\n### Last\n\ntext\n"
	write("docs/page.md", page)
	write("omlint.yaml", "rules:\n  structure/several-h1: off\n")
	uri := "file://" + filepath.ToSlash(filepath.Join(folder, "docs/page.md"))
	e := startEditor(t, folder)

	if m := e.request("textDocument/hover", place(uri, 0, 0)); m.Error == nil || m.Error.Code != -32002 {
		t.Errorf("a request before initialize: %+v", m)
	}
	m := e.request("initialize", object{"processId": nil, "rootUri": "file://" + filepath.ToSlash(folder), "capabilities": object{}})
	if !strings.Contains(string(m.Result), `"hoverProvider":true`) || !strings.Contains(string(m.Result), `"name":"omlint"`) {
		t.Errorf("initialize: %s", m.Result)
	}
	if m := e.request("initialize", object{"rootUri": nil, "capabilities": object{}}); m.Error == nil || m.Error.Code != -32600 {
		t.Errorf("a second initialize: %+v", m)
	}
	e.notify("initialized", object{})
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": "markdown", "version": 1, "text": page}})
	got := e.diagnostics(uri, 1)
	want := []string{"2:0-2:15 markdoc/tag-undefined", "4:11-4:34 link/reversed"} // in UTF-16: the emoji counts two
	if !slices.Equal(got, want) {
		t.Errorf("findings %q, want %q", got, want)
	}

	if m := e.request("textDocument/hover", place(uri, 2, 4)); !strings.Contains(string(m.Result), "markdoc/tag-undefined") || !strings.Contains(string(m.Result), "Fix:") {
		t.Errorf("hover on a finding: %s", m.Result)
	}
	if m := e.request("textDocument/hover", place(uri, 8, 5)); !strings.Contains(string(m.Result), "`file`") {
		t.Errorf("hover on a tag: %s", m.Result)
	}
	m = e.request("textDocument/codeAction", object{"textDocument": object{"uri": uri}, "range": object{"start": object{"line": 4, "character": 12}, "end": object{"line": 4, "character": 12}}, "context": object{"diagnostics": []any{}}})
	for _, part := range []string{`"newText":"[guide](/guide#back-up)"`, "omlint-disable-next-line link/reversed: REASON", "source.fixAll.omlint"} {
		if !strings.Contains(string(m.Result), part) {
			t.Errorf("code actions lack %s: %s", part, m.Result)
		}
	}
	m = e.request("textDocument/definition", place(uri, 6, 3))
	if !strings.Contains(string(m.Result), "docs/guide.md") || !strings.Contains(string(m.Result), `"start":{"line":2,"character":0}`) {
		t.Errorf("definition of a link: %s", m.Result)
	}
	if m := e.request("textDocument/definition", place(uri, 8, 8)); !strings.Contains(string(m.Result), "partials/part.md") {
		t.Errorf("definition of a partial: %s", m.Result)
	}
	m = e.request("textDocument/documentSymbol", object{"textDocument": object{"uri": uri}})
	if s := string(m.Result); !strings.Contains(s, `"name":"Page 😀"`) || strings.Index(s, `"Next"`) > strings.Index(s, `"Last"`) || !strings.Contains(s, "children") {
		t.Errorf("outline: %s", s)
	}

	// An edit as it is typed, in UTF-16, and completion within it.
	change := func(version int, edits ...object) {
		e.notify("textDocument/didChange", object{"textDocument": object{"uri": uri, "version": version}, "contentChanges": edits})
	}
	span := func(l1, c1, l2, c2 int) object {
		return object{"start": object{"line": l1, "character": c1}, "end": object{"line": l2, "character": c2}}
	}
	change(2, object{"range": span(2, 0, 2, 15), "text": "{% no"})
	if m := e.request("textDocument/completion", place(uri, 2, 5)); !strings.Contains(string(m.Result), `"label":"note"`) {
		t.Errorf("completion of a tag: %s", m.Result)
	}
	change(3, object{"range": span(2, 0, 2, 5), "text": "{% note\n note"})
	if m := e.request("textDocument/completion", place(uri, 3, 5)); !strings.Contains(string(m.Result), `"label":"noteType"`) {
		t.Errorf("completion of an attribute: %s", m.Result)
	}
	change(4, object{"range": span(2, 0, 3, 5), "text": "text"}, object{"range": span(4, 11, 4, 34), "text": "[guide](/guide)"})
	if got := e.diagnostics(uri, 4); len(got) != 0 {
		t.Errorf("after the edits: %q", got)
	}

	// Whatever is asked, the session goes on.
	if m := e.request("textDocument/hover", place("file:///nowhere.md", 99, 99)); string(m.Result) != "null" {
		t.Errorf("hover in a text that is not open: %s", m.Result)
	}
	if m := e.request("workspace/symbol", object{}); m.Error == nil || m.Error.Code != -32601 {
		t.Errorf("a method that is not supported: %+v", m)
	}
	if m := e.request("textDocument/hover", []int{1}); m.Error == nil {
		t.Errorf("parameters of another form: %+v", m)
	}
	e.frame([]byte(`{"id": 1, "method"`))
	e.wait("answer to what is no JSON", func(m message) bool { return m.Error != nil && m.Error.Code == -32700 })
	e.notify("$/cancelRequest", object{"id": 1})
	change(5, object{"range": span(99, 99, 200, 5), "text": "\n{% \n"})
	e.diagnostics(uri, 5)
	e.notify("textDocument/didClose", object{"textDocument": object{"uri": uri}})
	e.wait("withdrawal of the findings", func(m message) bool {
		return m.Method == "textDocument/publishDiagnostics" && strings.Contains(string(m.Params), `"diagnostics":[]`)
	})

	if m := e.request("shutdown", nil); m.Error != nil {
		t.Errorf("shutdown: %+v", m.Error)
	}
	e.notify("exit", nil)
	if err := e.cmd.Wait(); err != nil {
		t.Errorf("exit: %v", err)
	}
}

// What others change on disk counts at once: other pages, and the configuration.
// A configuration that is broken is told, and the one before it holds on.
func TestLanguageServerFollowsFiles(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) { writeIn(t, folder, name, text) }
	uriOf := func(name string) string { return "file://" + filepath.ToSlash(filepath.Join(folder, name)) }
	write("docs/guide.md", "# Guide\n\n## Back up\n")
	const page = "# Page\n\n[Back up](/guide#back-up)\n\n[empty]()\n"
	write("docs/page.md", page)
	write("omlint.yaml", "format: json\n") // a key of other commands
	e := startEditor(t, folder)
	e.request("initialize", object{"rootUri": uriOf(""), "capabilities": object{"workspace": object{"didChangeWatchedFiles": object{"dynamicRegistration": true}}}})
	e.notify("initialized", object{})
	m := e.wait("a wish to be told of files", func(m message) bool { return m.Method == "client/registerCapability" })
	e.write(map[string]any{"id": m.ID, "result": nil})
	version := 0
	edit := func() {
		version++
		e.notify("textDocument/didChange", object{"textDocument": object{"uri": uriOf("docs/page.md"), "version": version}, "contentChanges": []object{{"text": page}}})
	}
	changed := func(name string) {
		e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(name), "type": 2}}})
		edit()
	}
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": uriOf("docs/page.md"), "languageId": "markdown", "version": version, "text": page}})
	look := func(when string, want ...string) {
		t.Helper()
		if got := e.diagnostics(uriOf("docs/page.md"), version); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	const empty, anchor = "4:0-4:9 link/empty", "2:0-2:25 link/broken-anchor"
	look("at first", empty)

	write("docs/guide.md", "# Guide\n\n## Restore\n")
	changed("docs/guide.md")
	look("with another heading", anchor, empty)

	write("omlint.yaml", "rules:\n  link/empty: off\n")
	changed("omlint.yaml")
	look("with a rule off", anchor)

	write("omlint.yaml", "rules: [\n")
	changed("omlint.yaml")
	e.wait("word of the broken configuration", func(m message) bool {
		return m.Method == "window/showMessage" && strings.Contains(string(m.Params), "omlint.yaml")
	})
	look("with a broken configuration", anchor)

	write("omlint.yaml", "dialect: plain\n")
	changed("omlint.yaml")
	look("with the rule on again", anchor, empty)

	if err := os.Remove(filepath.Join(folder, "docs/guide.md")); err != nil {
		t.Fatal(err)
	}
	changed("docs/guide.md")
	if got := e.diagnostics(uriOf("docs/page.md"), version); slices.Contains(got, anchor) {
		t.Errorf("an anchor is missed in a page that is gone: %q", got)
	}
}

// The library that VS Code speaks the protocol with finds nothing wrong.
func TestLanguageServerWithAnotherClient(t *testing.T) {
	modules := filepath.Join(testserver.CacheDir(), "lsp-client", "node_modules")
	if _, err := os.Stat(modules); err != nil {
		t.Fatalf("%v: scripts/install-test-deps installs it", err)
	}
	folder := t.TempDir()
	writeIn(t, folder, "docs/guide.md", "# Guide\n\n## Back up\n\ntext\n")
	writeIn(t, folder, "docs/page.md", "# Page\n\n{% note %}\n\n😀 See the (guide)[/guide].\n\n{% /note %}\n\n[Back up](/guide#back-up)\n\n## Next\n\n")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	client := exec.CommandContext(ctx, "node", "testdata/lsp-client.js", folder)
	client.Env = append(os.Environ(), "NODE_PATH="+modules)
	if out, err := client.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// An editor that just goes away ends the server, in status 1.
func TestLanguageServerEndsWithItsEditor(t *testing.T) {
	e := startEditor(t, t.TempDir())
	e.request("initialize", object{"rootUri": nil, "capabilities": object{}})
	if err := e.in.Close(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- e.cmd.Wait() }()
	select {
	case err := <-done:
		if e.cmd.ProcessState.ExitCode() != 1 {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the server goes on without its editor")
	}
}
