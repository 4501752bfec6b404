package emitgo_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// odd are types whose names and forms could change how gofmt prints the code.
var odd = map[string]string{
	"an empty struct beside forms": "type T struct{ A Form; B List; C Empty }\n" +
		"type Form string\ntype List []struct{ A, B int }\ntype Empty struct{}",
	"empty structs":    "type T struct{ A Empty; B Other }\ntype Empty struct{}\ntype Other struct{}",
	"an empty payload": "type T struct{}",
	"types that are not names": "type T struct{ A struct{ X int; Ünder []struct{ Z, Wide int8 } }; " +
		"F *func(a, b int) chan<- int `json:\"-\"` }",
	"holes as names": "type T struct{ ǁ0ǁ int; A struct{ ǁ1ǁ int; B string }; C ǁ2ǁ; D []ǁv_1ǁ }\n" +
		"type ǁ2ǁ struct{ ǁbody_ǁ struct{ A, ǁ int } }\ntype ǁv_1ǁ int",
	"holes as tags": "type T struct{ A int `json:\"ǁ0ǁ\"`; B func() `json:\"-\" x:\"ǁ\"` }",
	"long names": "type T struct{ LONG int; A LONGer }\n" +
		"type LONGer struct { ÜberLONG map[int8]LONGest }\ntype LONGest struct{}",
	"one field": "type T struct{ A int `json:\"a\"` }",
	"embedded fields": "type T struct{ Base `json:\"b\"`; A int `json:\"a\"`; Other; B []string; " +
		"C int `json:\"c\" x:\"y\"` }\ntype Base struct{ X int }\ntype Other struct{ Y int }",
	"tags": "type T struct{ A int \"json:\\\"a\\\" x:\\\"`\\\"\"; " +
		"B int `json:\"b!#$%&()*+-./:;<=>?@[]^_{|}~ \"`; Größe []byte }",
	"names of locals": "type T struct{ A e; B v; C p; D d; E s; F i }\n" +
		"type (e struct{ X v }; v []p; p struct{ X int }; d map[string]e; s string; i [2]v)",
	"names of a gob": "type T struct{ A gob; B ok; C o; D err; E ring; F keys }\n" +
		"type (gob struct{ X ok }; ok []o; o struct{ X int }; err map[string]o; ring string; keys [2]o)",
	"generics": "type T struct{ A Pair[int, map[string]Pair[*T2, [3]bool]]; B Pair[struct{ X, Y int }, T2] }\n" +
		"type T2 struct{ X int }\ntype Pair[K, V any] struct{ A []V; B map[string]V; X K `json:\"-\"` }",
	"many fields": "type T struct{ " + fields(300) + "}",
}

var oddDirectives = []string{
	"sign salt=p.t max-age=30m", "sign salt=p.t max-age=1h codec=json", "seal salt=p.t max-age=unlimited",
	"sign format=handshake max-age=1h", "sign format=handoff max-age=unlimited",
	"sign salt=p.t max-age=1h once grace=5s",
	"sign format=django salt=a#b[c]:d^(x)-y max-age=20h compress max-size=8000 future=accept",
	"sign salt=p.t max-age=8760h also=django also-salt=# until=2099-12-31 prefix=acme_pwr_",
	"sign salt=p.t max-age=1h alg=ed25519", "sign format=handshake salt=s max-age=90s",
	"seal salt=p.t max-age=1h codec=json also=securecookie also-salt=a(b)|c until=2099-12-31",
	"sign salt=p.t max-age=1h also=securecookie until=2099-12-31 max-size=9000 also-algorithm=sha1",
	"sign salt=p.t max-age=1h also=itsdangerous until=2099-12-31 also-sep={} also-derivation=concat max-size=9000",
	"sign salt=p.t max-age=1h alg=ed25519 also=jwt until=2099-12-31 also-algorithm=eddsa also-issuer=%s " +
		"also-audience=$1",
}

// TestOdd prints odd types with each kind of token. generate compares the outputs with what
// gofmt prints.
func TestOdd(t *testing.T) {
	printed := 0
	for name, source := range odd {
		for _, directive := range oddDirectives {
			source := strings.ReplaceAll(source, "LONG", strings.Repeat("Long", 20))
			archive := &txtar.Archive{Files: []txtar.File{{
				Name: "p.go", Data: fmt.Appendf(nil, "package p\n\n//typeseal:%s\n%s\n", directive, source),
			}}}
			if _, problems := modeltest.Load(t, archive); len(problems) > 0 {
				continue // the format cannot encode it
			}
			printed++
			t.Run(name+": "+directive, func(t *testing.T) { generate(t, archive) })
		}
	}
	if printed < len(odd)*(len(oddDirectives)-2) {
		t.Errorf("%d types were printed", printed)
	}
}

func fields(n int) string {
	var b strings.Builder
	types := []string{"int", "[]string", "map[string]*bool"}
	for i := range n {
		fmt.Fprintf(&b, "%s%d %s; ", strings.Repeat("F", i%7+1), i, types[i%len(types)])
	}
	return b.String()
}

