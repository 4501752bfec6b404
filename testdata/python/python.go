// Package python runs the real Python systems that tests exchange tokens with: Django,
// handshake and Ax_Handoff, in the releases that .ci/peers has installed. It also runs
// the reference implementation of the native format, which is written in Python.
package python

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A Peer is a Python environment with one release of Django and with the other systems.
type Peer struct {
	Name string // such as django-5.2
	Path string // of its python
}

// ErrMissing matches the error of Peers if no peer is installed.
var ErrMissing = errors.New("not installed")

// Folder is the environment variable that names the peers' folder. Without it
// they are in .ci/tmp/peers of the checkout.
const Folder = "TYPESEAL_PEERS"

// Peers returns all peers, in the order of their names.
func Peers() ([]Peer, error) {
	// .ci/peers writes the file pins at the end.
	found, err := filepath.Glob(filepath.Join(folder(), "django-*", "pins"))
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("the Python peers are %w: run .ci/peers", ErrMissing)
	}
	list := make([]Peer, len(found))
	for i, pins := range found {
		dir := filepath.Dir(pins)
		list[i] = Peer{filepath.Base(dir), filepath.Join(dir, "bin", "python")}
	}
	return list, nil
}

// folder is the folder of the peers, and of the programs that are installed like them.
func folder() string {
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

// Each runs f with each peer, in a subtest with the peer's name.
func Each(t *testing.T, f func(*testing.T, Peer)) {
	t.Helper()
	for _, p := range Require(t) {
		t.Run(p.Name, func(t *testing.T) { f(t, p) })
	}
}

// Require returns all peers. If there are none, it skips the test, or fails it if the
// environment variable CI is true. It also skips short tests.
func Require(t *testing.T) []Peer {
	t.Helper()
	peers, err := Peers()
	need(t, err)
	return peers
}

// Program returns the path of a program that .ci/peers has installed into an environment of
// the same name. If it is not there, Program does what Require does.
func Program(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(folder(), name, "bin", name)
	_, err := os.Stat(path)
	if err != nil {
		err = fmt.Errorf("%s is %w: run .ci/peers", name, ErrMissing)
	}
	need(t, err)
	return path
}

// need skips or fails a test if something is missing.
func need(t *testing.T, err error) {
	t.Helper()
	switch {
	case testing.Short():
		t.Skip("talks to Python")
	case err == nil:
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	default:
		t.Fatal(err)
	}
}
