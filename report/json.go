package report

import (
	"encoding/json"
	"io"
)

func init() {
	register(Format{Name: "json", Write: func(w io.Writer, r *Report, _ Options) error {
		return WriteJSON(w, r)
	}})
}

// WriteJSON writes v as one indented JSON object. It leaves <, > and & as they
// are: the output goes to programs and people, not into a web page.
func WriteJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
