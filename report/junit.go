package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "junit", Write: writeJUnit})
}

// writeJUnit writes each result as a test. JUnit knows red, yellow and green: a
// failure or an error of lint is a failure, what could not be checked an error,
// what passed passes, and everything that somebody should look at but that fails
// nothing is skipped, with the reason.
func writeJUnit(w io.Writer, r *Report, o Options) error {
	suite := junit.Testsuite{Name: r.title(), Time: "0.000"} // no times: the same result is the same bytes
	for i := range r.Results {
		suite.AddTestcase(junitCase(r, &r.Results[i], o))
	}
	for _, t := range r.Trouble {
		suite.AddTestcase(junit.Testcase{
			Classname: "omlint", Name: "omlint does all of its job", Time: "0.000",
			Error: &junit.Result{Message: clean(t), Type: "trouble", Data: clean(t)},
		})
	}
	if len(suite.Testcases) == 0 { // consumers take an empty suite for a mistake
		suite.AddTestcase(junit.Testcase{Classname: "omlint", Name: r.title() + ": " + r.total(), Time: "0.000"})
	}
	suite.SystemOut = &junit.Output{Data: r.total()}
	for _, s := range r.Coverage.FilesSkipped {
		suite.SystemOut.Data += "\n" + clean(fmt.Sprintf("skipped %s: %s", s.File, s.Why))
	}
	var suites junit.Testsuites
	suites.Name = "omlint"
	suites.AddSuite(suite)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return suites.WriteXML(w)
}

func junitCase(r *Report, f *rules.Finding, o Options) junit.Testcase {
	c := junit.Testcase{Classname: clean(f.Rule), Name: clean(f.Message), Time: "0.000"}
	result := &junit.Result{Message: headline(f), Type: string(f.Severity), Data: story(f)}
	if f.Outcome != "" {
		result.Type = clean(string(f.Outcome))
	}
	if s := spotOf(r, f, o); s != nil {
		place := clean(s.File) + fmt.Sprintf(":%d", s.Line)
		if s.Column > 0 {
			place += fmt.Sprintf(":%d", s.Column)
		}
		result.Data = place + "\n" + result.Data
		if f.Outcome == "" {
			c.Name = place + ": " + c.Name
		}
	}
	switch {
	case f.Outcome == rules.Pass:
	case f.Outcome == rules.Fail, f.Outcome == "" && levelOf(f) == errorLevel:
		c.Failure = result
	case levelOf(f) == errorLevel:
		c.Error = result
	default:
		c.Skipped = result
	}
	return c
}
