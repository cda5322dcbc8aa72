package deploy

import "testing"

// SetPatience changes for a test after how many seconds a transaction is long.
func SetPatience(t *testing.T, seconds int) {
	before := patience
	patience = seconds
	t.Cleanup(func() { patience = before })
}
