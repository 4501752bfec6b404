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

// The role and password of a Postgres that tests start.
const (
	PostgresUser     = "typeseal"
	PostgresPassword = "typeseal-test"
)

// Postgres makes a database cluster and starts it, with further settings such
// as "fsync=off". It listens on a socket in its Dir only.
func Postgres(settings ...string) (*Server, error) {
	server, err := find("postgres", "apt-get install postgresql", "/usr/lib/postgresql/*/bin")
	if err != nil {
		return nil, err
	}
	if server, err = filepath.EvalSymlinks(server); err != nil {
		return nil, err
	}
	beside := func(program string) string { return filepath.Join(filepath.Dir(server), program) }
	dir, err := os.MkdirTemp("", "typeseal-peer")
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: dir, name: server, args: postgresArgs(dir, settings)}
	s.answers = func() error {
		return exec.Command(filepath.Join(filepath.Dir(server), "pg_isready"), "-q", "-h", dir).Run()
	}
	if err = s.makeCluster(beside("initdb")); err == nil {
		err = s.Start()
	}
	if err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// PostgresDSN is how to connect as the cluster's only role.
func (s *Server) PostgresDSN() string {
	return fmt.Sprintf("host=%s user=%s password=%s dbname=postgres", s.Dir, PostgresUser, PostgresPassword)
}

func postgresArgs(dir string, settings []string) []string {
	args := []string{"-D", filepath.Join(dir, "data"), "-k", dir}
	for _, set := range append([]string{"listen_addresses=", "shared_buffers=64MB"}, settings...) {
		args = append(args, "-c", set)
	}
	return args
}

func (s *Server) makeCluster(initdb string) (err error) {
	if s.user, err = unprivileged(); err != nil {
		return err
	}
	password := filepath.Join(s.Dir, "password")
	if err := os.WriteFile(password, []byte(PostgresPassword), 0o644); err != nil {
		return err
	}
	if s.user != nil {
		if err := os.Chown(s.Dir, int(s.user.Uid), int(s.user.Gid)); err != nil {
			return err
		}
	}
	cmd := exec.Command(initdb, "-D", filepath.Join(s.Dir, "data"), "--username", PostgresUser, "--pwfile", password,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	cmd.Dir = s.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// unprivileged is who the server runs as: PostgreSQL refuses to run as root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}
