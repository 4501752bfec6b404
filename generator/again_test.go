package generator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// mall has packages that use each other and another module, so that one edit affects some of
// them.
const mall = `
-- go.mod --
module example.com/mall

go 1.26.0

require example.com/money v0.0.0

replace example.com/money => ./money
-- money/go.mod --
module example.com/money

go 1.26.0
-- money/money.go --
package money

type Amount struct{ Cents int64 }
-- base/base.go --
package base

type ID struct{ N int64 }
-- users/users.go --
package users

import "example.com/mall/base"

//typeseal:sign salt=users.reset max-age=30m
type Reset struct{ User base.ID }
-- orders/orders.go --
package orders

import (
	"time"

	"example.com/mall/base"
	"example.com/mall/users"
	"example.com/money"
)

//typeseal:seal salt=orders.cart max-age=1h
type Cart struct {
	ID    base.ID
	Price money.Amount
	At    time.Time
	Who   users.Reset
}
-- orders/more.go --
package orders

func helper() {}
-- alone/alone.go --
package alone

//typeseal:sign salt=alone.a max-age=30m
type A struct{ X int64 }
-- plain/plain.go --
package plain

func F() {}
`

// saves are changes of mall, some of them mistakes. One that does not apply does nothing.
var saves = []struct{ file, old, new string }{
	{"base/base.go", "N int64", "N int32"},
	{"base/base.go", "N int32", "N int64"},
	{"base/base.go", "struct{ N", "struct{ M string; N"},
	{"base/base.go", "M string; ", ""},
	{"base/base.go", "package base\n", "package base\n\nvar x = 1\n"},
	{"base/base.go", "\nvar x = 1\n", ""},
	{"base/base.go", "}", ""},
	{"base/base.go", "int64\n", "int64 }\n"},
	{"base/base.go", "type ID", "type IDs"},
	{"base/base.go", "type IDs", "type ID"},
	{"money/money.go", "Cents int64", "Cents int64; Currency string"},
	{"money/money.go", "; Currency string", ""},
	{"users/users.go", "max-age=30m", "max-age=31m"},
	{"users/users.go", "max-age=31m", "max-age=30m"},
	{"users/users.go", "salt=users.reset", "salt=alone.a"},
	{"users/users.go", "salt=alone.a", "salt=users.reset"},
	{"users/users.go", "//typeseal", "// typeseal"},
	{"users/users.go", "// typeseal", "//typeseal"},
	{"orders/orders.go", "\"time\"\n", "\"time\"\n\t_ \"net/url\"\n"},
	{"orders/orders.go", "\t_ \"net/url\"\n", ""},
	{"orders/orders.go", "At    time.Time", "At    time.Time\n\tOn bool"},
	{"orders/orders.go", "\n\tOn bool", ""},
	{"orders/more.go", "helper", "other"},
	{"orders/more.go", "func", "//typeseal:sign salt=more max-age=1h\ntype More struct{ A int64 }\n\nfunc"},
	{"orders/more.go", "//typeseal:sign salt=more max-age=1h\n", ""},
	{"orders/more.go", "package orders", "//go:build windows\n\npackage orders"},
	{"orders/more.go", "//go:build windows\n\n", ""},
	{"alone/alone.go", "X int64", "X int64; Y chan int"},
	{"alone/alone.go", "; Y chan int", ""},
	{"alone/alone.go", "struct{ X", "struct { X"},
	{"plain/plain.go", "func F", "func G"},
	{"plain/plain.go", "{}", "{ println(1) }"},
	{"plain/plain.go", "{ println(1) }", "{}"},
	{"plain/plain.go", "func", "//typeseal:sign salt=plain max-age=1h\ntype P struct{ A int64 }\n\nfunc"},
	{"plain/plain.go", "//typeseal:sign salt=plain max-age=1h\n", ""},
	{"orders/more.go", "{}", "{ println(1) }"},
	{"orders/more.go", "{ println(1) }", "{}"},
	{"orders/more.go", "{}", "{ type local struct{ A int `json:\"a\"` } }"},
	{"orders/more.go", "{ type local struct{ A int `json:\"a\"` } }", "{}"},
	{"orders/more.go", "{}", "{\n\t//typeseal:sign salt=inside max-age=1h\n}"},
	{"orders/more.go", "{\n\t//typeseal:sign salt=inside max-age=1h\n}", "{}"},
	{"orders/more.go", "{}", "{"},
	{"orders/more.go", "{\n", "{}\n"},
	{"orders/more.go", "package orders\n", "package orders\n\nfunc (Cart) Seal() {}\n"},
	{"orders/more.go", "\nfunc (Cart) Seal() {}\n", ""},
	{"base/base.go", "package base\n", "package base\n\nfunc (ID) Label() string { return \"a\" }\n"},
	{"base/base.go", "{ return \"a\" }", "{ return \"b\" }"},
	{"base/base.go", "Label() string", "Name() string"},
	{"base/base.go", "Label() string", "String() string"},
	{"base/base.go", "Label() string", "MarshalText() ([]byte, error)"},
	{"base/base.go", "MarshalText() ([]byte, error)", "UnmarshalText() error"},
	{"base/base.go", "UnmarshalText() error", "Label() string"},
	{"base/base.go", "\nfunc (ID) Label() string { return \"a\" }\n", ""},
	{"money/money.go", "package money\n", "package money\n\nfunc (Amount) Label() string { return \"a\" }\n"},
	{"money/money.go", "Label() string", "N() int"},
	{"money/money.go", "package money\n", "package money\n\n//go:embed x\n"},
	{"money/money.go", "\n//go:embed x\n", ""},
	{"go.mod", "go 1.26.0", "go 1.26.0 // x"},
	{"users/users_typeseal.go", "Reset", "reset"},
	{"typeseal.lock", "30m", "45m"},
}

