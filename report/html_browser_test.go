package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
	"github.com/omlint/omlint/rules/deploy"
)

// audited is the audit of the example deployment, by the example pages or, to a
// release with stops on its way, by the built-in catalogue.
func audited(t *testing.T, to string) *Report {
	t.Helper()
	demanded := facts.Catalogue()
	documents := 0
	if to == "1.4.0" {
		site, err := parser.LoadSite([]string{"../testdata/docs"}, parser.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range site.Documents {
			d.Path = strings.TrimPrefix(d.Path, "../testdata/")
		}
		documents, demanded = len(site.Documents), facts.Extract(site.Documents, facts.OpenMetadata()).Facts
	}
	version := func(s string) facts.Version {
		v, err := facts.ParseVersion(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	demanded, err := facts.Between(demanded, version("1.3.0"), version(to))
	if err != nil {
		t.Fatal(err)
	}
	snapshot := probe.New()
	source, err := os.ReadFile("../testdata/deployment/snapshot.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(source, snapshot); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"openmetadata_db.sql", "truncated.sql"} {
		b := backup.Inspect(t.Context(), "../testdata/deployment/backup/"+name, backup.Options{})
		b.Path = "backup/" + name
		snapshot.Backups = append(snapshot.Backups, b)
		snapshot.Probes = append(snapshot.Probes, probe.Status{Probe: "backup " + b.Path, Status: probe.StatusOK})
	}
	r := New("audit", deploy.Audit(deploy.Input{
		Facts: demanded, Snapshot: snapshot, From: "1.3.0", To: to,
		Now: time.Date(2024, 6, 5, 18, 0, 0, 0, time.UTC), MaxBackupAge: 24 * time.Hour,
	}), Coverage{Documents: documents, Facts: len(demanded), Probes: snapshot.Probes})
	r.From, r.To, r.Snapshot, r.Facts = "1.3.0", facts.Optional(to), snapshot, demanded
	return r
}

// tab is a page in a real browser. Whatever it complains about, or fetches,
// fails the test.
type tab struct {
	*testing.T
	ctx context.Context
	url string
}

// startBrowser starts a browser that reaches no host.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("Chromium is not installed: run scripts/install-test-deps")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("disable-lcd-text", true), chromedp.Flag("disable-dev-shm-usage", true))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// open shows a report in a tab of its own.
func open(browser context.Context, t *testing.T, r *Report, width int64, scheme, before string) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, render(t, "html", r), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(browser) // one tab for all: Chromium answers some commands only in the tab in front
	t.Cleanup(cancel)
	p := &tab{t, ctx, "file://" + file}
	p.do(chromedp.EmulateViewport(width, map[int64]int64{1280: 900, 390: 844}[width]))
	p.do(chromedp.Navigate("about:blank"))
	p.media("", scheme)
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	if before != "" {
		added := call(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: before})
		t.Cleanup(func() {
			p.ctx = browser
			call(p, cdppage.RemoveScriptToEvaluateOnNewDocument, cdppage.RemoveScriptToEvaluateOnNewDocumentParams(added))
		})
	}
	var mu sync.Mutex
	var complaints []string
	if err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			complaints = append(complaints, fmt.Sprintf("console.%s", e.Type))
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		case *cdppage.EventJavascriptDialogOpening:
			complaints = append(complaints, "a dialog: "+e.Message)
		case *network.EventRequestWillBeSent:
			if !strings.HasSuffix(e.Request.URL, "/report.html") && !strings.HasPrefix(e.Request.URL, "blob:") {
				complaints = append(complaints, "a request: "+e.Request.URL)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range complaints {
			t.Errorf("the browser says: %s", c)
		}
	})
	p.do(chromedp.Navigate(p.url))
	return p
}

// limit ends what hangs.
const limit = 20 * time.Second

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.Fatal(err)
	}
}

// media has the page shown on a medium, "" for the screen, in a colour scheme.
func (p *tab) media(medium, scheme string) {
	p.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	}))
}

func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	r, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.Fatal(err)
	}
	return r
}

