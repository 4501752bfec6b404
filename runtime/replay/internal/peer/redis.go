//go:build unix

package peer

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Redis starts a Redis server or, if only that is installed, a Valkey server. To test
// another version, put a directory with its redis-server first in PATH.
// Settings are names and values, such as "appendfsync", "always".
func Redis(settings ...string) (*Server, error) {
	s, err := newRedis()
	if err != nil {
		return nil, err
	}
	s.args = redisArgs(append(s.common(), settings...))
	return s.orRemove(s.Start())
}

// RedisWithFile is Redis with a configuration file, which has the settings.
func RedisWithFile(settings ...string) (*Server, error) {
	s, err := newRedis()
	if err != nil {
		return nil, err
	}
	s.args = []string{filepath.Join(s.Dir, "redis.conf")}
	err = s.writeFile(append(s.common(), settings...))
	if err == nil {
		err = s.Start()
	}
	return s.orRemove(err)
}

// RedisPort is the port of the servers that RedisAt starts. The bus of a cluster is on
// RedisPort + 10000, and Sentinel on SentinelPort.
const (
	RedisPort    = 6379
	SentinelPort = 26379
)

// RedisAt starts a Redis server, version 7 or later, on a host of a network.
func RedisAt(n *Net, host int, settings ...string) (*Server, error) {
	s, err := newRedis()
	if err != nil {
		return nil, err
	}
	port := strconv.Itoa(RedisPort)
	s.args = redisArgs(append(append(s.common(),
		"bind", n.Address(host), "bind-source-addr", n.Address(host), "port", port, "protected-mode", "no",
		"replica-announce-ip", n.Face(host), "cluster-announce-ip", n.Face(host)), settings...))
	err = errors.Join(n.Open(host, RedisPort), n.Open(host, RedisPort+10000))
	if err == nil {
		err = s.Start()
	}
	return s.orRemove(err)
}

// SentinelAt starts a Sentinel on a host of a network. It watches a master, whose name
// is "master", and calls it down after a time if a quorum of Sentinels agree.
func SentinelAt(n *Net, host, master, quorum int, down time.Duration) (*Server, error) {
	s, err := newRedis()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(s.Dir, "redis.conf")
	s.args = []string{file, "--sentinel"}
	ms := strconv.Itoa(int(down / time.Millisecond))
	err = s.writeFile([]string{
		"bind", n.Address(host), "bind-source-addr", n.Address(host), "port", strconv.Itoa(SentinelPort),
		"unixsocket", s.Socket(), "dir", s.Dir, "protected-mode", "no",
		"sentinel", "announce-ip " + n.Face(host),
		"sentinel", fmt.Sprintf("monitor master %s %d %d", n.Face(master), RedisPort, quorum),
		"sentinel", "down-after-milliseconds master " + ms,
		"sentinel", "failover-timeout master " + strconv.Itoa(4*int(down/time.Millisecond)),
	})
	if err = errors.Join(err, n.Open(host, SentinelPort)); err == nil {
		err = s.Start()
	}
	return s.orRemove(err)
}

// newRedis returns a server that is not started yet, with a directory.
func newRedis() (*Server, error) {
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
	s.answers = func() error { return ask(s.Socket(), "PING") }
	return s, nil
}

// common returns the settings of all servers.
func (s *Server) common() []string {
	return []string{"port", "0", "unixsocket", s.Socket(), "dir", s.Dir, "save", `""`, "daemonize", "no"}
}

// redisArgs returns settings as arguments.
func redisArgs(settings []string) (args []string) {
	for i := 0; i+1 < len(settings); i += 2 {
		args = append(args, "--"+settings[i], strings.Trim(settings[i+1], `"`))
	}
	return args
}

// writeFile writes the server's configuration file.
func (s *Server) writeFile(settings []string) error {
	var text strings.Builder
	for i := 0; i+1 < len(settings); i += 2 {
		fmt.Fprintf(&text, "%s %s\n", settings[i], settings[i+1])
	}
	return os.WriteFile(filepath.Join(s.Dir, "redis.conf"), []byte(text.String()), 0o666)
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
