package languages

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator"
)

// A module is a temporary module that uses this checkout, offline.
type module struct{ dir string }

func newModule(t *testing.T) module {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	must(t, err)
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	must(t, err)
	_, requires, _ := strings.Cut(string(gomod), "\n")
	m := module{t.TempDir()}
	m.write(t, "go.mod", fmt.Sprintf("module example.com/program\n%s\nrequire github.com/typeseal/typeseal v0.0.0\n\n"+
		"replace github.com/typeseal/typeseal => %s\n", requires, root))
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	must(t, err)
	m.write(t, "go.sum", string(sums))
	return m
}

func (m module) write(t *testing.T, name, text string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o666))
}

// generate writes the generated files and the lock, and returns the tokens that the lock
// describes.
func (m module) generate(t *testing.T) []generator.Token {
	t.Helper()
	result, err := generator.Generate(t.Context(), generator.Config{Dir: m.dir})
	must(t, err)
	for _, d := range result.Diagnostics {
		t.Error(d)
	}
	if t.Failed() {
		t.FailNow()
	}
	must(t, generator.Commit(result))
	described, err := generator.Generate(t.Context(), generator.Config{Dir: m.dir, Lock: "typeseal.lock"})
	must(t, err)
	return described.Tokens
}

// build compiles the module's tests, and returns the path of the program.
func (m module) build(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-o", "program", ".")
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	return filepath.Join(m.dir, "program")
}

// shapesProgram returns the path of a program with generated types of the shapes. The lock
// must describe them as they are.
func shapesProgram(t *testing.T, shapes []shape) string {
	t.Helper()
	m := newModule(t)
	types, table := goFiles(shapes)
	m.write(t, "types.go", types)
	m.write(t, "table_test.go", table)
	m.write(t, "answer_test.go", "package program\n\nimport (\n\t\"os\"\n\t\"testing\"\n\n"+
		"\t\"github.com/typeseal/typeseal/testdata/languages/answer\"\n)\n\nfunc TestAnswer(t *testing.T) {\n"+
		"\tif err := answer.Lines(os.Stdin, os.Stdout, func(line []byte) any { return answer.Ask(shapes, line) }); "+
		"err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n")
	described := map[string][]field{}
	for _, token := range m.generate(t) {
		described[token.TypeName] = lockFields(t, token.Fields)
	}
	for _, s := range shapes {
		if got := described[s.name]; !reflect.DeepEqual(got, plainFields(s.fields)) {
			t.Errorf("%s: the lock has %+v, the source %+v", s.name, got, s.fields)
		}
	}
	return m.build(t)
}

// lockFields returns the fields that a lock describes.
func lockFields(t *testing.T, list []generator.Field) []field {
	t.Helper()
	fields := []field{}
	for _, f := range list {
		fields = append(fields, field{Name: f.Name, Type: lockType(t, f.Type, f), Max: int(f.Max)})
	}
	return fields
}

// lockType returns the type that a lock describes. text is the rest of f.Type.
func lockType(t *testing.T, text string, f generator.Field) *typ {
	t.Helper()
	if rest, ok := strings.CutPrefix(text, "*"); ok {
		return &typ{Kind: "nullable", Of: lockType(t, rest, f)}
	}
	if key, rest, ok := strings.Cut(strings.TrimPrefix(text, "map"), "]"); ok && strings.HasPrefix(text, "map[") {
		return &typ{Kind: "map", Key: lockType(t, key[1:], f), Of: lockType(t, rest, f)}
	}
	if length, rest, ok := strings.Cut(text, "]"); ok {
		return lockList(t, length[1:], rest, f)
	}
	switch text {
	case "struct":
		return &typ{Kind: "struct", Fields: lockFields(t, f.Fields)}
	case "bool", "string", "time", "text", "binary":
		return &typ{Kind: text}
	case "int", "uint":
		return &typ{Kind: text, Bits: 64}
	}
	kind := strings.TrimRight(text, "0123456789")
	bits, err := strconv.Atoi(text[len(kind):])
	must(t, err)
	return &typ{Kind: kind, Bits: bits}
}

// lockList returns the type of a slice, whose length is empty, or of an array.
func lockList(t *testing.T, length, of string, f generator.Field) *typ {
	t.Helper()
	list := &typ{Kind: "list"}
	if length != "" {
		n, err := strconv.Atoi(length)
		must(t, err)
		list = &typ{Kind: "array", Length: &n}
	}
	if of == "byte" {
		list.Kind = "bytes"
	} else {
		list.Of = lockType(t, of, f)
	}
	return list
}

// plainFields returns fields without what only the Go source has.
func plainFields(list []field) []field {
	plain := []field{}
	for _, f := range list {
		plain = append(plain, field{f.Name, f.Type.plain(), f.Max})
	}
	return plain
}

func (t *typ) plain() *typ {
	if t == nil {
		return nil
	}
	p := &typ{Kind: t.Kind, Bits: t.Bits, Length: t.Length, Of: t.Of.plain(), Key: t.Key.plain()}
	if t.Kind == "struct" {
		p.Fields = plainFields(t.Fields)
	}
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