func evaluate[T any](p *tab, script string) T {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		p.Fatalf("%s: %v", script, err)
	}
	return v
}

// click presses a button; on a page that Chromium does not draw at once, its own
// clicks would wait for the next frame.
func (p *tab) click(selector string) {
	p.Helper()
	evaluate[any](p, fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// choose fills in a field of the filters.
func (p *tab) choose(id, value string) {
	p.Helper()
	evaluate[any](p, fmt.Sprintf(`{ const f = document.getElementById(%q); f.value = %q; f.dispatchEvent(new Event('input', {bubbles: true})); }`, id, value))
}

// shown counts the results that can be seen.
func (p *tab) shown(selector string) int {
	p.Helper()
	return evaluate[int](p, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).length`, selector))
}

// The contrast of every text with what is behind it, as WCAG 2 reckons; those
// below its level AA are returned.
const pale = `(() => {
  const parse = (c) => { const [r, g, b, a = 1] = c.match(/[\d.]+/g).map(Number); return {r, g, b, a}; };
  const light = ({r, g, b}) => { const f = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a > 0) return c; } return {r: 255, g: 255, b: 255}; };
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility({visibilityProperty: true}) || e.closest('.unseen, script, option')) continue;
    const s = getComputedStyle(e);
    const a = light(parse(e instanceof SVGElement ? s.fill : s.color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.66 && s.fontWeight >= 700;
    if (ratio < (large ? 3 : 4.5)) found.add(ratio.toFixed(2) + ' ' + e.className + ': ' + n.data.trim().slice(0, 40));
  }
  return [...found];
})()`

func TestHTMLInBrowser(t *testing.T) {
	browserContext := startBrowser(t)
	example, far := audited(t, "1.4.0"), audited(t, "1.13.0")

	for _, look := range []struct {
		name   string
		report *Report
		width  int64
		scheme string
		at     string // what is scrolled to
		docs   string
	}{
		{"1280-light", example, 1280, "light", "", "report-1280.png"},
		{"1280-dark", example, 1280, "dark", "", ""},
		{"390-light", example, 390, "light", "", "report-390.png"},
		{"390-dark", far, 390, "dark", "", ""},
		{"path", far, 1280, "light", "", ""},
		{"deployment", example, 1280, "light", "#deployment", ""},
		{"backups-390", example, 390, "dark", "#backups", ""},
	} {
		t.Run("look "+look.name, func(t *testing.T) {
			p := open(browserContext, t, look.report, look.width, look.scheme, "")
			if width := evaluate[int64](p, `document.documentElement.scrollWidth`); width > look.width {
				t.Errorf("it is %d pixels wide, on a screen of %d", width, look.width)
			}
			if look.at != "" {
				evaluate[any](p, fmt.Sprintf(`document.querySelector(%q).scrollIntoView({behavior: "instant"})`, look.at))
			}
			shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Join("testdata", "html-"+look.name+".png"), shot)
			if look.docs != "" && *update {
				write(t, filepath.Join("..", "docs", look.docs), shot)
			}
			evaluate[any](p, `document.querySelectorAll('details').forEach((d) => { d.open = true; })`)
			for _, text := range evaluate[[]string](p, pale) {
				t.Errorf("too pale: %s", text)
			}
			if width := evaluate[int64](p, `document.documentElement.scrollWidth`); width > look.width {
				t.Errorf("unfolded, it is %d pixels wide, on a screen of %d", width, look.width)
			}
		})
	}

	t.Run("filters", func(t *testing.T) {
		p := open(browserContext, t, example, 1280, "light", "")
		all := p.shown(".results section .item")
		p.click(".count.fail")
		if n := p.shown(".item"); n == 0 || n != p.shown(".item.fail") || n >= all {
			t.Errorf("%d of %d results are shown for a filter of what fails", n, all)
		}
		p.click(".count.pass")
		if n := p.shown(".item.pass"); n != example.Summary.Pass {
			t.Errorf("%d of %d passed checks are shown", n, example.Summary.Pass)
		}
		p.click(`[type="reset"]`)
		p.choose("f-text", "  SORT_buffer 20971520")
		if n := p.shown(".item"); n != 1 || !strings.HasPrefix(evaluate[string](p, `document.getElementById('shown').textContent`), "1 of ") {
			t.Errorf("%d results are shown for a text that one has", n)
		}
		p.choose("f-text", "sort_buffer nowhere")
		if n := p.shown(".item"); n != 0 || p.shown("#no-match") != 1 {
			t.Errorf("%d results are shown for a text that none has", n)
		}
		p.click(`[type="reset"]`)
		p.choose("f-rule", "deploy/backup")
		if n := p.shown(".item"); n == 0 || n != p.shown(`[data-rule="deploy/backup"]`) {
			t.Errorf("%d results are shown for a rule", n)
		}
		p.click(`[type="reset"]`)
		p.choose("f-group", "after")
		if n := p.shown(".item"); n == 0 || n != p.shown(`[data-group="after"] .item`) {
			t.Errorf("%d results are shown for a phase", n)
		}
		p.click(`[type="reset"]`)
		time.Sleep(50 * time.Millisecond)
		if n := p.shown(".results section .item"); n != all || p.shown(".closed .item") != 0 {
			t.Errorf("%d of %d results are shown without a filter", n, all)
		}
	})

	t.Run("checklist", func(t *testing.T) {
		p := open(browserContext, t, example, 1280, "light", "")
		p.click(".tick")
		p.do(chromedp.Navigate(p.url))
		if got := evaluate[string](p, `document.getElementById('ticked').textContent + document.querySelector('.tick').checked`); got != "1true" {
			t.Errorf("after a reload: %s", got)
		}
		dir := t.TempDir()
		if _, err := chromedp.CallBrowser(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir,
		}); err != nil {
			t.Fatal(err)
		}
		p.click("#export-markdown")
		list := string(wait(t, filepath.Join(dir, "omlint-audit-1.3.0-1.4.0-checklist.md")))
		if !strings.HasPrefix(list, "# Checklist 1.3.0 → 1.4.0\n\n## Before the upgrade\n\n- [x] Blocks: ") || strings.Count(list, "- [x]") != 1 || !strings.Contains(list, "\n## After the upgrade\n\n- [ ] ") {
			t.Errorf("the exported Markdown:\n%s", list)
		}
		p.click("#export-json")
		var exported struct {
			Schema, From, To string
			Items            []struct {
				ID, Phase, Outcome, Rule, Message string
				Done                              bool
			}
		}
		if err := json.Unmarshal(wait(t, filepath.Join(dir, "omlint-audit-1.3.0-1.4.0-checklist.json")), &exported); err != nil {
			t.Fatal(err)
		}
		if len(exported.Items) != strings.Count(list, "- [") || !exported.Items[0].Done || exported.Items[1].Done || exported.Items[0].ID == "" || exported.Schema != "omlint.checklist/v1" {
			t.Errorf("the exported JSON: %+v", exported)
		}
	})

	t.Run("checklist without a store", func(t *testing.T) {
		p := open(browserContext, t, example, 1280, "light", `Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})`)
		p.click(".tick")
		if got := evaluate[string](p, `document.getElementById('ticked').textContent + document.getElementById('kept').textContent`); got != "1This browser keeps nothing: export before you close the page." {
			t.Errorf("got %q", got)
		}
	})

	t.Run("copy", func(t *testing.T) {
		p := open(browserContext, t, example, 1280, "light", `window.copied = ''; navigator.clipboard.writeText = async (text) => { window.copied = text; }`)
		p.click(".copy")
		if got := evaluate[string](p, `window.copied`); !strings.HasPrefix(got, "mysqldump --single-transaction") {
			t.Errorf("copied: %q", got)
		}
	})

	t.Run("keyboard and landmarks", func(t *testing.T) {
		p := open(browserContext, t, example, 1280, "light", "")
		p.do(chromedp.KeyEvent(kb.Tab))
		if got := evaluate[string](p, `document.activeElement.textContent`); got != "Skip to the results" {
			t.Errorf("the first stop is %q", got)
		}
		p.do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "))
		if got := evaluate[int](p, `document.querySelectorAll('.tick:checked').length`); got != 1 && got != 0 {
			t.Errorf("%d ticks", got)
		}
		if style := evaluate[string](p, `getComputedStyle(document.activeElement).outlineStyle`); style != "solid" {
			t.Errorf("the focus is not shown: %s", style)
		}
		roles := map[string]int{}
		text := func(v *accessibility.Value) (s string) {
			if v != nil {
				_ = json.Unmarshal(v.Value, &s) // a role or a name that is no text has none
			}
			return s
		}
		for _, n := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
			if n.Ignored {
				continue
			}
			role, name := text(n.Role), text(n.Name)
			roles[role]++
			if name == "" && slices.Contains([]string{"button", "checkbox", "combobox", "searchbox", "link", "progressbar", "image", "region", "navigation"}, role) {
				t.Errorf("a %s without a name", role)
			}
		}
		for _, role := range []string{"banner", "navigation", "main", "complementary", "search", "contentinfo", "heading", "list", "image", "progressbar", "table", "status"} {
			if roles[role] == 0 {
				t.Errorf("no %s in the accessibility tree: %v", role, roles)
			}
		}
		if roles["main"] != 1 || roles["checkbox"] < 20 {
			t.Errorf("landmarks: %v", roles)
		}
	})

	t.Run("paper", func(t *testing.T) {
		p := open(browserContext, t, example, 1280, "dark", "")
		pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground(), chromedp.PDFPreferCSSPageSize()))
		if err != nil {
			t.Fatal(err)
		}
		if pages := len(regexp.MustCompile(`/Type ?/Page\b[^s]`).FindAll(pdf, -1)); !bytes.HasPrefix(pdf, []byte("%PDF-")) || pages < 4 {
			t.Errorf("%d bytes of %d pages: is everything unfolded?", len(pdf), pages)
		}
		p.media("print", "dark")
		if got := evaluate[string](p, `getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color`); got != "rgb(255, 255, 255)rgb(22, 27, 38)" {
			t.Errorf("on paper it is %s", got)
		}
		if n := p.shown(".tools, nav, .copy"); n != 0 {
			t.Errorf("%d buttons on paper", n)
		}
		evaluate[any](p, `window.dispatchEvent(new Event('beforeprint'))`)
		if n := evaluate[int](p, `document.querySelectorAll('details:not([open])').length`); n != 0 {
			t.Errorf("%d parts are folded on paper", n)
		}
	})

	// Whatever stands in a page, a file name, a table name or a server's reply,
	// the document is made of the same elements, and nothing runs.
	t.Run("injection", func(t *testing.T) {
		const elements = `[...new Set([...document.querySelectorAll('*')].map((e) => e.tagName + ' ' + e.getAttributeNames().join(' ')))].sort()`
		sane := evaluate[[]string](open(browserContext, t, hostile(t, "text"), 1280, "light", ""), elements)
		for name, evil := range map[string]string{
			"element":   `<img src=x onerror="window.owned=1"><script>window.owned=1</script><iframe srcdoc="x"></iframe>`,
			"attribute": `" autofocus onfocus="window.owned=1" x='' onmouseover='window.owned=1`,
			"closing":   `</script></style></title></textarea></svg></pre><base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">`,
			"template":  "{{.Policy}} ${window.owned=1} `${window.owned=1}`",
			"address":   `javascript:window.owned=1`,
			"style":     `x:expression(1);background:url(https://evil.example/x)</style>`,
			"bytes":     "\x00\x1b[31m\u202e\ufeff\xff<svg onload=window.owned=1>",
		} {
			p := open(browserContext, t, hostile(t, evil), 1280, "light", "")
			if got := evaluate[[]string](p, elements); !slices.Equal(got, sane) {
				t.Errorf("%s: the elements are %v, not %v", name, got, sane)
			}
			if evaluate[bool](p, `'owned' in window`) {
				t.Errorf("%s: it ran", name)
			}
		}
	})
}

