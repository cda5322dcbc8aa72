package database

import (
	"strings"

	"github.com/omlint/omlint/probe"
)

// fernetKey describes the key that an argument holds: one, or several with
// commas between them, of which the first encrypts.
func fernetKey(file, owner string, a argument) probe.Key {
	k := probe.Key{
		Name: probe.FernetKey, File: file, Place: a.place, Owner: owner, Fingerprints: []string{}, Unless: a.unless, Why: a.why,
	}
	if k.Why != "" {
		return k
	}
	for key := range strings.SplitSeq(a.text, ",") {
		if strings.TrimSpace(key) != "" {
			k.Fingerprints = append(k.Fingerprints, probe.Fingerprint(key))
		}
	}
	if len(k.Fingerprints) == 0 {
		k.Why = "it is empty"
	}
	return k
}
