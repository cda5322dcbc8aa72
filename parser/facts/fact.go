// Package facts extracts from parsed documents what an upgrade demands: the
// requirements, deprecations and breaking changes, each with its evidence.
package facts

import (
	"bytes"
	"encoding/json"
)

// Kind is what a fact asks of its reader.
type Kind string

// The three kinds of facts.
const (
	Requirement    Kind = "requirement"
	Deprecation    Kind = "deprecation"
	BreakingChange Kind = "breaking-change"
)

// Type is what a fact is about; it decides which probe can check it.
type Type string

// The types of subjects (the contract's TYPE list).
const (
	DBSetting         Type = "db-setting"
	DBVersion         Type = "db-version"
	DBCharset         Type = "db-charset"
	DBPrivilege       Type = "db-privilege"
	DBExtension       Type = "db-extension"
	DBSchema          Type = "db-schema"
	Backup            Type = "backup"
	Connectivity      Type = "connectivity"
	ToolVersion       Type = "tool-version"
	ServiceVersion    Type = "service-version"
	PythonVersion     Type = "python-version"
	JavaVersion       Type = "java-version"
	Package           Type = "package"
	EnvVar            Type = "env-var"
	ConfigKey         Type = "config-key"
	ConnectionField   Type = "connection-field"
	HelmValue         Type = "helm-value"
	Image             Type = "image"
	CLICommand        Type = "cli-command"
	CLIFlag           Type = "cli-flag"
	PythonSymbol      Type = "python-symbol"
	LineageAnnotation Type = "lineage-annotation"
	API               Type = "api"
	Permission        Type = "permission"
	SearchSetting     Type = "search-setting"
	UpgradePath       Type = "upgrade-path"
	Process           Type = "process"
	Other             Type = "other"
)

// Engine is a database family. MariaDB is a flavour of MySQL's family that the
// probe tells apart.
type Engine string

// The engines; NoEngine marks facts that are not about one of them.
const (
	NoEngine Engine = ""
	MySQL    Engine = "mysql"
	Postgres Engine = "postgres"
)

// MarshalJSON writes NoEngine as null.
func (e Engine) MarshalJSON() ([]byte, error) { return Optional(e).MarshalJSON() }

// Optional is a string that is null in JSON when it is empty.
type Optional string

// MarshalJSON writes the empty string as null.
func (o Optional) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // ">= 8" is to be read by people, too
	if err := enc.Encode(string(o)); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Phase is when a fact matters.
type Phase string

// The phases of an upgrade.
const (
	Before Phase = "before"
	During Phase = "during"
	After  Phase = "after"
)

// Confidence says how a fact was found.
type Confidence string

// Exact facts come from code, tags or unmistakable wording; Inferred ones from
// prose; Manual ones could not be typed and need a person.
const (
	Exact    Confidence = "exact"
	Inferred Confidence = "inferred"
	Manual   Confidence = "manual"
)

// Op compares an observed value with Expect.Value.
type Op string

// The comparisons. Compatible is PEP 440's ~=; Exists, Absent and Run take no
// or a descriptive value.
const (
	AtLeast    Op = ">="
	AtMost     Op = "<="
	Equal      Op = "="
	Less       Op = "<"
	Greater    Op = ">"
	Compatible Op = "~="
	In         Op = "in"
	Exists     Op = "exists"
	Absent     Op = "absent"
	Run        Op = "run"
)

// Fact is one thing the documents demand.
type Fact struct {
	ID           string     `json:"id"` // stable across runs and wording: TYPE[/ENGINE]/NAME
	Kind         Kind       `json:"kind"`
	Subject      Subject    `json:"subject"`
	Expect       *Expect    `json:"expect"`
	Version      Optional   `json:"version"` // the release it belongs to
	DeprecatedIn Optional   `json:"deprecated_in"`
	RemovedIn    Optional   `json:"removed_in"`
	Replacement  Optional   `json:"replacement"`
	Phase        Phase      `json:"phase"`
	Confidence   Confidence `json:"confidence"`
	Summary      string     `json:"summary"`
	Remedy       []Remedy   `json:"remedy"`   // never nil in output
	Evidence     []Evidence `json:"evidence"` // never nil in output

	// Counterpart is the id of the same demand on the other database engine.
	Counterpart Optional `json:"-"`
	// Conflicts are the values other passages demand for the same subject.
	Conflicts []Conflict `json:"-"`

	annotated bool   // stated by an author's annotation
	section   string // where on which page, to find counterparts
}

// Conflict is an expectation that contradicts the one a fact carries.
type Conflict struct {
	Expect   Expect
	Evidence []Evidence
}

// Subject names what a fact is about.
type Subject struct {
	Type   Type   `json:"type"`
	Engine Engine `json:"engine"`
	Name   string `json:"name"`
}

// Expect is the state a fact demands. Value is canonical (bytes for sizes),
// Text is what the page says.
type Expect struct {
	Op    Op       `json:"op"`
	Value string   `json:"value"`
	Unit  Optional `json:"unit"` // "bytes" or null
	Text  string   `json:"text"`
}

// String renders e as reports show it: ">= 20971520".
func (e *Expect) String() string {
	if e == nil {
		return ""
	}
	if e.Value == "" {
		return string(e.Op)
	}
	return string(e.Op) + " " + e.Value
}

// Remedy is a step that establishes what a fact demands, ready to paste.
type Remedy struct {
	Engine   Engine `json:"engine"`
	Language string `json:"language"` // "sql", "bash", "ini", "yaml", "text"
	Text     string `json:"text"`
	Note     string `json:"note"`
}

// Evidence is the passage a fact or a finding rests on. Lines and columns are
// 1-based; Line to EndLine is inclusive.
type Evidence struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	EndLine int    `json:"end_line"`
	Column  int    `json:"column"`
	Quote   string `json:"quote"`
}
