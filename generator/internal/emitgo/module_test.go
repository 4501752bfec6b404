package emitgo_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// A module is a temporary module that uses this checkout, offline.
type module struct{ dir string }

func newModule(t *testing.T) module {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, requires, _ := strings.Cut(string(gomod), "\n")
	m := module{t.TempDir()}
	m.write(t, "go.mod", fmt.Appendf(nil, "module example.com/all\n%s\nrequire github.com/typeseal/typeseal "+
		"v0.0.0\n\nreplace github.com/typeseal/typeseal => %s\n", requires, root))
	if sums, err := os.ReadFile(filepath.Join(root, "go.sum")); err == nil {
		m.write(t, "go.sum", sums)
	}
	return m
}

func (m module) write(t *testing.T, name string, data []byte) {
	t.Helper()
	name = filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// add writes an archive to a folder of the module. It leaves out packages of other
// modules, because the test uses the real ones.
func (m module) add(t *testing.T, folder string, files []txtar.File) {
	t.Helper()
	for _, f := range files {
		if first, _, ok := strings.Cut(f.Name, "/"); ok && strings.Contains(first, ".") {
			continue
		}
		data := strings.ReplaceAll(string(f.Data), modeltest.Module, "example.com/all/"+folder)
		m.write(t, filepath.Join(folder, f.Name), []byte(data))
	}
}

// env is an environment in which the go command is offline and ignores settings.
func (m module) env() []string {
	return append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
}

// run runs the go command in the module.
func (m module) run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = m.dir, m.env()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// output returns the standard output of a go command.
func (m module) output(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = m.dir, m.env()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// TestVet builds and vets every golden.
func TestVet(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	m := newModule(t)
	for _, name := range archives(t, goldens) {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m.add(t, strings.TrimSuffix(filepath.Base(name), ".txtar"), archive.Files)
	}
	m.run(t, "vet", "./...")
}
