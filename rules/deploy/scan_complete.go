package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/scan-complete",
		Title: "every file that may use the product's commands was read",
		Why:   "a script that could not be read may hold the very call that breaks",
		Whole: judgeScan,
		Uses:  true,
	})
}

func judgeScan(in Input) []rules.Finding {
	var unread []string
	for _, s := range in.Snapshot.FilesSkipped {
		if s.Unread {
			unread = append(unread, s.File)
		}
	}
	if len(unread) == 0 {
		return nil
	}
	shown := unread[:min(len(unread), 3)]
	finding := unknown("%d files that may use the product's commands were not read: %s", len(unread), strings.Join(shown, ", "))
	if len(unread) == 1 {
		finding = unknown("%s may use the product's commands and was not read", unread[0])
	}
	if more := len(unread) - len(shown); more > 0 {
		finding.Message += fmt.Sprintf(" and %d more", more)
	}
	finding.Message += "; the report's list of skipped files says why"
	return []rules.Finding{finding}
}
