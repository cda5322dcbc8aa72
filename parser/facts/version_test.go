package facts

import "testing"

func TestParseVersion(t *testing.T) {
	for in, want := range map[string]string{
		"1.3": "1.3.0", "v1.4.x": "1.4.0", "1.10.0-rc1": "1.10.0-rc1", "1.3.2.1": "1.3.2.1",
		"1.5.1-release": "1.5.1", "2": "2.0.0", "1.12.0-SNAPSHOT": "1.12.0-SNAPSHOT",
	} {
		v, err := ParseVersion(in)
		if err != nil {
			t.Errorf("ParseVersion(%q): %v", in, err)
			continue
		}
		if got := v.String(); got != want {
			t.Errorf("ParseVersion(%q) = %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"", "x", "latest", "1..2", "1.2.3.4.5", "1.-2", "1.4-", "1.+2", "1.4 or so"} {
		if v, err := ParseVersion(in); err == nil {
			t.Errorf("ParseVersion(%q) = %s, want an error", in, v)
		}
	}
}

func TestVersionOrder(t *testing.T) {
	ascending := []string{"0.9", "0.13.1", "0.13.1.5", "1.0", "1.3.4", "1.4.0-rc1", "1.4.0-rc2", "1.4.0-rc10", "1.4.0", "1.4.0.1", "1.9.12", "1.10.0", "1.10.0.2", "2.0.0-SNAPSHOT", "2"}
	for i := range ascending {
		for j := range ascending {
			a, _ := ParseVersion(ascending[i])
			b, _ := ParseVersion(ascending[j])
			if got, want := a.Compare(b), sign(i-j); got != want {
				t.Errorf("Compare(%s, %s) = %d, want %d", ascending[i], ascending[j], got, want)
			}
		}
	}
}
