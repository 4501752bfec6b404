package generator

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// everyOption has the options that the sample of the lock does not use.
const everyOption = `
-- a.go --
package a

import "time"

//typeseal:sign salt=a.once max-age=1h once grace=30s max-size=2000
//typeseal:seal salt=a.json max-age=1h codec=json compress=reveals-length
type Once struct {
	Base
	List []string ` + "`typeseal:\"max=3\"`" + `
	Ptr  *Tag
}

type Base struct{ ID uint8 }

type Tag struct {
	Name string ` + "`json:\"a b\"`" + `
	Map  map[uint8]*Deep
}

type Deep struct{ Time time.Duration }

//typeseal:sign salt=a.cart max-age=1h format=django algorithm=sha256 sep=: future=accept
type Cart struct{ X float32 }

//typeseal:sign salt=a.other max-age=1h format=django algorithm=sha512 sep=!
type Other struct{ X int }

//typeseal:sign max-age=1h format=handshake
type Call struct{ X int }

//typeseal:sign salt=a.new max-age=1h also=django until=2999-12-31
type New struct{ X int }

//typeseal:sign salt=a.state max-age=1h
type State struct {
	Hash  []byte ` + "`typeseal:\"state\"`" + `
	X     int
	Count uint8 ` + "`typeseal:\"state\"`" + `
}

//typeseal:sign salt=a.empty max-age=unlimited
type Empty struct{}
-- b/v2/b.go --
package b

//typeseal:seal salt=b max-age=90m prefix=acme_
type T struct{ A [16]byte }
`

// onlySource removes from tokens what a lock does not have. A type that has more in a lock
// than in the source keeps only the rest.
func onlySource(tokens []Token) []Token {
	var clear func([]Field)
	clear = func(fields []Field) {
		for i := range fields {
			fields[i].GoType = ""
			clear(fields[i].Fields)
		}
	}
	for i := range tokens {
		t := &tokens[i]
		t.Hash = ""
		clear(t.Fields)
		clear(t.State)
		for v, fields := range t.Former {
			clear(fields)
			if !slices.Contains(t.Accept, v) {
				delete(t.Former, v)
			}
		}
	}
	slices.SortFunc(tokens, func(a, b Token) int {
		return strings.Compare(a.Salt+" "+a.Verb+a.TypeName, b.Salt+" "+b.Verb+b.TypeName)
	})
	return tokens
}

// TestReadLock: a lock gives the same tokens as the source from which it was written.
func TestReadLock(t *testing.T) {
	sample, err := txtar.ParseFile("../testdata/lock/sample.txtar")
	check(t, err)
	for name, archive := range map[string]*txtar.Archive{
		"the sample": sample, "every option": txtar.Parse([]byte(everyOption)),
	} {
		dir := t.TempDir()
		unpack(t, dir, archive)
		fromSource := cleanly(t, dir)
		write(t, filepath.Join(dir, "alone", "typeseal.lock"), string(fromSource.Locks[0].Content))
		fromLock, err := Generate(t.Context(), Config{Dir: filepath.Join(dir, "alone"), Lock: "typeseal.lock"})
		check(t, err)
		want := onlySource(tokensOf(t, dir))
		if len(want) < 5 || len(fromLock.Diagnostics) > 0 {
			t.Errorf("%s: %d tokens, %v", name, len(want), fromLock.Diagnostics)
		}
		for i := range want {
			if want[i].PackagePath == "example.com/app" { // its name is not that of the path
				want[i].PackageName = "app"
			}
		}
		if diff := cmp.Diff(want, onlySource(fromLock.Tokens)); diff != "" {
			t.Errorf("%s: the source, but not the lock (-), and the other way round (+):\n%s", name, diff)
		}
		if err := Commit(fromLock); err == nil {
			t.Errorf("%s: a result without files is committed", name)
		}
	}
}

// TestReadLockRetired: a lock has the types that are gone, and versions that are no longer
// accepted.
func TestReadLockRetired(t *testing.T) {
	archive, err := txtar.ParseFile("../testdata/lock/sample.txtar")
	check(t, err)
	dir := t.TempDir()
	unpack(t, dir, archive)
	check(t, os.Remove(filepath.Join(dir, "a.go")))
	result, err := Generate(t.Context(), Config{Dir: dir, Lock: filepath.Join(dir, "typeseal.lock")})
	check(t, err)
	if len(result.Tokens) != 5 || len(result.Retired) != 1 || result.Retired[0].TypeName != "Old" {
		t.Fatalf("%d tokens, retired %+v", len(result.Tokens), result.Retired)
	}
	old := result.Retired[0]
	if got := slices.Collect(maps.Keys(old.Former)); !slices.Equal(got, []int{1}) || len(old.Fields) != 2 {
		t.Errorf("former versions %v, fields %v", got, old.Fields)
	}
}

// TestReadLockBad: a file that is not a lock is a diagnostic that names its line, or an
// error if it cannot be read.
func TestReadLockBad(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"":                                  "bad.lock:1:1: the lock is empty; restore it",
		"hello\n":                           "bad.lock:1:1: this is not a lock of typeseal",
		"typeseal lock 3\nend\n":            "bad.lock:1:1: the lock was written by a newer typeseal",
		"typeseal lock 2\nsign a\nend\n":    "bad.lock:2:1: the line does not describe a token type",
		"typeseal lock 2\n<<<<<<< a\nend\n": "bad.lock:2:1: the lock has the conflict markers of a merge",
		"# \x1b[2J\ntypeseal lock 2\nend\n": "bad.lock:1:1: the comment has a character that is not printable",
		"typeseal lock 2\nsign a once\nend": "bad.lock:2:1: sign a has no type",
	} {
		write(t, filepath.Join(dir, "bad.lock"), text)
		result, err := Generate(t.Context(), Config{Dir: dir, Lock: "bad.lock"})
		check(t, err)
		if d := result.Diagnostics; len(d) != 1 || !strings.HasPrefix(d[0].String(), want) || result.Tokens != nil {
			t.Errorf("%q: %v", text, d)
		}
	}
	for _, path := range []string{"none.lock", "."} {
		if _, err := Generate(t.Context(), Config{Dir: dir, Lock: path}); err == nil ||
			!strings.Contains(err.Error(), "the lock "+path+" cannot be read: ") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
