package usage

import (
	"regexp"
	"strings"
)

func init() { register(dockerfile{}) }

// dockerfile reads Dockerfiles. BuildKit's parser, the reference, gives no byte
// offsets and weighs more than this whole program; the language is one
// instruction a line.
type dockerfile struct{}

var dockerfileNames = named(`(?i)^(Dockerfile|Containerfile)([._-].*)?$|\.(dockerfile|containerfile)$`, "dockerfile", "containerfile")

func (dockerfile) match(name string, _ []byte) bool {
	return dockerfileNames.MatchString(name) && !strings.HasSuffix(name, ".dockerignore")
}

func (dockerfile) scan(f *file, code text) error {
	d := dockerfileReader{file: f, code: withoutCR(code), escape: '\\', args: map[string]text{}, stages: map[string]text{}}
	if m := escapeDirective.FindStringSubmatch(code.s); m != nil {
		d.escape = m[1][0]
	}
	for d.at < len(d.code.s) {
		d.instruction(d.logicalLine())
	}
	d.endStage(d.code.end(len(d.code.s)))
	return nil
}

var (
	escapeDirective = regexp.MustCompile("(?i)\\A(?:#.*\n)*?#[ \t]*escape[ \t]*=[ \t]*([\\\\`])")
	instruction     = regexp.MustCompile(`^[ \t]*([A-Za-z]+)[ \t]+((?:--[a-z-]+(?:=\S*)?[ \t]+)*)`)
	fromFlag        = regexp.MustCompile(`(?:--|,)from=([^,\s]+)`)
	heredoc         = regexp.MustCompile(`<<-?[ \t]*["']?([A-Za-z_][A-Za-z0-9_]*)["']?`)
)

type dockerfileReader struct {
	*file
	code   text
	at     int
	escape byte
	args   map[string]text // defaults of ARG

	entrypoint, cmd text // of the stage

	stage  text            // the version of the Python that the stage is known to have; "" unknown
	begins int             // where in the file the stage does
	stages map[string]text // those of the stages that have a name
}

// physicalLine returns the next line without its end.
func (d *dockerfileReader) physicalLine() text {
	from, to := d.at, len(d.code.s)
	if n := strings.IndexByte(d.code.s[from:], '\n'); n >= 0 {
		to = from + n
	}
	d.at = to + 1
	return d.code.part(from, to)
}

// logicalLine returns an instruction with its continued lines, and the
// here-documents behind it. Comments and empty lines inside it are none of it.
func (d *dockerfileReader) logicalLine() text {
	var b textBuilder
	for d.at < len(d.code.s) {
		line := d.physicalLine()
		if trimmed := strings.TrimSpace(line.s); strings.HasPrefix(trimmed, "#") || trimmed == "" && len(b.s) > 0 {
			if len(b.s) == 0 {
				return text{}
			}
			continue
		}
		body := strings.TrimRight(line.s, " \t")
		if !strings.HasSuffix(body, string(d.escape)) {
			b.addText(line)
			break
		}
		b.addText(line.part(0, len(body)-1))
	}
	head := b.text()
	if m := instruction.FindStringSubmatch(head.s); m != nil && (strings.EqualFold(m[1], "RUN") || strings.EqualFold(m[1], "COPY")) {
		for _, h := range heredoc.FindAllStringSubmatch(head.s, -1) {
			for d.at < len(d.code.s) {
				line := d.physicalLine()
				b.add('\n', line.start(0), line.start(0))
				b.addText(line)
				if strings.TrimSpace(line.s) == h[1] {
					break
				}
			}
		}
	}
	return b.text()
}

func (d *dockerfileReader) instruction(line text) {
	m := instruction.FindStringSubmatchIndex(line.s)
	if m == nil {
		return
	}
	rest := line.part(m[1], len(line.s))
	for _, from := range fromFlag.FindAllStringSubmatchIndex(line.s[m[4]:m[5]], -1) { // COPY --from=IMAGE
		d.image(d.filledIn(line.part(m[4]+from[2], m[4]+from[3])))
	}
	switch name := strings.ToUpper(line.s[m[2]:m[3]]); name {
	case "RUN":
		d.run(rest)
	case "CMD":
		d.cmd = rest
	case "ENTRYPOINT":
		d.entrypoint = rest
	case "HEALTHCHECK":
		if i := strings.Index(rest.s, "CMD"); i >= 0 {
			d.run(rest.part(i+3, len(rest.s)))
		}
	case "ONBUILD":
		d.instruction(rest)
	case "SHELL":
	case "FROM":
		d.from(rest)
	case "ENV", "ARG", "LABEL":
		if name != "LABEL" {
			d.variables(rest, name == "ARG")
		}
	}
}

