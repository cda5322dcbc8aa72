package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omlint/omlint/probe"
)

// TestContainers cuts compressed files at many bytes: not one of the cuts may
// look like a stream that ended well. testdata/containers holds one short text
// packed by each tool.
func TestContainers(t *testing.T) {
	want, err := os.ReadFile("testdata/containers/text")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/containers/text.*")
	if len(files) < len(containers) {
		t.Fatalf("%d samples for %d containers", len(files), len(containers))
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			packed, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := unpack(t.Context(), packed); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("unpacked %d of %d bytes: %v", len(got), len(want), err)
			}
			for n := len(packed) - len(unskipped(packed)) + 6; n < len(packed); n += step(n, len(packed)) {
				if _, err := unpack(t.Context(), packed[:n]); err == nil {
					t.Errorf("cut to %d of %d bytes it ends well", n, len(packed))
				} else if !errors.As(err, new(*damage)) {
					t.Errorf("cut to %d of %d bytes it is not damaged but: %v", n, len(packed), err)
				}
			}
			if _, err := unpack(t.Context(), append(bytes.Clone(packed), "more"...)); err == nil {
				t.Errorf("with text behind it, it ends well")
			}
			two := append(bytes.Clone(packed), packed...)
			if got, err := unpack(t.Context(), two); err != nil || len(got) != 2*len(want) {
				t.Errorf("two in a row: %d of %d bytes: %v", len(got), 2*len(want), err)
			}
			if strings.Contains(name, "nocrc") {
				return
			}
			unnoticed := 0
			for i := 0; i < len(packed); i += step(i, len(packed)) {
				flipped := bytes.Clone(packed)
				flipped[i] ^= 0x10
				if got, err := unpack(t.Context(), flipped); err == nil && !bytes.Equal(got, want) {
					if i >= 6 {
						unnoticed++
					}
				}
			}
			if unnoticed > 0 {
				t.Errorf("%d of %d flipped bits went unnoticed", unnoticed, len(packed))
			}
		})
	}
}

func unpack(ctx context.Context, packed []byte) ([]byte, error) {
	var b probe.Backup
	in, err := opener{ctx: ctx, options: looking}.unpack(bytes.NewReader(packed), &b)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if b.Container == "" {
		return nil, fmt.Errorf("not recognised")
	}
	return io.ReadAll(in)
}

// step visits every byte near the ends and some in between.
func step(i, n int) int {
	if i < 64 || i > n-64 {
		return 1
	}
	return 13
}