// hostile is a report with a text in every place that somebody else fills.
func hostile(t *testing.T, evil string) *Report {
	t.Helper()
	r := example()
	for i := range r.Results {
		f := &r.Results[i]
		f.Message, f.Observed, f.Expected, f.Source = evil, facts.Optional(evil), facts.Optional(evil), facts.Optional(evil)
		f.Rule, f.Fact, f.Level = evil, facts.Optional(evil), evil
		f.Remedy = []facts.Remedy{{Language: evil, Text: evil, Note: evil}}
		f.Evidence = []facts.Evidence{{File: evil, Line: 1, Quote: evil}}
		if f.Location != nil {
			f.Location.File = evil
		}
	}
	r.Coverage.FilesSkipped = []Skipped{{File: evil, Why: evil}}
	r.Coverage.Probes = []probe.Status{{Probe: evil, Status: "ok", Why: evil}}
	r.Trouble = []string{evil}
	s := probe.New()
	s.Databases = []probe.Database{{
		Name: evil, VersionText: evil, Database: evil, User: evil, MigrationUser: evil, Why: evil,
		Settings: []probe.Setting{{Name: evil, Text: evil, Origin: evil}},
		Looks:    []probe.Look{{Name: "tables", Columns: []string{"name", "estimate", "bytes"}, Rows: [][]string{{evil, evil, "1024"}, {evil, "3", "99"}}}},
	}}
	s.Servers = []probe.Server{{Name: evil, Connected: true, Version: evil, Why: evil, Checks: []probe.ServerCheck{{Name: evil, Message: evil}}}}
	s.Search = []probe.Search{{Name: evil, VersionText: evil, Cluster: evil, Health: evil}}
	s.Backups = []probe.Backup{{Path: evil, Level: "present", Stopped: evil, Format: evil, Producer: evil, Server: evil, Database: evil, Notes: []string{evil}}}
	r.Snapshot = s
	return r
}

