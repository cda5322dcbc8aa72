package backup

import (
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

// A format reads one kind of backup that is a single stream of bytes. Each
// lives in a file of its own and registers itself there; nothing else needs to
// know its name.
type format interface {
	// name is what [probe.Backup] calls the format.
	name() string
	// match recognises the format by content, never by file name. No two
	// formats match the same head.
	match(head []byte) bool
	// read fills b and reads in to its end. It returns nil when the backup is
	// complete, a [damage] when it is shown to be broken, and any other error
	// when completeness could not be proved.
	read(in *input, b *probe.Backup) error
}

// A directoryFormat reads one kind of backup that is a directory. Its rules
// are those of [format].
type directoryFormat interface {
	name() string
	match(dir fs.FS) bool
	read(src opener, b *probe.Backup) error // src.files is the directory
}

var (
	formats          []format
	directoryFormats []directoryFormat
)

func register(f format)                   { formats = append(formats, f) }
func registerDirectory(f directoryFormat) { directoryFormats = append(directoryFormats, f) }

// identify returns the format that head belongs to, or nil.
func identify(head []byte) format {
	for _, f := range formats {
		if f.match(head) {
			return f
		}
	}
	return nil
}

// identifyDirectory returns the format that the directory belongs to, or nil.
func identifyDirectory(dir fs.FS) directoryFormat {
	for _, f := range directoryFormats {
		if f.match(dir) {
			return f
		}
	}
	return nil
}

// Bounds on what one backup may make omlint remember: a hostile or endless
// file must not grow the process.
const (
	maxTables = 20_000
	maxNotes  = 50
)

// note adds an observation to b, once.
func note(b *probe.Backup, text string) {
	if len(b.Notes) < maxNotes && !slices.Contains(b.Notes, text) {
		b.Notes = append(b.Notes, text)
	}
}

// trait records a trait of b, once.
func trait(b *probe.Backup, t string) {
	if !slices.Contains(b.Traits, t) {
		b.Traits = append(b.Traits, t)
		slices.Sort(b.Traits)
	}
}

// names is a bounded set of names.
type names map[string]bool

func (n names) add(name string) {
	if name != "" && len(n) < maxTables {
		n[strings.Clone(name)] = true
	}
}

func (n names) sorted() []string { return slices.AppendSeq(make([]string, 0, len(n)), sortedKeys(n)) }

func sortedKeys[V any](m map[string]V) iter.Seq[string] {
	return slices.Values(slices.Sorted(maps.Keys(m)))
}
