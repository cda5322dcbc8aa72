// Package lsp serves omlint to editors: findings as they are typed, with their
// explanations and fixes, over the Language Server Protocol.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"runtime/debug"
	"sync"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// Project is how the pages of a folder are read and judged.
type Project struct {
	Options parser.Options
	// Lint judges the pages that are open, among all of a site.
	Lint   func(site *parser.Site, open map[string]bool) []rules.Finding
	Schema func(page string) *parser.Schema
}

// Server is one session with an editor.
type Server struct {
	Version string
	Open    func(folder string) (*Project, error) // reads a folder's configuration
	Explain func(rule string) string              // what a rule says of itself, in Markdown

	conn     *jsonrpc2.Conn // that of the first message
	space    *workspace
	watches  bool // the editor tells of files that others change
	shutdown bool
	ended    chan struct{}
	end      sync.Once
}

// ErrNoShutdown means that the editor went away without saying so, which the
// protocol has end in status 1.
var ErrNoShutdown = errors.New("the editor ended the session without shutdown")

// Serve speaks the protocol until the editor ends the session.
func (s *Server) Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.ended = make(chan struct{})
	s.space = newWorkspace(s)
	handler := jsonrpc2.HandlerWithError(func(_ context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) (result any, err error) {
		s.conn = conn
		defer func() {
			if p := recover(); p != nil { // a request that fails costs its answer, not the session
				result, err = nil, fmt.Errorf("internal error in %s: %v", r.Method, p)
				s.log(1, "%v\n%s", err, debug.Stack())
			}
		}()
		return s.handle(r)
	}).SuppressErrClosed()
	conn := jsonrpc2.NewConn(ctx, newStream(in, out), handler, jsonrpc2.SetLogger(log.New(io.Discard, "", 0)))
	select {
	case <-s.ended:
	case <-conn.DisconnectNotify():
	case <-ctx.Done():
	}
	s.space.stop()
	_ = conn.Close() // the session is over, whatever became of the last bytes
	if !s.shutdown {
		return ErrNoShutdown
	}
	return nil
}

// log shows a line in the editor's log.
func (s *Server) log(kind int, format string, args ...any) {
	_ = s.conn.Notify(context.Background(), "window/logMessage", logMessageParams{kind, fmt.Sprintf(format, args...)})
}

// show shows a line to whoever sits at the editor.
func (s *Server) show(format string, args ...any) {
	_ = s.conn.Notify(context.Background(), "window/showMessage", logMessageParams{1, fmt.Sprintf(format, args...)})
}

func (s *Server) handle(r *jsonrpc2.Request) (any, error) {
	switch r.Method {
	case "initialize":
		if s.space.root != "" {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "the session was initialized before"}
		}
		return s.initialize(r)
	case "shutdown":
		s.shutdown = true
		return nil, nil
	case "exit":
		s.end.Do(func() { close(s.ended) })
		return nil, nil
	}
	if s.space.root == "" {
		return nil, &jsonrpc2.Error{Code: -32002, Message: "the session was not initialized"}
	}
	if s.shutdown {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "the session was shut down"}
	}
	answer, known := methods[r.Method]
	switch {
	case known:
		return answer(s, r)
	case r.Notif:
		return nil, nil // the protocol lets servers pass over what they do not know
	default:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: r.Method + " is not supported"}
	}
}

// methods are what a session may ask once it is initialized.
var methods = map[string]func(*Server, *jsonrpc2.Request) (any, error){
	"initialized":                     (*Server).initialized,
	"textDocument/didOpen":            method((*workspace).didOpen),
	"textDocument/didChange":          method((*workspace).didChange),
	"textDocument/didClose":           method((*workspace).didClose),
	"textDocument/didSave":            method((*workspace).didSave),
	"workspace/didChangeWatchedFiles": method((*workspace).didChangeWatchedFiles),
	"textDocument/hover":              method((*workspace).hover),
	"textDocument/codeAction":         method((*workspace).codeAction),
	"textDocument/completion":         method((*workspace).completion),
	"textDocument/documentSymbol":     method((*workspace).documentSymbol),
	"textDocument/definition":         method((*workspace).definition),
}

// method decodes the parameters of a request for the workspace.
func method[P, R any](do func(*workspace, P) (R, error)) func(*Server, *jsonrpc2.Request) (any, error) {
	return func(s *Server, r *jsonrpc2.Request) (any, error) {
		var params P
		if r.Params == nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: r.Method + " has no parameters"}
		}
		if err := json.Unmarshal(*r.Params, &params); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
		return do(s.space, params)
	}
}

func (s *Server) initialize(r *jsonrpc2.Request) (any, error) {
	var params initializeParams
	if r.Params != nil {
		if err := json.Unmarshal(*r.Params, &params); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	s.watches = params.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration
	root := ""
	switch {
	case len(params.WorkspaceFolders) > 0:
		root = pathOf(params.WorkspaceFolders[0].URI)
	case params.RootURI != nil:
		root = pathOf(*params.RootURI)
	case params.RootPath != nil:
		root = *params.RootPath
	}
	if err := s.space.start(root); err != nil {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: err.Error()}
	}
	return map[string]any{
		"capabilities": capabilities,
		"serverInfo":   map[string]string{"name": "omlint", "version": s.Version},
	}, nil
}

// initialized asks the editor to tell of files that others change, such as git.
func (s *Server) initialized(*jsonrpc2.Request) (any, error) {
	if s.watches {
		// The answer has nothing to say, and nobody could read it while this waits.
		_, err := s.conn.DispatchCall(context.Background(), "client/registerCapability", watchFiles)
		return nil, err
	}
	return nil, nil
}
