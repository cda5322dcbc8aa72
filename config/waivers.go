package config

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/rules"
)

var waiverKeys = []string{"rule", "fact", "match", "owner", "reason", "expires"}

// waivers reads the list of what somebody answers for. Nothing about it is
// optional but which findings it is about, and of that one word is needed.
func (r *reader) waivers(e entry, manual bool) {
	if e.value.Kind != yaml.SequenceNode {
		r.fail(e.value, "%s is a list of {rule: …, fact: …, match: …, owner: …, reason: …, expires: %s}", e.key.Value, rules.Day)
		return
	}
	for _, item := range e.value.Content {
		item = resolve(item)
		w := rules.Waiver{Manual: manual, File: r.file, Line: item.Line, Column: item.Column}
		texts := map[string]*string{"rule": &w.Rule, "fact": &w.Fact, "match": &w.Match, "owner": &w.Owner, "reason": &w.Reason}
		before := len(r.errs)
		for _, e := range r.entries(item) {
			text := texts[e.key.Value]
			switch {
			case e.value.Kind != yaml.ScalarNode || strings.TrimSpace(e.value.Value) == "":
				r.fail(e.value, "%s: write one plain value", e.key.Value)
			case text != nil:
				*text = e.value.Value
			case e.key.Value == "expires":
				day, err := time.Parse(rules.Day, e.value.Value)
				if err != nil {
					r.fail(e.value, "expires: %q is no day; write it like 2025-12-31", e.value.Value)
				}
				w.Expires = day
			default:
				r.fail(e.key, "there is no key %q here; %s", e.key.Value, instead(e.key.Value, waiverKeys, "the keys are "+strings.Join(waiverKeys, ", ")))
			}
		}
		if len(r.errs) > before || item.Kind != yaml.MappingNode {
			continue
		}
		switch {
		case w.Owner == "" || w.Reason == "" || w.Expires.IsZero():
			r.fail(item, "it needs an owner, a reason and expires, the last day on which it holds")
		case w.Rule == "" && w.Fact == "":
			r.fail(item, "it would accept everything: name a rule or a fact")
		default:
			r.config.Waivers = append(r.config.Waivers, w)
		}
	}
}

// waiverSchema describes the entries of waivers and acknowledged.
func waiverSchema(description string) object {
	text := object{"type": "string", "minLength": 1}
	return object{
		"description": description,
		"type":        []string{"array", "null"},
		"items": object{
			"type":                 "object",
			"required":             []string{"owner", "reason", "expires"},
			"anyOf":                []object{{"required": []string{"rule"}}, {"required": []string{"fact"}}},
			"additionalProperties": false,
			"properties": object{
				"rule":    object{"description": "A rule's id, or family/*.", "type": "string", "minLength": 1},
				"fact":    object{"description": "A fact's id, or the beginning of several before a *.", "type": "string", "minLength": 1},
				"match":   object{"description": "A text in the finding's message or source.", "type": "string", "minLength": 1},
				"owner":   text,
				"reason":  text,
				"expires": object{"description": "The last day on which it holds, in UTC: 2025-12-31.", "type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`},
			},
		},
	}
}

// described is a waiver as omlint config prints it.
func described(w rules.Waiver) map[string]string {
	d := map[string]string{"owner": w.Owner, "reason": w.Reason, "expires": w.Expires.Format(rules.Day)}
	for key, value := range map[string]string{"rule": w.Rule, "fact": w.Fact, "match": w.Match} {
		if value != "" {
			d[key] = value
		}
	}
	return d
}
