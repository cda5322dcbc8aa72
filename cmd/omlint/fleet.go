package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/fleet"
	"github.com/omlint/omlint/report"
)

// fleetFlags say which deployments to audit, where there are many.
type fleetFlags struct {
	file        string
	concurrency int
	shard       string
	part        fleet.Shard // of shard, once checked
}

func addFleetFlags(cmd *cobra.Command) *fleetFlags {
	f := &fleetFlags{}
	cmd.Flags().StringVar(&f.file, "fleet", "", "audit every deployment that `FILE` names, each on its own")
	cmd.Flags().IntVar(&f.concurrency, "concurrency", 16, "audit at most `N` deployments of --fleet at a time")
	cmd.Flags().StringVar(&f.shard, "shard", "", "audit only this part of --fleet: `I/N`, like 2/5; omlint merge puts the parts together")
	return f
}

func (f *fleetFlags) check() error {
	if f.concurrency < 1 {
		return fmt.Errorf("--concurrency %d audits nothing: give a number from 1 on", f.concurrency)
	}
	if f.file == "" && f.shard != "" {
		return errors.New("--shard is a part of a fleet: give --fleet, too")
	}
	var err error
	f.part, err = fleet.ParseShard(f.shard)
	return err
}

// forTarget in a file of --report stands for the target's name.
const forTarget = "{target}"

// runFleet audits many deployments and prints what they came to. Each is judged
// as omlint audit would alone; its own reports go to the files of --report with
// {target} in their names.
func runFleet(cmd *cobra.Command, g *global, gate *gate, f *fleetFlags, product *profileFlag, pages []string) error {
	if err := oneOf("--format, with --fleet,", g.format, report.FleetFormats()...); err != nil {
		return err
	}
	whole, each, err := g.splitReports()
	if err != nil {
		return err
	}
	all, err := fleet.Load(f.file)
	if err != nil {
		return err
	}
	if err := g.keepInputs([]string{f.file}); err != nil {
		return err
	}
	run := &fleetRun{
		g: g, gate: gate, product: product, pages: pages, each: each, common: cmd.Flags(), file: f.file,
		targets: map[string]*auditFlags{}, rules: explanations(),
	}
	var mistakes []error
	for _, t := range all { // of the whole fleet, so that every shard stops at the same ones
		own, err := run.flags(t)
		mistakes = append(mistakes, err)
		run.targets[t.Name] = own
	}
	if err := errors.Join(mistakes...); err != nil {
		return err
	}

	targets := f.part.Part(all)
	g.say(cmd, "auditing %d of %d targets, %d at a time", len(targets), len(all), f.concurrency)
	results := fleet.Run(cmd.Context(), targets, f.concurrency, run.audit, func(t fleet.Target, panic any) report.FleetTarget {
		return report.NewFleetTarget(t.Name, nil, exitTrouble, fmt.Sprintf("internal error: %v; please report it", panic))
	})
	fleetReport := report.NewFleet(f.shard, results)
	if err := g.writeFleet(cmd, fleetReport, whole); err != nil {
		return err
	}
	if fleetReport.Status != exitOK {
		return status(fleetReport.Status)
	}
	return nil
}

// splitReports tells the reports of the whole fleet from those of each target.
func (g *global) splitReports() (whole, each []string, err error) {
	for _, r := range g.reports {
		format, file, _ := strings.Cut(r, "=")
		if strings.Contains(file, forTarget) {
			each = append(each, r)
			continue
		}
		if err := oneOf("--report, without {target} in the file's name,", format, report.FleetFormats()...); err != nil {
			return nil, nil, err
		}
		whole = append(whole, r)
	}
	return whole, each, nil
}

// writeFleet writes the fleet's report where --output and --report say.
func (g *global) writeFleet(cmd *cobra.Command, f *report.Fleet, also []string) error {
	problems := []error{g.write(cmd, func(w io.Writer) error { return report.WriteFleet(w, g.format, f, g.look()) })}
	for _, spec := range also {
		problems = append(problems, writeReport(spec, func(w io.Writer, format string) error {
			return report.WriteFleet(w, format, f, report.Options{})
		}))
	}
	return errors.Join(problems...)
}

