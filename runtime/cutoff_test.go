package typeseal

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestCutoffs: for each kind of token, a cutoff revokes exactly the tokens that were
// issued before it.
func TestCutoffs(t *testing.T) {
	for _, kind := range []Kind{Signed, Sealed, Public} {
		testCutoffs(t, kind)
	}
}

func testCutoffs(t *testing.T, kind Kind) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t, samplePolicy(kind))
		withLine := k.withLines(t)
		other := samplePolicy(kind)
		other.Salt = "test.other"
		before := k.mint(t, ana, BoundTo("session:1"), BoundTo("ip:#1"))
		beforeOther := k.with(other).mint(t, ana, BoundTo("session:2"))
		time.Sleep(time.Minute)
		instant := time.Now().UTC().Format(time.RFC3339)
		after := k.mint(t, ana, BoundTo("session:1"), BoundTo("ip:#1"))

		for line, want := range map[string]struct{ before, other error }{
			"":                  {nil, nil},
			"cutoff " + instant: {ErrRevoked, ErrRevoked},
			"cutoff " + instant + " salt test.sample":              {ErrRevoked, nil},
			"cutoff " + instant + " salt test.other":               {nil, ErrRevoked},
			"cutoff " + instant + ` binding "session:1"`:           {ErrRevoked, nil},
			"cutoff " + instant + ` binding "ip:#1"`:               {ErrRevoked, nil},
			"cutoff " + instant + ` binding "session:2"`:           {nil, ErrRevoked},
			"cutoff " + instant + ` binding "session"`:             {nil, nil},
			"  cutoff  " + instant + "  salt  test.sample  ":       {ErrRevoked, nil},
			"cutoff\t" + instant + "\tsalt\ttest.sample\t# a leak": {ErrRevoked, nil},
			"cutoff " + instant + " # everything":                  {ErrRevoked, ErrRevoked},
			"cutoff " + instant + ` binding "ip:#1" # a comment`:   {ErrRevoked, nil},
			"cutoff " + instant + ` binding "ip:\u00231"`:          {ErrRevoked, nil},
		} {
			moved := withLine(line)
			if _, err := moved.open(before, BoundTo("session:1"), BoundTo("ip:#1")); err != want.before {
				t.Errorf("%q: %v, want %v", line, err, want.before)
			}
			if _, err := moved.with(other).open(beforeOther, BoundTo("session:2")); err != want.other {
				t.Errorf("%q, the other type: %v, want %v", line, err, want.other)
			}
			if _, err := moved.open(after, BoundTo("session:1"), BoundTo("ip:#1")); err != nil {
				t.Errorf("%q, issued after it: %v", line, err)
			}
			_, err := moved.open(before[:len(before)-5]+"AAAA"+before[len(before)-1:], BoundTo("session:1"),
				BoundTo("ip:#1"))
			wantRefused(t, line, err)
			if err == ErrRevoked {
				t.Errorf("%q: a forged token is called revoked", line)
			}
		}
		time.Sleep(2 * time.Hour)
		_, err := withLine("cutoff "+instant).open(before, BoundTo("session:1"), BoundTo("ip:#1"))
		wantKind(t, "revoked and expired", err, ErrRevoked)
	})
}

// withLines makes new keys for k. It returns a function that reads the keys again, with
// another line in the text of their ring.
func (k *kit) withLines(t *testing.T) func(line string) *kit {
	key := GenerateKey()
	seed, public := GenerateSigningKey()
	moved := func(line string) *kit {
		moved := *k
		if k.ring != nil {
			moved.ring = mustRing(t, "primary "+key+"\n"+line+"\n").WithRealm("")
			return &moved
		}
		ring, err := ParsePublicKeyring("accepted " + public + "\n" + line + "\n")
		if err != nil {
			t.Fatal(err)
		}
		moved.public = ring.WithRealm("")
		return &moved
	}
	if k.signing != nil {
		signing, err := ParseSigningKey(seed)
		if err != nil {
			t.Fatal(err)
		}
		k.signing = signing
	}
	*k = *moved("")
	return moved
}

// TestCutoffAhead: a cutoff may be as far in the future as the clocks of two hosts may
// differ.
func TestCutoffAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := GenerateKey()
		for ahead, good := range map[time.Duration]bool{time.Minute: true, time.Minute + time.Second: false} {
			_, err := ParseKeyring(key + "\ncutoff " + time.Now().Add(ahead).UTC().Format(time.RFC3339))
			if (err == nil) != good {
				t.Errorf("%v ahead: %v", ahead, err)
			}
		}
	})
}

func TestCutoffText(t *testing.T) {
	key := GenerateKey()
	for _, line := range []string{
		"cutoff", "cutoff now", "cutoff 9999-12-31T23:59:59Z", "cutoff 2026-11-22",
		"cutoff 2026-11-22T10:00:00+01:00", "cutoff 2026-11-22T10:00:00.5Z",
		"cutoff 1969-12-31T23:59:59Z", "cutoff 2026-11-22T10:00:00Z account", "cutoff 2026-11-22T10:00:00Z salt",
		"cutoff 2026-11-22T10:00:00Z salt Account", "cutoff 2026-11-22T10:00:00Z salt a b",
		"cutoff 2026-11-22T10:00:00Z binding a",
		`cutoff 2026-11-22T10:00:00Z binding "a`, `cutoff 2026-11-22T10:00:00Z binding "a" "b"`,
		"Cutoff 2026-11-22T10:00:00Z",
		`cutoff 2026-11-22T10:00:00Z binding "a" b`, "cutoff 2026-11-22T10:00:00Z salt a.b# no space",
		"cutoff 2026-11-22T10:00:00Z#", "cutoff2026-11-22T10:00:00Z",
		"cutoff 2026-11-22T10:00:00Z binding `a`", `cutoff 2026-11-22T10:00:00Z binding "a"# no space`,
		`cutoff 2026-11-22T10:00:00Z binding "\x61"`,
		`cutoff 2026-11-22T10:00:00Z binding "\ud800"`, "cutoff 2026-11-22T10:00:00Z\u00a0salt a",
		"cutoff 2026-11-22T10:00:00Z salt # none",
	} {
		_, err := ParseKeyring("primary " + key + "\n" + line)
		wantConfig(t, line, err, key)
		if err != nil && !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: no line in %v", line, err)
		}
	}
	if _, err := ParseKeyring("cutoff 2026-11-22T10:00:00Z"); err == nil {
		t.Error("a ring that has only a cutoff is accepted")
	}
}

// TestRevokedWithoutKeys: for a nil or zero ring, Revoked returns an error.
func TestRevokedWithoutKeys(t *testing.T) {
	spec := NewSpec(samplePolicy(Signed))
	for what, err := range map[string]error{
		"no ring": (*Keyring)(nil).Revoked(spec, time.Now()), "zero ring": new(Keyring).Revoked(spec, time.Now()),
		"no public ring":   (*PublicKeyring)(nil).Revoked(spec, time.Now()),
		"zero public ring": new(PublicKeyring).Revoked(spec, time.Now()),
	} {
		wantConfig(t, what, err)
	}
}
