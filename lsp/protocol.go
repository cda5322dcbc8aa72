package lsp

import "encoding/json"

// The parts of the Language Server Protocol that the server speaks, by the names
// of https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification.
type (
	position struct {
		Line      int `json:"line"`      // from 0
		Character int `json:"character"` // UTF-16 code units from 0
	}
	textRange struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	location struct {
		URI   string    `json:"uri"`
		Range textRange `json:"range"`
	}
	documentID struct {
		URI     string `json:"uri"`
		Version *int   `json:"version,omitempty"`
	}
	initializeParams struct {
		RootURI          *string `json:"rootUri"`
		RootPath         *string `json:"rootPath"`
		WorkspaceFolders []struct {
			URI string `json:"uri"`
		} `json:"workspaceFolders"`
		Capabilities struct {
			Workspace struct {
				DidChangeWatchedFiles struct {
					DynamicRegistration bool `json:"dynamicRegistration"`
				} `json:"didChangeWatchedFiles"`
			} `json:"workspace"`
		} `json:"capabilities"`
	}
	didOpenParams struct {
		TextDocument struct {
			URI     string `json:"uri"`
			Version int    `json:"version"`
			Text    string `json:"text"`
		} `json:"textDocument"`
	}
	didChangeParams struct {
		TextDocument   documentID `json:"textDocument"`
		ContentChanges []struct {
			Range *textRange `json:"range"`
			Text  string     `json:"text"`
		} `json:"contentChanges"`
	}
	documentParams struct {
		TextDocument documentID `json:"textDocument"`
	}
	watchedFilesParams struct {
		Changes []struct {
			URI string `json:"uri"`
		} `json:"changes"`
	}
	positionParams struct {
		TextDocument documentID `json:"textDocument"`
		Position     position   `json:"position"`
	}
	codeActionParams struct {
		TextDocument documentID `json:"textDocument"`
		Range        textRange  `json:"range"`
		Context      struct {
			Only []string `json:"only"`
		} `json:"context"`
	}
	diagnostic struct {
		Range    textRange `json:"range"`
		Severity int       `json:"severity"` // 1 error, 2 warning, 3 information
		Code     string    `json:"code"`
		Source   string    `json:"source"`
		Message  string    `json:"message"`
		Tags     []int     `json:"tags,omitempty"` // 1 unnecessary: editors grey it out
	}
	publishDiagnosticsParams struct {
		URI         string       `json:"uri"`
		Version     *int         `json:"version,omitempty"`
		Diagnostics []diagnostic `json:"diagnostics"`
	}
	textEdit struct {
		Range   textRange `json:"range"`
		NewText string    `json:"newText"`
	}
	workspaceEdit struct {
		Changes map[string][]textEdit `json:"changes"`
	}
	codeAction struct {
		Title       string        `json:"title"`
		Kind        string        `json:"kind"`
		Diagnostics []diagnostic  `json:"diagnostics,omitempty"`
		IsPreferred bool          `json:"isPreferred,omitempty"`
		Edit        workspaceEdit `json:"edit"`
	}
	markup struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	}
	hover struct {
		Contents markup     `json:"contents"`
		Range    *textRange `json:"range,omitempty"`
	}
	completionItem struct {
		Label         string    `json:"label"`
		Kind          int       `json:"kind"` // 10 property, 12 value, 14 keyword
		Detail        string    `json:"detail,omitempty"`
		Documentation *markup   `json:"documentation,omitempty"`
		TextEdit      *textEdit `json:"textEdit,omitempty"`
	}
	documentSymbol struct {
		Name           string           `json:"name"`
		Kind           int              `json:"kind"` // 15 string: what editors show headings as
		Range          textRange        `json:"range"`
		SelectionRange textRange        `json:"selectionRange"`
		Children       []documentSymbol `json:"children,omitempty"`
	}
	logMessageParams struct {
		Type    int    `json:"type"` // 1 error, 2 warning, 3 info
		Message string `json:"message"`
	}
)

// capabilities is what the server tells an editor that it does.
var capabilities = json.RawMessage(`{
	"positionEncoding": "utf-16",
	"textDocumentSync": {"openClose": true, "change": 2, "save": {}},
	"hoverProvider": true,
	"codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll.omlint"]},
	"completionProvider": {"triggerCharacters": ["%", " ", "<", "\"", "/"]},
	"documentSymbolProvider": true,
	"definitionProvider": true
}`)

// watchFiles asks to be told of pages and configurations that change.
var watchFiles = json.RawMessage(`{"registrations": [{
	"id": "files",
	"method": "workspace/didChangeWatchedFiles",
	"registerOptions": {"watchers": [{"globPattern": "**/*.{md,mdx,markdown,mdoc}"}, {"globPattern": "**/omlint.yaml"}]}
}]}`)
