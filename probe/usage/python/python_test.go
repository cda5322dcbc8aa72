package python

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func words(src string) (words []string, problems int) {
	tokens, all := Tokenize(src)
	for _, t := range tokens {
		if t.Kind == Newline {
			words = append(words, "NL")
		} else {
			words = append(words, src[t.From:t.To])
		}
	}
	return words, len(all)
}

func TestTokenize(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"comments and blank lines are no tokens", "# a\n\nx = 1  # b\n", "x|=|1|NL"},
		{"a backslash joins lines", "x = 1 + \\\n  2\n", "x|=|1|+|2|NL"},
		{"brackets join lines", "f(\n  a,  # c\n  b\n)\n", "f|(|a|,|b|)|NL"},
		{"prefixes belong to strings", `b'a' rb"\d" Rb'' u'x' f"y"`, `b'a'|rb"\d"|Rb''|u'x'|f"y"|NL`},
		{"a raw string keeps its backslash, and the quote behind it", `r"\"" + x`, `r"\""|+|x|NL`},
		{"three quotes go over lines", "'''a\n'b' # c\n''' + x", "'''a\n'b' # c\n'''|+|x|NL"},
		{"a field may hold the string's own quotes", `f"{x["a"]}" + y`, `f"{x["a"]}"|+|y|NL`},
		{"f-strings nest", `f"{f"{f"{1}"}"}" + y`, `f"{f"{f"{1}"}"}"|+|y|NL`},
		{"formats have fields", `f"{x:{w}.{p}}" f"{x!r:>{w}}" f"{x != y}"`, `f"{x:{w}.{p}}"|f"{x!r:>{w}}"|f"{x != y}"|NL`},
		{"doubled braces are text", `f"{{{x}}}" f"{{" f"}}"`, `f"{{{x}}}"|f"{{"|f"}}"|NL`},
		{"a field over lines, with a comment", "f'''{\n  x  # }\n}''' + y", "f'''{\n  x  # }\n}'''|+|y|NL"},
		{"an f-string with one brace too many ends with its quote", `f"{x" + y`, `f"{x"|+|y|NL`},
		{"walrus, matrix product and arrows", "(a := b) @ c -> d", "(|a|:=|b|)|@|c|->|d|NL"},
		{"numbers", "1_000 0xFFe+1 1e-5 .5 1.j 5..x", "1_000|0xFFe|+|1|1e-5|.5|1.j|5.|.|x|NL"},
		{"CR LF", "a\r\nb = \\\r\n1\r\n", "a|NL|b|=|1|NL"},
		{"names of other scripts", "größe = 变量", "größe|=|变量|NL"},
		{"a byte order mark", "\ufeffx", "x|NL"},
	} {
		got, problems := words(c.src)
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" || problems > 0 {
			t.Errorf("%s: %d problems\n-want +got\n%s", c.name, problems, diff)
		}
	}
}

// What is no Python is said, and hides as little as possible.
func TestBroken(t *testing.T) {
	for _, c := range []struct{ name, src, want, message string }{
		{"a string that is not closed ends with its line", "x = 'abc\ny = 1\n", "x|=|'abc|NL|y|=|1|NL", "never closed"},
		{"three quotes that are not closed", "x = '''abc\ny = 1\n", "x|=|'''abc\ny = 1\n|NL", "never closed"},
		{"a bracket too many", "f(a))\ny\n", "f|(|a|)|)|NL|y|NL", "closes nothing"},
		{"a bracket too few ends where a function begins", "x = f(a\n\ndef g():\n", "x|=|f|(|a|NL|def|g|(|)|:|NL", "never closed"},
		{"another bracket closes", "x = (1]\n", "x|=|(|1|]|NL", "closes"},
		{"signs of no Python", "!ls ? $x\n", "!|ls|?|$|x|NL", "no Python"},
		{"a stray backslash", "a \\ b\n", "a|b|NL", "backslash"},
	} {
		got, _ := words(c.src)
		_, problems := Tokenize(c.src)
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" || len(problems) == 0 || !strings.Contains(problems[0].Message, c.message) {
			t.Errorf("%s: %v\n-want +got\n%s", c.name, problems, diff)
		}
	}
}

func TestPieces(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`"a b"`, `"a b"`},
		{`'a\tb\x41\u00e9\\\''`, `"a" "\t" "b" "A" "é" "\\" "'"`},
		{`r'a\tb'`, `"a\\tb"`},
		{"'''a\\\nb'''", `"a" "" "b"`},
		{`f"x {a+1!r:>3} {{y}}"`, `"x " <a+1> " " "{" "y" "}"`},
		{`rf"\d{a}"`, `"\\d" <a>`},
		{`f"{d["k"]}"`, `<d["k"]>`},
		{`'abc`, `"abc"`},
	} {
		tokens, _ := Tokenize(c.src)
		var got []string
		for _, p := range Pieces(c.src, tokens[0]) {
			if p.Field {
				got = append(got, "<"+p.Text+">")
			} else {
				got = append(got, fmt.Sprintf("%q", p.Text))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s has the pieces %s, want %s", c.src, s, c.want)
		}
	}
}

