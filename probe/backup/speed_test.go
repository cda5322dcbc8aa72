package backup

import (
	"os"
	"testing"
)

func BenchmarkFile(b *testing.B) {
	path := os.Getenv("OMLINT_BENCH_FILE")
	if path == "" {
		b.Skip("OMLINT_BENCH_FILE names no file")
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	for b.Loop() {
		if found := Inspect(b.Context(), path, looking); found.Level != LevelComplete {
			b.Fatal(found.Stopped)
		}
	}
}
