package typeseal

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var ana = sample{ID: 42, Name: "ana@example.com"}

// wantKind fails the test unless err matches want, which is a kind of ErrInvalid, and has
// exactly its text.
func wantKind(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || !errors.Is(err, ErrInvalid) || err.Error() != want.Error() {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func wantRefused(t testing.TB, what string, err error) {
	t.Helper()
	if !errors.Is(err, ErrInvalid) {
		t.Errorf("%s: %v, want a kind of ErrInvalid", what, err)
	}
}

func TestRoundTrip(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana, BoundTo("session:1"), TTL(time.Minute))
		got, err := k.open(token, BoundTo("session:1"))
		if err != nil || got != ana {
			t.Errorf("%s: %+v, %v", k.name, got, err)
		}
		if last := token[len(token)-1]; last < 'A' || last > 'z' || last == '_' {
			t.Errorf("%s: the token ends in %q, which a mail program may cut off", k.name, last)
		}
	}
}

// TestText: a link that was changed by mail programs, people or other software
// is malformed.
func TestText(t *testing.T) {
	changes := map[string]func(string) string{
		"empty":           func(string) string { return "" },
		"prefix only":     func(string) string { return "ts1_" },
		"prefix in upper": func(s string) string { return "TS1_" + s[4:] },
		"other prefix":    func(s string) string { return "acme_" + s[4:] },
		"space in front":  func(s string) string { return " " + s },
		"tab behind":      func(s string) string { return s + "\t" },
		"NBSP behind":     func(s string) string { return s + "\u00a0" },
		"newline behind":  func(s string) string { return s + "\n" },
		"mail folding":    func(s string) string { return s[:30] + "\r\n" + s[30:] },
		"padding":         func(s string) string { return s + strings.Repeat("=", -len(s[4:])&3) + "=" },
		"alphabet":        func(s string) string { return s[:9] + "+/" + s[11:] },
		"length":          func(s string) string { return s[:4+(len(s)-4)/4*4] + "A" },
		"percent":         func(s string) string { return s[:9] + "%2D" + s[10:] },
		"soft break":      func(s string) string { return s[:30] + "=\r\n" + s[30:] },
		"quoted =":        func(s string) string { return s[:30] + "=3D" + s[30:] },
		"Cyrillic":        func(s string) string { return s[:9] + "а" + s[10:] },
		"full width":      func(s string) string { return s[:9] + "Ａ" + s[10:] },
		"zero width":      func(s string) string { return s[:9] + "\u200b" + s[9:] },
		"soft hyphen":     func(s string) string { return s[:9] + "\u00ad" + s[9:] },
		"BOM":             func(s string) string { return "\ufeff" + s },
		"NUL":             func(s string) string { return s[:9] + "\x00" + s[10:] },
		"not UTF-8":       func(s string) string { return s[:9] + "\xff" + s[10:] },
		"full stop":       func(s string) string { return s + "." },
		"bracket":         func(s string) string { return s + ")" },
		"quote":           func(s string) string { return s + "\"" },
		"two prefixes":    func(s string) string { return "ts1_" + s },
	}
	for _, k := range kits(t) {
		token := k.mint(t, ana)
		for what, change := range changes {
			_, err := k.open(change(token))
			wantKind(t, k.name+" "+what, err, ErrMalformed)
		}
		for what, changed := range map[string]string{
			"upper":  strings.ToUpper(token),
			"lower":  strings.ToLower(token),
			"twice":  token + token,
			"joined": token + k.mint(t, sample{ID: 1}),
		} {
			_, err := k.open(changed)
			wantRefused(t, k.name+" "+what, err)
		}
	}
}

// TestEveryEdit: every prefix of a token, and every token in which one
// character is replaced, inserted, deleted or swapped with the next, is
// refused.
func TestEveryEdit(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for _, k := range kits(t) {
		token, cases := k.mint(t, ana), 0
		try := func(changed string) {
			cases++
			if changed == token {
				return
			}
			if got, err := k.open(changed); !errors.Is(err, ErrInvalid) || got != (sample{}) {
				t.Fatalf("%s: accepted %q: %+v, %v", k.name, changed, got, err)
			}
		}
		for i := range token {
			try(token[:i])
			try(token[:i] + token[i+1:])
			if i > 0 {
				try(token[:i-1] + token[i:i+1] + token[i-1:i] + token[i+1:])
			}
			for _, c := range alphabet {
				try(token[:i] + string(c) + token[i+1:])
				try(token[:i] + string(c) + token[i:])
			}
		}
		for _, c := range alphabet {
			try(token + string(c))
		}
		t.Logf("%s: %d edits", k.name, cases)
	}
}

// TestLimit: a token may be as long as max-size. A longer token is refused without an
// allocation.
func TestLimit(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	p := samplePolicy(Signed)
	p.MaxSize = len(token)
	if _, err := k.with(p).open(token); err != nil {
		t.Errorf("a token as long as max-size: %v", err)
	}
	if _, err := k.with(p).tryMint(sample{ID: 42, Name: "ana@example.com."}); !errors.Is(err, ErrMint) {
		t.Errorf("minting beyond the limit: %v, want ErrMint", err)
	}
	p.MaxSize--
	_, err := k.with(p).open(token)
	wantKind(t, "limit and one", err, ErrMalformed)
	huge := strings.Repeat(".", 64<<20)
	if n := testing.AllocsPerRun(10, func() { _, err = k.open(huge) }); n != 0 {
		t.Errorf("%v allocations for 64 MiB", n)
	}
	wantKind(t, "64 MiB", err, ErrMalformed)
}