// fleetRun is what the audits of a fleet share.
type fleetRun struct {
	g       *global
	gate    *gate
	product *profileFlag
	pages   []string
	each    []string // reports of each target
	common  *pflag.FlagSet
	file    string
	targets map[string]*auditFlags // by their names
	rules   []report.Explanation

	mu   sync.Mutex
	docs map[[2]string]func() (*documents, error) // by the ends of the upgrade
}

// flags are a target's own, on top of what the command line says for all.
func (run *fleetRun) flags(t fleet.Target) (*auditFlags, error) {
	own := &cobra.Command{}
	a := addAuditFlags(own)
	var problems []error
	own.Flags().VisitAll(func(f *pflag.Flag) {
		if common := run.common.Lookup(f.Name); common != nil && common.Changed {
			problems = append(problems, copyFlag(f, common))
		}
	})
	for _, name := range slices.Sorted(maps.Keys(t.Values)) {
		node := t.Values[name]
		origin := config.Origin{File: run.file, Line: node.Line, Column: node.Column}
		flag := own.Flags().Lookup(name)
		if flag == nil {
			problems = append(problems, fmt.Errorf("%s: there is no key %q for a target; its keys are name, password-env and the flags that say what to audit, like database, from and to", origin, name))
			continue
		}
		problems = append(problems, setFrom(flag, config.Value{Node: node, Dir: filepath.Dir(run.file), Origin: origin}))
	}
	if t.PasswordEnv != "" {
		password, ok := os.LookupEnv(t.PasswordEnv)
		if !ok {
			problems = append(problems, fmt.Errorf("%s:%d: the environment variable %s, which is to hold the password of %s, is not set", run.file, t.Line, t.PasswordEnv, t.Name))
		}
		a.password = &password
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	if err := a.check(run.pages); err != nil {
		return nil, fmt.Errorf("%s:%d: %s: %w", run.file, t.Line, t.Name, err)
	}
	return a, nil
}

// copyFlag gives a flag the value of another of its kind.
func copyFlag(to, from *pflag.Flag) error {
	if list, ok := from.Value.(pflag.SliceValue); ok {
		return to.Value.(pflag.SliceValue).Replace(list.GetSlice())
	}
	return to.Value.Set(from.Value.String())
}

// audit audits one target.
func (run *fleetRun) audit(ctx context.Context, t fleet.Target) report.FleetTarget {
	fail := func(err error) report.FleetTarget {
		return report.NewFleetTarget(t.Name, nil, exitTrouble, oneLine(masked(err.Error())))
	}
	if err := ctx.Err(); err != nil {
		return fail(errors.New("interrupted before it was looked at"))
	}
	a := run.targets[t.Name]
	docs, err := run.documents(a.from, a.to)
	if err != nil {
		return fail(err)
	}
	r, trouble := a.audit(ctx, docs, run.product, run.g.loaded.Waivers)
	r.Rules = run.rules
	code, why := run.gate.status(r.Summary), ""
	if trouble != nil {
		code, why = exitTrouble, oneLine(masked(trouble.Error()))
	}
	r.Gate = report.Gate{Status: code, FailOn: run.gate.levels()}
	for _, spec := range run.each {
		err := writeReport(strings.ReplaceAll(spec, forTarget, t.Name), func(w io.Writer, format string) error {
			return report.Write(w, format, r, report.Options{})
		})
		if err != nil {
			code, why = exitTrouble, cmp.Or(why, err.Error())
		}
	}
	return report.NewFleetTarget(t.Name, r, code, why)
}

// documents reads the pages once for every two ends of an upgrade.
func (run *fleetRun) documents(from, to string) (*documents, error) {
	run.mu.Lock()
	if run.docs == nil {
		run.docs = map[[2]string]func() (*documents, error){}
	}
	ends := [2]string{from, to}
	if run.docs[ends] == nil {
		run.docs[ends] = sync.OnceValues(func() (*documents, error) { return readDocuments(run.pages, from, to, run.product) })
	}
	read := run.docs[ends]
	run.mu.Unlock()
	return read()
}
