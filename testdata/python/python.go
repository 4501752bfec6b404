// Package python runs the real Python systems that tests exchange tokens with: Django,
// handshake and Ax_Handoff, in the releases that .ci/peers has installed. It also runs
// the reference implementation of the native format, which is written in Python.
package python

import (
	"path/filepath"
	"testing"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A Peer is a Python environment with one release of Django and with the other systems.
type Peer struct {
	Name string // such as django-5.2
	Path string // of its python
}

// Peers returns all peers, in the order of their names. Its error matches peer.ErrMissing if
// no peer is installed.
func Peers() ([]Peer, error) {
	found, err := peer.Environments("django-")
	list := make([]Peer, len(found))
	for i, dir := range found {
		list[i] = Peer{filepath.Base(dir), filepath.Join(dir, "bin", "python")}
	}
	return list, err
}

// Each runs f with each peer, in a subtest with the peer's name.
func Each(t *testing.T, f func(*testing.T, Peer)) {
	t.Helper()
	for _, p := range Require(t) {
		t.Run(p.Name, func(t *testing.T) { f(t, p) })
	}
}

// Require returns all peers. If there are none, it does what peer.Need does.
func Require(t *testing.T) []Peer {
	t.Helper()
	peers, err := Peers()
	peer.Need(t, err)
	return peers
}
