package rotation_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// readable returns nil if package typeseal reads the text as a ring or a signing key.
func readable(text string) error {
	_, err := typeseal.ParseKeyring(text)
	if err != nil {
		_, err = typeseal.ParsePublicKeyring(text)
	}
	if err != nil {
		_, err = typeseal.ParseSigningKey(text)
	}
	return err
}

// FuzzParse: Parse accepts what package typeseal accepts, and the text stays as it is.
func FuzzParse(f *testing.F) {
	for range 300 {
		f.Add(randomRing())
	}
	f.Add("\r" + pick(keysOf("signing")...) + "\r")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := rotation.Parse(text)
		if want := readable(text); (err == nil) != (want == nil) {
			t.Fatalf("%q: %v, but package typeseal says: %v", text, err, want)
		}
		if err != nil {
			return
		}
		if r.Text() != text {
			t.Errorf("%q became %q", text, r.Text())
		}
		now := time.Now()
		for _, k := range r.Keys() {
			errs := []error{r.Date(now), r.Promote(k.ID, now), r.Retire(k.ID, now), r.Remove(k.ID)}
			if err := readable(r.Text()); err != nil {
				t.Fatalf("%q became %q: %v %v", text, r.Text(), err, errs)
			}
		}
	})
}

func pick[T any](from ...T) T { return from[rand.IntN(len(from))] }

// keysOf returns new keys of a kind.
func keysOf(kind string) (keys []string) {
	for range 1 + rand.IntN(6) {
		signing, public := typeseal.GenerateSigningKey()
		texts := map[string]string{"root": typeseal.GenerateKey(), "signing": signing, "public": public}
		keys = append(keys, texts[kind])
	}
	return keys
}

// randomRing returns a ring in any form.
func randomRing() string {
	kind := pick("root", "signing", "public")
	keys := keysOf(kind)
	if len(keys) == 1 && pick(true, false) {
		return pick("", " ", "\n", "# a\n") + keys[0] +
			pick("", " ", "\n", "\r\n", ";", " # a", " since=2026-01-01T00:00:00Z")
	}
	primary := rand.IntN(len(keys))
	var lines []string
	for i, key := range keys {
		state := pick("accepted", "retired", "revoked")
		if i == primary && kind != "public" {
			state = "primary"
		}
		line := pick("", " ", "\t") + state + pick(" ", "  ", "\t") + key
		if pick(true, false) {
			line += pick(" ", "\t ") + "since=2026-01-01T00:00:00Z"
		}
		lines = append(lines, line)
	}
	for range rand.IntN(4) {
		at := rand.IntN(len(lines) + 1)
		lines = slices.Insert(lines, at, pick("", " ", "cutoff 2026-01-01T00:00:00Z",
			"cutoff 2026-01-01T00:00:00Z salt a.b", `cutoff 2026-01-01T00:00:00Z binding "a;b\" # \\"`))
	}
	return layOut(lines)
}

// layOut returns the text of lines with random comments and breaks.
func layOut(lines []string) string {
	var text strings.Builder
	end := pick("\n", "\r\n", ";", "; ", "")
	for i, line := range lines {
		text.WriteString(line + pick("", " ", " ", "\t"))
		if pick(true, false) {
			text.WriteString(fmt.Sprintf(" # comment %d %s", i, pick("", " ", "größer", `"`)))
		}
		if i < len(lines)-1 || pick(true, false) {
			text.WriteString(cmp.Or(end, pick("\n", "\r\n", ";")))
		}
	}
	return text.String()
}

// TestRandomEdits: package typeseal reads what each of many edits of random rings leaves, the keys have the
// states that were asked for, and all comments and other keys stay.
func TestRandomEdits(t *testing.T) {
	for range 600 {
		text := randomRing()
		r, err := rotation.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for range 8 {
			if !randomEdit(t, r) {
				return
			}
		}
	}
}

// randomEdit makes one edit and checks it.
func randomEdit(t *testing.T, r *rotation.Ring) bool {
	before, keys := r.Text(), r.Keys()
	now := time.Date(2026, 5, 1, 0, 0, rand.IntN(60), 0, time.UTC)
	k := pick(keys...)
	want := states(keys)
	edit := pick("add", "promote", "retire", "revoke", "remove", "date", "cut")
	var err error
	switch edit {
	case "add":
		var id string
		id, err = r.Add(now)
		want[id] = "accepted"
	case "promote":
		if err = r.Promote(k.ID, now); err == nil {
			for _, old := range keys {
				if old.State == "primary" {
					want[old.ID] = "accepted"
				}
			}
		}
		want[k.ID] = "primary"
	case "retire":
		err = r.Retire(k.ID, now)
		want[k.ID] = "retired"
	case "revoke":
		err = r.Revoke(k.ID, now)
		want[k.ID] = "revoked"
	case "remove":
		err = r.Remove(k.ID)
		delete(want, k.ID)
	case "date":
		err = r.Date(now)
	case "cut":
		binding := pick("a", "b;c", `"#`)
		err = r.Cut(pick(rotation.Cutoff{Before: now}, rotation.Cutoff{Before: now, Salt: "a"},
			rotation.Cutoff{Before: now, Binding: &binding}), pick("", "a leak", "# twice"))
	}
	if err != nil {
		want = states(keys)
		if r.Text() != before {
			t.Errorf("%s of %s failed and changed %q to %q", edit, k.ID, before, r.Text())
			return false
		}
	}
	if got := states(r.Keys()); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s of %s: %q became %q: %v, want %v", edit, k.ID, before, r.Text(), got, want)
		return false
	}
	if err := readable(r.Text()); err != nil {
		t.Errorf("%s of %s: %q became %q: %v", edit, k.ID, before, r.Text(), err)
		return false
	}
	return kept(t, edit, k.ID, before, r.Text())
}

func states(keys []rotation.Key) map[string]string {
	m := map[string]string{}
	for _, k := range keys {
		m[k.ID] = k.State
	}
	return m
}

// kept checks that the words that an edit does not change are in the text afterwards, in their order: keys, comments,
// cutoffs and breaks.
func kept(t *testing.T, edit, id, before, after string) bool {
	rest := after
	for word := range strings.FieldsFuncSeq(before, func(c rune) bool { return strings.ContainsRune(" \t\r\n;", c) }) {
		if slices.Contains([]string{"primary", "accepted", "retired", "revoked"}, word) ||
			strings.HasPrefix(word, "since=") || edit == "remove" && strings.HasPrefix(word, "typeseal_") {
			continue
		}
		_, found, ok := strings.Cut(rest, word)
		if !ok {
			t.Errorf("%s of %s: %q became %q, without %q", edit, id, before, after, word)
			return false
		}
		rest = found
	}
	return true
}
