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

// Redis starts a Redis server or, if only that is installed, a Valkey server.
// Settings are names and values, such as "appendfsync", "always".
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
	return s.orRemove(s.Start())
}

// Socket returns the path of a Redis server's socket.
func (s *Server) Socket() string { return filepath.Join(s.Dir, "redis.sock") }

// RedisCluster starts a Redis server, version 7 or later, that is a cluster of
// one: it serves all slots. Its cluster bus listens on a free port.
func RedisCluster(settings ...string) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	bus := fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
	listener.Close()
	cluster := []string{"cluster-enabled", "yes", "bind", "127.0.0.1", "cluster-port", bus}
	s, err := Redis(append(cluster, settings...)...)
	if err != nil {
		return nil, err
	}
	s.answers = func() error { return ask(s.Socket(), "GET x") }
	if err = ask(s.Socket(), "CLUSTER ADDSLOTSRANGE 0 16383"); err == nil {
		err = s.await(time.Now().Add(startTime))
	}
	return s.orRemove(err)
}

// ask sends a command to a Redis server. It fails if the reply is an error, for
// example because the server is still loading its data. The error that a password
// is missing counts as an answer.
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
