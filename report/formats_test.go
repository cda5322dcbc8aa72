package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/yuin/goldmark"
	gast "github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// lintExample has findings on one line and over several, before and behind
// characters of two, three and four bytes, and one with a hard file name.
func lintExample() *Report {
	finding := func(rule string, s rules.Severity, message, excerpt string, l rules.Location) rules.Finding {
		return rules.Finding{
			Rule: rule, Severity: s, Message: message, Location: &l, Excerpt: excerpt,
			Remedy: []facts.Remedy{}, Evidence: []facts.Evidence{},
		}
	}
	const line = "Größe → 😀 [here](gone.md) and [there](gone.md)"
	from := strings.Index(line, "[here]")
	r := New("lint", []rules.Finding{
		finding("link/broken-page", rules.Error, "gone.md does not exist", line,
			rules.Location{File: "docs/page.md", Line: 7, Column: from + 1, EndLine: 7, EndColumn: from + 1 + len("[here](gone.md)")}),
		finding("link/broken-page", rules.Error, "gone.md does not exist", line,
			rules.Location{File: "docs/page.md", Line: 7, Column: from + 21, EndLine: 7, EndColumn: len(line) + 1}),
		finding("structure/heading-jump", rules.Warning, "### follows #", "### Three",
			rules.Location{File: "docs/100% <odd>, file: [x]#1?.md", Line: 3, Column: 1, EndLine: 4, EndColumn: 1}),
		finding("snippet/language", rules.Info, "the fence has no language", "```",
			rules.Location{File: "docs/page.md", Line: 10, Column: 1, EndLine: 12, EndColumn: 4}),
	}, Coverage{Documents: 2})
	// The first finding's fix replaces one passage and deletes another, which
	// reaches into the next line.
	place := func(column, endLine, endColumn int, last string) rules.Place {
		return rules.Place{Location: rules.Location{File: "docs/page.md", Line: 7, Column: column, EndLine: endLine, EndColumn: endColumn}, First: line, Last: last}
	}
	r.Results[0].Fix = &rules.Fix{
		Title: "link to [page]", Edits: []rules.Edit{{Start: 70, End: 77, New: "page.md"}, {Start: 90, End: 100}},
		At: []rules.Place{place(from+8, 7, from+15, line), place(from+20, 8, 5, "😀")},
	}
	r.Rules = []Explanation{
		{ID: "link/broken-page", Severity: rules.Error, Title: "a link to a page that is not there", Why: "the reader gets an error", Fix: "name the page", Bad: "[a](gone.md)", Good: "[a](page.md)"},
		{ID: "snippet/language", Severity: rules.Info, Title: "a fence without a language", Why: "nobody can check it", Bad: "```\nx\n```"},
		{ID: "unused/rule", Severity: rules.Info, Title: "unused", Why: "unused"},
	}
	return r
}

// baselineExample is the same with two findings that a baseline hides.
func baselineExample() *Report {
	all := lintExample()
	r := New("lint", all.Results[2:], all.Coverage)
	r.Rules = all.Rules
	r.Hide(all.Results[:2])
	return r
}

// troubleExample is a report of a run that found nothing wrong, and could not do
// its job.
func troubleExample() *Report {
	r := New("audit", nil, Coverage{Documents: 1})
	r.From, r.To = "1.3.0", "1.4.0"
	r.Trouble = []string{"read docs/page.md: permission denied"}
	return r
}

// ciFormats are the formats for other programs: their files' endings, and what
// says that a report is one of them.
var ciFormats = []struct {
	name, ending string
	check        func(*testing.T, []byte)
}{
	{"github", "txt", checkGitHub},
	{"gitlab", "json", checkGitLab},
	{"sarif", "json", checkSARIF},
	{"junit", "xml", checkJUnit},
	{"checkstyle", "xml", checkCheckstyle},
	{"markdown", "md", checkMarkdown},
}

