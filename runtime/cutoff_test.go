package typeseal

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestCutoffs: a cutoff in the ring's text revokes what was issued before it and
// nothing else.
func TestCutoffs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := GenerateKey()
		k := newKit(t, samplePolicy(Sealed))
		k.ring = mustRing(t, key)
		other := samplePolicy(Sealed)
		other.Salt = "test.other"
		before := k.mint(t, ana, BoundTo("session:1"), BoundTo("ip:#1"))
		beforeOther := k.with(other).mint(t, ana, BoundTo("session:2"))
		time.Sleep(time.Minute)
		instant := time.Now().UTC().Format(time.RFC3339)
		after := k.mint(t, ana, BoundTo("session:1"), BoundTo("ip:#1"))

		for line, want := range map[string]struct{ before, other error }{
			"":                  {nil, nil},
			"cutoff " + instant: {ErrRevoked, ErrRevoked},
			"cutoff " + instant + " salt test.sample":        {ErrRevoked, nil},
			"cutoff " + instant + " salt test.other":         {nil, ErrRevoked},
			"cutoff " + instant + ` binding "session:1"`:     {ErrRevoked, nil},
			"cutoff " + instant + ` binding "ip:#1"`:         {ErrRevoked, nil},
			"cutoff " + instant + ` binding "session:2"`:     {nil, ErrRevoked},
			"cutoff " + instant + ` binding "session"`:       {nil, nil},
			"  cutoff  " + instant + "  salt  test.sample  ": {ErrRevoked, nil},
		} {
			moved := *k
			moved.ring = mustRing(t, "primary "+key+"\n"+line+"\n").WithRealm("")
			if _, err := moved.open(before, BoundTo("session:1"), BoundTo("ip:#1")); err != want.before {
				t.Errorf("%q: %v, want %v", line, err, want.before)
			}
			if _, err := moved.with(other).open(beforeOther, BoundTo("session:2")); err != want.other {
				t.Errorf("%q, the other type: %v, want %v", line, err, want.other)
			}
			if _, err := moved.open(after, BoundTo("session:1"), BoundTo("ip:#1")); err != nil {
				t.Errorf("%q, issued after it: %v", line, err)
			}
			_, err := moved.open(before[:len(before)-5]+"AAAA"+before[len(before)-1:], BoundTo("session:1"), BoundTo("ip:#1"))
			wantRefused(t, line, err)
			if err == ErrRevoked {
				t.Errorf("%q: a forged token is called revoked", line)
			}
		}
		time.Sleep(2 * time.Hour)
		moved := *k
		moved.ring = mustRing(t, "primary "+key+"\ncutoff "+instant)
		_, err := moved.open(before, BoundTo("session:1"), BoundTo("ip:#1"))
		wantKind(t, "revoked and expired", err, ErrRevoked)
	})
}

func TestCutoffText(t *testing.T) {
	key := GenerateKey()
	for _, line := range []string{
		"cutoff", "cutoff now", "cutoff 9999-12-31T23:59:59Z", "cutoff 2026-11-22", "cutoff 2026-11-22T10:00:00+01:00", "cutoff 2026-11-22T10:00:00.5Z",
		"cutoff 1969-12-31T23:59:59Z", "cutoff 2026-11-22T10:00:00Z account", "cutoff 2026-11-22T10:00:00Z salt",
		"cutoff 2026-11-22T10:00:00Z salt Account", "cutoff 2026-11-22T10:00:00Z salt a b", "cutoff 2026-11-22T10:00:00Z binding a",
		`cutoff 2026-11-22T10:00:00Z binding "a`, `cutoff 2026-11-22T10:00:00Z binding "a" "b"`, "Cutoff 2026-11-22T10:00:00Z",
	} {
		_, err := ParseKeyring("primary " + key + "\n" + line)
		wantConfig(t, line, err, key)
		if err != nil && !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: no line in %v", line, err)
		}
	}
	if _, err := ParseKeyring("cutoff 2026-11-22T10:00:00Z"); err == nil {
		t.Error("a ring of a cutoff alone is accepted")
	}
}
