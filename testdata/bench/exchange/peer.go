package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A question is what a library is asked: to mint a token, or to read one.
type question struct {
	Op        string          `json:"op"`
	Algorithm string          `json:"algorithm"`
	Secret    string          `json:"secret"`
	Seed      string          `json:"seed"` // of an Ed25519 key, in hexadecimal
	Header    json.RawMessage `json:"header,omitempty"`
	Claims    json.RawMessage `json:"claims,omitempty"`
	Token     string          `json:"token"`
	Issuer    string          `json:"issuer"`
	Audience  string          `json:"audience"`
	Now       int64           `json:"now"`
}

// ok is the verdict of a library that accepts a token.
const ok = "ok"

// A library mints tokens, and says whether a token is good.
type library interface {
	mint(question) (string, error)
	read(question) (verdict string, err error)
}

// A process is a library of another language. It is for one goroutine.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

var (
	//go:embed pyjwt.py
	pyjwt string
	//go:embed jose.mjs
	jose string
)

// startPython starts PyJWT. Its error matches peer.ErrMissing if it is not installed.
func startPython() (*process, string, error) {
	command, err := peer.Find("python-newest")
	if err != nil {
		return nil, "", err
	}
	return start(append(command, "-I", "-c", pyjwt))
}

// startNode starts jose. Its error is like that of startPython.
func startNode() (*process, string, error) {
	command, err := peer.Find("node-24")
	if err != nil {
		return nil, "", err
	}
	modules, err := peer.Modules()
	if err != nil {
		return nil, "", err
	}
	return start(append(command, "--input-type=module", "-e", jose, "--", modules))
}

// start starts a process, and returns the name and version of the library, which it writes
// first.
func start(command []string) (*process, string, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...)}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, "", err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	p.out = bufio.NewScanner(out)
	p.out.Buffer(nil, 1<<22)
	if err := p.cmd.Start(); err != nil {
		return nil, "", err
	}
	var first struct{ Version string }
	err = p.answer(&first)
	return p, first.Version, err
}

func (p *process) answer(to any) error {
	if !p.out.Scan() {
		return fmt.Errorf("%s ended: %v", p.cmd.Path, p.out.Err())
	}
	return json.Unmarshal(p.out.Bytes(), to)
}

// An answer is the token that was minted, or the verdict on one.
type answer struct{ Token, Verdict string }

func (p *process) ask(q question) (a answer, err error) {
	line, err := json.Marshal(q)
	if err != nil {
		return a, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return a, err
	}
	err = p.answer(&a)
	return a, err
}

func (p *process) mint(q question) (string, error) {
	q.Op = "mint"
	a, err := p.ask(q)
	return a.Token, err
}

func (p *process) read(q question) (string, error) {
	q.Op = "read"
	a, err := p.ask(q)
	return a.Verdict, err
}

func (p *process) close() {
	p.in.Close()
	p.cmd.Wait()
}
