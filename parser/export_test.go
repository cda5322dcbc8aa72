package parser

import (
	"encoding/json"
	"strings"
)

// What the conformance tests see of the grammar, in the reference's form.

// FindTagEnd counts in UTF-16 units, as the cases do.
func FindTagEnd(text string, start int) int {
	from := byteOffset(text, start)
	end := findTagEnd(text, from)
	ends := tagEnds{text: text}
	ends.index()
	if indexed := ends.find(from); indexed != end {
		panic("the indexed scanner disagrees")
	}
	if end < 0 {
		return -1
	}
	return utf16Len(text[:end])
}

func byteOffset(text string, units int) int {
	for i := range text {
		if utf16Len(text[:i]) >= units {
			return i
		}
	}
	return len(text)
}

// DumpTag parses a tag's content.
func DumpTag(text string) []byte {
	content, failure := parseTagContent(trim(text))
	if failure != nil {
		return dump(map[string]any{"ok": false, "message": failure.message, "start": failure.start, "end": failure.end})
	}
	out := content.dump()
	out["ok"] = true
	return dump(out)
}

func (c *tagContent) dump() map[string]any {
	out := map[string]any{}
	switch c.kind {
	case tagValue:
		out["type"], out["nesting"] = "variable", 0
		out["variable"] = json.RawMessage(appendJSON(nil, c.value))
		return out
	case tagAnnotation:
		out["type"], out["nesting"] = "annotation", 0
	case tagOpening:
		out["type"], out["nesting"] = "tag_open", 1
	case tagSelfClosing:
		out["type"], out["nesting"] = "tag", 0
	case tagClosing:
		out["type"], out["nesting"] = "tag_close", -1
	}
	if c.name != "" {
		out["tag"] = c.name
	}
	if c.attributes != nil {
		var list []any
		for _, a := range c.attributes {
			kind := "attribute"
			if a.class {
				kind = "class"
			}
			list = append(list, map[string]any{"type": kind, "name": a.Name, "value": json.RawMessage(appendJSON(nil, a.Value))})
		}
		out["attributes"] = list
	} else if c.kind == tagOpening || c.kind == tagSelfClosing {
		out["attributes"] = nil
	}
	return out
}

// DumpFence splits a fence's content.
func DumpFence(text string, firstLine int) []string {
	var out []string
	for _, t := range fenceTokens(text, firstLine) {
		m := map[string]any{}
		if t.tag != nil {
			m = t.tag.dump()
		}
		m["start"], m["end"] = utf16Len(text[:t.start]), utf16Len(text[:t.end])-1
		if t.kind == kindText {
			m["type"], m["content"] = "text", t.content.text
			if t.end < t.start || t.end != len(text) && strings.HasPrefix(text[t.end:], "\n") {
				// Where a tag's line is cut off, the reference gives the tag's start.
				m["end"] = utf16Len(text[:t.end+strings.Index(text[t.end:], tagOpen)]) - 1
			}
		} else {
			m["info"] = text[t.start:t.end]
			m["map"] = []int32{t.first, t.last}
			m["position"] = map[string]int{"start": t.pos[0], "end": t.pos[1]}
		}
		out = append(out, string(dump(m)))
	}
	return out
}

func dump(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
