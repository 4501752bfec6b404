package plan

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

func TestOutputName(t *testing.T) {
	for source, want := range map[string]string{
		"account.go":       "account_typeseal.go",
		"account_linux.go": "account_linux_typeseal.go",
	} {
		if got := OutputName(source); got != want {
			t.Errorf("OutputName(%q) = %q, want %q", source, got, want)
		}
	}
}

func TestLifetime(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		d           time.Duration
		words, expr string
	}{
		{30 * time.Minute, "30 minutes", "30 * time.Minute"},
		{time.Hour, "1 hour", "time.Hour"},
		{90 * time.Minute, "1 hour and 30 minutes", "90 * time.Minute"},
		{day, "1 day", "24 * time.Hour"},
		{7 * day, "7 days", "7 * 24 * time.Hour"},
		{day + time.Hour + time.Second, "1 day, 1 hour and 1 second", "90001 * time.Second"},
		{time.Second, "1 second", "time.Second"},
		{1500 * time.Millisecond, "1.5s", "1500 * time.Millisecond"},
		{1, "1ns", "1 * time.Nanosecond"},
	} {
		if got := Words(c.d); got != c.words {
			t.Errorf("Words(%v) = %q, want %q", c.d, got, c.words)
		}
		b := &fileBuilder{File: &File{}, imports: &importer{namespace: &namespace{aliases: map[string]bool{}},
			names: map[string]string{}}}
		if got := b.duration(c.d); got != c.expr {
			t.Errorf("duration(%v) = %q, want %q", c.d, got, c.expr)
		}
	}
}

// TestSizes compares the least sizes of elements with sizes counted by hand.
func TestSizes(t *testing.T) {
	for _, c := range []struct {
		typ           string
		msgpack, json int
	}{
		{"bool", 1, 4},
		{"int", 1, 1},
		{"uint8", 0, 0}, // []byte is no slice
		{"uint64", 1, 1},
		{"float32", 5, 1},
		{"float64", 9, 1},
		{"string", 1, 2},
		{"[]byte", 2, 2},
		{"[0]byte", 2, 2},
		{"[3]byte", 5, 7},
		{"[255]byte", 257, 511},
		{"[256]byte", 259, 513},
		{"[65536]byte", 65541, 131073},
		{"time.Time", 6, 22},
		{"*int", 1, 1},
		{"*bool", 1, 4},
		{"*time.Time", 1, 4},
		{"[]int", 1, 2},
		{"[0]int", 1, 2},
		{"[3]int", 4, 7},
		{"[16]float32", 3 + 16*5, 33},
		{"map[string]int", 1, 2},
		{"struct{}", 1, 2},
		{"struct { A int; Bc bool }", 3, 17}, // {"A":0,"Bc":true}
		{"netip.Addr", 1, 2},
		{"url.URL", 2, 2},
	} {
		source := `package p

import ("time"; "net/netip"; "net/url")

var _ time.Time; var _ netip.Addr; var _ url.URL

//typeseal:sign salt=p.t max-age=1h
//typeseal:seal salt=p.u max-age=1h codec=json
type T struct { F []` + c.typ + ` }
`
		pkg, problems := modeltest.Load(t, &txtar.Archive{Files: []txtar.File{{Name: "p.go", Data: []byte(source)}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		tokens := New(pkg)[0].Types[0].Tokens
		msgpack, json := tokens[0].Struct.Fields[0].Value.Min, tokens[1].Struct.Fields[0].Value.Min
		if msgpack != c.msgpack || json != c.json {
			t.Errorf("%s: %d and %d, want %d and %d", c.typ, msgpack, json, c.msgpack, c.json)
		}
	}
}

func TestMethods(t *testing.T) {
	for want, d := range map[string]directive.Directive{
		"Sign AppendSign Verify":      {Verb: directive.Sign},
		"Seal AppendSeal Open":        {Verb: directive.Seal},
		"Sign AppendSign Peek Redeem": {Verb: directive.Sign, Once: true},
		"Seal AppendSeal Peek Redeem": {Verb: directive.Seal, Once: true},
		"Sign Verify":                 {Verb: directive.Sign, Format: "django"},
		"Seal Open":                   {Verb: directive.Seal, Format: "handoff"},
	} {
		if got := strings.Join(MethodNames(&d), " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
