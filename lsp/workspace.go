package lsp

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// pause is how long typing has to rest before the pages are looked at again.
const pause = 150 * time.Millisecond

// workspace is a folder of pages, with the texts that the editor has open in
// place of those on disk.
type workspace struct {
	server *Server
	root   string // "" before start

	mu      sync.Mutex
	project *Project
	reopen  bool               // the configuration may be another now
	reread  bool               // so may the pages on disk
	open    map[string]*buffer // by path
	disk    *parser.Site       // the pages as they were saved; judge alone uses it
	wake    chan struct{}
	quit    chan struct{}
	ended   sync.WaitGroup
	once    sync.Once
}

// buffer is a text that the editor has open, and what was found in it last.
type buffer struct {
	uri     string
	version int
	text    string

	judged string // the text that the findings are about
	found  []rules.Finding
	site   *parser.Site
	page   *parser.Document
}

func newWorkspace(s *Server) *workspace {
	return &workspace{server: s, open: map[string]*buffer{}, reread: true, wake: make(chan struct{}, 1), quit: make(chan struct{})}
}

// start opens the folder. Without one, only the open texts are looked at.
func (w *workspace) start(root string) error {
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			return fmt.Errorf("tell the folder: %w", err)
		}
		root = dir
	}
	project, err := w.server.Open(filepath.FromSlash(root))
	if err != nil {
		return err
	}
	w.root, w.project = filepath.ToSlash(root), project
	w.ended.Go(w.judgeAll)
	return nil
}

func (w *workspace) stop() {
	w.once.Do(func() { close(w.quit) })
	w.ended.Wait()
}

// touch has the pages looked at soon.
func (w *workspace) touch() {
	select {
	case w.wake <- struct{}{}:
	default: // it is on its way
	}
}

// judgeAll looks at the pages whenever something has changed and then rested.
func (w *workspace) judgeAll() {
	for {
		select {
		case <-w.wake:
		case <-w.quit:
			return
		}
		rest := time.NewTimer(pause)
	resting:
		for {
			select {
			case <-w.wake:
				rest.Reset(pause)
			case <-rest.C:
				break resting
			case <-w.quit:
				rest.Stop()
				return
			}
		}
		w.judge()
	}
}

// judge looks at the pages once, and tells the editor what it found in the texts
// that it has open.
func (w *workspace) judge() {
	defer func() {
		if p := recover(); p != nil {
			w.server.log(1, "internal error while looking at the pages: %v\n%s", p, debug.Stack())
		}
	}()
	w.mu.Lock()
	project, reopen, reread := w.project, w.reopen, w.reread
	w.reopen, w.reread = false, false
	texts, open := map[string]string{}, map[string]bool{}
	for path, b := range w.open {
		texts[path], open[path] = b.text, true
	}
	w.mu.Unlock()
	if reopen {
		if p, err := w.server.Open(filepath.FromSlash(w.root)); err != nil {
			w.server.show("%v; until that is mended, the configuration before it holds", err)
		} else {
			project = p
			w.mu.Lock()
			w.project = p
			w.mu.Unlock()
		}
	}
	switch {
	case w.disk == nil || reopen: // pages may be read in another way now
		w.disk = read(w.root, nil, project.Options)
	case reread:
		w.disk = read(w.root, w.disk, project.Options)
	}
	site := overlay(w.disk, texts, project.Options)
	byPage := map[string][]rules.Finding{}
	for _, f := range project.Lint(site, open) {
		byPage[f.Location.File] = append(byPage[f.Location.File], f)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for path, b := range w.open {
		text, judged := texts[path]
		if !judged {
			continue
		}
		b.judged, b.found, b.site, b.page = text, byPage[path], site, site.Document(path)
		if b.text == text { // else the next round is on its way
			w.tell(b)
		}
	}
}

// overlay is a site with open texts in place of what is on disk. What is only in
// the editor comes last.
func overlay(disk *parser.Site, texts map[string]string, options parser.Options) *parser.Site {
	documents := slices.Clone(disk.Documents)
	known := map[string]bool{}
	for i, d := range documents {
		if text, open := texts[d.Path]; open {
			documents[i], known[d.Path] = parser.Parse(d.Path, []byte(text), options), true
		}
	}
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		if !known[path] {
			documents = append(documents, parser.Parse(path, []byte(texts[path]), options))
		}
	}
	return parser.NewSite(documents, options)
}

