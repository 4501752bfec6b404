package generator

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cautious are the edits that need a version although they keep all tokens of TestInFlight
// valid, because the outcome depends on the platform or on the intention.
var cautious = []string{
	"narrow to int",         // which has 64 bits here
	"lower max-size",        // these tokens are short
	"remove once",           // they open, again and again
	"widen a float, JSON",   // 0.1 is another number then
	"remove one of the two", // the other directive's tokens are given up

	// Either name may identify the field.
	"exchange two tags, JSON",
	"exchange two fields under their tags",
}

// TestInFlight builds two programs to check the table. After a compatible edit, all
// tokens are valid and keep their content. After any other edit, some tokens do not.
func TestInFlight(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program with two packages for each edit")
	}
	list := edits(t)
	dir := newProgram(t)
	sides := [2]string{module(t, ""), module(t, "")}
	for i, e := range list {
		name := fmt.Sprintf("edit%03d", i)
		e.side(t, sides[0], name, e.before)
		e.side(t, sides[1], name, e.after)
	}
	for i, side := range sides {
		for _, u := range cleanly(t, side).Files {
			write(t, u.Path, string(u.Content))
		}
		check(t, os.CopyFS(filepath.Join(dir, []string{"before", "now"}[i]), os.DirFS(side)))
	}
	got := flight(t, dir, list)
	for _, e := range list {
		o, ok := got[e.name]
		if !ok {
			continue
		}
		harmless := o.Refused+o.Misread == 0
		want := e.verdict == "compatible" || slices.Contains(cautious, e.name)
		if harmless != want || o.Minted == 0 || e.verdict == "refused" && !want && o.Refused < o.Minted {
			t.Errorf("%s is %q: of %d tokens %d are refused, %d misread", e.name, e.verdict, o.Minted, o.Refused,
				o.Misread)
		}
	}
	t.Logf("%d of %d edits", len(got), len(list))
}

// newProgram makes a module that uses this checkout, offline.
func newProgram(t *testing.T) string {
	root, err := filepath.Abs("..")
	check(t, err)
	_, requires, _ := strings.Cut(read(t, filepath.Join(root, "go.mod")), "\n")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"),
		fmt.Sprintf("module example.com/flight\n%s\nrequire github.com/typeseal/typeseal v0.0.0\n\nreplace "+
			"github.com/typeseal/typeseal => %s\n", requires, root))
	write(t, filepath.Join(dir, "go.sum"), read(t, filepath.Join(root, "go.sum")))
	write(t, filepath.Join(dir, "main.go"), read(t, filepath.Join("testdata", "inflight", "main.go")))
	return dir
}

// flown counts the tokens of one edit.
type flown struct{ Minted, Refused, Misread int }

// flight runs the program for the edits that have a native type with one version before and
// after.
func flight(t *testing.T, dir string, list []edit) (got map[string]flown) {
	imports, rows := "", ""
	for i, e := range list {
		cells := e.before + e.after
		if strings.Contains(cells, "no type") || strings.Contains(cells, "retired") ||
			strings.Contains(cells, "format=") || strings.Contains(cells, "also=") ||
			strings.Contains(cells, "former") {
			continue
		}
		var types [2]string
		for side, cell := range []string{e.before, e.after} {
			name, pkg := typeOf(cell, fmt.Sprintf("edit%03d", i))
			alias := fmt.Sprintf("p%d_%d", side, i)
			folder := []string{"before", "now"}[side]
			imports += fmt.Sprintf("\t%s \"example.com/flight/%s/%s\"\n", alias, folder, pkg)
			types[side] = fmt.Sprintf("reflect.TypeFor[%s.%s]()", alias, name)
		}
		rows += fmt.Sprintf("\t{%q, %s, %s},\n", e.name, types[0], types[1])
	}
	for _, folder := range []string{"before", "now"} {
		os.Remove(filepath.Join(dir, folder, "go.mod"))
	}
	write(t, filepath.Join(dir, "rows.go"),
		"package main\n\nimport (\n\t\"reflect\"\n"+imports+")\n\nvar rows = []row{\n"+rows+"}\n")
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	check(t, json.Unmarshal(out, &got))
	return got
}

// typeOf returns the name and the folder of the type that a cell describes.
func typeOf(cell, name string) (typ, pkg string) {
	typ, pkg = "T", name
	for _, m := range span.FindAllStringSubmatch(cell, -1) {
		switch words := strings.Fields(m[1] + m[2]); {
		case words[0] == "package":
			pkg += "/" + words[1]
		case words[0] == "type" && len(words) == 2:
			typ = words[1]
		}
	}
	return typ, pkg
}