// TestPreviousIsFreed: a result does not hold those before it, or a process that generates
// again and again would grow.
func TestPreviousIsFreed(t *testing.T) {
	dir := module(t, mall)
	last := generate(t, dir)
	freed := make(chan bool)
	runtime.AddCleanup(last, func(bool) { close(freed) }, true)
	for range 2 {
		next, err := Generate(t.Context(), Config{Dir: dir, Previous: last})
		check(t, err)
		last = next
	}
	for range 100 {
		runtime.GC()
		select {
		case <-freed:
			runtime.KeepAlive(last)
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("a result holds the one before the last")
}

// TestPrevious: with a previous result, a run has the same result as without, after every
// edit.
func TestPrevious(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "-mod=mod")
	known := 0
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			dir := module(t, mall)
			var last *Result
			var did []string
			var before saved
			for range 30 {
				if random.IntN(4) > 0 { // so that few edits are refused
					os.Remove(filepath.Join(dir, "typeseal.lock"))
				}
				result, err := Generate(t.Context(), Config{Dir: dir, Previous: last})
				check(t, err)
				if got, want := everything(result), everything(generate(t, dir)); got != want {
					t.Fatalf("after %s:\n%s\nwithout a previous result:\n%s", strings.Join(did, "; "), got, want)
				}
				if len(result.Diagnostics) == 0 && random.IntN(4) > 0 {
					check(t, Commit(result))
				}
				for _, p := range result.run.packages {
					if p.Known {
						known++
					}
				}
				last = result
				if len(result.Diagnostics) > 0 && before.path != "" && random.IntN(4) > 0 {
					write(t, before.path, before.text)
					did, before.path = append(did, "undo"), ""
					continue
				}
				did = append(did, save(t, random, dir, &before))
			}
		})
	}
	if known < 30 {
		t.Errorf("only %d packages were used again", known)
	}
}

// TestProcesses: with a cache, runs have the same result as without, after every edit, and what
// they have done is up to date.
func TestProcesses(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "-mod=mod")
	current := 0
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			cache, dir := t.TempDir(), module(t, mall)
			var did []string
			var before saved
			for range 40 {
				config := Config{Dir: dir, Cache: cache, TypesOnly: random.IntN(5) == 0}
				if random.IntN(5) == 0 {
					config.Patterns = []string{"./orders"}
				}
				result, err := Generate(t.Context(), config)
				check(t, err)
				config.Cache = ""
				full, err := Generate(t.Context(), config)
				check(t, err)
				switch {
				case result.Current:
					current++
					if changes := stale(t, full); changes != "" || len(full.Diagnostics)+len(full.Warnings) > 0 {
						t.Fatalf("after %s, the run is skipped, but a full one would change %s and report %v",
							strings.Join(did, "; "), changes, append(full.Diagnostics, full.Warnings...))
					}
				case everything(result) != everything(full):
					t.Fatalf("after %s:\n%s\nwithout a cache:\n%s", strings.Join(did, "; "), everything(result),
						everything(full))
				case result.commit.refused == "" && random.IntN(4) > 0:
					check(t, Commit(result))
				}
				switch {
				case len(full.Diagnostics) > 0 && before.path != "" && random.IntN(4) > 0:
					write(t, before.path, before.text)
					did, before.path = append(did, "undo"), ""
				case random.IntN(4) == 0: // so that few edits are refused
					os.Remove(filepath.Join(dir, "typeseal.lock"))
					did = append(did, "remove the lock")
				default:
					did = append(did, save(t, random, dir, &before))
				}
			}
		})
	}
	if current < 5 {
		t.Errorf("only %d runs were skipped", current)
	}
}

// A saved file is one before it was changed.
type saved struct{ path, text string }

// save makes a random change in a module, and says which.
func save(t *testing.T, random *rand.Rand, dir string, before *saved) string {
	before.path = ""
	switch random.IntN(12) {
	case 0:
		path := filepath.Join(dir, "users", "users_typeseal.go")
		return fmt.Sprint("remove an output: ", os.Remove(path))
	case 1:
		path := filepath.Join(dir, "alone", "extra.go")
		if os.Remove(path) == nil {
			return "remove a file"
		}
		write(t, path, "package alone\n\n//typeseal:sign salt=extra max-age=1h\ntype Extra struct{ A A }\n")
		return "add a file"
	case 2:
		return "nothing"
	}
	for {
		e := saves[random.IntN(len(saves))]
		path := filepath.Join(dir, filepath.FromSlash(e.file))
		text, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(text), e.old) {
			write(t, path, strings.Replace(string(text), e.old, e.new, 1))
			*before = saved{path, string(text)}
			return fmt.Sprintf("%s: %q for %q", e.file, e.new, e.old)
		}
	}
}

// everything is all that a result says.
func everything(r *Result) string {
	var b strings.Builder
	for _, f := range append(r.Files, r.Locks...) {
		fmt.Fprintf(&b, "%s: %s\n", f.Path, f.Content)
	}
	fmt.Fprintln(&b, r.Orphans)
	for _, d := range append(append(r.Diagnostics, r.Warnings...), r.Changes...) {
		fmt.Fprintln(&b, d)
	}
	fmt.Fprintf(&b, "%+v\n%+v\n%q\n%s", r.run.listTokens(), r.LeftOut, r.Notes, r.commit.refused)
	return b.String()
}