// TestEvil: if a text of a plan were not what it should be, the output would have no code of
// it. Each kind of text in the plans of the goldens is replaced, one after the other.
func TestEvil(t *testing.T) {
	seen, printed := map[string]bool{}, 0
	for _, archive := range modeltest.Archives(t, goldens) {
		parsed, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		pkg, _ := modeltest.Load(t, parsed)
		for _, file := range plan.New(pkg) {
			before, err := emitgo.Emit(file)
			if err != nil {
				t.Fatal(err)
			}
			eachText(reflect.ValueOf(file), "", map[any]bool{}, func(text reflect.Value, kind string) {
				if seen[kind] {
					return
				}
				seen[kind] = true
				printed += replaceText(t, file, text, kind)
			})
			if after, err := emitgo.Emit(file); err != nil || !bytes.Equal(before, after) {
				t.Fatalf("%s: the output is another one than before: %v", file.Name, err)
			}
		}
	}
	if len(seen) < 50 || printed == 0 {
		t.Errorf("%d kinds of texts, of which %d were printed, in literals", len(seen), printed)
	}
}

// replaceText replaces a text of a plan, and returns how many outputs were printed.
func replaceText(t *testing.T, file *plan.File, text reflect.Value, kind string) (printed int) {
	old := text.String()
	defer text.SetString(old)
	for _, evil := range []string{
		"}; func init() { EVIL() }; func f() {", "x\nfunc init() { EVIL() }\nfunc f() {", "x; EVIL()", "x, EVIL()",
		"*/ EVIL() /*", "a` + EVIL() + `b", `a" + EVIL() + "b`, "\x00\xff\u2028EVIL()", "//EVIL()\r\nEVIL()",
	} {
		text.SetString(evil)
		if code, err := emitgo.Emit(file); err == nil {
			printed++
			checkHarmless(t, kind, code)
		}
	}
	return printed
}

// TestFacts: no fact of a plan is forgotten when code is printed again for another plan. Each
// kind of fact in the plans of each golden is changed, after code is known without the
// change. If a stencil does not heed the change, package stencil finds it out.
func TestFacts(t *testing.T) {
	stencil.Doubt = true
	defer func() { stencil.Doubt = false }()
	kinds := map[string]bool{}
	for _, archive := range modeltest.Archives(t, goldens) {
		seen := map[string]bool{}
		parsed, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		pkg, _ := modeltest.Load(t, parsed)
		for _, file := range plan.New(pkg) {
			if _, err := emitgo.Emit(file); err != nil {
				t.Fatal(err)
			}
			eachFact(reflect.ValueOf(file), "", map[any]bool{}, func(fact reflect.Value, kind string) {
				if seen[kind] {
					return
				}
				seen[kind], kinds[kind] = true, true
				old := reflect.ValueOf(fact.Interface())
				defer fact.Set(old)
				change(fact)
				if _, err := emitSafely(file); err != nil && strings.Contains(err.Error(), "and not") {
					t.Errorf("%s: %v", kind, err)
				}
			})
		}
	}
	if len(kinds) < 200 {
		t.Errorf("%d kinds of facts", len(kinds))
	}
}

func change(fact reflect.Value) {
	switch fact.Kind() {
	case reflect.String:
		fact.SetString(fact.String() + "x")
	case reflect.Bool:
		fact.SetBool(!fact.Bool())
	case reflect.Int, reflect.Int64:
		fact.SetInt(fact.Int() + 1)
	case reflect.Slice:
		fact.SetLen(fact.Len() - 1)
	}
}

// emitSafely prints a plan that may be impossible.
func emitSafely(file *plan.File) (code []byte, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("a panic")
		}
	}()
	return emitgo.Emit(file)
}

// checkHarmless checks that code does not call EVIL, which may be in a literal or a comment.
func checkHarmless(t *testing.T, where string, code []byte) {
	t.Helper()
	formatted, err := format.Source(code)
	if err != nil || !bytes.Equal(formatted, code) {
		t.Errorf("%s: the output is not formatted: %v", where, err)
		return
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), "", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, unresolved := range parsed.Unresolved {
		if unresolved.Name == "EVIL" {
			t.Errorf("%s: the output has the code:\n%s", where, code)
			return
		}
	}
}

// eachText calls f for each string that v reaches. Its kind is the field that has it.
func eachText(v reflect.Value, kind string, seen map[any]bool, f func(text reflect.Value, kind string)) {
	eachFact(v, kind, seen, func(fact reflect.Value, kind string) {
		if fact.Kind() == reflect.String && fact.String() != "" {
			f(fact, kind)
		}
	})
}

// eachFact calls f for each string, number, bool and list that v reaches.
func eachFact(v reflect.Value, kind string, seen map[any]bool, f func(fact reflect.Value, kind string)) {
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		if v.CanSet() {
			f(v, kind)
		}
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Interface()] && v.Type() != reflect.TypeFor[*contract.Format]() {
			seen[v.Interface()] = true
			eachFact(v.Elem(), kind, seen, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachFact(v.Index(i), kind, seen, f)
		}
		if v.Len() > 0 {
			f(v, kind+" length")
		}
	case reflect.Struct:
		name := v.Type().Name()
		if value, ok := v.Interface().(plan.Value); ok {
			name += fmt.Sprint(value.Kind) // each kind of value uses other facts
		}
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				eachFact(v.Field(i), name+"."+field.Name, seen, f)
			}
		}
	}
}
