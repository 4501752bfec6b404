package itsdangerous

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"

	"github.com/typeseal/typeseal/testdata/peer"
	"github.com/typeseal/typeseal/testdata/python"
)

// style is how the script writes a value.
var style = pyjson.Style{Format: faults, Comma: ",", Colon: ":"}

// TestItsdangerous exchanges 2,000 tokens each way with the real itsdangerous.
func TestItsdangerous(t *testing.T) {
	command, err := peer.Find("python-newest")
	peer.Need(t, err)
	script, err := os.ReadFile(filepath.Join("testdata", "peer.py"))
	compattest.Check(t, err)
	process, source := python.Start(t, command[0], string(script)), python.NewSource(compattest.Object)
	keys := newKeys(t, "the key of tomorrow", "peer-secret-☃-key", "peer-older-key")
	for i := range 2000 {
		spec, q := numbered(i)
		want, err := pyjson.Append(nil, source.Value(), style)
		compattest.Check(t, err)

		q["op"], q["text"] = "make", string(want)
		made := process.Ask(t, q).Token
		o, err := spec.Open(keys, made)
		compattest.Check(t, err)
		if got, ok := pyjson.Respell(nil, o.Payload(), pyjson.Cased, style); !ok || string(got) != string(want) {
			t.Fatalf("%v: Go read\n%s, want\n%s", q, got, want)
		}
		if _, err := spec.Open(keys, python.Changed(made)); !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatalf("%v: Go read a changed token: %v", q, err)
		}

		token, err := spec.Mint(newKeys(t, "peer-secret-☃-key"), want)
		compattest.Check(t, err)
		q["op"], q["token"] = "read", token
		if got := process.Ask(t, q).Text; got != string(want) {
			t.Fatalf("%v: Python read\n%s, want\n%s", q, got, want)
		}
		q["token"] = python.Changed(token)
		if a := process.Try(t, q); !strings.Contains(a.Error, "Bad") {
			t.Fatalf("%v: Python read a changed token: %+v", q, a)
		}
	}
}

// numbered returns the settings of exchange number i, as a policy and as a question.
func numbered(i int) (*Spec, python.Question) {
	algorithms := compattest.Algorithms("sha1", "sha256", "sha384", "sha512", "sha224", "md5", "sha3_256")
	derivations := []string{"django-concat", "concat", "hmac", "none"}
	seps := []string{".", ":", "::", "a:", "→", " ", "|"}
	algorithm, derivation, sep := algorithms[i%len(algorithms)], derivations[i%4], seps[i/4%7]
	salt := fmt.Sprintf("peer.%d", i%5)
	spec := NewSpec(time.Hour, Salt(salt), Sep(sep), Algorithm(algorithm), Derivation(derivation),
		MaxSize(1<<20), MaxPayload(1<<20))
	return spec, python.Question{
		"salt": salt, "sep": sep, "algorithm": algorithm, "derivation": derivation, "flask": i%2 == 0,
		"secrets": []string{"peer-older-key", "peer-secret-☃-key"},
	}
}

// TestVectorsAreMade: the vectors are what the script writes with the real itsdangerous.
func TestVectorsAreMade(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "testdata", "vectors")
	made, err := peer.Command(t, "python-newest", filepath.Join(folder, "make_itsdangerous.py")).Output()
	compattest.Check(t, err)
	committed, err := os.ReadFile(filepath.Join(folder, "itsdangerous.json"))
	compattest.Check(t, err)
	if !bytes.Equal(made, committed) {
		t.Error("make_itsdangerous.py writes another file; if a new itsdangerous explains that, run it again")
	}
}
