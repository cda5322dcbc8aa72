package main

import (
	"github.com/spf13/pflag"

	"github.com/omlint/omlint/parser"
)

func addDialectFlag(flags *pflag.FlagSet, name *string) {
	flags.StringVar(name, "dialect", "auto", "how to read the documents: auto, markdoc, mdx or plain")
}

// dialectOf is the dialect that a flag names.
func dialectOf(name string) (parser.Dialect, error) {
	if name == "auto" {
		return parser.Auto, nil
	}
	return parser.Dialect(name), oneOf("--dialect", name, "auto", "markdoc", "mdx", "plain")
}
