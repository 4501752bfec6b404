//go:build unix

// Package peer starts the real servers that tests talk to, in a directory of
// their own and on a Unix socket in it. They die with the test that started
// them.
package peer

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a server process. Its methods are for one goroutine.
type Server struct {
	Dir     string // its data and its socket
	name    string
	args    []string
	user    *syscall.Credential // nil: ours
	answers func() error
	process *os.Process
	ended   chan struct{}
}

// errMissing: a server's programs are not installed.
var errMissing = errors.New("not installed")

// Require fails the test for an error, but skips it where a server is not
// installed, unless CI is true.
func Require(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	default:
		t.Fatal(err)
	}
}

const (
	startTime = 60 * time.Second // for starting or, after a crash, recovering
	leaveTime = 5 * time.Second  // for what is left of a killed server to go
)

// Start starts the server, again after Kill, and waits until it answers.
func (s *Server) Start() error {
	for end := time.Now().Add(leaveTime); ; time.Sleep(100 * time.Millisecond) {
		if err := s.launch(); err != nil {
			return err
		}
		if err := s.await(time.Now().Add(startTime)); err == nil || time.Now().After(end) {
			return err
		}
	}
}

func (s *Server) launch() error {
	log, err := os.OpenFile(s.LogFile(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(s.name, s.args...)
	cmd.Dir = s.Dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = attributes(s.user)
	started := make(chan error)
	s.ended = make(chan struct{})
	go run(cmd, started, s.ended)
	if err := <-started; err != nil {
		return err
	}
	s.process = cmd.Process
	return nil
}

// await waits until the server answers or ends.
func (s *Server) await(end time.Time) error {
	for {
		err := s.answers()
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("%s ended; its log is %s:\n%s", s.name, s.LogFile(), s.Log())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s does not answer: %w", s.name, err)
		}
	}
}

// LogFile is where the server's output goes.
func (s *Server) LogFile() string { return filepath.Join(s.Dir, "log") }

// Log is the server's output, all starts together.
func (s *Server) Log() string {
	b, err := os.ReadFile(s.LogFile())
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Kill ends the server, with its children, by SIGKILL: no goodbye.
func (s *Server) Kill() error {
	err := s.signal(syscall.SIGKILL)
	<-s.ended
	return err
}

// Pause makes the server and its children stand still: the kernel accepts
// connections and what is sent, and nobody answers.
func (s *Server) Pause() error { return s.signal(syscall.SIGSTOP) }

// Resume ends Pause.
func (s *Server) Resume() error { return s.signal(syscall.SIGCONT) }

// Remove ends the server and removes its directory.
func (s *Server) Remove() {
	if s.process != nil {
		s.Kill()
	}
	os.RemoveAll(s.Dir)
}

// signal sends to the server first, so that it starts no more children.
func (s *Server) signal(sig syscall.Signal) error {
	select {
	case <-s.ended:
		return nil
	default:
	}
	pids := children(s.process.Pid)
	err := s.process.Signal(sig)
	for _, pid := range pids {
		syscall.Kill(pid, sig) // one that has gone by itself is no error
	}
	return err
}

func children(pid int) (list []int) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		b, _ = exec.Command("pgrep", "-P", strconv.Itoa(pid)).Output()
	}
	for f := range strings.FieldsSeq(string(b)) {
		if n, err := strconv.Atoi(f); err == nil {
			list = append(list, n)
		}
	}
	return list
}

// find returns a program of PATH or of one of the folders, the newest of them.
func find(program, install string, patterns ...string) (string, error) {
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	for _, p := range patterns {
		if found, _ := filepath.Glob(filepath.Join(p, program)); len(found) > 0 {
			return found[len(found)-1], nil
		}
	}
	return "", fmt.Errorf("%s is %w: %s", program, errMissing, install)
}
