package generator

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

const tested = `
-- go.mod --
module example.com/app

go 1.26.0
-- a.go --
package app

//typeseal:sign salt=app.a max-age=1h
type A struct{ X int64 }
-- b.go --
package app

//typeseal:sign salt=app.b max-age=1h tests
type B struct{ X int64 }
`

// TestTests: tests are written if they are requested, for all types or by a directive, and
// removed if not. Neither a cache nor a previous result hides the difference.
func TestTests(t *testing.T) {
	for _, memory := range []string{"none", "cache", "previous"} {
		t.Run(memory, func(t *testing.T) {
			dir, cache := module(t, tested), t.TempDir()
			var last *Result
			for i, all := range []bool{false, true, true, false, true} {
				config := Config{Dir: dir, Tests: all}
				switch memory {
				case "cache":
					config.Cache = cache
				case "previous":
					config.Previous = last
				}
				result, err := Generate(t.Context(), config)
				check(t, err)
				check(t, Commit(result))
				names, err := filepath.Glob(filepath.Join(dir, "*_typeseal_test.go"))
				check(t, err)
				for i, name := range names {
					names[i] = filepath.Base(name)
				}
				want := "[b_typeseal_test.go]"
				if all {
					want = "[a_typeseal_test.go b_typeseal_test.go]"
				}
				if got := fmt.Sprint(names); got != want {
					t.Errorf("run %d: %s, want %s", i, got, want)
				}
				last = result
			}
		})
	}
}

// TestTestOfNothing: a test is removed with the directive that it was made from, but not
// because the directive is misspelled.
func TestTestOfNothing(t *testing.T) {
	dir := module(t, tested)
	result, err := Generate(t.Context(), Config{Dir: dir, Tests: true})
	check(t, err)
	check(t, Commit(result))
	source := filepath.Join(dir, "a.go")
	text := read(t, source)
	write(t, source, strings.Replace(text, "typeseal:sign", "typeseal:sing", 1))
	result, err = Generate(t.Context(), Config{Dir: dir, Tests: true})
	check(t, err)
	if len(result.Diagnostics) == 0 || len(result.Orphans) > 0 {
		t.Errorf("misspelled: %d errors, orphans %q", len(result.Diagnostics), result.Orphans)
	}
	write(t, source, strings.Replace(text, "//typeseal:sign salt=app.a max-age=1h", "", 1))
	result, err = Generate(t.Context(), Config{Dir: dir, Tests: true})
	check(t, err)
	want := fmt.Sprint([]string{filepath.Join(dir, "a_typeseal.go"), filepath.Join(dir, "a_typeseal_test.go")})
	if got := fmt.Sprint(result.Orphans); got != want {
		t.Errorf("orphans %s, want %s", got, want)
	}
}
