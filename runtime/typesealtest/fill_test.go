package typesealtest

import (
	"errors"
	"fmt"
	"math/rand"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"testing"
	"time"
)

// Color encodes itself, and panics for most values.
type Color uint8

var colors = []string{"red", "green", "blue"}

func (c Color) MarshalText() ([]byte, error) { return []byte(colors[c]), nil }

func (c *Color) UnmarshalText(text []byte) error {
	i := slices.Index(colors, string(text))
	if i < 0 {
		return errors.New("no color")
	}
	*c = Color(i)
	return nil
}

// Shy accepts only a text that nobody can guess.
type Shy struct{ text string }

func (s Shy) MarshalText() ([]byte, error) {
	if s.text == "" {
		return nil, errors.New("empty")
	}
	return []byte(s.text), nil
}

func (s *Shy) UnmarshalText(text []byte) error {
	if string(text) != "xyzzy" {
		return errors.New("unknown")
	}
	s.text = "xyzzy"
	return nil
}

// Told is like Shy, and says what it accepts.
type Told struct{ Shy }

func (Told) Generate(r *rand.Rand, size int) reflect.Value {
	return reflect.ValueOf(Told{Shy{"xyzzy"}})
}

type sample struct {
	Int    int8
	Text   string `typeseal:"max=3"`
	List   []uint16
	Map    map[string]*float32
	At     time.Time
	Color  Color
	Addr   netip.Addr
	Told   Told
	URL    *url.URL
	Hidden string `json:"-"`
}

// TestFill: random payloads can be encoded, they differ, and every field gets a value.
func TestFill(t *testing.T) {
	x := newPayloads[sample](inMsgpack)
	set := map[string]bool{}
	seen := map[string]bool{}
	for range 200 {
		v, why := x.random(func(v sample) error { _, err := x.payload(&v); return err })
		if why != "" {
			t.Fatal(why)
		}
		text, _ := x.payload(&v)
		seen[text] = true
		for i := range reflect.TypeOf(v).NumField() {
			name := reflect.TypeOf(v).Field(i).Name
			set[name] = set[name] || !reflect.ValueOf(v).Field(i).IsZero()
		}
		if len(v.Text) > 3 {
			t.Errorf("%q is too long", v.Text)
		}
	}
	for name, ok := range set {
		if ok == (name == "Hidden") {
			t.Errorf("%s has a value: %v", name, ok)
		}
	}
	if len(seen) < 190 {
		t.Errorf("only %d of 200 payloads differ", len(seen))
	}
}

// TestNoValue: the reason is the type's own error.
func TestNoValue(t *testing.T) {
	x := newPayloads[struct{ Shy Shy }](inJSON)
	_, why := x.random(func(v struct{ Shy Shy }) error { _, err := x.payload(&v); return err })
	if why == "" {
		t.Error("there is a value")
	}
}

// TestSameAsCodec compares encoded payloads with those in CODEC.md.
func TestSameAsCodec(t *testing.T) {
	type reset struct {
		ID    int64  `json:"id"`
		Email string `json:"email"`
	}
	v := reset{42, "ana@example.com"}
	for in, want := range map[codecName]string{
		inMsgpack: "\x92\x2a\xafana@example.com",
		inJSON:    `{"id":42,"email":"ana@example.com"}`,
		inFields:  `["42" "ana"]`,
	} {
		if in == inFields {
			v.Email = "ana"
		} else {
			v.Email = "ana@example.com"
		}
		payload, fields, err := writer{in: in}.encode(reflect.ValueOf(&v).Elem(), shapeOf(reflect.TypeFor[reset](), in))
		got := string(payload)
		if in == inFields {
			got = fmt.Sprintf("%q", fields)
		}
		if got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
}
