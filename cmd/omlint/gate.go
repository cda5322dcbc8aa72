package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
)

// gate decides which outcomes make a run fail.
type gate struct {
	failOn []string
	strict bool
}

// gateLevels are the outcomes that --fail-on accepts.
var gateLevels = []string{"fail", "warn", "unknown", "manual"}

func addGateFlags(cmd *cobra.Command) *gate {
	g := &gate{}
	cmd.Flags().StringSliceVar(&g.failOn, "fail-on", []string{"fail", "unknown"}, "exit non-zero on this `OUTCOME`: fail, warn, unknown or manual (repeatable)")
	cmd.Flags().BoolVar(&g.strict, "strict", false, "fail on warn, unknown and manual, too")
	return g
}

func (g *gate) check() error {
	if len(g.failOn) == 0 {
		return errors.New("--fail-on is empty: name fail, warn, unknown or manual")
	}
	for _, level := range g.failOn {
		if err := oneOf("--fail-on", level, gateLevels...); err != nil {
			return err
		}
	}
	return nil
}

// levels are the outcomes that fail the run, in the order of the contract.
func (g *gate) levels() []string {
	levels := []string{"fail"} // always
	for _, l := range gateLevels[1:] {
		if g.strict || slices.Contains(g.failOn, l) {
			levels = append(levels, l)
		}
	}
	return levels
}

// status turns the outcomes into an exit status. A failure always counts: it is
// at or above every level. Unknown has a status of its own, so that a pipeline
// can tell "wrong" from "not looked at".
func (g *gate) status(s report.Summary) int {
	levels := g.levels()
	on := func(o rules.Outcome) bool { return slices.Contains(levels, string(o)) && s.Count(o) > 0 }
	switch {
	case s.Fail > 0 || on(rules.Warn) || on(rules.Manual):
		return exitFail
	case on(rules.Unknown):
		return exitUnknown
	default:
		return exitOK
	}
}
