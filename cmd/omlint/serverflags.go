package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/server"
)

// serverFlags name what is asked over HTTP, and how.
type serverFlags struct {
	server    string
	tokenFile string
	search    string
	caFile    string
}

func (s *serverFlags) add(f *pflag.FlagSet) {
	f.StringVar(&s.server, "server", "", "look at the OpenMetadata server at this http:// or https:// `URL`; $OMLINT_SERVER_TOKEN is its token")
	f.StringVar(&s.tokenFile, "server-token-file", "", "read the server's token from `FILE`")
	f.StringVar(&s.search, "search", "", "look at the Elasticsearch or OpenSearch at this http:// or https:// `URL`; $OMLINT_SEARCH_PASSWORD is its user's password")
	f.StringVar(&s.caFile, "ca-file", "", "trust the certificate authorities in this PEM `FILE`, too, for --server and --search")
}

func (s *serverFlags) given() bool { return s.server != "" || s.search != "" }

func (s *serverFlags) files() []string { return []string{s.tokenFile, s.caFile} }

// look begins to look at the server and the search engine. The function that it
// returns waits for what was seen and adds it to a snapshot; its errors are those
// of the command line.
func (s *serverFlags) look(ctx context.Context, wanted []string, timeout time.Duration) func(*probe.Snapshot) error {
	var running sync.WaitGroup
	var problems []error
	var unusable []probe.Status
	roots, untrusted := server.Roots(s.caFile)
	if untrusted != nil {
		untrusted = fmt.Errorf("--ca-file: %w", untrusted)
		problems = append(problems, untrusted)
	}
	var seen probe.Server
	var engine probe.Search
	for _, asked := range []struct {
		probe, url string
		parse      func() (*server.Target, error)
		look       func(server.Request)
	}{
		{"server", s.server, s.serverTarget, func(r server.Request) { seen = server.Collect(ctx, r) }},
		{"search", s.search, s.searchTarget, func(r server.Request) { engine = server.CollectSearch(ctx, r) }},
	} {
		if asked.url == "" {
			continue
		}
		target, err := asked.parse()
		if err != nil {
			problems = append(problems, err)
		}
		if err = cmp.Or(err, untrusted); err != nil {
			unusable = append(unusable, probe.Status{Probe: asked.probe, Status: probe.StatusFailed, Why: err.Error()})
			continue
		}
		running.Go(func() {
			asked.look(server.Request{Target: target, Roots: roots, Timeout: timeout, Settings: wanted})
		})
	}
	return func(snapshot *probe.Snapshot) error {
		running.Wait()
		snapshot.Probes = append(snapshot.Probes, unusable...)
		if seen.Name != "" {
			snapshot.Servers = append(snapshot.Servers, seen)
			snapshot.Probes = append(snapshot.Probes, server.Status(seen))
		}
		if engine.Name != "" {
			snapshot.Search = append(snapshot.Search, engine)
			snapshot.Probes = append(snapshot.Probes, server.SearchStatus(engine))
		}
		return errors.Join(problems...)
	}
}

// serverTarget is the server and the token for it.
func (s *serverFlags) serverTarget() (*server.Target, error) {
	token := os.Getenv("OMLINT_SERVER_TOKEN")
	if s.tokenFile != "" {
		content, err := os.ReadFile(s.tokenFile)
		if err != nil {
			return nil, fmt.Errorf("--server-token-file: %w", err)
		}
		if token = strings.TrimSpace(string(content)); token == "" {
			return nil, fmt.Errorf("--server-token-file: %s is empty", s.tokenFile)
		}
	}
	target, err := server.ParseServerURL(s.server, token)
	if err != nil {
		return nil, fmt.Errorf("--server: %w", err)
	}
	return target, nil
}

// searchTarget is the search engine and the password for it.
func (s *serverFlags) searchTarget() (*server.Target, error) {
	target, err := server.ParseSearchURL(s.search, os.Getenv("OMLINT_SEARCH_PASSWORD"))
	if err != nil {
		return nil, fmt.Errorf("--search: %w", err)
	}
	return target, nil
}
