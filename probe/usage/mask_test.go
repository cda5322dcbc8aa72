package usage

import "testing"

// FuzzMask holds the words of every mask to what they promise: that they rule
// out no line that the mask would change.
func FuzzMask(f *testing.F) {
	for _, line := range []string{
		"--password hunter2", "-phunter2", `{"apiKey": "hunter2"}`, "PGPASSWORD=hunter2", "DB_PW=hunter2", "echo hunter2 | sudo -S x",
		"printf x | docker login --password-stdin", "curl -u me:hunter2", "--proxy-user=me:hunter2", "mysql://me:hunter2@host", "Bearer hunter2hunter2",
		"--private-key=x", "access_key: x", "private_Key: x", "paſſword=x", "credentials: x", "--toKen x", "plain",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		want := line
		for _, m := range masks {
			want = m.re.ReplaceAllString(want, m.with)
		}
		if got := maskText(line); got != want {
			t.Errorf("%q is masked as %q, not %q", line, got, want)
		}
	})
}
