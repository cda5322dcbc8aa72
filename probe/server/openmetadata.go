// Package server observes, over HTTP, an OpenMetadata server and the search
// engine behind it. It only ever asks (GET). Whatever goes wrong is an
// observation with a reason, not a Go error; what ought to be is for others to
// judge.
package server

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
)

// DefaultTimeout bounds each request when [Request.Timeout] is not set.
const DefaultTimeout = 30 * time.Second

// Request says what to look at.
type Request struct {
	Target   *Target        // the result of [ParseServerURL] or [ParseSearchURL]
	Roots    *x509.CertPool // the authorities that certificates are held to; nil: the system's
	Timeout  time.Duration  // for every single request, its answer included
	Settings []string       // of a search engine: the names of the settings to report
}

func (r Request) client() *client {
	if r.Timeout <= 0 {
		r.Timeout = DefaultTimeout
	}
	return newClient(r.Target, r.Roots, r.Timeout)
}

// Where a server tells its version, newest first: the second is that of
// releases before 1.0.
var versionPaths = []string{"/api/v1/system/version", "/api/v1/version"}

// statusPath is where a server tells how the parts it depends on are. It answers
// 200 whatever it finds.
const statusPath = "/api/v1/system/status"

// maxChecks is how many parts a server may have. OpenMetadata has checked five,
// and later six.
const maxChecks = 50

// Collect looks at an OpenMetadata server.
func Collect(ctx context.Context, req Request) probe.Server {
	c := req.client()
	defer c.close()
	s := probe.Server{Name: req.Target.String(), Checks: []probe.ServerCheck{}}
	for _, path := range versionPaths {
		body, err := c.get(ctx, path)
		if err == nil {
			s.Version, s.Revision, err = readVersion(body)
		}
		if err == nil {
			s.Connected, s.Why, s.VersionFrom = true, "", c.where(path)
			break
		}
		if s.Why == "" {
			s.Why = c.why(err) // of the first path: the other is a guess
		}
		var no refused
		if !errors.As(err, &no) || no.status != http.StatusNotFound {
			break
		}
	}
	if !s.Connected {
		return s
	}
	s.ChecksFrom = c.where(statusPath)
	body, err := c.get(ctx, statusPath)
	if err == nil {
		s.Checks, err = readChecks(body, req.Target.quote)
	}
	if err != nil {
		s.Checks, s.ChecksWhy = []probe.ServerCheck{}, c.why(err)
	}
	return s
}

// Status says how far the observation of a server got.
func Status(s probe.Server) probe.Status {
	return statusOf("server "+s.Name, s.Connected, s.Why, s.ChecksWhy)
}

// statusOf says how far an observation got: what kept it from its beginning, and
// what it could not see.
func statusOf(name string, connected bool, why string, unseen ...string) probe.Status {
	status := probe.Status{Probe: name, Status: probe.StatusOK}
	unseen = slices.DeleteFunc(unseen, func(why string) bool { return why == "" })
	unseen = slices.Compact(unseen)
	switch {
	case !connected:
		status.Status, status.Why = probe.StatusFailed, why
	case len(unseen) > 0:
		status.Status, status.Why = probe.StatusPartial, strings.Join(unseen, "; ")
	}
	return status
}

// otherProduct is the error of an answer that is somebody else's.
func otherProduct(format string, args ...any) error {
	return refused{http.StatusOK, fmt.Sprintf(format, args...) + ": check host, port and path"}
}

// readVersion reads {"version":"1.3.1","revision":"…","timestamp":…}.
func readVersion(body []byte) (version, revision string, err error) {
	var answer struct {
		Version  string  `json:"version"`
		Revision *string `json:"revision"` // Airflow has a version under /api/v1/version, too, but no revision
	}
	if json.Unmarshal(body, &answer) != nil || answer.Version == "" || answer.Revision == nil {
		return "", "", otherProduct("the answer is not that of an OpenMetadata server")
	}
	return Target{}.quote(answer.Version), Target{}.quote(*answer.Revision), nil
}

// readChecks reads {"database":{"description":"…","passed":true,"message":"…"},…}.
func readChecks(body []byte, quote func(string) string) ([]probe.ServerCheck, error) {
	var answer map[string]*struct {
		Passed  *bool  `json:"passed"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, otherProduct("%s answers something else than what OpenMetadata answers there", statusPath)
	}
	checks := []probe.ServerCheck{}
	for name, c := range answer {
		if c != nil && c.Passed != nil {
			checks = append(checks, probe.ServerCheck{Name: quote(name), Passed: *c.Passed, Message: quote(c.Message)})
		}
	}
	if len(checks) == 0 || len(checks) > maxChecks {
		return nil, otherProduct("%s tells of %d parts, where OpenMetadata has a handful", statusPath, len(checks))
	}
	slices.SortFunc(checks, func(a, b probe.ServerCheck) int {
		return strings.Compare(a.Name+"\x00"+a.Message, b.Name+"\x00"+b.Message)
	})
	return checks, nil
}
