package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser"
)

// astFlags are the flags of omlint ast.
type astFlags struct {
	*global
	dialect       string
	stdinFilename string
	relativeTo    string
	schema        schemaFlag
	tags          []string
	options       parser.Options
}

func newASTCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ast PATH…",
		Short: "Print the syntax tree of documents",
		Long: `Print the syntax tree of each document and what is wrong with it, one JSON
object a line, in the form that Markdoc's own parser is compared with.

Without --schema the tags are checked against Markdoc's built-in schema, which
knows if, else, table, partial and slot only.`,
		Example: `  omlint ast testdata/docs
  omlint ast --tags '*' page.md
  omlint ast --stdin-filename page.mdx - < page.mdx`,
	}
	f := astFlags{global: addGlobalFlags(cmd, "json")}
	flags := cmd.Flags()
	addDialectFlag(flags, &f.dialect)
	flags.StringVar(&f.stdinFilename, "stdin-filename", "stdin.md", "the `NAME` of the document read for the path -")
	flags.StringVar(&f.relativeTo, "relative-to", "", "print file names relative to `DIR`")
	flags.Var(&f.schema, "schema", "check against the tags and nodes declared in `FILE`, JSON or YAML; openmetadata names the schema of OpenMetadata's site")
	flags.StringSliceVar(&f.tags, "tags", nil, "accept these tags with any attributes; * stands for all")
	flags.BoolVar(&f.options.AllowIndentation, "allow-indentation", false, "read indented blocks as what they are indented from")
	flags.BoolVar(&f.options.AllowComments, "allow-comments", false, "read <!-- … --> as a comment")
	flags.BoolVar(&f.options.Slots, "slots", false, "take slot tags out of their parent's content")
	flags.BoolVar(&f.options.LinkValidation, "link-validation", false, "report tags within URLs")
	flags.StringSliceVar(&f.options.ConditionalTags, "conditional-tags", nil, "tags that may wrap rows of a table tag (default if)")
	configure := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		// The reference's --config is a schema in JSON; take it as one.
		if strings.HasSuffix(f.config, ".json") && f.schema.name == "" {
			return f.schema.Set(f.config)
		}
		return configure(cmd, args)
	}
	cmd.RunE = f.run
	return cmd
}

func (f *astFlags) run(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("no documents given: name a page or a folder of pages, like omlint ast docs/, or - for standard input")
	}
	var err error
	if f.options.Dialect, err = dialectOf(f.dialect); err != nil {
		return err
	}
	schema, err := f.schema.schema()
	if err != nil {
		return err
	}
	schema.Undeclared = f.tags
	site, err := loadPages(args, f.stdinFilename, cmd.InOrStdin(), f.options)
	if err != nil {
		return err
	}
	var problems []error
	err = f.write(cmd, func(w io.Writer) error {
		var line []byte
		for _, d := range site.Documents {
			name, err := f.name(d.Path)
			if err != nil {
				return err
			}
			line = d.AppendJSON(line[:0], name, d.Validate(schema))
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	})
	for _, u := range site.Unreadable {
		problems = append(problems, fmt.Errorf("read %s: %w", u.File, u.Err))
	}
	return errors.Join(append(problems, err)...)
}

func (f *astFlags) name(path string) (string, error) {
	if f.relativeTo == "" {
		return path, nil
	}
	base, err := filepath.Abs(f.relativeTo)
	if err != nil {
		return "", err
	}
	file, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(base, file)
	return filepath.ToSlash(rel), err
}
