package usage

import (
	"strings"
	"testing"
)

// wanted is what the tests of relevance look for.
var wanted = newSearch(Options{
	CLI: []string{"metadata"}, Subcommands: []string{"backup", "ingest"}, Packages: []string{"openmetadata-ingestion"},
	Images: []string{"openmetadata/server"}, EnvVars: []string{"AIRFLOW_HOST_IP"}, HelmValues: []string{"global", "global.airflow"},
	Symbols: []string{"metadata.orm_profiler", "print_status"}, PythonRoots: []string{"metadata", "ometa"}, Lineage: []string{"inlets", "outlets"},
	Configs: []Config{{Kind: ConfigWorkflow, Keys: []string{"sink.sourceConfig"}}, {Kind: ConfigServer, Files: []string{"openmetadata.yaml"}}},
})

// TestRelevant has what a file of YAML or JSON is parsed for, and the manifests
// and schemas that are full of "metadata" and are not.
func TestRelevant(t *testing.T) {
	for _, tt := range []struct {
		src  string
		want bool
	}{
		{"run: metadata backup -H h", true},
		{"run: \"metadata\\\n  backup\"", true},
		{`{"run": "set -e\nmetadata backup"}`, true},
		{`{"run": "metadata \\\n  backup"}`, true},
		{"command: [metadata, backup]", true},
		{`{"command": ["metadata", "backup"]}`, true},
		{"command:\n  - metadata\n  - backup\n", true},
		{"command: [\"/venv/bin/metadata\"]\nargs: [\"$(OP)\"]", true},
		{"{\"command\": \"metadata\", \"args\": [\"backup\"]}", true},
		{"command:\n  - python\n  - -m\n  - metadata\nargs: []", true},
		{"entrypoint: metadata\ncommand: backup", true},
		{"entrypoint: >-\n  metadata\ncommand: backup", true},
		{"run: |\n  CLI=metadata\n  $CLI backup", true},
		{"run: metadata --version", true},
		{"run: metadata $OP", true},
		{"image: docker.getcollate.io/openmetadata/server:1.4.0", true},
		{"pip: openmetadata-ingestion", true},
		{"run: helm upgrade --set global.airflow.host=h", true},
		{"sink:\n  sourceConfig: {}", true},
		{"env: {AIRFLOW_HOST_IP: h}", true},

		{"kind: Pod\nmetadata:\n  name: backup\nargs: []", false},
		{`{"metadata" : {"name": "x"}, "command": []}`, false},
		{`{"required": ["metadata", "spec"], "args": 1}`, false},
		{"- name: metadata\n  type: object\ncommand: x", false},
		{`{"url": "/api/metadata", "code": 200}`, false},
		{`{"doc": "see docs#metadata"}`, false},
		{`{"doc": "standard object metadata; args"}`, false},
		{`{"doc": "the metadata information of a command"}`, false},
		{"doc: The `metadata` of a command", false},
		{"doc: stored as metadata -> name\ncommand: x", false},
		{"resourceConfig: {}\nsink: x", false},
		{"sourceConfig: {}", false},
		{"env: {MY_AIRFLOW_HOST_IP: h}", false},
		{"x-metadata: backup\nmetadata_dir: backup", false},
	} {
		if got := wanted.relevant([]byte(tt.src), yamlFile{}); got != tt.want {
			t.Errorf("relevant(%q) is %v", tt.src, got)
		}
	}
}

// TestUnread has files that cannot be read to their end. Those that have to do
// with the product may hide a use; the others are left out.
func TestUnread(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		unread    bool
	}{
		{"x.sh", "metadata backup\nif then", true},
		{"x.sh", "if then\nmetadata backup", true},
		{"x.sh", "if then\nCLI=metadata; $CLI backup", true},
		{"x.sh", "if then\ndocker run openmetadata/server", true},
		{"x.sh", "# reads metadata from the master\nif then", false},
		{"x.sh", "gcloud instances add-metadata x --metadata=y\nlocal metadata=\"$4\"\nif then metadata entries", false},
		{"x.py", "import metadata\nx = (", true},
		{"x.py", "from ometa.client import x\nx = (", true},
		{"x.py", "BashOperator(inlets=[], x = (", true},
		{"x.py", "x = ('metadata', 'backup'", true},
		{"x.py", "print(x.get('metadata'); (", false},
		{"x.yaml", "command: [metadata, backup\n", true},
	} {
		t.Run(tt.name+"/"+tt.src, func(t *testing.T) {
			var r Result
			s := scannerFor(tt.name, nil)
			if !wanted.relevant([]byte(tt.src), s) {
				t.Fatal("it is not even looked at")
			}
			r.readAs(tt.name, []byte(tt.src), s, wanted)
			if len(r.FilesSkipped) != 1 || r.FilesScanned != 0 {
				t.Fatalf("it was read to its end: %+v", r)
			}
			if skipped := r.FilesSkipped[0]; skipped.Unread != tt.unread || !strings.Contains(skipped.Why, "not valid") && !strings.Contains(skipped.Why, "not a valid") {
				t.Errorf("%+v", skipped)
			}
		})
	}
}

// TestRelevantPython has what Python is parsed for, and how it says "metadata"
// otherwise.
func TestRelevantPython(t *testing.T) {
	for _, tt := range []struct {
		src  string
		want bool
	}{
		{"import metadata", true},
		{"import os, metadata.ingestion as m", true},
		{"from metadata.ingestion import (\n  x)", true},
		{"import os, \\\n  metadata", true},
		{"    \"from ometa.client import x\\n\",", true},
		{"\"a = 1\\nfrom metadata import x\\n\"", true},
		{"try: import metadata", true},
		{"task(inlets=[x])", true},
		{"run('metadata backup')", true},
		{"run(['metadata', 'backup'])", true},
		{"run('metadata ' + action)", true},
		{"run(f'metadata {action}')", true},
		{"run('metadata %s' % action)", true},
		{"run(['python', '-m', \"metadata\"] + args)", true},
		{"CLI = 'metadata'", true},
		{"pod(cmds=['metadata'], arguments=['backup'])", true},
		{"run(os.path.join(home, 'bin', 'metadata'))", true},
		{"!metadata backup", true},
		{"run(\"\"\"\nmetadata \\\n  backup\"\"\")", true},
		{"install_requires=['openmetadata_ingestion~=1.3']", true},

		{"self.metadata = metadata", false},
		{"def f(metadata, other): return g(metadata=metadata)", false},
		{"x['metadata'] = y[\"metadata\"]", false},
		{"{'metadata': backup, \"metadata\" : 1}", false},
		{"# the metadata of a backup", false},
		{"made from these. Use metadata queries", false},
		{"from importlib import metadata", false},
		{"from sqlalchemy import MetaData", false},
		{"print_status(x)", false},
	} {
		if got := wanted.relevant([]byte(tt.src), pyFile{}); got != tt.want {
			t.Errorf("relevant(%q) is %v", tt.src, got)
		}
	}
}
