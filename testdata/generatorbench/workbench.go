package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// A workbench is a temporary folder with the built generators and the modules that they run
// on.
type workbench struct {
	dir      string
	checkout string            // of typeseal
	versions map[string]string // of the modules that go.mod of this directory requires
	env      []string          // for all commands
}

const typesealModule = "github.com/typeseal/typeseal"

// newWorkbench builds typeseal from this checkout. It must run in this module's directory.
func newWorkbench() (*workbench, error) {
	dir, err := os.MkdirTemp("", "generatorbench")
	if err != nil {
		return nil, err
	}
	w := &workbench{dir: dir}
	if err := w.prepare(); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *workbench) prepare() (err error) {
	if w.checkout, err = filepath.Abs("../.."); err != nil {
		return err
	}
	// The caches of typeseal are each row's own. Without GOCACHE that of go would be, too.
	settings, err := w.output(".", "go", "env", "GOCACHE", "GOMODCACHE")
	if err != nil {
		return err
	}
	folders := strings.Fields(settings)
	bin := filepath.Join(w.dir, "bin")
	w.env = append(os.Environ(), "GOCACHE="+folders[0], "GOMODCACHE="+folders[1], "GOWORK=off", "GOTOOLCHAIN=local",
		"GOFLAGS=-buildvcs=false", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if w.versions, err = w.required(); err != nil {
		return err
	}
	_, err = w.output(w.checkout, "go", "build", "-o", bin+"/", typeseal.tool)
	return err
}

// install builds a peer, unless it is built already, in the version of this module's go.mod.
// Commands of the workbench find it in PATH.
func (w *workbench) install(g generator) error {
	name := filepath.Base(g.command[0])
	if g.command[0] == "go" {
		name = g.name
	}
	bin := filepath.Join(w.dir, "bin", name)
	if _, err := os.Stat(bin); err == nil {
		return nil
	}
	// The go command keeps the programs of tool directives in its cache, and prints their paths.
	path, err := w.output(".", "go", "tool", "-n", g.tool)
	if err != nil {
		return err
	}
	return os.Symlink(strings.TrimSpace(path), bin)
}

// required returns the version of each module that this module requires.
func (w *workbench) required() (map[string]string, error) {
	text, err := w.output(".", "go", "mod", "edit", "-json")
	if err != nil {
		return nil, err
	}
	var file struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		return nil, err
	}
	versions := map[string]string{}
	for _, r := range file.Require {
		versions[r.Path] = r.Version
	}
	return versions, nil
}

// version returns the version of the module of a package.
func (w *workbench) version(pkg string) string {
	for path := pkg; path != "."; path = filepath.Dir(path) {
		if v, ok := w.versions[path]; ok {
			return v
		}
	}
	return ""
}

// tools returns the programs of the peers with their versions.
func (w *workbench) tools() (list []measure.Version) {
	for _, p := range peers {
		v := measure.Version{Name: p.tool, Version: w.version(p.tool)}
		if !slices.Contains(list, v) { // two peers may be one program
			list = append(list, v)
		}
	}
	return list
}

// output runs a command that is not measured, and returns its standard output.
func (w *workbench) output(dir, name string, args ...string) (string, error) {
	cmd := w.command(dir, name, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, errs.String())
	}
	return out.String(), nil
}

// command returns a command with the environment of the workbench, in whose PATH it is.
func (w *workbench) command(dir, name string, args ...string) *exec.Cmd {
	built := filepath.Join(w.dir, "bin", name)
	if _, err := os.Stat(built); err == nil {
		name = built
	}
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, w.env
	return cmd
}

func (w *workbench) close() error { return os.RemoveAll(w.dir) }
