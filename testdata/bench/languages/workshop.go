package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/emit"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/testdata/measure"
	"github.com/typeseal/typeseal/testdata/peer"
)

//go:embed bench.ts
var benchTS string

//go:embed bench.py
var benchPY string

// A workshop is a temporary folder with emitted code, and the programs that measure it.
type workshop struct {
	dir      string
	esbuild  []string
	modules  string // npm's
	runtimes map[string][]string
}

func newWorkshop() (w *workshop, err error) {
	w = &workshop{runtimes: map[string][]string{}}
	for _, l := range languages {
		if w.runtimes[l.runtime], err = peer.Find(l.runtime); err != nil {
			return nil, err
		}
	}
	if w.esbuild, err = peer.Find("esbuild"); err != nil {
		return nil, err
	}
	if w.modules, err = peer.Modules(); err != nil {
		return nil, err
	}
	if w.dir, err = os.MkdirTemp("", "languages"); err != nil {
		return nil, err
	}
	return w, errors.Join(
		w.emit(emit.Config{Language: "typescript", Out: "tokens", Extension: ".js"}),
		w.emit(emit.Config{Language: "typescript", Out: "readers", Extension: ".js", Readers: true}),
		w.emit(emit.Config{Language: "python", Out: "tokens_py/tokens"}),
		w.write("bench.ts", benchTS), w.write("bench.py", benchPY),
	)
}

func (w *workshop) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *workshop) write(name, text string) error {
	return os.WriteFile(w.path(name), []byte(text), 0o666)
}

// types are those of package payloads that are measured.
var types = []string{"Reset", "ResetPublic"}

// emit writes the types of the lock that the working directory is in.
func (w *workshop) emit(c emit.Config) error {
	lock, err := findLock()
	if err != nil {
		return err
	}
	c.Lock, c.Out, c.Types = lock, w.path(c.Out), types
	result, err := emit.Generate(c)
	if err != nil {
		return err
	}
	for _, d := range result.Diagnostics {
		err = errors.Join(err, fmt.Errorf("%s", d.Message))
	}
	return errors.Join(err, emit.Commit(result))
}

// findLock returns the path of the lock in this folder or one above.
func findLock() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, "typeseal.lock")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("there is no typeseal.lock here")
		}
		dir = filepath.Dir(dir)
	}
}

// start starts the process of a language.
func (w *workshop) start(l language) (*process, error) {
	keys, runtime := typeseal.GenerateKey(), w.runtimes[l.runtime]
	if strings.HasPrefix(l.runtime, "python") {
		return start(runtime, "-I", w.path("bench.py"), w.path("tokens_py"), keys)
	}
	if err := w.bundle("bench.ts", "bench.mjs"); err != nil {
		return nil, err
	}
	signing, public := typeseal.GenerateSigningKey()
	return start(runtime, w.path("bench.mjs"), keys, signing, public)
}

// bundle writes a module with everything that a file imports.
func (w *workshop) bundle(from, to string, options ...string) error {
	args := append(w.esbuild[1:], w.path(from), "--bundle", "--format=esm", "--platform=neutral",
		"--target=es2022", "--log-level=warning", "--outfile="+w.path(to))
	cmd := exec.Command(w.esbuild[0], append(args, options...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+w.modules)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("esbuild: %w: %s", err, out)
	}
	return nil
}

// packages returns the versions of the npm packages that take part.
func (w *workshop) packages() (list []measure.Version, err error) {
	for _, name := range []string{"esbuild", "jose", "paseto"} {
		text, err := os.ReadFile(filepath.Join(w.modules, name, "package.json"))
		if err != nil {
			return nil, err
		}
		var about struct{ Version string }
		if err := json.Unmarshal(text, &about); err != nil {
			return nil, err
		}
		list = append(list, measure.Version{Name: name, Version: about.Version})
	}
	return list, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
