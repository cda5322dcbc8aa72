package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/report"
)

// The fleet of the benchmark: so many targets, of which every twentieth hangs,
// refuses the connection, or refuses the password.
const (
	fleetTargets     = 1000
	fleetConcurrency = 64 // a server of PostgreSQL takes 97 connections at a time
	fleetTimeout     = 2 * time.Second
)

// BenchmarkFleet compares auditing a fleet of which some targets are in trouble
// with the time that its kinds of targets take on their own, at the same
// concurrency: "over-ideal" is the ratio. A target that hangs should cost its
// timeout in its own place, and nobody else anything.
func BenchmarkFleet(b *testing.B) {
	program := filepath.Join(b.TempDir(), "omlint")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/omlint").CombinedOutput(); err != nil {
		b.Fatalf("build omlint: %v\n%s", err, out)
	}
	server := testserver.StartPostgres(b, 15)
	database := server.NewDatabase(b)
	user := server.NewUser(b, "secret")
	server.Exec(b, database, "ALTER ROLE "+user+" SET work_mem = '20MB'")
	kinds := map[string]string{
		"good":    server.URL(user, "secret", database),
		"badpass": server.URL(user, "wrong", database),
		"refuses": "postgres://om:x@" + closedPort(b) + "/om",
		"hangs":   "postgres://om:x@" + silent(b) + "/om",
	}
	share := map[string]int{"good": fleetTargets * 85 / 100, "badpass": fleetTargets / 20, "refuses": fleetTargets / 20, "hangs": fleetTargets / 20}

	for b.Loop() {
		ideal := time.Duration(0)
		for kind, n := range share {
			alone := 2 * fleetConcurrency
			took, _, _ := audit(b, program, alone, func(int) string { return kinds[kind] })
			ideal += took * time.Duration(n) / time.Duration(alone)
			b.Logf("%s: %s for %d targets", kind, took.Round(time.Millisecond), alone)
		}
		took, peak, result := audit(b, program, fleetTargets, func(i int) string {
			switch i % 20 {
			case 3:
				return kinds["hangs"]
			case 9:
				return kinds["refuses"]
			case 15:
				return kinds["badpass"]
			default:
				return kinds["good"]
			}
		})
		if s := result.Summary; s.Targets != fleetTargets || s.Pass != share["good"] || s.Unknown != fleetTargets-share["good"] {
			b.Fatalf("not every target is accounted for: %+v", s)
		}
		b.ReportMetric(float64(took)/float64(ideal), "over-ideal")
		b.ReportMetric(took.Seconds(), "s/fleet")
		b.ReportMetric(peak, "MiB-peak")
	}
}

// audit runs one fleet of n targets and returns how long it took, and the most
// memory that it took, in MiB.
func audit(b *testing.B, program string, n int, url func(i int) string) (took time.Duration, peak float64, result report.Fleet) {
	b.Helper()
	dir := b.TempDir()
	var fleet strings.Builder
	fleet.WriteString("defaults: {from: 1.3.0, to: 1.4.0}\ntargets:\n")
	for i := range n {
		fmt.Fprintf(&fleet, "- {name: t%04d, database: %q}\n", i, url(i))
	}
	page := "# Breaking Changes\n\n## 1.4.0\n\n### Update `work_mem`\n\nSet this parameter to at least 20MB before the migration:\n\n```sql\nSET work_mem = '20MB';\n```\n"
	for name, text := range map[string]string{"fleet.yaml": fleet.String(), "page.md": page} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	cmd := exec.Command(program, "audit", "page.md", "--fleet", "fleet.yaml", "--concurrency", fmt.Sprint(fleetConcurrency),
		"--timeout", fleetTimeout.String(), "--format", "json", "--output", "fleet.json", "--report", "json=out/{target}.json")
	cmd.Dir = dir
	start := time.Now()
	err := cmd.Run()
	took = time.Since(start)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.Fatal(err)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "out", "*.json")); len(files) != n {
		b.Fatalf("%d targets have %d reports", n, len(files))
	}
	source, err := os.ReadFile(filepath.Join(dir, "fleet.json"))
	if err != nil {
		b.Fatal(err)
	}
	if err := json.Unmarshal(source, &result); err != nil {
		b.Fatal(err)
	}
	return took, float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024, result
}

// silent is the address of a server that accepts and never answers.
func silent(b *testing.B) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, c) }() // hears, and never says a word
		}
	}()
	return l.Addr().String()
}

// closedPort is an address at which nobody listens.
func closedPort(b *testing.B) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
