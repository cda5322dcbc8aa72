package deploy

import (
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	var bots, roles []probe.Query
	for _, engine := range []string{"mysql", "postgres"} {
		bots = append(bots, probe.Query{Name: "bots", Engine: engine, Reads: []string{"bot_entity"}, SQL: `SELECT name FROM bot_entity ORDER BY name LIMIT 200`})
		roles = append(roles,
			probe.Query{Name: "product-roles", Engine: engine, Reads: []string{"role_entity"}, SQL: `SELECT name FROM role_entity ORDER BY name LIMIT 200`},
			probe.Query{Name: "role-policies", Engine: engine, Reads: []string{"role_entity", "entity_relationship"}, SQL: `SELECT count(policy) AS n FROM (SELECT
				(SELECT toId FROM entity_relationship e WHERE e.fromId = r.id AND e.toEntity = 'policy' LIMIT 1) AS policy FROM role_entity r LIMIT 200) AS s`},
		)
	}
	register(Check{
		ID:      "deploy/custom-bots",
		Title:   "bots of one's own survive the migration",
		Why:     "the migration to 1.7.0 and 1.7.1 stops at a bot that it does not know",
		Sources: []string{"OpenMetadata issue 20998", "OpenMetadata pull request 21011"},
		Queries: bots, Database: judgeBots,
	})
	register(Check{
		ID:      "deploy/system-roles",
		Title:   "the roles that the product ships are there, with their policies",
		Why:     "migrate --force on the way through 1.11.0 to 1.11.3 deletes roles and what they allow: nobody but an administrator can do anything, and bots stop working",
		Sources: []string{"OpenMetadata issue 24985"},
		Queries: roles, Database: judgeRoles,
	})
}

// systemBots ship with the product: bots/*.json of its resources, and the name
// that their users end in.
var systemBots = []string{"ingestion-bot", "profiler-bot", "lineage-bot", "usage-bot", "autoClassification-bot", "testsuite-bot", "governance-bot", "scim-bot", "mcp-bot"}

func judgeBots(d database) []rules.Finding {
	if d.Look("bots").Absent {
		return []rules.Finding{d.finding(rules.NotApplicable, "bots", "there is no table bot_entity")}
	}
	var own []string
	for _, name := range d.Look("bots").Column("name") {
		known := strings.HasSuffix(strings.ToLower(name), "applicationbot") // of the applications that ship with it
		for _, s := range systemBots {
			known = known || strings.EqualFold(s, name)
		}
		if !known {
			own = append(own, name)
		}
	}
	if len(own) == 0 {
		return []rules.Finding{d.finding(rules.Pass, "bots", "every bot is one that the product ships")}
	}
	f := d.finding(rules.Pass, "bots", "bots of your own: %s; the releases on this way can migrate them", some(own))
	f.Observed = facts.Optional(some(own))
	target, err := facts.ParseVersion(d.in.To)
	if err == nil && target.ReleaseLine() == "1.7" && target.Compare(mustVersion("1.7.2")) < 0 {
		f.Outcome, f.Expected = rules.Fail, "no bots but the product's, or 1.7.2"
		f.Message = "the migration to " + d.in.To + " stops at bots that it does not know: " + some(own)
		f.Remedy = []facts.Remedy{{Language: "text", Text: "upgrade to 1.7.2 or later instead"}}
	}
	return []rules.Finding{f}
}

func judgeRoles(d database) []rules.Finding {
	if d.Look("product-roles").Absent {
		return []rules.Finding{d.finding(rules.NotApplicable, "product-roles", "there is no table role_entity")}
	}
	names := d.Look("product-roles").Column("name")
	repair := []facts.Remedy{{Language: "bash", Text: "./bootstrap/openmetadata-ops.sh recover", Note: "of 1.11.4 or later; or restore the backup from before the migration that lost them"}}
	if len(names) == 0 {
		f := d.finding(rules.Fail, "product-roles", "there is no role at all: an earlier migration deleted them")
		f.Observed, f.Expected, f.Remedy = "0 roles", "DataConsumer, DataSteward and the bots' roles", repair
		return []rules.Finding{f}
	}
	if n := d.Look("role-policies").Value("n"); n == "0" {
		f := d.finding(rules.Fail, "role-policies", "none of the %d roles has a policy: an earlier migration deleted what they allow", len(names))
		f.Observed, f.Expected, f.Remedy = "0 policies of roles", "at least one", repair
		return []rules.Finding{f}
	}
	return []rules.Finding{d.finding(rules.Pass, "product-roles", "%d roles are there, with policies", len(names))}
}
