package usage

import (
	"regexp"
	"strings"
)

func init() { register(jenkins{}) }

// jenkins reads Jenkinsfiles and other pipelines in Groovy: the strings that
// steps run, the images and the environment. Groovy itself is not parsed, only
// its strings and comments, and what stands before them.
type jenkins struct{}

var jenkinsNames = named(`^Jenkinsfile([._-].*)?$|\.([jJ]enkinsfile|jenkins|groovy|gvy)$`, "enkins", ".groovy", ".gvy")

func (jenkins) match(name string, _ []byte) bool { return jenkinsNames.MatchString(name) }

var (
	jenkinsStep   = regexp.MustCompile(`\b(sh|bash|script|command|execute)[ \t]*\(?[ \t]*(\[?[ \t]*(?:\w+:[ \t]*\w+,[ \t\n]*)*script[ \t]*:[ \t]*)?$`)
	jenkinsScript = regexp.MustCompile(`\b(script|command)[ \t]*:[ \t]*$`)
	jenkinsImage  = regexp.MustCompile(`\b(image)[ \t]*\(?[ \t]*$`)
	jenkinsEnv    = regexp.MustCompile(`(?:^|[\s;{])(?:env\.)?([A-Za-z_]\w*)[ \t]*=[ \t]*$`)
)

func (jenkins) scan(f *file, code text) error {
	src := code.s
	start := 0 // of the line, or behind the last string or comment
	for at := 0; at < len(src); {
		switch c := src[at]; {
		case strings.HasPrefix(src[at:], "//"):
			for at < len(src) && src[at] != '\n' {
				at++
			}
			start = at
		case strings.HasPrefix(src[at:], "/*"):
			n := strings.Index(src[at+2:], "*/")
			if n < 0 {
				return nil
			}
			at += n + 4
			start = at
		case c == '"' || c == '\'':
			body, end := groovyString(code, at)
			before := src[start:at]
			switch {
			case jenkinsStep.MatchString(before) || jenkinsScript.MatchString(before):
				f.shellText(body)
			case jenkinsImage.MatchString(before):
				f.image(body)
			default:
				if m := jenkinsEnv.FindStringSubmatchIndex(before); m != nil {
					f.env(code.part(start+m[2], start+m[3]), body)
				}
				if list := strings.TrimSpace(body.s); strings.Contains(before, "withEnv") || strings.HasSuffix(strings.TrimSpace(before), "[") || strings.HasSuffix(strings.TrimSpace(before), ",") {
					if name, value, ok := cutText(body, '='); ok && list != "" {
						f.env(name, value)
					}
				}
			}
			at, start = end, end
		default:
			at++
		}
	}
	return nil
}

// groovyValue matches an expression that Groovy fills in and that the shell would
// not take for a variable: ${params.HOST}.
var groovyValue = regexp.MustCompile(`^\$\{\s*\w+\s*[^\w\s{}][^{}\n]*\}`)

// groovyString returns the value of the string at, and the offset behind it.
func groovyString(code text, at int) (text, int) {
	src := code.s
	q := src[at : at+1]
	if strings.HasPrefix(src[at:], q+q+q) {
		q = q + q + q
	}
	var b textBuilder
	i := at + len(q)
	for i < len(src) && !strings.HasPrefix(src[i:], q) {
		c := src[i]
		if len(q) == 1 && c == '\n' {
			break
		}
		if m := groovyValue.FindStringIndex(src[i:]); m != nil && q[0] == '"' {
			for _, c := range []byte(unknownValue) {
				b.add(c, code.start(i), code.end(i+m[1]))
			}
			i += m[1]
			continue
		}
		if c == '\\' && i+1 < len(src) {
			value := src[i+1]
			switch value {
			case 'n':
				value = '\n'
			case 't':
				value = '\t'
			case '\\', '\'', '"', '$':
			default:
				b.add(c, code.start(i), code.end(i+1))
			}
			b.add(value, code.start(i), code.end(i+2))
			i += 2
			continue
		}
		b.add(c, code.start(i), code.end(i+1))
		i++
	}
	return b.text(), min(i+len(q), len(src))
}
