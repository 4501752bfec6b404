//go:build unix

// Package peer starts the servers that tests talk to: Redis, PostgreSQL and MariaDB. Each
// server has its own directory and listens on a Unix socket in it. On Linux a server dies
// with the test that started it.
package peer

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a server process. Its methods must be called by one goroutine at a
// time.
type Server struct {
	Dir     string // has the server's data and its socket
	name    string
	args    []string
	user    *syscall.Credential // nil: the test's user
	answers func() error        // asks the server something
	process *os.Process
	ended   chan struct{}
}

// errMissing is the error for a server that is not installed.
var errMissing = errors.New("not installed")

// Require fails the test if err is not nil. If a server is not installed it skips
// the test instead, except in CI.
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
	startTime = 60 * time.Second // for a server to start, or to recover after a crash
	leaveTime = 5 * time.Second  // for the children of a killed server to end
)

// Start starts the server and waits until it answers. It can be called again
// after Kill.
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

// orRemove returns the server or, if there is an error, removes the server.
func (s *Server) orRemove(err error) (*Server, error) {
	if err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// launch starts the server's process on a thread that lives as long as the process.
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
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	dieWithTest(cmd.SysProcAttr)
	started, ended := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer close(ended)
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	s.process, s.ended = cmd.Process, ended
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

// LogFile returns the name of the file that has the server's output.
func (s *Server) LogFile() string { return filepath.Join(s.Dir, "log") }

// Log returns the server's output since its first start.
func (s *Server) Log() string {
	b, err := os.ReadFile(s.LogFile())
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Kill ends the server and its children by SIGKILL.
func (s *Server) Kill() error {
	err := s.signal(syscall.SIGKILL)
	<-s.ended
	return err
}

// Restart kills the server and starts it again.
func (s *Server) Restart() error { return errors.Join(s.Kill(), s.Start()) }

// Down kills the server and returns Start.
func (s *Server) Down() (up func() error, err error) { return s.Start, s.Kill() }

// Hang stops the server and its children with SIGSTOP. The kernel still accepts
// connections and requests, but nobody answers them. resume continues the processes.
func (s *Server) Hang() (resume func() error, err error) {
	return func() error { return s.signal(syscall.SIGCONT) }, s.signal(syscall.SIGSTOP)
}

// Remove ends the server and removes its directory.
func (s *Server) Remove() {
	if s.process != nil {
		s.Kill()
	}
	os.RemoveAll(s.Dir)
}

// signal sends a signal to the server and its children. The server gets it first,
// so that it starts no more children.
func (s *Server) signal(sig syscall.Signal) error {
	select {
	case <-s.ended:
		return nil
	default:
	}
	pid := s.process.Pid
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		children, _ = exec.Command("pgrep", "-P", strconv.Itoa(pid)).Output()
	}
	err = s.process.Signal(sig)
	for child := range strings.FieldsSeq(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			syscall.Kill(pid, sig) // may fail, because the child has ended
		}
	}
	return err
}

// find returns the path of a program in PATH or, if it is not there, in the last
// of the directories that match a pattern. install says how to install it.
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
