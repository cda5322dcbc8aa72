package facts

import (
	"strconv"
	"strings"

	"github.com/omlint/omlint/parser"
)

// isAnnotation says whether a tag or component is the one with which a docs
// author states a fact: {% fact … /%} in Markdoc, <Fact … /> in MDX. It renders
// as its content, if any. docs/extraction.md describes its attributes.
func isAnnotation(tag string) bool { return tag == "fact" || tag == "Fact" }

// Stated says whether an author stated the fact with an annotation.
func (f Fact) Stated() bool { return f.annotated }

// annotations reads what an author stated. It is exact by definition; in
// merging it wins over what the prose seems to say.
func annotations(b *block) []Fact {
	if b.kind != tagBlock || StatementErrors(b.node, b.page.profile) != nil {
		return nil // the linter and the command report the errors
	}
	get := func(names ...string) string {
		for _, n := range names {
			if v, ok := b.node.Attr(n); ok {
				return attributeText(v)
			}
		}
		return ""
	}
	f := Fact{
		Kind: Kind(get("kind")), Subject: Subject{Type: Type(get("type")), Engine: Engine(get("engine")), Name: get("name")},
		Version: Optional(get("version")), DeprecatedIn: Optional(get("deprecatedIn", "deprecated_in")), RemovedIn: Optional(get("removedIn", "removed_in")),
		Replacement: Optional(get("replacement")), Phase: Phase(get("phase")), Summary: get("summary"), Confidence: Exact, annotated: true,
		Evidence: []Evidence{cite(b.page.doc, b.node.Span)},
	}
	for _, v := range []*Optional{&f.Version, &f.DeprecatedIn, &f.RemovedIn} {
		if parsed, err := ParseVersion(string(*v)); err == nil {
			*v = Optional(parsed.String())
		}
	}
	if op := get("op"); op != "" || get("value") != "" {
		e := &Expect{Op: Op(op), Value: get("value"), Unit: Optional(get("unit")), Text: get("text")}
		if e.Op == "" {
			e.Op = Equal
		}
		if known, ok := b.page.profile.setting(f.Subject.Name); ok && f.Subject.Type == DBSetting {
			if f.Subject.Engine == NoEngine {
				f.Subject.Engine = known.Engine
			}
			if size, err := statedSize(e.Value, string(e.Unit), known); err == nil && known.Unit == "bytes" {
				e.Value, e.Unit = size, "bytes"
				if e.Text == "" {
					e.Text = HumanBytes(size)
				}
			}
		}
		if e.Text == "" {
			e.Text = e.Value
		}
		f.Expect = e
	}
	if f.Kind == "" {
		f.Kind = b.section.zone.kind()
	}
	if f.Summary == "" {
		f.Summary = strings.Join(strings.Fields(b.text), " ")
	}
	if f.Summary == "" {
		f.Summary = statedSummary(f)
	}
	return []Fact{f}
}

// statedSummary is the sentence for a statement that brings none.
func statedSummary(f Fact) string {
	subject := strings.TrimSpace(typeWords(f.Subject.Type) + " " + summaryName(f.Subject))
	switch {
	case f.Expect == nil && f.Kind == Deprecation:
		return subject + " is deprecated."
	case f.Expect == nil && f.Kind == BreakingChange:
		return subject + " was removed or changed."
	case f.Expect == nil, f.Expect.Op == Exists:
		return subject + " is required."
	case f.Expect.Op == Absent:
		return subject + " must no longer be used."
	case f.Expect.Op == Run:
		return subject + " must be run."
	}
	return subject + " must be " + opPhrase(f.Expect) + "."
}

func attributeText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, attributeText(x))
		}
		return strings.Join(parts, ", ")
	case parser.Variable:
		return ""
	}
	return ""
}
