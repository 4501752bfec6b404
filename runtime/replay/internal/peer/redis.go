//go:build unix

package peer

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Redis starts a Redis or, where that is what is installed, a Valkey, with
// further settings such as "appendfsync", "always". It listens on Socket only.
func Redis(settings ...string) (*Server, error) {
	const install = "apt-get install redis-server (or valkey-server)"
	program, err := find("redis-server", install)
	if err != nil {
		if program, err = find("valkey-server", install); err != nil {
			return nil, err
		}
	}
	dir, err := os.MkdirTemp("", "typeseal-peer")
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: dir, name: program}
	s.args = []string{"--port", "0", "--unixsocket", s.Socket(), "--dir", dir, "--save", "", "--daemonize", "no"}
	for i := 0; i+1 < len(settings); i += 2 {
		s.args = append(s.args, "--"+settings[i], settings[i+1])
	}
	s.answers = func() error { return ask(s.Socket(), "PING") }
	if err := s.Start(); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// Socket is where a Redis listens.
func (s *Server) Socket() string { return filepath.Join(s.Dir, "redis.sock") }

// RedisCluster starts a Redis, 7 or later, that is a cluster of one: it serves
// all slots. Only its cluster bus, which nobody needs, listens on a port.
func RedisCluster(settings ...string) (*Server, error) {
	bus, err := freePort()
	if err != nil {
		return nil, err
	}
	s, err := Redis(append([]string{"cluster-enabled", "yes", "bind", "127.0.0.1", "cluster-port", bus}, settings...)...)
	if err != nil {
		return nil, err
	}
	s.answers = func() error { return ask(s.Socket(), "GET x") }
	if err = ask(s.Socket(), "CLUSTER ADDSLOTSRANGE 0 16383"); err == nil {
		err = s.await(time.Now().Add(startTime))
	}
	if err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}

// ask wants any answer to a command but an error, such as that data is still
// being loaded. That a password is missing is an answer.
func ask(socket, command string) error {
	c, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte(command + "\r\n")); err != nil {
		return err
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err == nil && strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "-NOAUTH") {
		err = fmt.Errorf("redis: %s", line)
	}
	return err
}
