package facts

import (
	"strings"
	"testing"
)

// TestCatalogue checks that the built-in catalogue is well formed: one fact per
// id, kind and release, evidence that is in the file, and an upgrade that makes
// sense.
func TestCatalogue(t *testing.T) {
	list := Catalogue()
	lines := strings.Split(string(catalogue), "\n")
	seen := map[string]bool{}
	for _, f := range list {
		key := f.ID + " " + string(f.Kind) + " " + string(f.Version)
		if seen[key] {
			t.Errorf("twice: %s", key)
		}
		seen[key] = true
		for _, e := range f.Evidence {
			if e.Quote == "" || !strings.Contains(lines[e.Line-1], e.Quote) {
				t.Errorf("%s: the quote %q is not on line %d", f.ID, e.Quote, e.Line)
			}
		}
		if f.Remedy == nil {
			t.Errorf("%s: remedy is nil", f.ID)
		}
	}
	got, err := Between(list, version(t, "1.3.4"), version(t, "1.4.0"))
	if err != nil {
		t.Fatal(err)
	}
	has := strings.Join(ids(got), " ")
	for _, want := range []string{"backup/database", "db-setting/mysql/sort_buffer_size", "db-setting/postgres/work_mem", "cli-command/metadata-docker", "cli-command/metadata-backup", "lineage-annotation/dictionary"} {
		if !strings.Contains(has, want) {
			t.Errorf("1.3.4 to 1.4.0 lacks %s", want)
		}
	}
	for _, not := range []string{"SECRET_MANAGER", "metadata-insight", "service-version/elasticsearch"} {
		if strings.Contains(has, not) {
			t.Errorf("1.3.4 to 1.4.0 has %s", not)
		}
	}
	for _, bad := range []string{
		"{kind: requirement}", "{kind: requirement, type: backup, name: x, summary: y, source: z, version: soon}", "{knid: x}",
		"{kind: requirement, type: db-setting, name: work_mem, op: '>=', value: lots, summary: y, source: z}",
	} {
		if _, err := readCatalogue([]byte("covers: {from: 1.0.0, to: 1.1.0}\nfacts:\n- "+bad), OpenMetadata()); err == nil || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%s: error %v, want one that names line 3", bad, err)
		}
	}
	if _, err := readCatalogue([]byte("covers: {from: 1.0.0}\nfacts: []\n"), OpenMetadata()); err == nil {
		t.Error("accepted a catalogue that does not say what it covers")
	}
}
