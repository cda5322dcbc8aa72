package facts

import (
	"slices"
	"strings"
)

// afterRelease passes over "in 1.7" and "in the 1.7 release", which may stand
// between a verb and its object.
func afterRelease(after []token) []token {
	if !startsWith(after, "in") && !startsWith(after, "with") {
		return after
	}
	for i := 1; i < len(after) && i <= 4; i++ {
		if isNumber(after[i]) {
			if w := at(after, i+1).lower; w == "release" {
				i++
			}
			return after[i+1:]
		}
		if !slices.Contains([]string{"the", "release", "version"}, after[i].lower) {
			return after
		}
	}
	return after
}

// statedRelease is the release a block says it is about before anything else:
// "Starting with 1.4.2, …". For a heading, the text below it says so.
func (b *block) statedRelease() Version {
	if b.kind == headingBlock {
		i := slices.Index(b.section.blocks, b)
		if i < 0 || i+1 >= len(b.section.blocks) {
			return Version{}
		}
		b = b.section.blocks[i+1]
	}
	if b.kind != paragraphBlock && b.kind != itemBlock {
		return Version{}
	}
	if text := strings.TrimLeft(b.text, " \t\r\n"); !strings.EqualFold(text[:min(len(text), len("starting"))], "starting") {
		return Version{} // nearly always, and cheaper than splitting the text
	}
	toks := b.whole().tokens()
	if at(toks, 0).lower != "starting" || !slices.Contains([]string{"with", "from", "in"}, at(toks, 1).lower) || !isRelease(at(toks, 2).text) {
		return Version{}
	}
	v, _ := readVersion(toks[2].text)
	return v
}

// release is the version a sentence ties to a verb: "in the 1.4 release",
// "since 1.4.0", "with `1.1.0`". The nearest one counts.
func (s sentence) release(toks []token, verb token) Version {
	best, bestDistance := Version{}, 1<<30
	for i, t := range toks {
		text := t.text
		if (t.kind != number && t.kind != code) || !isRelease(text) {
			continue
		}
		if !releaseLead(toks, i) || betweenVerbs(toks, i, verb) {
			continue
		}
		d := t.start - verb.end
		if d < 0 {
			d = verb.start - t.end
		}
		for _, o := range toks {
			if o.text == "," && (o.start > verb.start && o.start < t.start || o.start > t.start && o.start < verb.start) {
				d += 1000 // another clause's number only when this one has none
			}
		}
		if v, err := ParseVersion(text); err == nil && d < bestDistance {
			best, bestDistance = v, d
		}
	}
	return best
}

// betweenVerbs says whether another verb of change stands between the number at
// i and the verb: then the number belongs to that one.
func betweenVerbs(toks []token, i int, verb token) bool {
	for j, t := range toks {
		between := t.start > verb.start && j < i || j > i && t.start < verb.start
		if between && t.kind == word && verbs[t.lower] != "" {
			return true
		}
	}
	return false
}

// releaseLead says whether the number at i is introduced as a release.
func releaseLead(toks []token, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		switch w := toks[j].lower; {
		case slices.Contains([]string{"in", "since", "from", "starting", "as", "with", "by", "until", "release", "after", "before"}, w):
			return true
		case slices.Contains([]string{"the", "release", "version", "releases", "openmetadata", "of", "our"}, w):
		default:
			return at(toks, i+1).lower == "release" || at(toks, i+1).lower == "releases"
		}
	}
	return at(toks, i+1).lower == "release"
}
