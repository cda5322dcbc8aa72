package facts

import (
	"cmp"
	"math/bits"
	"runtime"
	"slices"
	"strings"

	"github.com/omlint/omlint/internal/parallel"
	"github.com/omlint/omlint/parser"
)

// Set is what was extracted: the facts, sorted, and how every page was read.
type Set struct {
	Facts    []Fact
	Coverage []PageCoverage
}

// detector looks at one block and says what it demands. Facts come back with
// subject, expectation and evidence; version, phase, kind and id are filled in
// from the block's surroundings where a detector leaves them open.
type detector struct {
	name   string
	on     []blockKind      // the kinds of block it looks at
	may    func(sight) bool // whether it may find anything in prose; nil: it has to be asked
	detect func(*block) []Fact
}

// What detectors look at, besides fences.
var (
	anyText = []blockKind{headingBlock, paragraphBlock, itemBlock, rowBlock, tagBlock}
	body    = []blockKind{paragraphBlock, itemBlock, rowBlock, tagBlock}
)

// detectors, in no significant order: merging does not depend on it.
var detectors = []detector{
	{"annotation", []blockKind{tagBlock}, nil, annotations},
	{"settings", withFences(body), mayHoldSetting, settings},
	{"schema", withFences(body), mayDemandObject, databaseObjects},
	{"versions", anyText, mayNameVersion, versions},
	{"packages", withFences(anyText), mayNamePackage, packages},
	{"commands", withFences(body), mayGiveCommand, commands},
	{"backup", body, mayAskForBackup, backups},
	{"connectivity", body, mayAskToReach, connectivity},
	{"process", anyText, mayNameProcess, processes},
	{"path", body, mayRulePath, upgradePaths},
	{"changes", anyText, nil, proseChanges},
	{"pairs", withFences(nil), nil, fromTo},
	{"tables", []blockKind{rowBlock}, nil, beforeAfterRows},
	{"config", withFences(nil), nil, configuration},
	{"assignments", body, mayAssign, proseAssignments},
	{"permissions", body, mayNamePermission, permissions},
	{"defaults", body, mayStateDefault, defaults},
	{"lineage", body, mayTellOfLineage, lineageAnnotation},
}

func withFences(kinds []blockKind) []blockKind { return append(slices.Clip(kinds), fenceBlock) }

// Extract reads what the documents demand. The result depends on the documents
// only, not on their order.
func Extract(docs []*parser.Document, p *Profile) *Set {
	set, _ := extractAll(docs, p)
	return set
}

// ExtractEach reads what the documents demand, together and each by itself: the
// facts of docs[i] alone are at i of the second result.
func ExtractEach(docs []*parser.Document, p *Profile) (*Set, [][]Fact) {
	set, mentions := extractAll(docs, p)
	each := make([][]Fact, len(docs))
	for i, m := range mentions {
		each[i] = merge(m)
	}
	return set, each
}

// extractAll also returns the mentions of facts on each of the documents.
func extractAll(docs []*parser.Document, p *Profile) (*Set, [][]Fact) {
	set := &Set{Coverage: make([]PageCoverage, len(docs))}
	mentions := make([][]Fact, len(docs))
	in := newLibrary(p)
	readers := make(chan *reader, runtime.GOMAXPROCS(0))
	for range cap(readers) {
		readers <- &reader{library: in}
	}
	parallel.Each(len(docs), func(i int) string { return docs[i].Path }, func(i int) {
		r := <-readers
		defer func() { readers <- r }()
		pg := layout(docs[i], r)
		r.found = pg.extract(r.found[:0])
		mentions[i] = slices.Clone(r.found)
		set.Coverage[i] = pg.coverage(mentions[i])
	})
	byPath := make([]int, len(docs))
	for i := range docs {
		byPath[i] = i
	}
	slices.SortStableFunc(byPath, func(a, b int) int { return cmp.Compare(docs[a].Path, docs[b].Path) })
	count := 0
	for _, m := range mentions {
		count += len(m)
	}
	all := make([]Fact, 0, count)
	covered := make([]PageCoverage, 0, len(docs))
	for _, i := range byPath {
		all = append(all, mentions[i]...)
		covered = append(covered, set.Coverage[i])
	}
	set.Facts, set.Coverage = merge(all), covered
	return set, mentions
}

// extract runs every detector over every block and then accounts for the items
// none of them understood. The facts are appended to found, which is empty.
func (pg *page) extract(found []Fact) []Fact {
	for _, b := range pg.blocks {
		for asked := b.asks(); asked != 0; asked &= asked - 1 {
			for _, f := range detectors[bits.TrailingZeros32(asked)].detect(b) {
				found = append(found, b.complete(f))
			}
		}
	}
	unify(found)
	obey(found)
	return append(found, pg.leftovers(found)...)
}

