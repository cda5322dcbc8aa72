package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/omlint/omlint/probe"
)

// endless is a reader of a head, a repeated body of a given length, and a tail.
func endless(head, body string, length int64, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), io.LimitReader(repeat(body), length), strings.NewReader(tail))
}

type repeat string

func (r repeat) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}

const large = 1 << 26

// TestMemory reads streams of 64 MiB, most of them from a file a thousandth of that, and measures what that allocates.
func TestMemory(t *testing.T) {
	for name, content := range map[string]io.Reader{
		"one long value":        endless("-- MySQL dump 10.13  Distrib 9.0.0, for x\nINSERT INTO `t` VALUES ('", "x", large, "');\n-- Dump completed\n"),
		"one long bare word":    endless("-- MySQL dump 10.13  Distrib 9.0.0, for x\nINSERT INTO `t` VALUES (", "1", large, ");\n-- Dump completed\n"),
		"one long comment":      endless("-- MySQL dump 10.13  Distrib 9.0.0, for x\n-- ", "x", large, "\n-- Dump completed\n"),
		"one long line":         endless("-- ", "x", large, "\n"),
		"many tables":           endless("-- MySQL dump 10.13  Distrib 9.0.0, for x\n", "CREATE TABLE `t` (\n);\n", large/16/21*21, "-- Dump completed\n"),
		"one long row":          endless("--\n-- PostgreSQL database dump\n--\n\nCOPY t (a) FROM stdin;\n", "x", large, "\n\\.\n--\n-- PostgreSQL database dump complete\n--\n\n"),
		"one long dollar quote": endless("--\n-- PostgreSQL database dump\n--\n\nSELECT $x$", "$y$ ", large, "$x$;\n--\n-- PostgreSQL database dump complete\n--\n\n"),
		"zeros":                 endless("", "\x00", large, ""),
	} {
		t.Run(name, func(t *testing.T) {
			packed, w := io.Pipe()
			go func() {
				z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
				_, err := io.Copy(z, bufio.NewReaderSize(content, 1<<20))
				_ = z.Close()
				_ = w.CloseWithError(err)
			}()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var b probe.Backup
			in, err := opener{ctx: t.Context(), options: looking}.unpack(packed, &b)
			if err == nil {
				err = climbStream(in, &b)
			}
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; name != "many tables" && used > 8<<20 {
				t.Errorf("%d MiB were allocated", used>>20)
			}
			if after.HeapAlloc > before.HeapAlloc+16<<20 {
				t.Errorf("the heap grew by %d MiB", (after.HeapAlloc-before.HeapAlloc)>>20)
			}
			t.Log(b.Level, err)
			_ = packed.Close()
		})
	}
}

// TestWindow refuses a stream that asks for more memory than there may be.
func TestWindow(t *testing.T) {
	pr, pw := io.Pipe()
	go func() {
		z, err := zstd.NewWriter(pw, zstd.WithWindowSize(2*maxWindow))
		if err == nil {
			_, err = io.Copy(z, io.LimitReader(repeat("0123456789"), large))
		}
		if err == nil {
			err = z.Close()
		}
		_ = pw.CloseWithError(err)
	}()
	var b probe.Backup
	in, err := opener{ctx: context.Background(), options: looking}.unpack(pr, &b)
	if err == nil {
		err = climbStream(in, &b)
	}
	_ = pr.Close()
	if !errors.Is(err, errTooBig) {
		t.Errorf("got %v, want %v", err, errTooBig)
	}
}
