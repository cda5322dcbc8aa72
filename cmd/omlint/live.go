package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/host"
	"github.com/omlint/omlint/probe/usage"
)

// liveFlags say whether the host is looked at, and for how long.
type liveFlags struct {
	on      bool
	timeout time.Duration
}

func addLiveFlags(f *pflag.FlagSet) *liveFlags {
	l := &liveFlags{}
	f.BoolVar(&l.on, "live", false, "judge the client and the Python packages that are installed on this host")
	f.DurationVar(&l.timeout, "timeout", 30*time.Second, "with --live, bound every program that is asked by `DURATION`")
	return l
}

// check refuses a limit that is none.
func (l *liveFlags) check() error {
	if l.timeout <= 0 {
		return fmt.Errorf("--timeout %s is no limit: give a duration above zero, like 30s", l.timeout)
	}
	return nil
}

// lookInto adds what is installed on this host to a snapshot.
func (l *liveFlags) lookInto(ctx context.Context, snapshot *probe.Snapshot, product *facts.Profile, opts usage.Options) {
	o := host.Options{Packages: opts.Packages, Companions: opts.Companions, Timeout: l.timeout}
	for _, c := range product.Commands {
		if c.Package != "" && len(c.Version) > 0 {
			o.Tools = append(o.Tools, host.Tool{Name: c.Name, Version: c.Version, Package: c.Package})
		}
	}
	asked, uses := host.Look(ctx, o)
	snapshot.Installed = append(snapshot.Installed, asked...)
	snapshot.Uses = append(snapshot.Uses, uses...)
	for _, a := range asked {
		s := probe.Status{Probe: "installed " + a.Command, Status: probe.StatusOK}
		if a.Why != "" {
			s.Status, s.Why = probe.StatusFailed, a.Why
		}
		snapshot.Probes = append(snapshot.Probes, s)
	}
}
