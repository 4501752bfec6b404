package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Check connects to the database and fails with typeseal.ErrConfig if a SQLite
// connection has settings with which redeeming would fail, or used tokens would
// be forgotten; it says what to set. CreateSchema calls it first. Who creates the
// table by other means calls it when the program starts.
func (s *Store) Check(ctx context.Context) error {
	if !s.usable() {
		return errNoDatabase
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	if s.dialect != SQLite {
		return s.db.PingContext(ctx)
	}
	conns, err := s.connections(ctx)
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	for _, c := range conns {
		if err == nil {
			err = checkConnection(ctx, c)
		}
	}
	return err
}

// connections takes all idle connections and one more, if there may be one: a
// pragma that was executed, not put into the data source name, is in force on one
// connection only, and a new one shows it.
func (s *Store) connections(ctx context.Context) (conns []*sql.Conn, err error) {
	stats := s.db.Stats()
	n := stats.Idle + 1
	if most := stats.MaxOpenConnections; most > 0 {
		n = max(1, min(n, most-stats.InUse))
	}
	for range n {
		c, err := s.db.Conn(ctx)
		if err != nil {
			return conns, fmt.Errorf("sqlstore: connecting: %w", err)
		}
		conns = append(conns, c)
	}
	return conns, nil
}

// A pragma is a setting of a SQLite connection.
type pragma struct {
	name   string
	good   func(value string) bool
	advise string
}

// leastWait is the lowest busy_timeout in milliseconds that Check lets pass.
const leastWait = 50

// pragmas has what a connection is asked. WAL refuses what SQLite's locks do not
// serve: a network file system, and memory, of which each connection has its own.
var pragmas = []pragma{
	{"busy_timeout", func(value string) bool { return atLeast(value, leastWait) },
		"set it to 5000, since redeeming fails at once while another connection writes"},
	{"journal_mode", func(value string) bool { return strings.EqualFold(value, "wal") },
		"set it to WAL in a file on a local disk, since redeeming waits for readers otherwise, " +
			"and a database in memory forgets used tokens"},
	{"synchronous", func(value string) bool { return atLeast(value, 1) },
		"set it to FULL, since used tokens are forgotten when the power fails"},
}

func atLeast(value string, least int) bool {
	var n int
	_, err := fmt.Sscan(value, &n)
	return err == nil && n >= least
}

// checkConnection names everything that is to be set, so that nobody is sent
// around in circles.
func checkConnection(ctx context.Context, c *sql.Conn) error {
	var faults []string
	for _, p := range pragmas {
		var value string
		if err := c.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&value); err != nil {
			return fmt.Errorf("sqlstore: reading the pragma %s: %w", p.name, err)
		}
		if !p.good(value) {
			faults = append(faults, fmt.Sprintf("%s is %s: %s", p.name, value, p.advise))
		}
	}
	if faults == nil {
		return nil
	}
	return fmt.Errorf("%w: sqlstore: a connection of the SQLite database: %s; set them in the data source name, "+
		"so that every connection has them", typeseal.ErrConfig, strings.Join(faults, "; "))
}
