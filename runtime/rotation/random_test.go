package rotation_test

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
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
	for range 100 {
		f.Add(randomRing())
	}
	for _, text := range vectorTexts(f) {
		f.Add(text)
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

// vectorTexts returns the texts of keyring.json.
func vectorTexts(t testing.TB) (texts []string) {
	data, err := os.ReadFile("../../testdata/vectors/keyring.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Text, Bytes string
			After       []any
		}
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.Cases) == 0 {
		t.Fatal(len(file.Cases), err)
	}
	for _, c := range file.Cases {
		text := c.Text
		if b, err := hex.DecodeString(c.Bytes); err == nil {
			text += string(b)
		}
		if c.After != nil {
			text += strings.Repeat(c.After[0].(string), int(c.After[1].(float64)))
		}
		texts = append(texts, text)
	}
	return texts
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
			pick("", " ", "\n", "\r\n", ";", " # a", " since=2020-01-01T00:00:00Z")
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
			line += pick(" ", "\t ") + "since=2020-01-01T00:00:00Z"
		}
		lines = append(lines, line)
	}
	for range rand.IntN(4) {
		at := rand.IntN(len(lines) + 1)
		lines = slices.Insert(lines, at, pick("", " ", "cutoff 2020-01-01T00:00:00Z",
			"cutoff 2020-01-01T00:00:00Z salt a.b", `cutoff 2020-01-01T00:00:00Z binding "a;b\" # \\"`))
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
// states that were asked for, and all else stays.
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
	now := time.Date(2020, 5, 1, 0, 0, rand.IntN(60), 0, time.UTC)
	k := pick(keys...)
	want := states(keys)
	edit := pick("add", "promote", "retire", "accept", "revoke", "remove", "date", "cut")
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
	case "accept":
		err = r.Accept(k.ID, now)
		want[k.ID] = "accepted"
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

// What most edits change: states, and when they were taken.
var (
	sinces = regexp.MustCompile(`[ \t]+since=[^ \t\r\n;]*`)
	words  = regexp.MustCompile(`(primary|accepted|retired|revoked)[ \t]+typeseal_`)
)

// kept checks that an edit changed only states and sinces, and beside them added or removed one part of the text.
func kept(t *testing.T, edit, id, before, after string) bool {
	bare := func(text string) string {
		return words.ReplaceAllString(sinces.ReplaceAllString(text, ""), "typeseal_")
	}
	a, b := bare(before), bare(after)
	if edit == "remove" {
		a, b = b, a
	}
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	good := strings.HasSuffix(b, a[head:])
	if edit != "add" && edit != "cut" && edit != "remove" {
		good = a == b
	}
	if !good {
		t.Errorf("%s of %s: %q became %q", edit, id, before, after)
	}
	return good
}