// wait reads a file as soon as the browser has saved it.
func wait(t *testing.T, file string) []byte {
	t.Helper()
	for range 100 {
		if b, err := os.ReadFile(file); err == nil && len(b) > 0 {
			return b
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s was not saved", file)
	return nil
}

// What two runs of one browser may differ in: a share of the pixels, and the
// difference of a pixel's channel that counts (of 255).
const (
	mostPixels   = 0.02
	leastChannel = 48
)

// compare holds a screenshot, at half its size, to a golden picture.
func compare(t *testing.T, golden string, shot []byte) {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	got := half(full)
	if *update {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, got); err != nil {
			t.Fatal(err)
		}
		write(t, golden, b.Bytes())
	}
	file, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%s is %v, the page is %v: rewrite it with -update", golden, want.Bounds(), got.Bounds())
	}
	different := 0
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			a, b := color.GrayModel.Convert(got.At(x, y)).(color.Gray), color.GrayModel.Convert(want.At(x, y)).(color.Gray)
			if max(a.Y, b.Y)-min(a.Y, b.Y) > leastChannel {
				different++
			}
		}
	}
	if share := float64(different) / float64(got.Bounds().Dx()*got.Bounds().Dy()); share > mostPixels {
		now := filepath.Join(os.TempDir(), filepath.Base(golden))
		write(t, now, shot)
		t.Errorf("%.1f %% of %s look different now; %s is the page as it is: look at it, and rewrite with -update", 100*share, golden, now)
	}
}

// half is a picture at half its size, each pixel the mean of four, in few enough
// shades that it packs well.
func half(full image.Image) *image.NRGBA {
	size := full.Bounds().Size().Div(2)
	out := image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
	for y := range size.Y {
		for x := range size.X {
			var sum [3]uint32
			for _, p := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				r, g, b, _ := full.At(2*x+p.X, 2*y+p.Y).RGBA()
				sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8
			}
			shade := func(v uint32) uint8 { return uint8(v / 4 &^ 15) }
			out.Set(x, y, color.NRGBA{shade(sum[0]), shade(sum[1]), shade(sum[2]), 255})
		}
	}
	return out
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
