//go:build unix

package peer

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// PgBouncer starts PgBouncer in transaction mode before a PostgreSQL server. Its socket is
// in its directory, and every password is good.
func (s *Server) PgBouncer() (*Server, error) {
	program, err := find("pgbouncer", "apt-get install pgbouncer", "/usr/sbin")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "typeseal-peer")
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "pgbouncer.ini")
	b := &Server{Dir: dir, name: program, args: []string{config}, user: s.user}
	b.answers = func() error {
		c, err := net.DialTimeout("unix", filepath.Join(dir, ".s.PGSQL.5432"), time.Second)
		if err == nil {
			c.Close()
		}
		return err
	}
	err = os.WriteFile(config, fmt.Appendf(nil, `[databases]
postgres = host=%s user=%s password=%s
[pgbouncer]
unix_socket_dir = %s
listen_port = 5432
auth_type = any
pool_mode = transaction
ignore_startup_parameters = extra_float_digits
`, s.Dir, postgresUser, postgresPassword, dir), 0o644)
	if err == nil && s.user != nil {
		err = os.Chown(dir, int(s.user.Uid), int(s.user.Gid))
	}
	if err == nil {
		err = b.Start()
	}
	return b.orRemove(err)
}
