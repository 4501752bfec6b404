// Package peer finds the programs that .ci/peers installs for tests: Python and JavaScript
// runtimes, type checkers, a bundler, and npm packages.
package peer

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Folder is the environment variable that names the peers' folder. Without it
// they are in .ci/tmp/peers of the checkout.
const Folder = "TYPESEAL_PEERS"

// ErrMissing matches the error of Find and Need if a program is not installed.
var ErrMissing = errors.New("not installed")

// pins is the file that .ci/peers writes into an environment when everything else in
// it is there.
const pins = "pins"

// A place says where a program is.
type place struct {
	dir    string // an environment of .ci/peers
	file   string // in dir; a pattern, since npm packages of programs are named after platforms
	script bool   // JavaScript, which Node runs
}

const modules = "node_modules"

// node is the program that runs scripts.
const node = "node-24"

var places = map[string]place{
	"python-oldest": {dir: "python-oldest", file: "bin/python"}, // of those that typeseal supports
	"python-newest": {dir: "python-newest", file: "bin/python"},
	"pre-commit":    {dir: "pre-commit", file: "bin/pre-commit"},
	"node-20":       {dir: "npm", file: modules + "/node-20-*/bin/node"},
	node:            {dir: "npm", file: modules + "/node-24-*/bin/node"},
	"deno":          {dir: "npm", file: modules + "/@deno/*/deno"},
	"workerd":       {dir: "npm", file: modules + "/@cloudflare/workerd-*/bin/workerd"},
	"esbuild":       {dir: "npm", file: modules + "/@esbuild/*/bin/esbuild"},
	"tsc-5.0":       {dir: "npm", file: modules + "/typescript-5.0/bin/tsc", script: true},
	"tsc-5.9":       {dir: "npm", file: modules + "/typescript-5.9/bin/tsc", script: true},
	"tsc":           {dir: "npm", file: modules + "/typescript/bin/tsc", script: true}, // the newest
	"pyright":       {dir: "npm", file: modules + "/pyright/index.js", script: true},
}

// Names returns the names that Find knows, sorted.
func Names() []string { return slices.Sorted(maps.Keys(places)) }

// Find returns the words of the command that runs a program. Its error matches ErrMissing if
// the program is not installed.
func Find(name string) ([]string, error) {
	at, known := places[name]
	if !known {
		return nil, fmt.Errorf("%s is not a program of .ci/peers", name)
	}
	path, err := find(at.dir, at.file)
	if err != nil || !at.script {
		return []string{path}, err
	}
	command, err := Find(node)
	return append(command, path), err
}

// Modules returns the folder of the npm packages. Its error is like that of Find.
func Modules() (string, error) { return find("npm", modules) }

func find(dir, file string) (string, error) {
	dir = filepath.Join(Dir(), dir)
	found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, pins)); err != nil || len(found) != 1 {
		return "", fmt.Errorf("%s of %s is %w: run .ci/peers", file, filepath.Base(dir), ErrMissing)
	}
	return found[0], nil
}

// Command returns a command that runs a program and ends with the test. If the program is
// not installed, Command does what Need does.
func Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	command, err := Find(name)
	Need(t, err)
	return exec.CommandContext(t.Context(), command[0], append(command[1:], args...)...)
}

// Need returns if err is nil. It skips short tests. If err matches ErrMissing, it skips the
// test, or fails it if the environment variable CI is true. It fails on any other error.
func Need(t testing.TB, err error) {
	t.Helper()
	switch {
	case testing.Short():
		t.Skip("runs other programs")
	case err == nil:
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	default:
		t.Fatal(err)
	}
}

// Environments returns the folders of the environments whose name begins with prefix,
// sorted.
func Environments(prefix string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(Dir(), prefix+"*", pins))
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s is %w: run .ci/peers", strings.TrimRight(prefix, "-"), ErrMissing)
	}
	return found, err
}

// Dir returns the peers' folder.
func Dir() string {
	if folder := os.Getenv(Folder); folder != "" {
		return folder
	}
	return checkout()
}

// checkout is the folder of the peers in the checkout around the working
// directory.
func checkout() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for parent := filepath.Dir(dir); parent != dir; dir, parent = parent, filepath.Dir(parent) {
		if _, err := os.Stat(filepath.Join(dir, ".ci", "peers")); err == nil {
			break
		}
	}
	return filepath.Join(dir, ".ci", "tmp", "peers")
}
