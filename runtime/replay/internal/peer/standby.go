//go:build unix

package peer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Standby starts a PostgreSQL server that follows s, to which it connects by the socket in
// the directory host. Its application_name is name.
func (s *Server) Standby(name, host string) (*Server, error) {
	dir, err := os.MkdirTemp("", "typeseal-peer")
	if err != nil {
		return nil, err
	}
	b := &Server{Dir: dir, name: s.name, user: s.user}
	programs, data := filepath.Dir(s.name), filepath.Join(dir, "data")
	b.args = []string{"-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "shared_buffers=64MB",
		"-c", "wal_retrieve_retry_interval=100ms"}
	b.answers = func() error { return exec.Command(filepath.Join(programs, "pg_isready"), "-q", "-h", dir).Run() }
	if s.user != nil {
		err = os.Chown(dir, int(s.user.Uid), int(s.user.Gid))
	}
	if err == nil {
		err = s.backup(filepath.Join(programs, "pg_basebackup"), data, name, host)
	}
	if err == nil {
		err = b.Start()
	}
	return b.orRemove(err)
}

// backup copies the data of s, with settings to follow it.
func (s *Server) backup(program, data, name, host string) error {
	cmd := exec.Command(program, "-D", data, "--write-recovery-conf", "--checkpoint", "fast", "--no-sync",
		"--dbname", fmt.Sprintf("host=%s user=%s password=%s application_name=%s",
			host, postgresUser, postgresPassword, name))
	cmd.Dir = s.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w\n%s", err, out)
	}
	return nil
}
