package usage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonTree parses JSON. Unlike YAML's, its parser takes tabs and duplicate
// keys, and is fast.
func (f *file) jsonTree(code text) (*node, error) {
	j := jsonReader{code: code, dec: json.NewDecoder(strings.NewReader(code.s))}
	j.dec.UseNumber()
	tree, err := j.node(0)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return tree, fmt.Errorf("line %d: not valid JSON: %w; what follows was not checked",
			f.line(code.start(min(int(j.dec.InputOffset()), len(code.s)))), err)
	}
	return tree, nil
}

type jsonReader struct {
	code text
	dec  *json.Decoder
}

// token returns the next token and, of a string, its text.
func (j *jsonReader) token() (json.Token, text, error) {
	from := int(j.dec.InputOffset())
	t, err := j.dec.Token()
	s, ok := t.(string)
	if !ok {
		if n, isNumber := t.(json.Number); isNumber {
			to := int(j.dec.InputOffset())
			return t, j.code.part(to-len(n), to), err
		}
		return t, text{}, err
	}
	for from < len(j.code.s) && j.code.s[from] != '"' {
		from++
	}
	y := yamlReader{code: j.code}
	return t, y.align(s, min(from+1, len(j.code.s))), err
}

const maxTree = 1000 // of maps and lists in each other

func (j *jsonReader) node(depth int) (*node, error) {
	t, value, err := j.token()
	if err != nil {
		return nil, err
	}
	delim, ok := t.(json.Delim)
	switch {
	case !ok:
		if b, isBool := t.(bool); isBool {
			to := int(j.dec.InputOffset())
			value = j.code.part(to-len(fmt.Sprint(b)), to)
		}
		return &node{scalar: value}, nil
	case depth > maxTree:
		return nil, errors.New("nested too deeply")
	}
	n := &node{kind: isMap}
	if delim == '[' {
		n.kind = isList
	}
	for j.dec.More() {
		var key text
		if delim == '{' {
			if _, key, err = j.token(); err != nil {
				return n, err
			}
		}
		kid, err := j.node(depth + 1)
		if kid != nil {
			kid.key, kid.isKey = key, delim == '{'
			n.kids = append(n.kids, kid)
		}
		if err != nil {
			return n, err
		}
	}
	_, err = j.dec.Token()
	return n, err
}