func render(t *testing.T, format string, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r, Options{Dir: "/home/somebody/repository"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCIFormats(t *testing.T) {
	for _, format := range ciFormats {
		for name, r := range map[string]*Report{
			"audit": example(), "trouble": troubleExample(), "lint": lintExample(), "baseline": baselineExample(), "clean": New("lint", []rules.Finding{}, Coverage{Documents: 2}),
		} {
			t.Run(format.name+"/"+name, func(t *testing.T) {
				got := render(t, format.name, r)
				if !bytes.Equal(got, render(t, format.name, r)) {
					t.Error("the same report gives different bytes")
				}
				format.check(t, got)
				golden := filepath.Join("testdata", format.name+"-"+name+"."+format.ending)
				if *update {
					if err := os.WriteFile(golden, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("%s differs (-want +got), rewrite with -update:\n%s", golden, diff)
				}
			})
		}
	}
}

// Text from pages, file names and servers stays text in every format.
func TestCIInjection(t *testing.T) {
	for name, evil := range map[string]string{
		"workflow command": "x\n::error file=a::owned\r\n::stop-commands::x %0A::set-output,title=a::b",
		"markup":           "<img src=x onerror=alert(1)> | a ` b | **x** [click](javascript:alert(1)) <!-- @everyone #1 https://evil.example --> &lt;",
		"XML":              "a]]><x/>\"'&<![CDATA[ \x00\x01\x0b\x1b\x7f\ufffe\uffff",
		"bytes":            "\xff\xfe\xc3( \xed\xa0\x80",
		"terminal":         "\x1b]0;owned\x07\u202egnp.exe\u2028next",
		"placeholders":     "{0} {{1}} %s %d [a](b)",
		"path":             "../../../etc/passwd?a=b#c d:e,f;%2e%2e\\x\"",
		"scheme":           "javascript:alert(1)",
	} {
		audit, lint := example(), lintExample()
		for _, r := range []*Report{audit, lint} {
			for i := range r.Results {
				f := &r.Results[i]
				f.Message, f.Observed, f.Expected, f.Source = evil, facts.Optional(evil), facts.Optional(evil), facts.Optional(evil)
				f.Rule, f.Fact, f.Excerpt = evil, facts.Optional(evil), evil
				f.Remedy = []facts.Remedy{{Text: evil, Note: evil}}
				f.Evidence = []facts.Evidence{{File: evil, Line: 1, Quote: evil}}
				if f.Location != nil {
					f.Location.File = evil
				}
			}
			r.Coverage.FilesSkipped = []Skipped{{File: evil, Why: evil}}
			r.Trouble = []string{evil}
		}
		audit.From, audit.To = facts.Optional(evil), facts.Optional(evil)
		for _, format := range ciFormats {
			for _, r := range []*Report{audit, lint} {
				t.Run(name+"/"+format.name+"/"+r.Command, func(t *testing.T) {
					got := render(t, format.name, r)
					format.check(t, got)
					if !utf8.Valid(got) {
						t.Error("the report is no UTF-8")
					}
					for _, bad := range []string{"\x00", "\x07", "\x1b", "\r", "\u202e", "\u2028", "\ufffe", "\uffff"} {
						if bytes.Contains(got, []byte(bad)) {
							t.Errorf("the report holds %q", bad)
						}
					}
				})
			}
		}
	}
}

var githubCommand = regexp.MustCompile(`^::(error|warning|notice) ([a-zA-Z]+=[^,:\r\n]*)(,[a-zA-Z]+=[^,:\r\n]*)*::[^\r\n]+$`)

func checkGitHub(t *testing.T, b []byte) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		if !githubCommand.MatchString(line) {
			t.Errorf("no workflow command of ours: %q", line)
		}
		if rest := regexp.MustCompile(`%(25|0A|0D|3A|2C)`).ReplaceAllString(line, ""); strings.Contains(rest, "%") {
			t.Errorf("a bare %%: %q", line)
		}
	}
}

func checkGitLab(t *testing.T, b []byte) {
	t.Helper()
	var issues []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal(b, &issues); err != nil {
		t.Fatal(err)
	}
	if issues == nil {
		t.Error("null is no list")
	}
	seen := map[string]bool{}
	for _, i := range issues {
		switch i.Severity {
		case "info", "minor", "major", "critical", "blocker":
		default:
			t.Errorf("severity %q", i.Severity)
		}
		if i.Description == "" || i.CheckName == "" || i.Location.Path == "" || i.Location.Lines.Begin < 1 {
			t.Errorf("something required is missing: %+v", i)
		}
		if strings.HasPrefix(i.Location.Path, "./") || strings.ContainsAny(i.Description, "\r\n") {
			t.Errorf("%+v", i)
		}
		if i.Fingerprint == "" || seen[i.Fingerprint] {
			t.Errorf("the fingerprint %q is empty or not unique", i.Fingerprint)
		}
		seen[i.Fingerprint] = true
	}
}

var (
	plainURI  = regexp.MustCompile(`^(file:///)?([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$`)
	schemeURI = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	sarifLink = regexp.MustCompile(`(^|[^\\])(\\\\)*\[[^\]]*\]\(`)
)

// checkSARIF reads the log with a library that has the official schema.
func checkSARIF(t *testing.T, b []byte) {
	t.Helper()
	log, err := sarif.FromBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	validateSARIF(t, b)
	run := log.Runs[0]
	if *run.ColumnKind != "utf16CodeUnits" {
		t.Errorf("columnKind is %s", *run.ColumnKind)
	}
	seen := map[string]bool{}
	for _, r := range run.Results {
		if r.RuleIndex < 0 || *run.Tool.Driver.Rules[r.RuleIndex].ID != *r.RuleID {
			t.Errorf("rule %d is not %q", r.RuleIndex, *r.RuleID)
		}
		if print := r.PartialFingerprints["omlint/v1"]; print == "" || seen[print] {
			t.Errorf("the fingerprint %q is empty or not unique", print)
		} else {
			seen[print] = true
		}
		if sarifLink.MatchString(*r.Message.Text) {
			t.Errorf("a link: %q", *r.Message.Text)
		}
		for _, f := range r.Fixes {
			for _, c := range f.ArtifactChanges {
				if c.ArtifactLocation.URI == nil || len(c.Replacements) == 0 {
					t.Errorf("a fix of nothing: %+v", f)
				}
			}
		}
		for _, l := range append(r.Locations, r.RelatedLocations...) {
			uri := *l.PhysicalLocation.ArtifactLocation.URI
			if !plainURI.MatchString(uri) || schemeURI.MatchString(uri) && !strings.HasPrefix(uri, "file:///") {
				t.Errorf("URI %q", uri)
			}
		}
	}
}

// checkXML wants text in places where it may be, and elements that are known.
func checkXML(t *testing.T, b []byte, elements string) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && !slices.Contains(strings.Fields(elements), e.Name.Local) {
			t.Errorf("an element <%s>", e.Name.Local)
		}
	}
}