// show writes an expression as the tests do.
func show(e *Expr, src string) string {
	if e == nil {
		return "nil"
	}
	var parts []string
	for _, i := range e.Items {
		s := strings.Repeat("*", i.Stars) + show(i.Value, src)
		if i.Name != "" {
			s = i.Name + "=" + s
		}
		if i.Key != nil {
			s = show(i.Key, src) + ":" + s
		}
		parts = append(parts, s)
	}
	list := strings.Join(parts, " ")
	switch e.Form {
	case Ident, Constant:
		return e.Name
	case Text:
		return src[e.From:e.To]
	case Attribute:
		return show(e.X, src) + "." + e.Name
	case Call:
		return show(e.X, src) + "(" + list + ")"
	case Subscript:
		return show(e.X, src) + "[" + list + "]"
	case List:
		return "[" + list + "]"
	case Dict:
		return "{" + list + "}"
	case Sum:
		return show(e.X, src) + "+" + list
	case Percent:
		return show(e.X, src) + "%" + list
	}
	return "<" + list + ">"
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"import a.b.c as d, e", "import a.b.c as d; import e as e"},
		{"from .a import (b as c,\n  d,)", "import .a.b as c; import .a.d as d"},
		{"from ..x import *", "import ..x.* as *"},
		{"x = y = f(1, *a, k=2, **b)", "x y = f(1 *a k=2 **b)"},
		{"x: List[str] = ['a' 'b', (c)]", "x = ['a' 'b' c]"},
		{"a, b = 1, 2", "a b = [1 2]"},
		{"cmd += ['x']", "cmd = cmd+['x']"},
		{"d = {'a': 1, **b, **{'c': f'{x}'}}", "d = {'a':1 **b **{'c':f'{x}'}}"},
		{"s = {1, 2}", "s = [1 2]"},
		{"x = 'a' + b % (c,) + 'd'", "x = 'a'+b%[c]+'d'"},
		{"x = a if b else c", "x = <a b c>"},
		{"x = lambda a, b=1: f(a)", "x = <f(a)>"},
		{"x = [f(y) for y in z if y]", "x = [<f(y) y z y>]"},
		{"x = await a.b(c)[0].d", "x = <a.b(c)[0].d>"},
		{"@task(inlets=[x])\ndef f(a: int = 1) -> str: return g(a)", "task(inlets=[x]); f(int 1); str; g(a)"},
		{"if (m := f(x)) and m.y: g()", ""},
		{"match cmd:\n  case ['a', *rest]: run(rest)", ""},
		{"match = re.match(x)", "match = re.match(x)"},
		{"print >>f, 'x'", ""},
		{"x = f(a b)", "x = f(<a b>)"},
		{"x = [[[", ""},
	} {
		f := Parse(c.src)
		var got []string
		for _, s := range f.Statements {
			for _, i := range s.Imports {
				got = append(got, "import "+i.Path()+" as "+i.As)
			}
			if s.Value != nil {
				var targets []string
				for _, x := range s.Targets {
					targets = append(targets, show(x, c.src))
				}
				got = append(got, strings.Join(targets, " ")+" = "+show(s.Value, c.src))
			} else {
				for _, e := range s.Exprs {
					got = append(got, show(e, c.src))
				}
			}
		}
		if s := strings.Join(got, "; "); c.want != "" && s != c.want {
			t.Errorf("%s\nreads %s\n want %s", c.src, s, c.want)
		}
	}
}

// TestDeep reads what is nested so deeply that reading it naively would need
// more stack than there is.
func TestDeep(t *testing.T) {
	for _, open := range []string{"(", "[", "{", "f(", "{1:", "x[", "not ", "lambda: ", `f"{`, "a if "} {
		Parse("x = " + strings.Repeat(open, 200_000))
	}
	Parse("x = a" + strings.Repeat(".b", 200_000) + strings.Repeat(" + c", 200_000))
}

func FuzzParse(f *testing.F) {
	f.Add("import a.b as c\nfrom x import (y as z)\nx = f(1, *a, k={'a': f\"{x[\"y\"]!r:>{w}}\"})\n")
	f.Add("@d(inlets=[{\"tables\": []}])\nasync def f(x: int = 1, /) -> None:\n\tmatch x:\n\t\tcase {'a': [b, *_]} if (c := b): ...\n")
	f.Add("x = '''a\\\n{}'''.format(r'\\', b'' rb\"\\\"\") % y if not lambda: z else 0x1F + 1e-5\\\n.real")
	f.Add("f'{a:{b:{c}}}' f\"{{\" f'{' )]} '\n\"")
	f.Fuzz(func(t *testing.T, src string) {
		tokens, _ := Tokenize(src)
		at := 0
		for _, x := range tokens {
			if x.From < at || x.To < x.From || x.To > len(src) || x.Kind != Newline && x.To == x.From {
				t.Fatalf("token at %d to %d follows %d", x.From, x.To, at)
			}
			at = x.To
			if x.Kind == String {
				p := x.From
				for _, piece := range Pieces(src, x) {
					if piece.From < p || piece.To < piece.From || piece.To > x.To {
						t.Fatalf("piece at %d to %d of %q", piece.From, piece.To, src[x.From:x.To])
					}
					p = piece.To
				}
			}
		}
		for _, s := range Parse(src).Statements {
			for _, e := range s.Exprs {
				e.Walk(func(e *Expr) bool {
					if e.From < 0 || e.To < e.From || e.To > len(src) {
						t.Fatalf("expression at %d to %d of %d", e.From, e.To, len(src))
					}
					return true
				})
			}
		}
	})
}

// BenchmarkParse reads a file given by OMLINT_PYTHON, or itself made-up source.
func BenchmarkParse(b *testing.B) {
	src := strings.Repeat("x = subprocess.run(['metadata', f\"{a['b']}\"], check=True)\nfrom a.b import c as d\n", 1000)
	if name := os.Getenv("OMLINT_PYTHON"); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		src = string(text)
	}
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		Parse(src)
	}
}
