package deploy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/setting",
		Title: "a database setting has the documented value for the user that migrates",
		Why:   "migrations sort wide JSON rows; with the engine's default buffers they stop half-way with an out-of-sort-memory error",
		Types: []facts.Type{facts.DBSetting},
		Fact:  judgeSetting,
	})
}

// judgeSetting leaves to a person what concerns only some deployments: that the
// setting has the value settles it, that it has not does not.
func judgeSetting(f facts.Fact, in Input) []rules.Finding {
	found := judgeSettingEverywhere(f, in)
	if f.Confidence != facts.Manual {
		return found
	}
	for i := range found {
		switch found[i].Outcome {
		case rules.Fail, rules.Warn, rules.Unknown:
			found[i].Outcome = rules.Manual
			found[i].Message = f.Summary + " Here " + found[i].Message
		}
	}
	return found
}

func judgeSettingEverywhere(f facts.Fact, in Input) []rules.Finding {
	if f.Expect == nil || f.Expect.Value == "" {
		return nil
	}
	if len(in.Snapshot.Databases) == 0 {
		finding := unknown("%s was not checked: there was no database to look at; pass --database, --db-config or --snapshot", f.Subject.Name)
		finding.Remedy = f.Remedy
		return []rules.Finding{finding}
	}
	var found []rules.Finding
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		if f.Subject.Engine == facts.NoEngine || d.Engine == "" || string(f.Subject.Engine) == d.Engine {
			found = append(found, judgeSettingOn(d, f))
		}
	}
	if len(found) == 0 {
		return []rules.Finding{notApplicable("%s is a setting of %s; the database is %s",
			f.Subject.Name, engineName(f.Subject.Engine), engineName(facts.Engine(in.Snapshot.Databases[0].Engine)))}
	}
	return found
}

func judgeSettingOn(d *probe.Database, f facts.Fact) rules.Finding {
	name := f.Subject.Name
	if !d.Connected && d.Source == probe.SourceLive {
		return unknown("%s was not checked on %s: %s", name, d.Name, d.Why)
	}
	s := d.Setting(name)
	switch {
	case s == nil && d.Source == probe.SourceFile:
		finding := unknown("%s does not set %s, so the server's own default applies; check the live database with --database", d.Name, name)
		finding.Source = facts.Optional(d.Name)
		finding.Remedy = settingRemedy(d, f)
		return finding
	case s == nil:
		return unknown("%s was not collected from %s; record the snapshot again with these documents", name, d.Name)
	case s.Why != "":
		return unknown("%s could not be read from %s: %s", name, d.Name, s.Why)
	}

	finding := rules.Finding{
		Observed: facts.Optional(s.Value),
		Expected: facts.Optional(f.Expect.String()),
		Source:   facts.Optional(origin(d, s)),
	}
	holds, err := compare(s.Value, f.Expect)
	switch {
	case err != nil:
		finding.Outcome = rules.Unknown
		finding.Message = fmt.Sprintf("%s is %q, which cannot be compared with %s: %v", name, s.Value, f.Expect, err)
	case holds && s.Persistent == probe.PersistentNo:
		finding.Outcome = rules.Warn
		finding.Message = fmt.Sprintf("%s is %s, as required, but only until the server restarts%s", name, readable(s), pending(s))
		finding.Remedy = settingRemedy(d, f)
	case holds && s.Pending != "":
		finding.Outcome = rules.Warn
		finding.Message = fmt.Sprintf("%s is %s, as required, but another value is waiting%s", name, readable(s), pending(s))
		finding.Remedy = settingRemedy(d, f)
	case holds:
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("%s is %s%s", name, readable(s), pending(s))
	default:
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("%s is %s for %s; the documents require %s%s%s",
			name, readable(s), who(d), opWords(f.Expect.Op), wanted(f.Expect), pending(s))
		finding.Remedy = settingRemedy(d, f)
	}
	return finding
}

// origin names the server or file a value was seen in, and what sets it there.
func origin(d *probe.Database, s *probe.Setting) string {
	file, _, _ := strings.Cut(d.Name, " (") // without the service in it
	if d.Source == probe.SourceFile && strings.HasPrefix(s.Origin, file) {
		return s.Origin
	}
	return d.Name + ": " + s.Origin
}

// compare says whether value satisfies e. Numbers compare as numbers, anything
// else only for equality.
func compare(value string, e *facts.Expect) (bool, error) {
	if e.Op == facts.In {
		for _, v := range strings.Split(e.Value, ",") {
			if strings.EqualFold(strings.TrimSpace(v), value) {
				return true, nil
			}
		}
		return false, nil
	}
	have, err1 := strconv.ParseFloat(value, 64)
	want, err2 := strconv.ParseFloat(e.Value, 64)
	if err1 != nil || err2 != nil {
		if e.Op == facts.Equal {
			return sameSwitch(value, e.Value), nil
		}
		return false, fmt.Errorf("%s needs two numbers", e.Op)
	}
	switch e.Op {
	case facts.AtLeast:
		return have >= want, nil
	case facts.AtMost:
		return have <= want, nil
	case facts.Greater:
		return have > want, nil
	case facts.Less:
		return have < want, nil
	case facts.Equal:
		return have == want, nil
	default:
		return false, fmt.Errorf("no comparison %q for settings", e.Op)
	}
}

// sameSwitch compares text values; servers spell switches in several ways.
func sameSwitch(a, b string) bool {
	canon := func(s string) string {
		switch s = strings.ToLower(s); s {
		case "on", "true", "yes":
			return "1"
		case "off", "false", "no":
			return "0"
		}
		return s
	}
	return canon(a) == canon(b)
}

// readable adds the server's own spelling of a value to its canonical form.
func readable(s *probe.Setting) string {
	if s.Text == "" || s.Text == s.Value {
		return s.Value
	}
	return fmt.Sprintf("%s (%s)", s.Value, s.Text)
}

func wanted(e *facts.Expect) string {
	if e.Text == "" || e.Text == e.Value {
		return e.Value
	}
	return fmt.Sprintf("%s (%s)", e.Value, e.Text)
}

func opWords(op facts.Op) string {
	switch op {
	case facts.AtLeast:
		return "at least "
	case facts.AtMost:
		return "at most "
	case facts.Equal:
		return ""
	default:
		return string(op) + " "
	}
}

// pending tells of a value that is configured but not in force, and of what the
// probe could not see.
func pending(s *probe.Setting) string {
	text := ""
	for _, more := range []string{s.Pending, s.Note} {
		if more != "" {
			text += "; " + more
		}
	}
	return text
}

// who names the connection a value holds for.
func who(d *probe.Database) string {
	switch {
	case d.Source == probe.SourceFile:
		return "every connection"
	case d.MigrationUser != "":
		return d.MigrationUser
	case d.User != "":
		return d.User
	default:
		return "a new connection"
	}
}

func engineName(e facts.Engine) string {
	switch e {
	case facts.MySQL:
		return "MySQL"
	case facts.Postgres:
		return "PostgreSQL"
	case facts.NoEngine:
		return "an unknown engine"
	default:
		return string(e)
	}
}
