package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/omlint/omlint/parser/facts"
)

func init() { register(Format{"verdict", writeVerdict}) }

// verdicts are the words for the exit statuses.
var verdicts = []string{"pass", "fail", "trouble", "unknown"}

// writeVerdict writes one line of JSON for scripts: what a pipeline decides by,
// and nothing else.
func writeVerdict(w io.Writer, r *Report, _ Options) error {
	if r.Gate.Status < 0 || r.Gate.Status >= len(verdicts) {
		return fmt.Errorf("write the verdict: there is no exit status %d", r.Gate.Status)
	}
	line, err := json.Marshal(struct {
		Schema  string         `json:"schema"`
		Command string         `json:"command"`
		Verdict string         `json:"verdict"` // pass, fail, unknown, or trouble: omlint could not do its job
		Status  int            `json:"status"`  // the exit status
		FailOn  []string       `json:"fail_on"`
		From    facts.Optional `json:"from"`
		To      facts.Optional `json:"to"`
		Summary Summary        `json:"summary"`
	}{"omlint.verdict/v1", r.Command, verdicts[r.Gate.Status], r.Gate.Status, r.Gate.FailOn, r.From, r.To, r.Summary})
	if err != nil {
		return fmt.Errorf("write the verdict: %w", err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
