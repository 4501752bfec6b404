package handoff

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// peer is a Python process that knows the format: testdata/peer.py.
type peer struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

// startPeer skips the test where Python lacks the module, and fails it in CI.
func startPeer(t *testing.T) *peer {
	t.Helper()
	python := findPython("cryptography")
	if python == "" {
		const message = "no Python with cryptography: apt-get install python3-cryptography"
		if os.Getenv("CI") == "true" {
			t.Fatal(message)
		}
		t.Skip(message)
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
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<22)
	return &peer{t, in, lines}
}

// findPython looks at Debian's own first: that is where apt-get installs to.
func findPython(module string) string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import "+module).Run() == nil {
			return python
		}
	}
	return ""
}

type answer struct{ Token, Text, Error string }

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

// TestPython exchanges 1,200 tokens each way, of both variants.
func TestPython(t *testing.T) {
	p, r := startPeer(t), source{rand.New(rand.NewPCG(2026, 5))}
	const phrase = "a pass phrase, with ☃ in it, for the peer"
	keys, err := NewKeys(phrase)
	fatal(t, err)
	h, err := New(keys, MaxSize(1<<20), MaxPayload(1<<20))
	fatal(t, err)
	for i := range 1200 {
		variant := A + Variant(i%2)
		want, err := JSON(r.value(0))
		fatal(t, err)
		token, err := h.Encode(variant, json.RawMessage(want))
		fatal(t, err)
		if got := p.ask(map[string]any{"op": "read", "phrase": phrase, "token": token}).Text; got != string(want) {
			t.Fatalf("Python read\n%s, want\n%s", got, want)
		}
		made := p.ask(map[string]any{"op": "make", "phrase": phrase, "variant": string(variant)})
		var got json.RawMessage
		fatal(t, h.Decode(variant, made.Token, &got))
		if text, err := JSON(got); err != nil || string(text) != made.Text {
			t.Fatalf("Go read\n%s, want\n%s, %v", text, made.Text, err)
		}
	}
}

// source makes random values; the seed is fixed.
type source struct{ *rand.Rand }

func (r source) chars(most int) string {
	pools := [][2]int{{0x20, 0x7e}, {0, 0x1f}, {0x7f, 0xff}, {0x100, 0xd7ff}, {0xe000, 0xffff}, {0x10000, 0x10ffff}}
	var b strings.Builder
	for range r.IntN(most + 1) {
		p := pools[r.IntN(len(pools))]
		b.WriteRune(rune(p[0] + r.IntN(p[1]-p[0]+1)))
	}
	return b.String()
}

func (r source) float() float64 {
	special := []float64{0, math.Copysign(0, -1), 1e16, 1e-5, 1e-4, 5e-324, math.MaxFloat64, 1, 1e15}
	if i := r.IntN(30); i < len(special) {
		return special[i]
	}
	if f := math.Float64frombits(r.Uint64()); f == f && !math.IsInf(f, 0) {
		return f
	}
	return 0.5
}

func (r source) value(depth int) any {
	kinds := 9
	if depth >= 4 {
		kinds = 7
	}
	switch r.IntN(kinds) {
	case 0:
		return []any{nil, true, false, "", []any{}, Object{}, map[string]any{}}[r.IntN(7)]
	case 1:
		return r.Int64() - r.Int64()
	case 2:
		return r.float()
	case 3:
		n := new(big.Int).Lsh(big.NewInt(r.Int64()), uint(r.IntN(200)))
		return n.Neg(n)
	case 4, 5:
		return r.chars(20)
	case 6:
		return strings.Repeat("again and again ", r.IntN(40))
	case 7:
		o := Object{}
		for i := range r.IntN(6) {
			o = append(o, Member{fmt.Sprint(r.chars(6), i), r.value(depth + 1)})
		}
		return o
	}
	list := []any{}
	for range r.IntN(6) {
		list = append(list, r.value(depth+1))
	}
	return list
}
