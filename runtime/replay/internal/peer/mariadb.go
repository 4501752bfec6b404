//go:build unix

package peer

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// MariaDBSocket is the name of a MariaDB server's socket in its directory.
const MariaDBSocket = "socket"

// MariaDB starts a MariaDB server with new data, whose user root has no password.
// Settings are more options of the server, such as "--log-bin". If the variable
// TYPESEAL_MYSQLD names the program mysqld, MariaDB starts that MySQL server instead.
func MariaDB(settings ...string) (*Server, error) {
	program := os.Getenv("TYPESEAL_MYSQLD")
	if program == "" {
		var err error
		if program, err = find("mariadbd", "apt-get install mariadb-server", "/usr/sbin"); err != nil {
			return nil, err
		}
	}
	dir, err := os.MkdirTemp("", "typeseal-peer")
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: dir, name: program, args: append(mariaDBData(dir), "--skip-networking",
		"--socket="+filepath.Join(dir, MariaDBSocket), "--pid-file="+filepath.Join(dir, "pid"),
		"--innodb-buffer-pool-size=64M", "--secure-file-priv=", "--loose-mysqlx=OFF")}
	s.args = append(s.args, settings...)
	s.answers = func() error { return greets(filepath.Join(dir, MariaDBSocket)) }
	if err = s.makeMariaDB(); err == nil {
		err = s.Start()
	}
	return s.orRemove(err)
}

// IsMySQL reports whether the tests use a MySQL server in place of MariaDB.
func IsMySQL() bool { return os.Getenv("TYPESEAL_MYSQLD") != "" }

// MariaDBDSN returns the data source name of a MariaDB server, for a database on it and
// with the driver's parameters, such as "parseTime=true".
func (s *Server) MariaDBDSN(database, parameters string) string {
	return fmt.Sprintf("root@unix(%s)/%s?%s", filepath.Join(s.Dir, MariaDBSocket), database, parameters)
}

// mariaDBData are the options that the server has in common with the program that makes
// its data. The server runs as root only if it is told to.
func mariaDBData(dir string) []string {
	args := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data")}
	if os.Geteuid() == 0 {
		args = append(args, "--user=root")
	}
	return args
}

// makeMariaDB creates the server's data.
func (s *Server) makeMariaDB() error {
	program, args := s.name, append(mariaDBData(s.Dir), "--initialize-insecure")
	if !IsMySQL() {
		var err error
		if program, err = find("mariadb-install-db", "apt-get install mariadb-server"); err != nil {
			return err
		}
		args = append(mariaDBData(s.Dir), "--auth-root-authentication-method=normal", "--skip-test-db")
	}
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return nil
}

// greets returns nil if a MariaDB server at a socket sends the first packet of a
// connection, which has a length of three bytes, a number, and the protocol's version.
func greets(socket string) error {
	c, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(2 * time.Second))
	var start [5]byte
	if _, err := io.ReadFull(c, start[:]); err != nil {
		return err
	}
	if start[4] != 10 {
		return errors.New("the server refuses connections")
	}
	return nil
}
