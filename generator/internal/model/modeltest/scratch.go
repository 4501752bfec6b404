package modeltest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A Scratch is a temporary module that uses this checkout, offline.
type Scratch struct{ Dir string }

// NewScratch returns a module without packages. Tests of a room of the generator call it
// from their own folder.
func NewScratch(t *testing.T) Scratch {
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
	m := Scratch{t.TempDir()}
	m.Write(t, "go.mod", fmt.Appendf(nil, "module example.com/all\n%s\nrequire github.com/typeseal/typeseal "+
		"v0.0.0\n\nreplace github.com/typeseal/typeseal => %s\n", requires, root))
	if sums, err := os.ReadFile(filepath.Join(root, "go.sum")); err == nil {
		m.Write(t, "go.sum", sums)
	}
	return m
}

// Write writes a file of the module.
func (m Scratch) Write(t *testing.T, name string, data []byte) {
	t.Helper()
	name = filepath.Join(m.Dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// Add writes the files of an archive to a folder of the module. It leaves out packages of other
// modules, because the test uses the real ones.
func (m Scratch) Add(t *testing.T, folder string, files []txtar.File) {
	t.Helper()
	for _, f := range files {
		if first, _, ok := strings.Cut(f.Name, "/"); ok && strings.Contains(first, ".") {
			continue
		}
		data := strings.ReplaceAll(string(f.Data), Module, "example.com/all/"+folder)
		m.Write(t, filepath.Join(folder, f.Name), []byte(data))
	}
}

// Env is an environment in which the go command is offline and ignores settings.
func (m Scratch) Env() []string {
	return append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
}

// Run runs the go command in the module.
func (m Scratch) Run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = m.Dir, m.Env()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// Output returns the standard output of a go command.
func (m Scratch) Output(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = m.Dir, m.Env()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
