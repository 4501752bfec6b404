package python

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"
)

// Script is the Python program that answers questions.
//
//go:embed peer.py
var Script string

// A Process runs Script, or another script that answers questions in the same way. Its
// methods are for one goroutine.
type Process struct {
	in  io.Writer
	out *bufio.Scanner
}

// A Question is an op of Script and its arguments.
type Question map[string]any

// An Answer has the result of the op, or the text of the error with which it failed.
type Answer struct {
	Token, Text, Value, Header string
	Fields                     []string
	OK                         bool
	Error                      string
}

// maxAnswer is the longest answer, in bytes.
const maxAnswer = 1 << 22

// Start starts a process, which ends with the test.
func (p Peer) Start(t *testing.T) *Process {
	t.Helper()
	return Start(t, p.Path, Script)
}

// Start starts a process that runs a script with the python at a path. It ends with the test.
func Start(t *testing.T, path, script string) *Process {
	t.Helper()
	// With -I, the environment has no effect on Python's imports.
	cmd := exec.Command(path, "-I", "-c", script)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, maxAnswer)
	return &Process{in, lines}
}

// Ask returns the answer. It fails the test if the op has failed.
func (p *Process) Ask(t *testing.T, q Question) Answer {
	t.Helper()
	a := p.Try(t, q)
	if a.Error != "" {
		t.Fatalf("%s: %s", q["op"], a.Error)
	}
	return a
}

// Try returns the answer, even if the op has failed.
func (p *Process) Try(t *testing.T, q Question) (a Answer) {
	t.Helper()
	line, err := json.Marshal(q)
	check(t, err)
	_, err = p.in.Write(append(line, '\n'))
	check(t, err)
	if !p.out.Scan() {
		t.Fatal("the Python process ended: ", p.out.Err())
	}
	check(t, json.Unmarshal(p.out.Bytes(), &a))
	return a
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
