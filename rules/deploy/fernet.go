package deploy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/fernet-key",
		Title:   "stored passwords are encrypted with a key of this deployment's own",
		Why:     "with the key that everybody knows, whoever reads a dump reads the passwords in it; and a key that is not kept with the backup makes every connection useless after a restore",
		Sources: []string{"OpenMetadata issue 13849", "OpenMetadata issue 31887"},
		Queries: []probe.Query{
			{
				Name: "encrypted", Engine: "mysql", Reads: []string{"dbservice_entity"}, Reduce: whichKey,
				SQL: `SELECT SUBSTRING(text, LOCATE('fernet:', text), 20000) AS key_in_use FROM (SELECT CAST(json AS CHAR) AS text FROM dbservice_entity LIMIT 200) AS s
					WHERE LOCATE('fernet:', text) > 0`,
			},
			{
				Name: "encrypted", Engine: "postgres", Reads: []string{"dbservice_entity"}, Reduce: whichKey,
				SQL: `SELECT substr(text, strpos(text, 'fernet:'), 20000) AS key_in_use FROM (SELECT json::text AS text FROM dbservice_entity LIMIT 200) AS s
					WHERE strpos(text, 'fernet:') > 0`,
			},
		},
		Database: judgeFernet,
	})
}

// The signing half of the key that OpenMetadata's compose files and its Helm
// chart ship as FERNET_KEY: the first 16 of its 32 bytes (Fernet specification,
// "Key Format"). It signs a token's last 32 bytes, so that what is encrypted
// need not be decrypted to tell the key.
var defaultSigningKey = func() []byte {
	key, err := base64.URLEncoding.DecodeString(strings.NewReplacer("/", "_", "+", "-").Replace("jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA="))
	if err != nil {
		panic(err)
	}
	return key[:16]
}()

// Whose key an encrypted value is signed with.
const (
	keyDefault = "the default key"
	keyOwn     = "another key"
	keyUnread  = "not a Fernet token"
)

// whichKey replaces encrypted values by whose key the worst of them is signed
// with, so that they stay out of the snapshot.
func whichKey(rows [][]string) [][]string {
	worst := ""
	for _, row := range rows {
		switch key := signedBy(row[0]); {
		case key == keyDefault || worst == "", key == keyUnread && worst == keyOwn:
			worst = key
		}
	}
	if worst == "" {
		return nil
	}
	return [][]string{{worst}}
}

func signedBy(text string) string {
	token := strings.TrimPrefix(text, "fernet:")
	if end := strings.IndexFunc(token, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '=')
	}); end >= 0 {
		token = token[:end]
	}
	raw, err := base64.URLEncoding.DecodeString(token)
	if err != nil || len(raw) < 1+8+16+16+sha256.Size || raw[0] != 0x80 {
		return keyUnread
	}
	signed, signature := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	mac := hmac.New(sha256.New, defaultSigningKey)
	mac.Write(signed)
	if hmac.Equal(mac.Sum(nil), signature) {
		return keyDefault
	}
	return keyOwn
}

func judgeFernet(d database) []rules.Finding {
	keep := facts.Remedy{Language: "text", Text: "keep the FERNET_KEY of this deployment with the backup, and give the new release the same one"}
	switch key := d.Look("encrypted").Value("key_in_use"); key {
	case "":
		return []rules.Finding{d.finding(rules.NotApplicable, "encrypted", "no connection of a database service holds an encrypted value")}
	case keyDefault:
		f := d.finding(rules.Warn, "encrypted", "stored passwords are encrypted with the key that OpenMetadata ships: whoever reads a dump can read them")
		f.Observed, f.Expected = keyDefault, "a key of your own"
		f.Remedy = append(ownKey(), keep)
		return []rules.Finding{f}
	case keyOwn:
		f := d.finding(rules.Pass, "encrypted", "stored passwords are encrypted with a key of your own; the backup is worth nothing without it")
		f.Observed, f.Expected, f.Remedy = keyOwn, "a key of your own", []facts.Remedy{keep}
		return []rules.Finding{f}
	default:
		return []rules.Finding{d.finding(rules.Unknown, "encrypted", "whose key stored passwords are encrypted with cannot be told: the value is %s", keyUnread)}
	}
}

// ownKey makes a key to use instead of the one that everybody knows.
func ownKey() []facts.Remedy {
	return []facts.Remedy{{
		Language: "bash", Text: `python3 -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`,
		Note: "after the upgrade: change FERNET_KEY, then enter the passwords of the services again",
	}}
}
