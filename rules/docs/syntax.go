package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// syntaxRule is a rule for one error of the parser or the schema. The ids are
// the Markdoc reference's, so that a search for one finds Markdoc's own answers.
func syntaxRule(family, id string, severity rules.Severity, title, why, fix, bad, good string) rules.Rule {
	name := "page.md"
	if family == "mdx" {
		name = "page.mdx"
	}
	return rules.Rule{
		ID: family + "/" + id, Severity: severity, Since: "0.1.0", Title: title, Why: why, Fix: fix,
		Bad: rules.Example{Name: name, Text: bad}, Good: rules.Example{Name: name, Text: good},
		Fixable: mends[family+"/"+id] != nil,
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				var mend func(*rules.Finding, parser.Problem)
				if gitBook.Of(c.Page) != nil {
					return // see markdoc/other-dialect
				}
				for _, p := range c.Problems() {
					if p.ID == id && (c.Dialect == parser.MDX) == (family == "mdx") {
						f := c.Report(p.Span, "%s", strings.TrimSuffix(p.Message, "."))
						if start := mends[family+"/"+id]; start != nil {
							if mend == nil {
								mend = start(c)
							}
							mend(f, p)
						}
					}
				}
			}}
		},
	}
}

// mends are the syntax rules whose findings can be fixed. Each starts on a page
// that has one, and is then asked for every finding in turn.
var mends = map[string]func(*rules.Context) func(*rules.Finding, parser.Problem){
	"markdoc/parse-error": func(c *rules.Context) func(*rules.Finding, parser.Problem) {
		slips := slipsOf.Of(c.Page)
		return func(f *rules.Finding, p parser.Problem) {
			if s, ok := slips[tagStart(c.Document, p)]; ok {
				f.Mend(c.Document, s.title, s.edits...)
			}
		}
	},
	"markdoc/attribute-undefined": func(c *rules.Context) func(*rules.Finding, parser.Problem) {
		j := judge{p: c.Page}
		return func(f *rules.Finding, p parser.Problem) {
			if m := undefinedAttribute.FindStringSubmatch(p.Message); m != nil {
				j.respell(f, p.Node, m[1])
			}
		}
	},
	"mdx/parse-error":     mdxMend(notJSX),
	"mdx/missing-closing": mdxMend(neverClosed),
}

// undefinedAttribute is the message of the reference.
var undefinedAttribute = regexp.MustCompile(`^Invalid attribute: '(.*)'$`)

const (
	brokenPage = "the page is cut short or shows raw tags where the tag stands"
	dropped    = "the site drops or misplaces what the tag holds"
)

func init() {
	for _, r := range []rules.Rule{
		syntaxRule("markdoc", "parse-error", rules.Error, "a tag that cannot be read", brokenPage,
			"write the tag as Markdoc has it: {% name attribute=\"value\" %}", "{% note noteType=Tip %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "missing-closing", rules.Error, "a tag is opened and never closed", "everything after the tag becomes part of it",
			"close the tag, or write it self-closing: {% name /%}", "{% note %}\n\ntext\n", "{% note %}\n\ntext\n\n{% /note %}\n"),
		syntaxRule("markdoc", "missing-opening", rules.Error, "a tag is closed that was not opened", dropped,
			"open the tag first, or remove the closing tag", "text\n\n{% /note %}\n", "{% note %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "tag-undefined", rules.Error, "a tag that the site does not have", dropped,
			"use a tag of the site, or declare it in the schema of omlint.yaml", "{% nonesuch /%}\n", "{% note %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "attribute-undefined", rules.Error, "an attribute that the tag does not have", "the site ignores the attribute, so the page looks other than meant",
			"use an attribute of the tag; a misspelt name is the usual cause", "{% note noteTyp=\"Tip\" %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "attribute-missing-required", rules.Error, "an attribute that the tag needs is missing", dropped,
			"add the attribute", "{% partial /%}\n", "{% note %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "attribute-type-invalid", rules.Error, "an attribute has a value of the wrong type", dropped,
			"give a value of the type the tag wants", "{% note noteType=3 %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "attribute-value-invalid", rules.Error, "an attribute has a value that the tag does not take", dropped,
			"use one of the values the tag takes", "{% note id=\"1st\" %}\ntext\n{% /note %}\n", "{% note id=\"first\" %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "tag-placement-invalid", rules.Error, "a tag stands within a line that needs lines of its own, or the other way round", brokenPage,
			"put the tag on lines of its own", "text {% table %}a{% /table %} more\n", "{% table %}\n\n* A\n* B\n\n---\n\n* 1\n* 2\n\n{% /table %}\n"),
		syntaxRule("markdoc", "tag-selfclosing-has-children", rules.Error, "a tag that takes no content has some", "the site drops the content",
			"close the tag in itself: {% name /%}", "{% partial file=\"x.md\" %}\n\ntext\n\n{% /partial %}\n", "{% note %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "child-invalid", rules.Info, "content stands where Markdoc's schema has none of its kind", "most sites show it all the same; a strict one drops it",
			"move it out of what it is nested in", "[![there](/images/there.png)](/page)\n", "[text](https://open-metadata.org)\n"),
		syntaxRule("markdoc", "duplicate-attribute", rules.Warning, "an attribute is set twice", "only the last value counts",
			"keep one of them", "{% note noteType=\"Tip\" noteType=\"Warning\" %}\ntext\n{% /note %}\n", "{% note noteType=\"Tip\" %}\ntext\n{% /note %}\n"),
		syntaxRule("markdoc", "no-inline-annotations", rules.Error, "an annotation stands where there is nothing to annotate", "the annotation has no effect",
			"put the annotation behind the text it is about", "{% #anchor %}\n", "# Heading {% #anchor %}\n"),
		syntaxRule("markdoc", "fence-tag-error", rules.Error, "the tag in a code fence's first line cannot be read", "the fence loses its annotations",
			"write the annotation as Markdoc has it", "```yaml {% srNumber= %}\na: 1\n```\n", "```yaml\na: 1\n```\n"),
		syntaxRule("markdoc", "table-syntax", rules.Error, "something other than a list stands directly in a table tag", "the row is dropped",
			"indent what belongs to a cell below its list item", "{% table %}\n\n* A\n* B\n\n---\n\ntext\n\n{% /table %}\n", "{% table %}\n\n* A\n* B\n\n---\n\n* 1\n* 2\n\n{% /table %}\n"),
	} {
		register(r)
	}
}
