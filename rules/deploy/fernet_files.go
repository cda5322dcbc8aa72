package deploy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/fernet-key-kept",
		Title:   "the files of the deployment keep its encryption key, and it is one of its own",
		Why:     "with another key than the one they were stored with no password can be read again, and one row that cannot be read breaks the list of all services",
		Whole:   judgeKeys,
		Sources: []string{"OpenMetadata issue 13849", "OpenMetadata issue 31887"},
	})
}

// defaultFingerprint is that of the key in the product's compose files, its
// openmetadata.yaml and the values of its Helm chart.
const defaultFingerprint = "2eb55b62457670de"

// judgeKeys judges the keys that files give to the product. Files come in the
// order of the command line: what runs now first.
func judgeKeys(in Input) []rules.Finding {
	var found []rules.Finding
	var known []probe.Key // one for each file and key
	for _, k := range in.Snapshot.Keys {
		switch {
		case k.Why != "":
			found = append(found, rules.Finding{
				Outcome: rules.Manual, Source: facts.Optional(k.Place),
				Message: fmt.Sprintf("the %s%s is not known: %s; make sure that it stays what it is", k.Name, given(k), k.Why),
			})
		case !slices.ContainsFunc(known, func(o probe.Key) bool { return o.File == k.File && slices.Equal(o.Fingerprints, k.Fingerprints) }):
			known = append(known, k)
			found = append(found, judgeKey(k))
		}
	}
	for i := 1; i < len(known); i++ {
		if f, ok := judgeChange(known[0], known[i]); ok {
			found = append(found, f)
		}
	}
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		if l := d.Look("encrypted"); l != nil && len(known) > 0 {
			if f, ok := judgeStored(d, l.Value("key_in_use"), known[len(known)-1]); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

// given names who gets a key.
func given(k probe.Key) string {
	if k.Owner == "" {
		return ""
	}
	return " of " + k.Owner
}

// judgeKey says whether a key is the one that everybody knows.
func judgeKey(k probe.Key) rules.Finding {
	f := rules.Finding{Source: facts.Optional(k.Place), Observed: keyOwn, Expected: "a key of your own"}
	if k.Fingerprints[0] != defaultFingerprint {
		f.Outcome = rules.Pass
		f.Message = fmt.Sprintf("the %s%s is a key of your own; the backup is worth nothing without it", k.Name, given(k))
		return f
	}
	f.Outcome, f.Observed = rules.Warn, keyDefault
	f.Message = fmt.Sprintf("the %s%s is the key that OpenMetadata ships%s: whoever reads a dump can read the passwords in it", k.Name, given(k), unless(k))
	f.Remedy = ownKey()
	return f
}

func unless(k probe.Key) string {
	if k.Unless == "" {
		return ""
	}
	return ", unless the environment sets " + k.Unless
}

// judgeChange compares the key that encrypts now with those that decrypt later.
// What the environment may replace cannot be told from the files.
func judgeChange(before, after probe.Key) (rules.Finding, bool) {
	if slices.Contains(after.Fingerprints, before.Fingerprints[0]) {
		return rules.Finding{}, false
	}
	f := rules.Finding{
		Outcome: rules.Fail, Source: facts.Optional(after.Place), Observed: "another key", Expected: facts.Optional("the key of " + before.Place),
		Message: fmt.Sprintf("the Fernet key changes: %s%s is another than at %s, so passwords stored with that one cannot be read any more", after.Name, given(after), before.Place),
		Remedy:  []facts.Remedy{{Language: "text", Text: fmt.Sprintf("give %s at %s the value that it has at %s", after.Name, after.Place, before.Place)}},
	}
	if before.Unless+after.Unless != "" {
		f.Outcome = rules.Manual
		either := probe.Key{Unless: cmp.Or(before.Unless, after.Unless)}
		f.Message = fmt.Sprintf("%s has another Fernet key than %s%s: make sure that the new release gets the one in use", after.Place, before.Place, unless(either))
	}
	return f, true
}

// judgeStored compares the key of a file with whose key stored passwords are
// encrypted with.
func judgeStored(d *probe.Database, stored string, k probe.Key) (rules.Finding, bool) {
	isDefault := slices.Contains(k.Fingerprints, defaultFingerprint)
	changes := stored == keyDefault && !isDefault || stored == keyOwn && isDefault && len(k.Fingerprints) == 1
	f := rules.Finding{
		Outcome: rules.Fail, Source: facts.Optional(k.Place), Observed: "another key", Expected: facts.Optional("the key in use in " + d.Name),
		Message: fmt.Sprintf("the Fernet key changes: stored passwords in %s are encrypted with %s, and the %s%s is another", d.Name, stored, k.Name, given(k)),
		Remedy:  []facts.Remedy{{Language: "text", Text: fmt.Sprintf("give %s at %s the value that the running server has", k.Name, k.Place)}},
	}
	if k.Unless != "" {
		f.Outcome = rules.Manual
		f.Message += unless(k)
	}
	return f, changes
}
