package handshake

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// peer is a Python process that knows the format: testdata/peer.py.
type peer struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

// startPeer skips the test where there is no Python, and fails it in CI.
func startPeer(t *testing.T) *peer {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("no python3: apt-get install python3")
	}
	if err != nil {
		t.Skip("no python3: apt-get install python3")
	}
	cmd := exec.Command(python, "testdata/peer.py")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	fatal(t, err)
	out, err := cmd.StdoutPipe()
	fatal(t, err)
	fatal(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &peer{t, in, bufio.NewScanner(out)}
}

type answer struct {
	Token  string
	Fields []string
	Error  string
}

func (p *peer) ask(q map[string]any) answer {
	p.t.Helper()
	line, err := json.Marshal(q)
	fatal(p.t, err)
	_, err = fmt.Fprintf(p.in, "%s\n", line)
	fatal(p.t, err)
	if !p.out.Scan() {
		p.t.Fatal("the Python process ended: ", p.out.Err())
	}
	var a answer
	fatal(p.t, json.Unmarshal(p.out.Bytes(), &a))
	if a.Error != "" {
		p.t.Fatalf("%s: %s", q["op"], a.Error)
	}
	return a
}

// TestPython exchanges 1,200 tokens each way.
func TestPython(t *testing.T) {
	p, r := startPeer(t), rand.New(rand.NewPCG(2026, 5))
	const secret = "a secret, with ☃ in it, for the peer"
	keys, err := NewKeys(secret)
	fatal(t, err)
	names := []string{"sha256", "sha512", "sha384", "sha224", "sha1", "md5", "sha3_256", "blake2b", "blake2s"}
	for i := range 1200 {
		name := names[i%len(names)]
		a, err := New(keys, algorithmOption(name), RandomLen(16+i%1009))
		fatal(t, err)

		made := p.ask(map[string]any{"op": "make", "secret": secret, "hash": name})
		if got, err := a.Verify(made.Token, time.Hour); err != nil || !slices.Equal(got, made.Fields) {
			t.Fatalf("%s: Go read %q, want %q: %v", name, got, made.Fields, err)
		}

		fields := randomFields(r)
		token, err := a.Create(fields...)
		fatal(t, err)
		if slices.Equal(fields, []string{""}) {
			fields = nil
		}
		got := p.ask(map[string]any{"op": "read", "secret": secret, "hash": name, "token": token, "range": 3600}).Fields
		if !slices.Equal(got, fields) {
			t.Fatalf("%s: Python read %q, want %q", name, got, fields)
		}
	}
}

func randomFields(r *rand.Rand) []string {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	fields := make([]string, r.IntN(7))
	for i := range fields {
		for range r.IntN(30) {
			fields[i] += string(alphabet[r.IntN(len(alphabet))])
		}
	}
	return fields
}
