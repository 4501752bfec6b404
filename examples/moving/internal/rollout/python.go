package rollout

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

//go:embed host.py
var hostScript string

// A Python is a process that runs one version of a site that is written in Python. Its clock
// is that of the test.
type Python struct {
	in  io.Writer
	out *bufio.Scanner
}

// StartPython starts a Python, which ends with the test. The module has the functions
// mint(payload) and read(token). It is in the working directory, and emitted code is above.
func StartPython(t *testing.T, python, module string, env ...string) *Python {
	t.Helper()
	// go test runs the test again if a file that it has read changes.
	for _, file := range []string{module + ".py", "../tokens/__init__.py", "../tokens/_typeseal.py"} {
		_, err := os.ReadFile(file)
		check(t, err)
	}
	cmd := exec.CommandContext(t.Context(), python, "-I", "-B", "-c", hostScript, ".", "..", module)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	in, err := cmd.StdinPipe()
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &Python{in, bufio.NewScanner(out)}
}

// Mint mints a token of a payload.
func (p *Python) Mint(payload any) (token string, err error) {
	err = p.ask("payload", payload, "token", &token)
	return token, err
}

// Read reads a token.
func (p *Python) Read(token string, payload any) error {
	return p.ask("token", token, "payload", payload)
}

func (p *Python) ask(given string, value any, name string, result any) error {
	line, err := json.Marshal(map[string]any{given: value, "now": time.Now().UnixNano()})
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return err
	}
	if !p.out.Scan() {
		return errors.New("the Python process ended")
	}
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(p.out.Bytes(), &answer); err != nil {
		return err
	}
	if text := answer["error"]; text != nil {
		return errors.New("Python: " + string(text))
	}
	return json.Unmarshal(answer[name], result)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
