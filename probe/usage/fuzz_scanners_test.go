package usage

import (
	"os"
	"path/filepath"
	"testing"
)

// names are one file name for each scanner.
var names = []string{
	"x.sh", "x.py", "x.ipynb", "x.yaml", "x.json", "Dockerfile", "Makefile", "crontab", "x.service", ".env", "airflow.cfg",
	".bash_history", "Procfile", "requirements.txt", "setup.cfg", "pyproject.toml", "Jenkinsfile", "setup.py", "x.conf", "x.tf",
}

// FuzzScanners checks of every scanner what FuzzShell checks of the shell's: no
// panic, and every use stands in the file.
func FuzzScanners(f *testing.F) {
	look := newSearch(Options{
		CLI: []string{"metadata"}, Clients: []string{"metadata"}, Packages: []string{"p"}, Images: []string{"o/s"}, EnvVars: []string{"VAR"},
		ConfigKeys: []string{"a.b", "c"}, ConnectionFields: []string{"mysql.password", "f"}, HelmValues: []string{"g", "g.h"},
		Symbols: []string{"m.n", "print_status"}, Keywords: []string{"owner"}, PythonRoots: []string{"m"},
		Endpoints: []Endpoint{{Path: "api/v1/x", Below: true}, {Path: "/api/v1/y/{id}/"}}, Names: []string{"m", "p"}, Ports: []string{"8585"},
		Lineage: []string{"inlets", "outlets"}, Entities: []string{"table"}, Connectors: []string{"mysql"},
		Configs: []Config{
			{Kind: ConfigWorkflow, Keys: []string{"source.serviceConnection"}},
			{Kind: ConfigServer, Keys: []string{"a"}},
			{Kind: ConfigHelm, Keys: []string{"g"}, Calls: map[string]string{"g.args": "metadata backup"}},
		},
	})
	for i := range names {
		seen := map[string]bool{}
		err := filepath.WalkDir("../../testdata/usage", func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || seen[filepath.Ext(path)] {
				return err
			}
			seen[filepath.Ext(path)] = true
			src, err := os.ReadFile(path)
			f.Add(i, string(src))
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, i int, src string) {
		name := names[uint(i)%uint(len(names))]
		s := scannerFor(name, []byte(src[:min(len(src), headSize)]))
		if s == nil {
			t.Skip()
		}
		file := newFile(name, []byte(src), look)
		_ = s.scan(file, text{s: src})
		file.settlePythons()
		for _, u := range file.uses {
			if u.from < 0 || u.to <= u.from || u.to > len(src)+1 {
				t.Fatalf("%s: %s %q stands at %d to %d of %d", name, u.kind, u.name, u.from, u.to, len(src))
			}
			u.to = min(u.to, len(src))
			quote([]byte(src), file.lines, u)
		}
	})
}
