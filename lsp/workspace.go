package lsp

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
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
	server  *Server
	root    string
	project *Project

	mu    sync.Mutex
	open  map[string]*buffer // by path
	disk  *parser.Site       // the pages as they were saved; nil to read them again
	wake  chan struct{}
	quit  chan struct{}
	ended sync.WaitGroup
	once  sync.Once
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
	return &workspace{server: s, open: map[string]*buffer{}, wake: make(chan struct{}, 1), quit: make(chan struct{})}
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
	disk := w.disk
	texts := map[string]string{}
	for path, b := range w.open {
		texts[path] = b.text
	}
	w.mu.Unlock()
	if disk == nil {
		var err error
		if disk, err = parser.LoadSite([]string{filepath.FromSlash(w.root)}, w.project.Options); err != nil {
			disk = parser.NewSite(nil, w.project.Options) // no pages yet
		}
		w.mu.Lock()
		w.disk = disk
		w.mu.Unlock()
	}
	site := overlay(disk, texts, w.project.Options)
	byPage := map[string][]rules.Finding{}
	for _, f := range w.project.Lint(site) {
		byPage[f.Location.File] = append(byPage[f.Location.File], f)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for path, b := range w.open {
		text, judged := texts[path]
		if !judged {
			continue
		}
		b.judged, b.found, b.site, b.page = text, byPage[path], site, pageOf(site, path)
		if b.text == text { // else the next round is on its way
			w.tell(b)
		}
	}
}

// overlay is a site with open texts in place of what is on disk.
func overlay(disk *parser.Site, texts map[string]string, options parser.Options) *parser.Site {
	var documents []*parser.Document
	for _, d := range disk.Documents {
		if _, open := texts[d.Path]; !open {
			documents = append(documents, d)
		}
	}
	for path, text := range texts {
		documents = append(documents, parser.Parse(path, []byte(text), options))
	}
	return parser.NewSite(documents, options)
}

func pageOf(site *parser.Site, path string) *parser.Document {
	for _, d := range site.Documents {
		if d.Path == path {
			return d
		}
	}
	return nil
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
	return diagnostic{
		Range: textRange{placeOf(page, l.Line, l.Column), placeOf(page, l.EndLine, l.EndColumn)}, Severity: severities[f.Severity],
		Code: f.Rule, Source: "omlint", Message: valid(f.Message),
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
	w.disk = nil
	w.mu.Unlock()
	_ = w.server.conn.Notify(context.Background(), "textDocument/publishDiagnostics",
		publishDiagnosticsParams{p.TextDocument.URI, nil, []diagnostic{}})
	w.touch()
	return nil, nil
}

// didSave also stands for files that others change.
func (w *workspace) didSave(documentParams) (*nothing, error) {
	w.mu.Lock()
	w.disk = nil
	w.mu.Unlock()
	w.touch()
	return nil, nil
}
