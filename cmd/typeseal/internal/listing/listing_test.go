package listing

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator"
)

// text writes a tree as a lock does.
func (t *Tree) text() string {
	bits := func() string {
		if t.Bits == 0 {
			return t.Kind
		}
		return fmt.Sprint(t.Kind, t.Bits)
	}
	switch t.Kind {
	case "nullable":
		return "*" + t.Of.text()
	case "list":
		return "[]" + t.Of.text()
	case "array":
		return fmt.Sprintf("[%d]%s", *t.Length, t.Of.text())
	case "map":
		return "map[" + t.Key.text() + "]" + t.Of.text()
	case "bytes":
		if t.Length == nil {
			return "[]byte"
		}
		return fmt.Sprintf("[%d]byte", *t.Length)
	}
	return bits()
}

func (t *Tree) leaf() *Tree {
	for t.Of != nil {
		t = t.Of
	}
	return t
}

// A tree has everything that the type of a field has in a lock.
func TestTree(t *testing.T) {
	for _, text := range []string{
		"bool", "string", "time", "int", "int8", "int64", "uint", "uint32", "float32", "float64", "[]byte", "[0]byte",
		"[16]byte", "*[]byte", "[]string", "[0]int", "[3][4]int", "[][]byte", "map[string]int", "map[uint8]*[]struct",
		"map[int64]map[string][2]text", "*binary", "custom", "struct", "[]*struct", "map[string][3]byte",
	} {
		f := generator.Field{Type: text}
		switch leaf := strings.TrimRight(text[strings.LastIndexAny(text, "]*")+1:], "0123456789"); leaf {
		case "text", "binary", "custom":
			f.Of = "net/netip.Addr"
		case "struct":
			f.Of, f.Fields = "example.com/app.Place", []generator.Field{{Name: "a", Go: "A", Type: "[]int8", Max: 3}}
		}
		tree := treeOf(f)
		if got := tree.text(); got != text {
			t.Errorf("%s is %s", text, got)
		}
		leaf := tree.leaf()
		if isStruct := strings.HasSuffix(text, "struct"); isStruct != (leaf.Fields != nil) {
			t.Errorf("%s: fields %v", text, leaf.Fields)
		} else if isStruct && (leaf.Name != f.Of || leaf.Go != "" || leaf.Fields[0].Type.text() != "[]int8" ||
			leaf.Fields[0].Max != 3) {
			t.Errorf("%s: %+v", text, leaf)
		} else if !isStruct && (leaf.Go != f.Of || leaf.Name != "") {
			t.Errorf("%s: %+v", text, leaf)
		}
	}
}

// The listing of a lock has every field of it, and the types that were removed.
func TestListing(t *testing.T) {
	sample, err := txtar.ParseFile(filepath.FromSlash("../../../../testdata/lock/sample.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(sample.Files, func(f txtar.File) bool { return f.Name == "typeseal.lock" })
	result, err := generator.Generate(t.Context(), generator.Config{Lock: "-", LockText: sample.Files[at].Data})
	if err != nil || len(result.Diagnostics) > 0 {
		t.Fatal(err, result.Diagnostics)
	}
	lock := strings.ReplaceAll(string(sample.Files[at].Data), "retired ", "")
	var check func(line string, got []Field)
	check = func(line string, got []Field) {
		for i, f := range got {
			start := fmt.Sprintf("%s%d ", line, i+1)
			facts := fmt.Sprintf("%q %s %s", f.Name, f.Go, f.Type.text())
			if of := f.Type.leaf().Name + f.Type.leaf().Go; of != "" {
				facts += fmt.Sprintf(" of=%q", of)
			}
			if f.Max != 0 {
				facts += fmt.Sprintf(" max=%d", f.Max)
			}
			if !strings.Contains(lock, start+facts+"\n") {
				t.Errorf("the lock has no line %s%s", start, facts)
			}
			lock = strings.Replace(lock, start+facts+"\n", "", 1)
			check(fmt.Sprintf("%s%d.", line, i+1), f.Type.leaf().Fields)
		}
	}
	l := New(result, result.Tokens, nil)
	for _, typ := range l.Types {
		word := typ.Salt
		if word == "" {
			word = "@" + typ.Package + "." + typ.Name
		}
		for v, fields := range typ.Payloads {
			check(fmt.Sprintf("%s %s v%d ", typ.Verb, word, v), fields)
		}
		if !strings.Contains(lock, fmt.Sprintf("%s %s hash %s\n", typ.Verb, word, typ.Hash)) {
			t.Errorf("%s has another hash than %s", typ.Name, typ.Hash)
		}
	}
	var left []string
	for line := range strings.Lines(lock) {
		if words := strings.Fields(line); len(words) > 2 && len(words[2]) == 2 && words[2][0] == 'v' {
			left = append(left, line)
		}
	}
	if len(left) != 3 { // of the type that was removed
		t.Errorf("the listing has no fields for\n%s", strings.Join(left, ""))
	}
	old := Retired{"sign", "account.old", "example.com/app", "Old"}
	if l.Lock != 2 || !slices.Equal(l.Retired, []Retired{old}) {
		t.Errorf("lock %d, retired %+v", l.Lock, l.Retired)
	}
}

func TestGoType(t *testing.T) {
	for _, c := range []struct{ typ, of, want string }{
		{"[]int", "", "[]int"},
		{"map[string]*time", "", "map[string]*time.Time"},
		{"[3]text", "net/netip.Addr", "[3]netip.Addr"},
		{"*struct", "example.com/app.Place", "*Place"},
		{"struct", "example.com/app/v2.Place", "v2.Place"},
		{"struct", "example.com/app.Pair[map[string]example.com/app.Place,*net/netip.Addr]",
			"Pair[map[string]Place,*netip.Addr]"},
		{"[]struct", "", "[]struct"},
	} {
		if got := GoType(generator.Field{Name: "a", Type: c.typ, Of: c.of}, "example.com/app"); got != c.want {
			t.Errorf("%s of %s is %s, want %s", c.typ, c.of, got, c.want)
		}
	}
	if got := GoType(generator.Field{Type: "text", GoType: "Name"}, ""); got != "Name" {
		t.Errorf("from the source: %s", got)
	}
	if got := GoType(generator.Field{Type: "time"}, ""); got != "time" { // the form of state
		t.Errorf("state: %s", got)
	}
}
