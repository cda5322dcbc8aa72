package usage

import (
	"strings"
	"testing"
)

// TestWrittenFiles holds that what a script writes is read as what its name says,
// up to the line that ends it.
func TestWrittenFiles(t *testing.T) {
	for _, c := range []struct {
		name, script string
		uses         string
		problem      string
	}{
		{"a script", "cat > run.sh <<EOF\nmetadata backup\nEOF\nls\n", "metadata backup", ""},
		{"with a quoted delimiter", "cat > run.sh <<'EOF'\nmetadata backup\nEOF\n", "metadata backup", ""},
		{"indented", "cat > run.sh <<-EOF\n\tmetadata backup\n\tEOF\n", "metadata backup", ""},
		{"a manifest", "kubectl apply -f - <<EOF\nEOF\ncat > pod.yaml <<EOF\ncommand: [metadata, backup]\nEOF\n", "metadata backup", ""},
		{"JSON", "sudo tee x.json <<EOF\n{\"command\": [\"metadata\", \"backup\"]}\nEOF\n", "metadata backup", ""},
		{"Python for a pipe", "cat <<EOF | python3\nimport os\nos.system('metadata backup')\nEOF\n", "metadata backup", ""},
		{"a line of a table of cron", "echo '0 1 * * * metadata backup' >> /etc/crontab\n", "metadata backup", ""},
		{"prose", "cat > notes.md <<EOF\nmetadata backup\nEOF\n", "", ""},
		{"values alone", "cat > x.yaml <<EOF\ntext: metadata backup\nEOF\n", "", ""},
		{"a part of a document", "cat >> x.yaml <<EOF\n  - a\n b: [\nEOF\n", "", ""},
		{"a part that calls the tool", "cat >> x.yaml <<EOF\n b: [\n  - metadata backup\nEOF\n", "", "not valid YAML"},
		{"nothing to read", "> x.sh\n: > y.yaml\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			uses, err := scanAs(shell{}, "x.sh", []byte(c.script))
			var names []string
			for _, u := range uses {
				names = append(names, u.name)
			}
			if got := strings.Join(names, ", "); got != c.uses {
				t.Errorf("found %q, want %q", got, c.uses)
			}
			if (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Errorf("problem %v, want %q", err, c.problem)
			}
		})
	}
}
