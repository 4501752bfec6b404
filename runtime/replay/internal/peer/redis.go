//go:build unix

package peer

import (
	"bufio"
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
	s.answers = func() error { return ping(s.Socket()) }
	if err := s.Start(); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// Socket is where a Redis listens.
func (s *Server) Socket() string { return filepath.Join(s.Dir, "redis.sock") }

// ping wants any answer but that data is still being loaded.
func ping(socket string) error {
	c, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return err
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err == nil && strings.HasPrefix(line, "-LOADING") {
		err = fmt.Errorf("redis: %s", line)
	}
	return err
}
