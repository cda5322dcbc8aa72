package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
)

func init() { register(omBackup{}) }

// omBackup reads the archive of openmetadata-ops.sh backup: a tar of
// tables/NAME.json, each an array of rows, and last metadata.json, which says
// how many rows each table has. The latter is the end marker
// (openmetadata-service, DatabaseBackupRestore.java).
type omBackup struct{}

func (omBackup) name() string { return "openmetadata-ops backup" }

const omManifest = "metadata.json"

func (omBackup) match(head []byte) bool {
	first := firstMember(head)
	return strings.HasPrefix(first, "tables/") || first == omManifest
}

// omMetadata is what omlint needs of metadata.json.
type omMetadata struct {
	Timestamp    string   `json:"timestamp"`
	Version      string   `json:"version"`
	DatabaseType string   `json:"databaseType"`
	DatabaseName string   `json:"databaseName"`
	Migrations   []string `json:"migrationVersions"`
	Tables       map[string]struct {
		RowCount int64 `json:"rowCount"`
	} `json:"tables"`
}

// maxManifest bounds metadata.json: some hundred tables with their columns.
const maxManifest = 16 << 20

func (omBackup) read(in *input, b *probe.Backup) error {
	var manifest *omMetadata
	rows := map[string]int64{}
	contents := newContents(in.options)
	trait(b, probe.TraitNoDefinitions)
	err := members(in, func(name string, content io.Reader) error {
		table, isTable := strings.CutPrefix(name, "tables/")
		switch {
		case name == omManifest:
			text, err := io.ReadAll(io.LimitReader(content, maxManifest))
			if err != nil {
				return err
			}
			if err := json.Unmarshal(text, &manifest); err != nil || manifest == nil {
				return damaged("%s cannot be read: %v", omManifest, err)
			}
		case isTable && path.Ext(table) == ".json" && len(rows) < maxTables:
			table = strings.TrimSuffix(table, ".json")
			if _, again := rows[table]; again {
				return damaged("table %s comes twice: two backups were joined", table)
			}
			n, err := countRows(content)
			if err != nil {
				return explain("the data of table "+table, err)
			}
			rows[table] = n
			contents.rows(table, n)
		}
		return nil
	})
	contents.describe(b)
	if err != nil {
		return err
	}
	if manifest == nil {
		return damaged("%s, which is written last, is missing: the backup was cut", omManifest)
	}
	manifest.describe(b)
	return manifest.compare(rows)
}

func (m *omMetadata) describe(b *probe.Backup) {
	b.Producer, b.Database = "openmetadata-ops "+m.Version, m.DatabaseName
	if m.Migrations != nil {
		b.Migrations = slices.Sorted(slices.Values(m.Migrations))
	}
	switch kind := strings.ToLower(m.DatabaseType); {
	case strings.Contains(kind, "mysql"):
		b.Engine = "mysql"
	case strings.Contains(kind, "postgres"):
		b.Engine = "postgres"
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, m.Timestamp); err == nil {
			takenAt(b, t, omManifest)
			break
		}
	}
	note(b, "holds no table definitions, and not the tables of Flowable and Quartz (act_*, flw_*, qrtz_*)")
}

// compare checks that every table is there with all its rows.
func (m *omMetadata) compare(rows map[string]int64) error {
	for _, table := range slices.Sorted(maps.Keys(m.Tables)) {
		want := m.Tables[table].RowCount
		got, ok := rows[table]
		switch {
		case !ok && want > 0:
			return damaged("table %s is missing, although %s says that it has %d rows", table, omManifest, want)
		case got != want:
			return damaged("table %s has %d rows, although %s says %d", table, got, omManifest, want)
		}
	}
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		if _, ok := m.Tables[table]; !ok {
			return fmt.Errorf("table %s is not in %s: it cannot be checked", table, omManifest)
		}
	}
	return nil
}

// countRows counts the elements of a JSON array without holding any of them.
func countRows(r io.Reader) (int64, error) {
	var (
		n                       int64
		depth                   int
		inString, escaped, some bool
		begun, done             bool
		buf                     = make([]byte, 32<<10)
	)
	for {
		k, err := r.Read(buf)
		for _, c := range buf[:k] {
			switch {
			case inString:
				switch {
				case escaped:
					escaped = false
				case c == '\\':
					escaped = true
				case c == '"':
					inString = false
				}
				continue
			case c == ' ' || c == '\t' || c == '\n' || c == '\r':
				continue
			case done:
				return n, damaged("something follows the end of the array")
			case !begun:
				if c != '[' {
					return n, damaged("it is no JSON array")
				}
				begun, depth = true, 1
				continue
			}
			switch c {
			case '"':
				inString = true
			case '[', '{':
				depth++
			case ']', '}':
				depth--
			case ',':
				if depth == 1 {
					n++
					continue
				}
			}
			if depth == 0 {
				done = true
			} else {
				some = true
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return n, err
		}
	}
	if !done {
		return n, io.ErrUnexpectedEOF
	}
	if some {
		n++
	}
	return n, nil
}