// read reads the pages below a folder. Those that are as they were before need
// no parsing.
func read(root string, before *parser.Site, options parser.Options) *parser.Site {
	if before == nil {
		if site, err := parser.LoadSite([]string{filepath.FromSlash(root)}, options); err == nil {
			return site
		}
		return parser.NewSite(nil, options) // no pages yet
	}
	known := map[string]*parser.Document{}
	for _, d := range before.Documents {
		known[d.Path] = d
	}
	var documents []*parser.Document
	files, _ := parser.FindPages([]string{filepath.FromSlash(root)}) // an error: no pages are left
	for _, file := range files {
		source, err := parser.ReadPage(file)
		if err != nil {
			continue // as good as gone
		}
		d := known[filepath.ToSlash(file)]
		if d == nil || !bytes.Equal(d.Source, source) {
			d = parser.Parse(file, source, options)
		}
		documents = append(documents, d)
	}
	return parser.NewSite(documents, options)
}

// tell publishes what was found in a text.
func (w *workspace) tell(b *buffer) {
	list := []diagnostic{}
	for _, f := range b.found {
		list = append(list, diagnosticOf(b.page, f))
	}
	_ = w.server.conn.Notify(context.Background(), "textDocument/publishDiagnostics",
		publishDiagnosticsParams{b.uri, &b.version, list})
}

var severities = map[rules.Severity]int{rules.Error: 1, rules.Warning: 2, rules.Info: 3}

func diagnosticOf(page *parser.Document, f rules.Finding) diagnostic {
	l := f.Location
	var tags []int
	if f.Rule == "suppression/unused" {
		tags = []int{1}
	}
	return diagnostic{
		Range: textRange{placeOf(page, l.Line, l.Column), placeOf(page, l.EndLine, l.EndColumn)}, Severity: severities[f.Severity],
		Code: f.Rule, Source: "omlint", Message: valid(f.Message), Tags: tags,
	}
}

// of returns the open text of a document, with its findings if they are about
// the text as it is now.
func (w *workspace) of(uri string) (b buffer, current, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	open := w.open[pathOf(uri)]
	if open == nil {
		return buffer{}, false, false
	}
	return *open, open.page != nil && open.judged == open.text, true
}

type nothing struct{}

func (w *workspace) didOpen(p didOpenParams) (*nothing, error) {
	path := pathOf(p.TextDocument.URI)
	if path == "" {
		return nil, nil // a text without a file, such as a diff's other side
	}
	w.mu.Lock()
	w.open[path] = &buffer{uri: p.TextDocument.URI, version: p.TextDocument.Version, text: valid(p.TextDocument.Text)}
	w.mu.Unlock()
	w.touch()
	return nil, nil
}

func (w *workspace) didChange(p didChangeParams) (*nothing, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.open[pathOf(p.TextDocument.URI)]
	if b == nil {
		return nil, nil
	}
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			b.text = valid(c.Text)
			continue
		}
		start, end := offsetIn(b.text, c.Range.Start), offsetIn(b.text, c.Range.End)
		b.text = b.text[:start] + valid(c.Text) + b.text[max(start, end):]
	}
	if p.TextDocument.Version != nil {
		b.version = *p.TextDocument.Version
	}
	w.touch()
	return nil, nil
}

func (w *workspace) didClose(p documentParams) (*nothing, error) {
	w.mu.Lock()
	delete(w.open, pathOf(p.TextDocument.URI))
	w.reread = true // it may be a new page
	w.mu.Unlock()
	_ = w.server.conn.Notify(context.Background(), "textDocument/publishDiagnostics",
		publishDiagnosticsParams{p.TextDocument.URI, nil, []diagnostic{}})
	w.touch()
	return nil, nil
}

func (w *workspace) didSave(p documentParams) (*nothing, error) {
	w.changed(p.TextDocument.URI)
	return nil, nil
}

func (w *workspace) didChangeWatchedFiles(p watchedFilesParams) (*nothing, error) {
	for _, c := range p.Changes {
		w.changed(c.URI)
	}
	return nil, nil
}

// changed takes note of a file that is another now. What is no page may be part
// of the configuration.
func (w *workspace) changed(uri string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if parser.IsPage(pathOf(uri)) {
		w.reread = true
	} else {
		w.reopen = true
	}
	w.touch()
}

// settings are those of the configuration that was read last.
func (w *workspace) settings() *Project {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.project
}
