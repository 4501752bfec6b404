// Package compat measures the Python systems whose formats typeseal also supports. Each
// system runs its whole loop inside one process.
package compat

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/testdata/python"
)

//go:embed peer.py
var script string

// A Python is one running peer.
type Python struct {
	Version string // what it runs

	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// Start starts the peer called django, handshake or handoff for a payload in
// JSON. The newest of the peers that .ci/peers has installed runs it; without
// them the error matches peer.ErrMissing.
func Start(name, payload string) (*Python, error) {
	peers, err := python.Peers()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(peers[len(peers)-1].Path, "-I", "-c", script, name, payload)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Python{cmd: cmd, in: in, out: bufio.NewReader(out)}
	if p.Version, err = p.line(); err != nil {
		p.Close()
		return nil, fmt.Errorf("%s does not start: %w", name, err)
	}
	return p, nil
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

// Mint makes n tokens. Open opens one token n times.
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

// Check makes the peer open a token that typeseal made.
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
