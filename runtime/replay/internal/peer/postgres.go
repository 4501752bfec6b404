//go:build unix

package peer

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// The server's only role and its password.
const (
	postgresUser     = "typeseal"
	postgresPassword = "typeseal-test"
)

// Postgres starts a PostgreSQL server with a new database cluster. Settings are
// more options of the server, such as "fsync=off".
func Postgres(settings ...string) (*Server, error) {
	program, err := find("postgres", "apt-get install postgresql", "/usr/lib/postgresql/*/bin")
	if err != nil {
		return nil, err
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "typeseal-peer")
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: dir, name: program, args: []string{"-D", filepath.Join(dir, "data"), "-k", dir}}
	for _, set := range append([]string{"listen_addresses=", "shared_buffers=64MB"}, settings...) {
		s.args = append(s.args, "-c", set)
	}
	programs := filepath.Dir(program)
	s.answers = func() error {
		return exec.Command(filepath.Join(programs, "pg_isready"), "-q", "-h", dir).Run()
	}
	if err = s.makeCluster(filepath.Join(programs, "initdb")); err == nil {
		err = s.Start()
	}
	return s.orRemove(err)
}

// PostgresDSN returns the data source name of a PostgreSQL server.
func (s *Server) PostgresDSN() string {
	return fmt.Sprintf("host=%s user=%s password=%s dbname=postgres", s.Dir, postgresUser, postgresPassword)
}

// makeCluster creates the server's data. If the test runs as root it gives the
// directory to the user postgres, since PostgreSQL refuses to run as root.
func (s *Server) makeCluster(initdb string) error {
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(u.Uid) // they are numbers on Unix
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(s.Dir, uid, gid); err != nil {
			return err
		}
		s.user = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	password := filepath.Join(s.Dir, "password")
	if err := os.WriteFile(password, []byte(postgresPassword), 0o644); err != nil {
		return err
	}
	cmd := exec.Command(initdb, "-D", filepath.Join(s.Dir, "data"), "--username", postgresUser, "--pwfile", password,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	cmd.Dir = s.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}
