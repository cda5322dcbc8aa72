package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/usage"
	"github.com/omlint/omlint/rules/deploy"
)

// scanInto adds the uses below paths to a snapshot. named is how messages
// introduce the paths: the flag that they were given with.
func scanInto(ctx context.Context, snapshot *probe.Snapshot, named string, paths []string, opts usage.Options) error {
	found, err := usage.Scan(ctx, paths, opts)
	snapshot.Uses = append(snapshot.Uses, found.Uses...)
	snapshot.FilesScanned += found.FilesScanned
	snapshot.FilesSkipped = append(snapshot.FilesSkipped, found.FilesSkipped...)
	snapshot.Sought = append(snapshot.Sought, soughtBy(opts)...)
	slices.Sort(snapshot.Sought)
	snapshot.Sought = slices.Compact(snapshot.Sought)
	status := probe.Status{Status: probe.StatusOK}
	if err == nil && found.FilesScanned == 0 {
		status = probe.Status{Status: probe.StatusFailed, Why: "no file there is of a kind that is scanned"}
		todo := "name the scripts, or the folder that they are in"
		if i := slices.IndexFunc(found.FilesSkipped, func(s probe.Skipped) bool { return s.Unread }); i >= 0 {
			status.Why, todo = "no file there could be read", found.FilesSkipped[i].File+": "+found.FilesSkipped[i].Why
		}
		err = fmt.Errorf("%s%s: %s: %s", named, strings.Join(paths, ", "), status.Why, todo)
	} else if err != nil {
		status = probe.Status{Status: probe.StatusFailed, Why: err.Error()}
	}
	for _, path := range paths {
		status.Probe = "usage " + path
		snapshot.Probes = append(snapshot.Probes, status)
	}
	return errors.Join(err)
}

// Names that files can be searched for. Facts that a person put in words have
// other ones.
var (
	variable   = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
	dottedPath = regexp.MustCompile(`^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$`)
	attribute  = regexp.MustCompile(`^[a-z]\w*$`)
	endpoint   = regexp.MustCompile(`^/?api/v\d+(/[\w.{}-]+)+/?$`)
)

// usageOptions are what the product is told by, and the names that the facts
// speak against.
func usageOptions(profile *facts.Profile, demands []facts.Fact) usage.Options {
	o := usage.Options{
		PythonRoots: profile.Usage.PythonRoots, Lineage: profile.Lineage.Arguments, Entities: profile.Usage.Entities,
		Connectors: profile.Connectors, Images: profile.Images, Ports: profile.Usage.Ports, Classes: map[string]string{}, DatabaseVars: map[string]string{}, Databases: profile.Databases,
	}
	for _, name := range append([]string{profile.Product}, profile.Aliases...) {
		o.Names = append(o.Names, strings.ToLower(name))
	}
	for _, c := range profile.Commands {
		o.CLI = append(o.CLI, c.Name)
		if c.Database != "" {
			o.DatabaseVars[c.Name] = c.Database
		}
		if c.Class != "" {
			o.Classes[c.Class] = c.Name
		}
		if c.Package != "" {
			o.Clients = append(o.Clients, c.Name)
		}
		for name, sub := range c.Subcommands {
			if sub.Login {
				o.Logins = append(o.Logins, c.Name+" "+name)
			}
		}
		o.ValueFlags = append(o.ValueFlags, c.ValueFlags...)
		o.Subcommands = slices.AppendSeq(o.Subcommands, maps.Keys(c.Subcommands))
	}
	slices.Sort(o.Subcommands)
	for _, p := range profile.Packages {
		o.Packages = append(o.Packages, p.Name)
		if p.Companion {
			o.Companions = append(o.Companions, p.Name)
		}
	}
	for _, c := range profile.Usage.Configs {
		o.Configs = append(o.Configs, usage.Config{Kind: c.Kind, Files: c.Files, Keys: c.Keys, Calls: c.Calls, Homes: homes(c.Homes, demands)})
	}
	for _, f := range demands {
		name := f.Subject.Name
		add := func(list *[]string, form *regexp.Regexp) {
			if form.MatchString(name) && !slices.Contains(*list, name) {
				*list = append(*list, name)
			}
		}
		if f.Subject.Type == facts.Package {
			if !slices.Contains(o.Packages, name) && !deploy.Forbids(f) { // a requirement of the product's
				add(&o.Companions, dottedPath)
			}
			add(&o.Packages, dottedPath)
		}
		if !deploy.Forbids(f) {
			continue
		}
		switch f.Subject.Type {
		case facts.EnvVar:
			add(&o.EnvVars, variable)
		case facts.ConfigKey:
			add(&o.ConfigKeys, dottedPath)
		case facts.ConnectionField:
			if !slices.Contains(profile.Connectors, strings.ToLower(name)) { // a connector as a whole is no field
				add(&o.ConnectionFields, dottedPath)
			}
		case facts.HelmValue:
			add(&o.HelmValues, dottedPath)
		case facts.PythonSymbol:
			add(&o.Symbols, dottedPath)
		case facts.API:
			add(&o.Keywords, attribute)
			if endpoint.MatchString(name) {
				o.Endpoints = append(o.Endpoints, usage.Endpoint{Path: name, Below: endpoint.MatchString(string(f.Replacement))})
			}
		}
	}
	return o
}

// homes are the keys that moved, by the type that they moved to, unless one of the
// demands moves them on from there.
func homes(all []facts.Home, demands []facts.Fact) map[string][]string {
	at := map[string][]string{}
	for _, h := range all {
		since, _ := facts.ParseVersion(h.Since)
		for _, key := range h.Keys {
			if !slices.ContainsFunc(demands, func(f facts.Fact) bool {
				version, err := facts.ParseVersion(string(f.Version))
				return f.Subject.Type == facts.ConfigKey && f.Subject.Name == key && err == nil && version.Compare(since) > 0
			}) {
				at[h.Type] = append(at[h.Type], key)
			}
		}
	}
	return at
}

// soughtBy lists what options look for by name, as a snapshot keeps it.
func soughtBy(o usage.Options) []string {
	var all []string
	for _, l := range []struct {
		of    facts.Type
		names []string
	}{
		{facts.EnvVar, o.EnvVars},
		{facts.ConfigKey, o.ConfigKeys},
		{facts.ConnectionField, o.ConnectionFields},
		{facts.HelmValue, o.HelmValues},
		{facts.PythonSymbol, o.Symbols},
	} {
		for _, name := range l.names {
			all = append(all, string(l.of)+"/"+name)
		}
	}
	return all
}
