package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// Parse reads the file at path, whose content is given. Errors name the line.
func Parse(path string, source []byte) (*Baseline, error) {
	b := &Baseline{path: path}
	dec := json.NewDecoder(bytes.NewReader(source))
	dec.DisallowUnknownFields()
	if err := b.read(dec, source); err != nil {
		var syntax *json.SyntaxError
		offset := dec.InputOffset()
		if errors.As(err, &syntax) {
			offset = syntax.Offset
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it ends too early")
		}
		return nil, fmt.Errorf("%s:%d: this is no baseline: %w; delete it and write it anew with --write-baseline", path, line(source, offset), err)
	}
	return b, nil
}

// read takes the object apart token by token, to know the lines of its entries.
func (b *Baseline) read(dec *json.Decoder, source []byte) error {
	if err := expect(dec, json.Delim('{')); err != nil {
		return err
	}
	var schema string
	list := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		switch key {
		case "schema":
			if err := dec.Decode(&schema); err != nil {
				return err
			}
			if schema != Schema {
				return fmt.Errorf("its schema is %q, not %q", schema, Schema)
			}
		case "findings":
			list = true
			if err := b.readEntries(dec, source); err != nil {
				return err
			}
		default:
			return fmt.Errorf("it has an unknown key %q", key)
		}
	}
	if err := expect(dec, json.Delim('}')); err != nil {
		return err
	}
	if schema == "" || !list {
		return errors.New("it lacks schema or findings")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	return nil
}

var hexadecimal = regexp.MustCompile(`^[0-9a-f]{32}$`)

func (b *Baseline) readEntries(dec *json.Decoder, source []byte) error {
	if err := expect(dec, json.Delim('[')); err != nil {
		return err
	}
	lines, counted := 1, 0
	for dec.More() {
		var e entry
		if err := dec.Decode(&e); err != nil {
			return err
		}
		if e.File == "" || e.Rule == "" || !hexadecimal.MatchString(e.Fingerprint) {
			return errors.New("an entry lacks file, rule or a whole fingerprint")
		}
		end := int(dec.InputOffset())
		lines += bytes.Count(source[counted:end], []byte("\n"))
		counted = end
		e.line = lines
		b.entries = append(b.entries, e)
	}
	return expect(dec, json.Delim(']'))
}

func expect(dec *json.Decoder, want json.Delim) error {
	got, err := dec.Token()
	if err == nil && got != want {
		err = fmt.Errorf("there is %v where %v belongs", got, want)
	}
	return err
}

func line(source []byte, offset int64) int {
	return 1 + bytes.Count(source[:min(int(offset), len(source))], []byte("\n"))
}

// Bytes is the file: one line for each entry, so that a change of the baseline
// reads well in a review.
func (b *Baseline) Bytes() ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schema\": %q,\n  \"findings\": [", Schema)
	for i, e := range b.entries {
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			return nil, fmt.Errorf("write the baseline: %w", err)
		}
		separator := ",\n    "
		if i == 0 {
			separator = "\n    "
		}
		out.WriteString(separator)
		out.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
	}
	if len(b.entries) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Bytes(), nil
}