func checkJUnit(t *testing.T, b []byte) {
	t.Helper()
	checkXML(t, b, "testsuites testsuite testcase failure error skipped system-out")
	var suites junit.Testsuites
	if err := xml.Unmarshal(b, &suites); err != nil {
		t.Fatal(err)
	}
	suite := suites.Suites[0]
	var failures, errs, skipped int
	for _, c := range suite.Testcases {
		if c.Name == "" || c.Classname == "" {
			t.Errorf("a test without a name: %+v", c)
		}
		for n, result := range map[*int]*junit.Result{&failures: c.Failure, &errs: c.Error, &skipped: c.Skipped} {
			if result == nil {
				continue
			}
			*n++
			if result.Message == "" || result.Data == "" {
				t.Errorf("nothing is said: %+v", c)
			}
		}
	}
	got := []int{len(suite.Testcases), failures, errs, skipped}
	if diff := cmp.Diff([]int{suites.Tests, suites.Failures, suites.Errors, suites.Skipped}, got); diff != "" || suites.Tests == 0 {
		t.Errorf("the counts (-said +there): %s", diff)
	}
}

func checkCheckstyle(t *testing.T, b []byte) {
	t.Helper()
	checkXML(t, b, "checkstyle file error")
	var report checkstyleReport
	if err := xml.Unmarshal(b, &report); err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Files {
		for _, e := range f.Errors {
			if f.Name == "" || e.Line < 1 || e.Message == "" || e.Source == "" || !slices.Contains([]string{"info", "warning", "error"}, e.Severity) {
				t.Errorf("%s: %+v", f.Name, e)
			}
		}
	}
}

// checkMarkdown reads the summary as GitHub does: tables of text, no links, no
// HTML but its own.
func checkMarkdown(t *testing.T, b []byte) {
	t.Helper()
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(b))
	err := gast.Walk(root, func(n gast.Node, entering bool) (gast.WalkStatus, error) {
		if !entering {
			return gast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *gast.Document, *gast.Heading, *gast.Paragraph, *gast.Text, *gast.String, *xast.Table, *xast.TableHeader, *xast.TableCell:
		case *gast.Emphasis: // the verdict
			if n.Level != 2 || n.Parent().Kind() != gast.KindParagraph {
				t.Error("emphasis in a text")
			}
		case *xast.TableRow:
			if n.ChildCount() != 3 {
				t.Errorf("%d cells", n.ChildCount())
			}
		case *gast.RawHTML:
			if html := string(n.Segments.Value(b)); html != "<!-- -->" {
				t.Errorf("HTML: %s", html)
			}
		case *gast.HTMLBlock:
			if html := string(n.Lines().Value(b)); !regexp.MustCompile(`^(<details>\n<summary>[\w: ]+ \(\d+\)</summary>|</details>)\n$`).MatchString(html) {
				t.Errorf("HTML: %s", html)
			}
		default:
			t.Errorf("%s: %s", n.Kind(), b)
		}
		return gast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(b), "\n") { // cells too many are not shown, so the tree does not tell
		if n := strings.Count(regexp.MustCompile(`\\.`).ReplaceAllString(line, ""), "|"); n != 0 && n != 4 {
			t.Errorf("%d bars: %s", n, line)
		}
	}
	if mention := regexp.MustCompile(`@\w|[#!]\d`).Find(b); mention != nil {
		t.Errorf("somebody or something is called: %q", mention)
	}
}

