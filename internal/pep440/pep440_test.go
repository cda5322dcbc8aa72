package pep440

import "testing"

// The order of PEP 440, with its own examples.
func TestOrder(t *testing.T) {
	ordered := []string{
		"0.9", "1.dev456", "1.0a1.dev1", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456", "1.0b2", "1.0b2.post345.dev456",
		"1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1", "1.1", "1.1.0.5", "1.1.1", "1.9", "1.10", "1!0.1",
	}
	for i := range ordered {
		for k := range ordered {
			a, err := Parse(ordered[i])
			b, err2 := Parse(ordered[k])
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if got := a.Compare(b); got < 0 != (i < k) || got > 0 != (i > k) {
				t.Errorf("%s against %s is %d", ordered[i], ordered[k], got)
			}
		}
	}
	for _, same := range [][2]string{
		{"1.0", "v1.0.0"},
		{"1.0-1", "1.0.post1"},
		{"1.0c1", "1.0RC1"},
		{"1.0alpha", "1.0a0"},
		{"1.0.DEV", "1.0.dev0"},
		{"1.0+local.1", "1.0"},
		{"1.0-pre_2", "1.0rc2"},
		{"1.0.r4", "1.0.post4"},
		{"0!1", "1"},
	} {
		a, err := Parse(same[0])
		b, err2 := Parse(same[1])
		if err != nil || err2 != nil || a.Compare(b) != 0 {
			t.Errorf("%s is not %s: %v %v", same[0], same[1], err, err2)
		}
	}
	for _, bad := range []string{"", "latest", "1.x", "1..2", "1.0 beta version", "${V}"} {
		if v, err := Parse(bad); err == nil {
			t.Errorf("%q is read as %v", bad, v)
		}
	}
}

func TestSets(t *testing.T) {
	for _, c := range []struct {
		pin, allowed string
		within, meet bool
	}{
		{"==1.4.2", "~=1.4.0", true, true},
		{"==1.4.0.1", "==1.4.*", true, true},
		{"==1.3.1.0", "==1.4.*", false, false},
		{"~=1.4.0", "==1.4.*", true, true},
		{"==1.4.*", "~=1.4.0", true, true},
		{"~=1.4", "==1.4.*", false, true},
		{"", "==1.4.*", false, true},
		{">=1.3", "==1.4.*", false, true},
		{">=1.3,<1.4", "==1.4.*", false, false},
		{">=1.4,<1.5", "~=1.4.0", true, true},
		{">=1.4.0, <1.5.0", "==1.4.*", true, true},
		{"<1.4", "==1.4.*", false, false},
		{"<=1.4", "==1.4.*", false, true},
		{">1.4,<1.5", "==1.4.*", true, true},
		{"!=1.4.3,~=1.4.0", "==1.4.*", true, true},
		{"==1.4.0rc1", "==1.4.*", true, true},
		{"==1.10.2", "==1.1.*", false, false},
		{"<2", "<2.12.0", true, true},
		{">=2", "<2.12.0", false, true},
		{">=2.12", "<2.12.0", false, false},
		{"==2.11.7", "<2.12.0", true, true},
		{"==1.10.13", "==2.*", false, false},
		{"!=1.4.*", "==1.4.*", false, false},
		{"===1.4.2", "==1.4.*", true, true},
		{">=1.4,<1.3", "==1.4.*", true, false},
	} {
		pin, err := ParseSet(c.pin)
		allowed, err2 := ParseSet(c.allowed)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got := pin.Within(allowed); got != c.within {
			t.Errorf("%q within %q is %v", c.pin, c.allowed, got)
		}
		if got := !pin.And(allowed).Empty(); got != c.meet {
			t.Errorf("%q meets %q is %v", c.pin, c.allowed, got)
		}
	}
	for _, bad := range []string{"1.4", "=1.4", "~=1", ">=1.*", "==", "==1.4;", "^1.4"} {
		if _, err := ParseSet(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
