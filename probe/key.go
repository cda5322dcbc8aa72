package probe

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// FernetKey is the variable with the key that the product encrypts passwords
// with.
const FernetKey = "FERNET_KEY"

// Key is a secret key that a file gives to the product. Only its fingerprints
// are kept.
type Key struct {
	Name         string   `json:"name"`         // FernetKey
	File         string   `json:"file"`         // the file that was named
	Place        string   `json:"place"`        // "docker-compose.yml:57"
	Owner        string   `json:"owner"`        // who gets it: "service openmetadata-server"; "" when the file does not say
	Fingerprints []string `json:"fingerprints"` // of each key in a list of them; the first encrypts, all decrypt
	Unless       string   `json:"unless"`       // the variable of the environment that replaces it where it is set; "" none
	Why          string   `json:"why"`          // why the key is not known; "" when it is
}

// Fingerprint tells one key from another without giving it away: the first 64
// bits of its SHA-256, in hexadecimal. The two alphabets of base64 make no
// difference.
func Fingerprint(key string) string {
	key = strings.NewReplacer("/", "_", "+", "-", "=", "").Replace(strings.TrimSpace(key))
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}
