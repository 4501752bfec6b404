package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/testdata/measure"
)

// A process is bench.ts or bench.py. It is for one goroutine.
type process struct {
	about about

	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// An about is the first line of a process.
type about struct {
	Lengths  map[string]int    // of tokens, in characters
	Versions map[string]string // of what it runs, by name
}

func start(command []string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(command[0], append(command[1:], args...)...)}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := p.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &p.about)
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("%s does not start: %w", args[0], err)
	}
	return p, nil
}

// cell returns the cell of an operation.
func (p *process) cell(name string) *measure.Cell {
	return &measure.Cell{Name: name, Time: func(n int) (time.Duration, error) { return p.timed(name, n) }}
}

func (p *process) timed(name string, n int) (time.Duration, error) {
	if _, err := fmt.Fprintf(p.in, "%s\t%d\n", name, n); err != nil {
		return 0, err
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		return 0, err
	}
	ns, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	return time.Duration(ns), err
}

func (p *process) close() error {
	p.in.Close()
	return p.cmd.Wait()
}