// asks lists the detectors that are to be asked about the block, by a bit for
// each. Code and tables have a grammar of their own; only running text is looked
// at first.
func (b *block) asks() uint32 {
	looking := lookingAt[b.kind]
	if b.kind == fenceBlock || b.kind == rowBlock {
		return looking
	}
	return looking & b.mayTell(b.page.library)
}

// lookingAt lists the detectors that look at a kind of block, by a bit for each.
var lookingAt = func() map[blockKind]uint32 {
	looking := map[blockKind]uint32{}
	for i, d := range detectors {
		for _, kind := range d.on {
			looking[kind] |= 1 << i
		}
	}
	return looking
}()

// obey lets what an author states of a fact's release hold for the page's prose
// about the same fact.
func obey(found []Fact) {
	for i := range found {
		a := &found[i]
		if !a.annotated {
			continue
		}
		for j := range found {
			if f := &found[j]; !f.annotated && f.ID == a.ID && f.Kind == a.Kind {
				f.Version = a.Version
			}
		}
	}
}

// unify gives one name to a key that prose calls by its last part and code by
// its whole path: the path.
func unify(found []Fact) {
	nested := []Type{ConfigKey, ConnectionField, HelmValue}
	for i := range found {
		f := &found[i]
		if f.annotated || f.Subject.Type != Other && !slices.Contains(nested, f.Subject.Type) || strings.Contains(f.Subject.Name, ".") {
			continue
		}
		last := "." + f.Subject.Name
		for j := range found {
			o := &found[j]
			if o.Confidence == Exact && o.Kind == f.Kind && o.Version == f.Version && slices.Contains(nested, o.Subject.Type) && strings.HasSuffix(o.Subject.Name, last) {
				f.Subject, f.ID = o.Subject, o.ID
				break
			}
		}
	}
}

// complete fills in what a fact takes from its place on the page.
func (b *block) complete(f Fact) Fact {
	if e := f.Expect; e != nil && e.Op == Equal && !f.annotated && placeholder.FindString(e.Value) == e.Value && e.Value != "" {
		f.Expect = &Expect{Op: Exists, Text: "set to a value of one's own"} // `<your-region>` is nobody's value
		f.Summary = strings.ReplaceAll(f.Summary, "must be "+e.Value, "must be set")
	}
	if f.Version == "" {
		f.Version = Optional(b.statedRelease().String())
	}
	if f.Version == "" && !b.section.release.IsZero() {
		f.Version = Optional(b.section.release.String())
	}
	if f.Kind == "" {
		f.Kind = b.section.zone.kind()
	}
	if f.Phase == "" {
		f.Phase = Before
		if b.section.zone == after {
			f.Phase = After
		}
	}
	if f.Confidence == "" {
		f.Confidence = Inferred
	}
	if b.section.zone == news && !f.pins() {
		f.Confidence = Manual // release notes describe; a person decides whether they demand
	}
	if f.Subject.Type != DBSetting && f.Kind == Requirement && !f.annotated && b.optional() {
		f.Confidence = Manual // one way among several
	}
	if f.Kind == Deprecation && f.DeprecatedIn == "" {
		f.DeprecatedIn = f.Version
	}
	if f.Replacement == "" && f.Kind != Requirement {
		f.Replacement = Optional(b.page.profile.replacement(f.Subject))
	}
	if f.ID == "" {
		f.ID = identity(f.Subject, "")
	}
	if len(f.Evidence) == 0 {
		f.Evidence = []Evidence{b.lines()}
	}
	if f.Remedy == nil {
		f.Remedy = b.page.profile.remedy(f)
	}
	return f
}

// pins says whether a fact holds a package below a version: a pin is a demand
// wherever it is announced.
func (f Fact) pins() bool {
	return f.Subject.Type == Package && f.Expect != nil && (f.Expect.Op == Less || f.Expect.Op == AtMost || f.Expect.Op == Compatible)
}

// optional says whether the block stands below a heading that offers one way
// among several.
func (b *block) optional() bool {
	for s := b.section; s != nil; s = s.parent {
		if b.page.library.title(s.title).optional {
			return true
		}
	}
	return false
}

// kind is what facts of a zone are unless their wording says otherwise.
func (z zone) kind() Kind {
	switch z {
	case breaking, changes:
		return BreakingChange
	case deprecation:
		return Deprecation
	}
	return Requirement
}

// identity is a fact's stable name: TYPE[/ENGINE]/NAME[/DETAIL].
func identity(s Subject, detail string) string {
	parts := []string{string(s.Type)}
	if s.Engine != NoEngine {
		parts = append(parts, string(s.Engine))
	}
	if s.Name != string(s.Engine) {
		parts = append(parts, slug(s.Name))
	}
	if detail != "" {
		parts = append(parts, slug(detail))
	}
	return strings.Join(parts, "/")
}
