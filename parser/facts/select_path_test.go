package facts

import (
	"slices"
	"testing"
)

func ids(list []Fact) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.ID)
	}
	return out
}

// TestPath checks the rules about the way itself: required stops, starts that
// are not supported, and demands a later release took back.
func TestPath(t *testing.T) {
	list := []Fact{
		{ID: "upgrade-path/stop-1.5.0", Kind: Requirement, Version: "1.6.0", Subject: Subject{Type: UpgradePath, Name: "stop 1.5.0"}, Expect: &Expect{Op: Equal, Value: "1.5.0"}},
		{ID: "upgrade-path/from-0.9.0", Kind: BreakingChange, Version: "0.10.0", Subject: Subject{Type: UpgradePath, Name: "from 0.9.0"}, Expect: &Expect{Op: Absent, Value: "0.9.0"}},
		{ID: "upgrade-path/to-2.1.4", Kind: BreakingChange, Version: "2.1.0", Subject: Subject{Type: UpgradePath, Name: "to 2.1.4"}, Expect: &Expect{Op: AtLeast, Value: "2.1.4"}},
		{ID: "cli-command/old.sh-migrate", Kind: Requirement, Version: "1.3.0", Subject: Subject{Type: CLICommand, Name: "old.sh migrate"}, Expect: &Expect{Op: Run}},
		{ID: "cli-command/old.sh", Kind: Deprecation, Version: "1.4.0", DeprecatedIn: "1.4.0", RemovedIn: "1.5.0", Subject: Subject{Type: CLICommand, Name: "old.sh"}, Expect: &Expect{Op: Absent}},
		{ID: "cli-command/old.sh", Kind: BreakingChange, Version: "1.5.0", RemovedIn: "1.5.0", Subject: Subject{Type: CLICommand, Name: "old.sh"}, Expect: &Expect{Op: Absent}},
	}
	for _, tc := range []struct {
		from, to string
		want     []string
	}{
		{"1.4.0", "1.6.0", []string{"cli-command/old.sh", "upgrade-path/stop-1.5.0"}},
		{"1.5.2", "1.6.0", nil},
		{"0.9.1", "0.10.0", []string{"upgrade-path/from-0.9.0"}},
		{"0.8.0", "0.10.0", nil},
		{"2.0.0", "2.1.3", []string{"upgrade-path/to-2.1.4"}},
		{"2.0.0", "2.1.4", nil},
		{"2.0.0", "2.1", nil}, // the line has releases that are fine
		{"2.1.0", "2.1.3", nil},
		{"1.2.0", "1.4.0", []string{"cli-command/old.sh", "cli-command/old.sh-migrate"}},
		{"1.2.0", "1.5.0", []string{"cli-command/old.sh"}},
		{"1.3.0", "1.5.0", []string{"cli-command/old.sh"}},
	} {
		got, err := Between(list, version(t, tc.from), version(t, tc.to))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(got), tc.want) {
			t.Errorf("%s to %s: %v, want %v", tc.from, tc.to, ids(got), tc.want)
		}
	}
}