// start reads what the containers of a stage run: the words of CMD follow those
// of ENTRYPOINT, unless one of the two is a script.
func (d *dockerfileReader) start() {
	entrypoint, cmd := d.entrypoint, d.cmd
	d.entrypoint, d.cmd = text{}, text{}
	first, ok := d.words(entrypoint)
	second, ok2 := d.words(cmd)
	if ok && ok2 {
		d.call(append(first, second...))
		return
	}
	for _, t := range []text{entrypoint, cmd} {
		if t.s != "" {
			d.run(t)
		}
	}
}

// words reads the list of words that a command may be.
func (d *dockerfileReader) words(t text) (words []text, ok bool) {
	if !strings.HasPrefix(strings.TrimSpace(t.s), "[") {
		return nil, false
	}
	i, end := strings.IndexByte(t.s, '['), len(strings.TrimRight(t.s, " \t\r"))
	list, err := d.jsonTree(t.part(i, end))
	if err != nil {
		return nil, false
	}
	return list.words(), true
}

// run reads a command: a list of words, or a script.
func (d *dockerfileReader) run(t text) {
	if words, ok := d.words(t); ok {
		d.call(words)
		return
	}
	if m := heredoc.FindStringSubmatchIndex(t.s); m != nil && strings.TrimSpace(t.s[:m[0]]) == "" {
		if n := strings.IndexByte(t.s, '\n'); n >= 0 { // RUN <<EOF: the document is the script
			end := strings.LastIndexByte(t.s, '\n')
			d.script(t.part(n+1, max(n+1, end+1)))
			return
		}
	}
	d.script(t)
}

// from reads the image that a stage begins with.
func (d *dockerfileReader) from(t text) {
	words := fieldsOf(t)
	if len(words) == 0 {
		return
	}
	ref := d.filledIn(words[0])
	d.image(ref)
	d.endStage(t.start(0))
	d.begins = t.start(0)
	if d.stage, _ = pythonImage(ref); d.stage.s == "" {
		d.stage = d.stages[strings.ToLower(ref.s)]
	}
	if len(words) > 2 && strings.EqualFold(words[1].s, "AS") {
		d.stages[strings.ToLower(words[2].s)] = d.stage
	}
}

// filledIn is a reference with what ARG gives it: image:${VERSION}.
func (d *dockerfileReader) filledIn(ref text) text {
	m := argRef.FindStringSubmatchIndex(ref.s)
	if m == nil {
		return ref
	}
	value, ok := d.args[ref.s[m[2]:m[3]]]
	if !ok {
		return ref
	}
	var b textBuilder
	b.addText(ref.part(0, m[0]))
	b.addText(value.placed(ref.start(m[0]), ref.end(m[1])))
	b.addText(ref.part(m[1], len(ref.s)))
	return b.text()
}

// endStage files what the stage that ends at an offset starts, and its Python.
func (d *dockerfileReader) endStage(at int) {
	d.start()
	if d.stage.s != "" {
		d.runsOn(d.stage, [2]int{d.begins, at})
	}
	d.stage = text{}
}

var argRef = regexp.MustCompile(`\$\{?(\w+)\}?`)

// variables reads NAME=VALUE …, or the old NAME VALUE.
func (d *dockerfileReader) variables(t text, args bool) {
	words := shellWords(t)
	if len(words) == 0 {
		return
	}
	if !strings.Contains(words[0].s, "=") {
		if len(words) > 1 {
			d.env(words[0], words[1])
		} else {
			d.env(words[0], text{})
		}
		return
	}
	for _, w := range words {
		name, value, ok := cutText(w, '=')
		if !ok {
			continue
		}
		d.env(name, value)
		if args {
			d.args[name.s] = value
		}
	}
}

// cutText splits at the first of a byte.
func cutText(t text, sep byte) (before, after text, ok bool) {
	i := strings.IndexByte(t.s, sep)
	if i < 0 {
		return t, text{}, false
	}
	return t.part(0, i), t.part(i+1, len(t.s)), true
}

var quoted = regexp.MustCompile(`(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+`)

// shellWords splits at blanks outside of quotes, and takes the quotes off.
func shellWords(t text) []text {
	var words []text
	for _, x := range quoted.FindAllStringIndex(t.s, -1) {
		var b textBuilder
		var open byte
		for i := x[0]; i < x[1]; i++ {
			c := t.s[i]
			switch {
			case open == 0 && (c == '"' || c == '\''):
				open = c
			case c == open && open != 0:
				open = 0
			case c == '\\' && open != '\'' && i+1 < x[1]:
				i++
				b.add(t.s[i], t.start(i), t.end(i+1))
			default:
				b.add(c, t.start(i), t.end(i+1))
			}
		}
		words = append(words, b.text())
	}
	return words
}