// Markdown shows the text as it was, and a long report fits a comment.
func TestMarkdownText(t *testing.T) {
	const message = `set **x** to <20MB> | see [a](b) \ & "c" @d #1 https://e.example $f$ ~~g~~`
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte("x "+markdown(message)), &b); err != nil {
		t.Fatal(err)
	}
	want := "<p>x " + html.EscapeString(message) + "</p>\n"
	got := strings.ReplaceAll(b.String(), "<!-- raw HTML omitted -->", "")
	if diff := cmp.Diff(html.UnescapeString(want), html.UnescapeString(got)); diff != "" {
		t.Error(diff)
	}

	r := lintExample()
	for range 500 {
		f := r.Results[0]
		f.Message = strings.Repeat("<|", 1000)
		r.Results = append(r.Results, f)
	}
	if long := render(t, "markdown", r); utf8.RuneCount(long) > 65_536 || !bytes.Contains(long, []byte("more.")) {
		t.Errorf("%d characters", utf8.RuneCount(long))
	}
}

// What the columns of SARIF and GitHub count is UTF-16.
func TestColumns(t *testing.T) {
	for _, test := range []struct {
		line         string
		column, want int
	}{
		{"abc", 1, 1},
		{"abc", 4, 4},
		{"abc", 5, 0},
		{"", 1, 1},
		{"", 3, 0},
		{"abc", 0, 0},
		{"ö!", 3, 2},
		{"→!", 4, 2},
		{"😀!", 5, 3},
		{"\xff!", 2, 2},
		{"\ufeffab", 1, 1},
		{"\ufeffab", 4, 1},
		{"\ufeffab", 5, 2},
	} {
		if got := utf16Column(test.line, test.column); got != test.want {
			t.Errorf("column %d of %q: got %d, want %d", test.column, test.line, got, test.want)
		}
	}
}

// A fingerprint survives a move of the line and another count in the message.
func TestFingerprintsAreStable(t *testing.T) {
	before, after := lintExample(), lintExample()
	for i := range after.Results {
		l := after.Results[i].Location
		l.Line, l.EndLine = l.Line+5, l.EndLine+5
		after.Results[i].Message += " (see line 5)"
		after.Results[i].Excerpt = "  " + after.Results[i].Excerpt
	}
	if diff := cmp.Diff(fingerprints(before, before.Results, Options{}), fingerprints(after, after.Results, Options{})); diff != "" {
		t.Error(diff)
	}
	after.Results[0].Location.File = "other.md"
	if fingerprints(before, before.Results, Options{})[0] == fingerprints(after, after.Results, Options{})[0] {
		t.Error("another file, the same fingerprint")
	}
}

func TestFileNames(t *testing.T) {
	o := Options{Dir: "/home/somebody/repository"}
	for file, want := range map[string]string{
		"./docs//page.md":                     "docs/page.md",
		"docs/a b%20ü.md":                     "docs/a%20b%2520%C3%BC.md",
		"a:b.md":                              "./a:b.md",
		"x/[slug]?#.md":                       "x/%5Bslug%5D%3F%23.md",
		"/home/somebody/repository/docs/p.md": "docs/p.md",
		"/etc/my.cnf":                         "file:///etc/my.cnf",
		"//host/share":                        "file:///host/share",
		"../up.md":                            "../up.md",
	} {
		if got := fileURI(relative(file, o)); got != want {
			t.Errorf("%s: got %s, want %s", file, got, want)
		}
	}
}

// sarifSchema is the official JSON Schema, as the library carries it in its
// source.
var sarifSchema = sync.OnceValues(func() (string, error) {
	const pkg = "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", pkg).Output()
	if err != nil {
		return "", err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		return "", err
	}
	return strconv.Unquote(file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
})

func validateSARIF(t *testing.T, b []byte) {
	t.Helper()
	schema, err := sarifSchema()
	if err != nil {
		t.Fatal(err)
	}
	compiled := compile(t, schema)
	if err := compiled.Validate(decode(t, string(b))); err != nil {
		t.Error(err)
	}
	if compiled.Validate(decode(t, `{"version":"2.1.0"}`)) == nil {
		t.Error("the schema accepts anything")
	}
}
