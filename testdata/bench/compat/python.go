// Package compat times the Python systems whose formats typeseal also speaks,
// each in one process with its whole loop inside.
package compat

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

//go:embed peer.py
var script string

// ErrMissing: Python, or a package that the peer needs, is not installed here.
var ErrMissing = errors.New("not installed")

// A Python is one running peer.
type Python struct {
	Version string // what it runs

	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// Start starts the peer called django, handshake or handoff for a payload in
// JSON. It fails with ErrMissing where the peer cannot run.
func Start(name, payload string) (*Python, error) {
	cmd := exec.Command(interpreter(), "-c", script, name, payload)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: python3", ErrMissing)
	}
	p := &Python{cmd: cmd, in: in, out: bufio.NewReader(out)}
	if p.Version, err = p.line(); err != nil {
		p.Close()
		return nil, fmt.Errorf("%w: what %s needs", ErrMissing, name)
	}
	return p, nil
}

// interpreter prefers the system's Python, whose packages are Debian's.
func interpreter() string {
	const system = "/usr/bin/python3"
	if _, err := os.Stat(system); err == nil {
		return system
	}
	return "python3"
}

func (p *Python) line() (string, error) {
	s, err := p.out.ReadString('\n')
	return strings.TrimSuffix(s, "\n"), err
}

func (p *Python) ask(command, argument string) (string, error) {
	if _, err := fmt.Fprintf(p.in, "%s %s\n", command, argument); err != nil {
		return "", err
	}
	return p.line()
}

// Mint and Open make n tokens, and open one n times.
func (p *Python) Mint(n int) (time.Duration, error) { return p.timed("mint", n) }

// Open is as Mint.
func (p *Python) Open(n int) (time.Duration, error) { return p.timed("open", n) }

func (p *Python) timed(command string, n int) (time.Duration, error) {
	answer, err := p.ask(command, strconv.Itoa(n))
	if err != nil {
		return 0, err
	}
	ns, err := strconv.ParseInt(answer, 10, 64)
	return time.Duration(ns), err
}

// Token returns a token.
func (p *Python) Token() (string, error) { return p.ask("token", "") }

// Check has the peer open a token of ours.
func (p *Python) Check(token string) error {
	answer, err := p.ask("check", token)
	if err == nil && answer != "ok" {
		err = fmt.Errorf("the peer says: %s", answer)
	}
	return err
}

// Close ends the peer.
func (p *Python) Close() error {
	p.in.Close()
	return p.cmd.Wait()
}
