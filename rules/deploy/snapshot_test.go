package deploy_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

// A snapshot that went through a file is judged as the live database is, whole
// or broken.
func TestSnapshotJudgesAlike(t *testing.T) {
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			d.run(t, []string{
				"DELETE FROM SERVER_CHANGE_LOG WHERE version = '1.10.0'", "DELETE FROM role_entity",
				insertSeries(""), "DROP TABLE ACT_RU_TASK", "DROP TABLE bot_entity",
			})
			live := d.probe(t, d.user, false)
			written, err := json.Marshal(live)
			if err != nil {
				t.Fatal(err)
			}
			recorded := probe.New()
			if err := json.Unmarshal(written, recorded); err != nil {
				t.Fatal(err)
			}
			judge := func(s *probe.Snapshot) []rules.Finding {
				return deploy.Audit(deploy.Input{Snapshot: s, Facts: sortBuffer, From: "1.12.6", To: "1.13.1", Now: time.Unix(1e9, 0)})
			}
			found := judge(live)
			if worst(of(found, "deploy/migration-history")) != rules.Fail {
				t.Errorf("what is broken was not found: %s", outcomes(found))
			}
			if diff := cmp.Diff(found, judge(recorded)); diff != "" {
				t.Errorf("the snapshot is judged otherwise (-live +recorded):\n%s", diff)
			}
		})
	}
}
