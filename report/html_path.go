package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
)

// htmlPath is the way from release to release, drawn twice: along a wide page
// and down a narrow one.
type htmlPath struct {
	Stops         []htmlStop
	Width, Height int // of the wide drawing
	Tall          int // the height of the narrow one
	Words         string
	Numbers       bool // the wide drawing has only the numbers of demands
}

// htmlStop is a release on the way. X is its place in the wide drawing, Y in the
// narrow one.
type htmlStop struct {
	Release string
	Kind    string // "from", "release", "stop" (required), "to", "better" (to go to instead)
	Note    string
	Short   string // the note, where there is little room
	Bad     bool   // not to be begun at, or not to be gone to
	X, Y    int

	version facts.Version
	demands int
}

const (
	pathWidth  = 1000
	pathHeight = 92
	pathMargin = 70
	pathStep   = 46 // from stop to stop, downwards
	mostStops  = 14 // that have room for their names
)

// path is the way of an upgrade with the releases that demand something, the
// stops that are required, and the ends that are not fit to be one.
func (r *Report) path() *htmlPath {
	from, err1 := facts.ParseVersion(string(r.From))
	to, err2 := facts.ParseVersion(string(r.To))
	if err1 != nil || err2 != nil || r.Command == "lint" {
		return nil
	}
	first := htmlStop{Release: clean(string(r.From)), Kind: "from", Note: "runs now", version: from}
	last := htmlStop{Release: clean(string(r.To)), Kind: "to", version: to}
	stops := map[string]*htmlStop{}
	var better *htmlStop
	for i := range r.Facts {
		f := &r.Facts[i]
		if f.Subject.Type == facts.UpgradePath && f.Expect != nil {
			v, err := facts.ParseVersion(f.Expect.Value)
			switch {
			case err != nil:
			case f.Expect.Op == facts.Equal:
				line(stops, v).require(v)
			case f.Expect.Op == facts.AtLeast:
				last.Bad, better = true, &htmlStop{Release: clean(f.Expect.Value), Kind: "better", Note: "go here", version: v}
			case f.Expect.Op == facts.Absent:
				first.Bad, first.Note = true, "no upgrade in place"
			}
		}
		v, err := facts.ParseVersion(string(f.Version))
		switch {
		case err != nil, v.Compare(from) <= 0:
		case v.Line(to):
			last.demands++
		default:
			line(stops, v).demands++
		}
	}
	p := &htmlPath{Width: pathWidth, Height: pathHeight}
	var between []htmlStop
	for _, s := range stops {
		between = append(between, *s)
	}
	slices.SortFunc(between, func(a, b htmlStop) int { return a.version.Compare(b.version) })
	if len(between) > mostStops {
		between = slices.DeleteFunc(between, func(s htmlStop) bool { return s.Kind == "release" })
	}
	if len(between) > mostStops {
		between = between[:mostStops]
	}
	p.Stops = slices.Concat([]htmlStop{first}, between, []htmlStop{last})
	if better != nil {
		p.Stops = append(p.Stops, *better)
	}
	p.place()
	return p
}

// line is the stop for a version's line, like 1.12.
func line(stops map[string]*htmlStop, v facts.Version) *htmlStop {
	parts := strings.SplitN(v.String(), ".", 3)
	name := strings.Join(parts[:min(2, len(parts))], ".")
	if stops[name] == nil {
		stops[name] = &htmlStop{Release: clean(name), Kind: "release", version: v}
	}
	return stops[name]
}

func (s *htmlStop) require(v facts.Version) {
	s.Kind, s.Release, s.version = "stop", clean(v.String()), v
}

// place gives every stop its place and its words.
func (p *htmlPath) place() {
	step := (pathWidth - 2*pathMargin) / max(1, len(p.Stops)-1)
	var words []string
	for i := range p.Stops {
		s := &p.Stops[i]
		s.X, s.Y = pathMargin+i*step, pathStep/2+i*pathStep
		demands := count(s.demands, "demand", "demands")
		switch s.Kind {
		case "release":
			s.Note = demands
		case "stop":
			s.Note = "stop here"
		case "to":
			s.Note = "the target: " + demands
			if s.Bad {
				s.Note = "do not stay"
			}
		}
		s.Short = s.Note
		if step < 90 && s.Kind == "release" {
			s.Short, p.Numbers = fmt.Sprint(s.demands), true
		}
		words = append(words, s.Release+" ("+s.Note+")")
	}
	p.Tall = len(p.Stops) * pathStep
	p.Words = strings.Join(words, ", then ")
}

// Link is the line from the stop before to the one with this index.
func (p *htmlPath) Link(i int) htmlStop { return p.Stops[max(0, i-1)] }
