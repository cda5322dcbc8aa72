package deploy

import (
	"strings"
	"testing"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func TestPath(t *testing.T) {
	rule := func(op facts.Op, value string) facts.Fact {
		return facts.Fact{ID: "upgrade-path/x", Kind: facts.BreakingChange, Subject: facts.Subject{Type: facts.UpgradePath, Name: "x"}, Expect: &facts.Expect{Op: op, Value: value}, Summary: "Mind the gap."}
	}
	byHand := rule(facts.Equal, "1.12.6")
	byHand.Confidence = facts.Manual
	for name, tc := range map[string]struct {
		fact     facts.Fact
		from, to string
		want     rules.Outcome
		step     string
	}{
		"a destination to be passed": {rule(facts.AtLeast, "1.11.4"), "1.10.1", "1.11.2", rules.Fail, "upgrade to 1.11.4 or later instead of 1.11.2"},
		"a stop":                     {rule(facts.Equal, "1.12.6"), "1.12.3", "1.13.1", rules.Fail, "upgrade to 1.12.6 first, start it once, then upgrade to 1.13.1"},
		"a start":                    {rule(facts.Absent, "0.9.0"), "0.9.1", "0.10.0", rules.Fail, "do not migrate the database of 0.9.1 in place"},
		"no release named":           {rule(facts.Equal, ""), "0.9.1", "0.10.0", rules.Manual, ""},
		"for a person":               {byHand, "1.12.3", "1.13.1", rules.Manual, ""},
		"an unknown way":             {rule(facts.Absent, "0.9.0"), "", "", rules.Manual, ""}, // facts were not selected
	} {
		t.Run(name, func(t *testing.T) {
			found := Audit(Input{Facts: []facts.Fact{tc.fact}, Snapshot: snapshot(), From: tc.from, To: tc.to})
			if len(found) != 1 || found[0].Outcome != tc.want || tc.step != "" && found[0].Remedy[0].Text != tc.step {
				t.Errorf("got %+v", found)
			}
		})
	}
}

func TestGapsAreUnknown(t *testing.T) {
	found := Audit(Input{Snapshot: snapshot(), From: "1.9", To: "3.0", Gaps: []string{"nobody knows"}})
	if len(found) != 1 || found[0].Outcome != rules.Unknown || found[0].Message != "nobody knows" {
		t.Errorf("got %+v", found)
	}
}

// A release line stands for its releases: what 1.5.1 removes is gone in 1.5.
func TestRemovedInALine(t *testing.T) {
	for to, want := range map[string]bool{"1.5": true, "1.5.x": true, "1.5.0": false, "1.5.1": true, "1.4": false} {
		if got := removedBy(facts.Fact{Kind: facts.BreakingChange, RemovedIn: "1.5.1"}, to); got != want {
			t.Errorf("in %s: %v", to, got)
		}
	}
}

// A setting that concerns only some deployments is a person's to judge, unless
// it has the value anyway.
func TestSettingOfSomeDeployments(t *testing.T) {
	f := sortBuffer()
	f.Confidence, f.Summary = facts.Manual, "Only with Airflow on MySQL."
	if got := audit(f, Input{Snapshot: snapshot(live("mysql", "mysql"))}); !strings.HasPrefix(got, "manual Only with Airflow on MySQL. Here ") {
		t.Errorf("got %s", got)
	}
}
