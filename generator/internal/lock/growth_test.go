package lock

import (
	"fmt"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator/internal/growth"
)

// large is a lock with n types, each with seven fields.
func large(n int) *Lock {
	l := &Lock{}
	for i := range n {
		l.Types = append(l.Types, &Type{
			Salt: fmt.Sprintf("p%d.t%d", i/10, i%10), Verb: "sign",
			GoType: GoType{fmt.Sprintf("example.com/app/p%03d", i/10), fmt.Sprintf("T%d", i%10)},
			Kind:   "signed", Format: Native, Codec: "msgpack", Prefix: "ts1_", MaxAge: time.Hour, MaxSize: 4096,
			Version: 1, Mint: 1, Accept: []int{1}, Used: []int{1},
			Shapes: map[int][]*Field{1: {
				{Wire: "id", Go: "ID", Type: "int64"},
				{Wire: "email", Go: "Email", Type: "string", Max: 200},
				{Wire: "roles", Go: "Roles", Type: "[]string"},
				{Wire: "at", Go: "At", Type: "time"},
				{Wire: "sub", Go: "Sub", Type: "struct", Of: "example.com/app.Sub", Fields: []*Field{
					{Wire: "A", Go: "A", Type: "string"}, {Wire: "B", Go: "B", Type: "string"},
					{Wire: "Xs", Go: "Xs", Type: "[]int32"},
				}},
				{Wire: "m", Go: "M", Type: "map[string]int64"},
				{Wire: "p", Go: "P", Type: "*uint32"},
			}},
		})
	}
	return l
}

func BenchmarkFormat(b *testing.B) {
	l := large(1000)
	b.ReportAllocs()
	for b.Loop() {
		l.Format()
	}
}

func BenchmarkParse(b *testing.B) {
	text := large(1000).Format()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	was, now := large(1000), large(1000)
	b.ReportAllocs()
	for b.Loop() {
		Compare(was, now)
	}
}

func BenchmarkNext(b *testing.B) {
	was, now := large(1000), large(1000)
	b.ReportAllocs()
	for b.Loop() {
		was.Next(now.Types)
	}
}

// TestGrowth: the time of each operation grows with the number of types, whatever has
// changed.
func TestGrowth(t *testing.T) {
	salts := large(1600)
	edits := map[string]func(i int, t *Type){
		"nothing":  func(int, *Type) {},
		"salts":    func(_ int, t *Type) { t.Salt += "x" },
		"names":    func(_ int, t *Type) { t.Name += "x" },
		"both":     func(_ int, t *Type) { t.Name, t.Salt = t.Name+"x", t.Salt+"x" },
		"verbs":    func(_ int, t *Type) { t.Verb, t.Kind = "seal", "sealed" },
		"codecs":   func(_ int, t *Type) { t.Codec = "json" },
		"swapped":  func(i int, t *Type) { t.Salt = salts.Types[i^1].Salt },
		"foreign":  func(_ int, t *Type) { t.Format, t.Salt = "handoff", "" },
		"also":     func(_ int, t *Type) { t.Also = "django until=2099-12-31 salt=" + t.Salt + "x" },
		"formerly": func(_ int, t *Type) { t.Formerly = []GoType{{t.Package, t.Name + "x"}} },
	}
	for name, edit := range edits {
		changed := func(n int) *Lock {
			l := large(n)
			for i, t := range l.Types {
				edit(i, t)
			}
			return l
		}
		for _, backward := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", name, backward), func(t *testing.T) {
				growth.Linear(t, 100, func(n int) func() {
					was, now := large(n), changed(n)
					if backward {
						was, now = now, was
					}
					return func() {
						verdicts := Compare(was, now)
						was.Next(now.Types).Format()
						var all []*Type
						for _, v := range verdicts {
							all = append(all, v.Type)
						}
						was.Settled(now, all)
						Shared(was, now)
					}
				})
			})
		}
	}
	t.Run("places", func(t *testing.T) {
		growth.Linear(t, 100, func(n int) func() {
			l := large(n)
			text := l.Format()
			return func() {
				places := PlacesIn(text)
				for _, typ := range l.Types {
					if places.LineOf(typ, "v1 7") == 0 {
						t.Fatal("no line")
					}
				}
			}
		})
	})
	t.Run("parse", func(t *testing.T) {
		growth.Linear(t, 100, func(n int) func() {
			text := large(n).Format()
			return func() { Parse(text) }
		})
	})
}
