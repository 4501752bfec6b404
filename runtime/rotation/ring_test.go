package rotation

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// TestPrinting: however a ring is printed, it shows key ids and states only.
func TestPrinting(t *testing.T) {
	b := ring.Generate()
	key := ring.Root.Format(b)
	r := mustParse(key + " # of Ana\ncutoff 2020-01-01T00:00:00Z binding \"session:42\"")
	holder := struct {
		Public  Ring
		private *Ring
		list    []Ring
		any     any
	}{*r, r, []Ring{*r}, *r}
	var out bytes.Buffer
	for _, v := range []any{r, *r, holder, &holder, []*Ring{r}, r.Keys(), r.Cutoffs()} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	for _, v := range []any{r, *r, holder, &holder, []*Ring{r}, r.Keys()} {
		for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
			b, _ := marshal(v)
			out.Write(b)
		}
		gob.NewEncoder(&out).Encode(v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("", "v", v)
	}
	raw := string(b[:])
	for _, hidden := range []string{key[16:], raw, fmt.Sprintf("%x", raw), fmt.Sprint(b[:8]), "Ana", "session:42"} {
		if strings.Contains(out.String(), strings.Trim(hidden, "[]")) {
			t.Errorf("%q is printed: %s", hidden, &out)
		}
	}
	if want := "rotation.Ring(primary " + r.Keys()[0].ID + ")"; r.String() != want {
		t.Errorf("printed as %v, want %s", r, want)
	}
}

// TestZero: a nil or zero ring is empty and refuses edits.
func TestZero(t *testing.T) {
	for what, r := range map[string]*Ring{"nil": nil, "zero": new(Ring)} {
		if r.Text() != "" || r.Keys() != nil || r.Cutoffs() != nil || r.Kind() != "root" {
			t.Errorf("%s is not empty", what)
		}
		_, added := r.Add(now)
		_, public := r.Public()
		for edit, err := range map[string]error{
			"add": added, "public": public, "promote": r.Promote("", now), "retire": r.Retire("", now),
			"accept": r.Accept("", now), "revoke": r.Revoke("", now),
			"remove": r.Remove(""), "cut": r.Cut(Cutoff{Before: now}, ""),
		} {
			if err == nil {
				t.Errorf("%s: %s is accepted", what, edit)
			}
		}
		if err := r.Date(now); err != nil {
			t.Errorf("%s: date: %v", what, err)
		}
	}
}

// TestRead checks what is read of a ring.
func TestRead(t *testing.T) {
	k := keys{}
	r := mustParse(k.text("\nprimary {s1} since=2026-11-28T10:00:00Z; accepted {s2}\n" +
		"cutoff 2020-01-01T00:00:00Z\ncutoff 2020-01-01T00:00:01Z salt a; cutoff 1970-01-01T00:00:00Z binding \"\""))
	want := []Key{{k.id(r, "1"), "primary", now, 2}, {k.id(r, "2"), "accepted", time.Time{}, 3}}
	if got := fmt.Sprint(r.Kind(), r.Keys()); got != fmt.Sprint("signing", want) {
		t.Errorf("keys %s, want %v", got, want)
	}
	second := time.Date(2020, 1, 1, 0, 0, 1, 0, time.UTC)
	got := r.Cutoffs()
	if len(got) != 3 || *got[2].Binding != "" {
		t.Fatalf("cutoffs %v", got)
	}
	got[2].Binding = nil
	if want := []Cutoff{{Before: second.Add(-time.Second), Line: 4}, {Before: second, Salt: "a", Line: 5},
		{Before: time.Unix(0, 0).UTC(), Line: 6}}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("cutoffs %v, want %v", got, want)
	}
}

// TestFull: a ring does not get a 65th key, or more than 64 KiB.
func TestFull(t *testing.T) {
	r := mustParse(ring.Root.Format(ring.Generate()))
	for range ring.MaxKeys - 1 {
		if _, err := r.Add(now); err != nil {
			t.Fatal(err)
		}
	}
	if id, err := r.Add(now); err != errFull || id != "" || len(r.Keys()) != ring.MaxKeys {
		t.Errorf("a 65th key: %q, %v", id, err)
	}
	for _, k := range r.Keys()[1:] {
		if err := r.Remove(k.ID); err != nil {
			t.Fatal(err)
		}
	}
	r = mustParse(r.Text() + " #" + strings.Repeat("x", ring.MaxText-len(r.Text())-2))
	text := r.Text()
	if id, err := r.Add(now); err == nil || id != "" || r.Text() != text {
		t.Errorf("more than 64 KiB: %q, %v", id, err)
	}
}

// TestInstants: an instant that a ring cannot hold is refused.
func TestInstants(t *testing.T) {
	r := mustParse(ring.Root.Format(ring.Generate()))
	for _, at := range []time.Time{{}, time.Unix(-1, 0), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, err := r.Add(at); err == nil {
			t.Errorf("a key is added at %v", at)
		}
		if err := r.Date(at); err == nil {
			t.Errorf("keys are dated %v", at)
		}
	}
	if err := r.Date(time.Date(2030, 1, 1, 1, 0, 0, 1, time.FixedZone("", 3600))); err != nil ||
		r.Keys()[0].Since != time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Errorf("%v, %v", r.Keys(), err)
	}
}
