package emitgo_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// linked has a program for each kind of token. A program may contain only the packages
// that its generated code needs.
var linked = map[string]struct{ source, keys, has string }{
	"native": {"//typeseal:sign salt=app.t max-age=1h\ntype T struct{ X int }\n", "*typeseal.Keyring", ""},
	"django": {
		"//typeseal:sign format=django salt=app.t max-age=1h\ntype T struct{ X int }\n", "*django.Keys", "django",
	},
	"handshake": {
		"//typeseal:sign format=handshake max-age=1h\ntype T struct{ X int }\n", "*handshake.Keys", "handshake",
	},
	"handoff": {
		"//typeseal:sign format=handoff max-age=unlimited\ntype T struct{ X int }\n", "*handoff.Keys", "handoff",
	},
}

const compat = "github.com/typeseal/typeseal/runtime/compat/"

// TestLinking checks the symbols of programs: a program that does not use a foreign
// format contains no symbol of its package.
func TestLinking(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	m := modeltest.NewScratch(t)
	for name, program := range linked {
		pkg := strings.TrimPrefix(program.keys, "*")
		pkg, _, _ = strings.Cut(pkg, ".")
		path := map[bool]string{
			true: `typeseal "github.com/typeseal/typeseal/runtime"`, false: `"` + compat + pkg + `"`,
		}[pkg == "typeseal"]
		main := "package main\n\nimport (\n\t\"os\"\n\t" + path + "\n)\n\n" +
			"func main() {\n\tvar keys " + program.keys + "\n\ttoken, err := T{}.Sign(keys)\n" +
			"\tprintln(token, err, new(T).Verify(keys, os.Args[0]))\n}\n"
		files := generate(t,
			&txtar.Archive{Files: []txtar.File{{Name: "t.go", Data: []byte("package main\n\n" + program.source)}}})
		m.Add(t, name, append(files, txtar.File{Name: "main.go", Data: []byte(main)}))
	}
	m.Run(t, "build", "-o", "bin/", "./...")
	for name, program := range linked {
		symbols := m.Output(t, "tool", "nm", filepath.Join("bin", name))
		if !strings.Contains(symbols, "typeseal/runtime.") {
			t.Errorf("%s: the symbols are not those of the program", name)
		}
		for _, format := range []string{"django", "handshake", "handoff"} {
			if got := strings.Contains(symbols, compat+format+"."); got != (format == program.has) {
				t.Errorf("%s has symbols of %s: %t", name, format, got)
			}
		}
	}
}

// TestForeignKeys: keys of one format cannot be used with a type of another format.
// Options cannot be used with a format that has none.
func TestForeignKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	m := modeltest.NewScratch(t)
	for name, program := range linked {
		source := strings.Replace(program.source, "type T", "type "+strings.ToUpper(name[:1])+name[1:], 1)
		source = strings.Replace(source, "app.t", "app."+name, 1)
		files := generate(t,
			&txtar.Archive{Files: []txtar.File{{Name: name + ".go", Data: []byte("package all\n\n" + source)}}})
		m.Add(t, "all", files)
	}
	for _, c := range []struct{ call, want string }{
		{"Native{}.Sign(native)", ""},
		{"Native{}.Sign(native, typeseal.BoundTo(`a`))", ""},
		{"Django{}.Sign(foreign)", ""},
		{"Handshake{}.Sign(secrets)", ""},
		{"Handoff{}.Sign(phrase)", ""},
		{"Native{}.Sign(foreign)", "cannot use foreign (variable of type *django.Keys) as *typeseal.Keyring value"},
		{"Django{}.Sign(native)", "cannot use native (variable of type *typeseal.Keyring) as *django.Keys value"},
		{"Django{}.Sign(secrets)", "cannot use secrets (variable of type *handshake.Keys) as *django.Keys value"},
		{"Handshake{}.Sign(native)", "cannot use native (variable of type *typeseal.Keyring) as *handshake.Keys value"},
		{"Handoff{}.Sign(foreign)", "cannot use foreign (variable of type *django.Keys) as *handoff.Keys value"},
		{"Django{}.Sign(foreign, typeseal.BoundTo(`a`))", "too many arguments in call to Django{}.Sign"},
	} {
		m.Write(t, "all/use.go", []byte(`package all

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"`+compat+`django"
	"`+compat+`handoff"
	"`+compat+`handshake"
)

var _ = typeseal.BoundTo

func use(native *typeseal.Keyring, foreign *django.Keys, secrets *handshake.Keys,
	phrase *handoff.Keys) (string, error) {
	return `+c.call+`
}
`))
		cmd := exec.Command("go", "build", "./all")
		cmd.Dir, cmd.Env = m.Dir, m.Env()
		out, err := cmd.CombinedOutput()
		if (err == nil) != (c.want == "") || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v %s, want %s", c.call, err, out, c.want)
		}
	}
}
