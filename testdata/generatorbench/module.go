package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/testdata/generatorbench/project"
)

// A module is what one row of the tables runs on. Nothing else uses it.
type module struct {
	bench *workbench
	by    generator
	size  project.Size
	root  string
	dir   string // with go.mod, below root
	cache string // of typeseal, below root
	edits int    // so far

	written string // when the outputs were written
}

// newModule returns a module that is still empty.
func (w *workbench) newModule(by generator, size project.Size) (*module, error) {
	root, err := os.MkdirTemp(w.dir, "module")
	if err != nil {
		return nil, err
	}
	return &module{bench: w, by: by, size: size, root: root, dir: filepath.Join(root, "src"),
		cache: filepath.Join(root, "cache")}, nil
}

// write writes the source and has the outputs generated.
func (m *module) write() error {
	requirements, err := m.bench.requirements(m.by)
	if err != nil {
		return err
	}
	if err := project.Write(m.dir, m.size, m.by.dialect, requirements); err != nil {
		return err
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(m.dir, "go.sum"), sums, 0o666); err != nil {
		return err
	}
	// The second run is for what the first one remembers about its own output. Before each,
	// go.mod gets what the source and the output import.
	for range 2 {
		if err := m.run("go", "list", "-mod=mod", "-deps", "-test", "./..."); err != nil {
			return err
		}
		if err := m.run(m.by.command...); err != nil {
			return err
		}
	}
	return m.complete()
}

// copy copies a module that this one requires.
func (m *module) copy(path string) error {
	version, ok := m.bench.versions[path]
	if !ok {
		return fmt.Errorf("go.mod does not require %s", path)
	}
	text, err := m.bench.output(".", "go", "mod", "download", "-json", path+"@"+version)
	if err != nil {
		return err
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal([]byte(text), &downloaded); err != nil {
		return err
	}
	if err := os.CopyFS(m.dir, os.DirFS(downloaded.Dir)); err != nil {
		return err
	}
	return m.run("go", "list", "-mod=mod", "./...")
}

// requirements returns the lines of go.mod for the libraries that the output imports.
func (w *workbench) requirements(by generator) (string, error) {
	var b strings.Builder
	for _, path := range by.requires {
		if path == typesealModule {
			fmt.Fprintf(&b, "require %s v0.0.0\n\nreplace %[1]s => %s\n", path, w.checkout)
		} else if v := w.versions[path]; v != "" {
			fmt.Fprintf(&b, "require %s %s\n", path, v)
		} else {
			return "", fmt.Errorf("go.mod does not require %s", path)
		}
	}
	return b.String(), nil
}

// run runs a command that is not measured.
func (m *module) run(args ...string) error {
	cmd := m.bench.command(m.dir, args[0], args[1:]...)
	cmd.Env = m.env()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

func (m *module) env() []string { return append(slices.Clip(m.bench.env), "XDG_CACHE_HOME="+m.cache) }

// outputs returns the paths of the files that the generator has written.
func (m *module) outputs() ([]string, error) {
	return filepath.Glob(filepath.Join(m.dir, m.by.outputs))
}

// complete returns an error if a package has no output.
func (m *module) complete() error {
	outputs, err := m.outputs()
	if err == nil && len(outputs) < m.size.Packages {
		err = fmt.Errorf("%s has written only %d files for %d packages", m.by.name, len(outputs), m.size.Packages)
	}
	return err
}

// clean removes everything that a generator has written.
func (m *module) clean() error {
	outputs, err := m.outputs()
	if err != nil {
		return err
	}
	for _, path := range append(outputs, m.cache, m.lock()) {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

func (m *module) lock() string { return filepath.Join(m.dir, "typeseal.lock") }

// edit replaces the only match of a text in a file of the module.
func (m *module) edit(name, old, text string) error {
	path := filepath.Join(m.dir, name)
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if strings.Count(string(source), old) == 0 {
		return fmt.Errorf("%s does not contain %q", name, old)
	}
	return os.WriteFile(path, []byte(strings.Replace(string(source), old, text, 1)), 0o666)
}

// contains returns an error if a file of the module does not contain a text.
func (m *module) contains(name, text string) error {
	content, err := os.ReadFile(filepath.Join(m.dir, name))
	if err == nil && !strings.Contains(string(content), text) {
		err = fmt.Errorf("%s does not contain %q", name, text)
	}
	return err
}
