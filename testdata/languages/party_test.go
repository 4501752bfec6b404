package languages

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A party is a process that answers questions, one line of JSON each. Its methods are for one
// goroutine.
type party struct {
	name string
	in   io.Writer
	out  *bufio.Reader
	took time.Duration // for all answers
}

// startParty starts a party, which ends with the test.
func startParty(t *testing.T, name string, cmd *exec.Cmd) *party {
	t.Helper()
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	return &party{name: name, in: in, out: bufio.NewReaderSize(out, 1<<16)}
}

// startGo starts a program of shapesProgram.
func startGo(t *testing.T, program string) *party {
	t.Helper()
	return startParty(t, "Go", exec.CommandContext(t.Context(), program, "-test.run=^TestAnswer$", "-test.timeout=0"))
}

// startReference starts the independent implementation in Python.
func startReference(t *testing.T) *party {
	t.Helper()
	script, err := filepath.Abs("reference.py")
	must(t, err)
	return startParty(t, "reference", peer.Command(t, "python-newest", "-E", "-s", "-B", script))
}

// ask returns the answer to a question.
func (p *party) ask(question, answer any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	defer func(start time.Time) { p.took += time.Since(start) }(time.Now())
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return err
	}
	text, err := p.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

// startLanguages starts the runtimes in the other languages.
func startLanguages(t *testing.T) []*party {
	t.Helper()
	return []*party{
		startParty(t, "Python", peer.Command(t, "python-newest", "-I", "-B", "answer.py")),
		startTypeScript(t),
	}
}
