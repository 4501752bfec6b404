package emitgo_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"

	"github.com/typeseal/typeseal/testdata/python"
)

// TestPython runs the test of testdata/python.txtar: 1,000 payloads of generated
// types each way, with the real Django, handshake and Ax_Handoff.
func TestPython(t *testing.T) {
	python.Require(t)
	archive, err := txtar.ParseFile("testdata/python.txtar")
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = append(archive.Files, txtar.File{Name: "systems.py", Data: []byte(python.Script)})
	m := modeltest.NewScratch(t)
	m.Add(t, "peer", generate(t, archive))
	python.Each(t, func(t *testing.T, peer python.Peer) {
		t.Setenv("PEER_PYTHON", peer.Path)
		out := m.Output(t, "test", "-count=1", "-v", "./peer")
		if n := strings.Count(out, ": 1000 payloads each way"); n != 9 {
			t.Errorf("%d types exchanged their payloads, want 9", n)
		}
	})
}
