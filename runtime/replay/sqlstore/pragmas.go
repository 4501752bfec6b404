package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/file"
)

// checkFile checks the file of a SQLite database, and the connections.
func checkFile(ctx context.Context, s *Store) error {
	var path string
	const query = "SELECT coalesce(file, '') FROM pragma_database_list WHERE name = 'main'"
	if err := s.db.QueryRowContext(ctx, query).Scan(&path); err != nil {
		return err
	}
	if path != "" {
		if err := file.OneName(path); err != nil {
			return err
		}
	}
	return s.checkConnections(ctx)
}

// checkConnections checks the pragmas of SQLite connections. A pragma that was executed,
// instead of set in the data source name, affects only one connection. So
// checkConnections checks all idle connections and, if the pool allows it, a new one.
func (s *Store) checkConnections(ctx context.Context) error {
	stats := s.db.Stats()
	n := stats.Idle + 1
	if most := stats.MaxOpenConnections; most > 0 {
		n = max(1, min(n, most-stats.InUse))
	}
	for range n {
		c, err := s.db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("sqlstore: connecting: %w", err)
		}
		defer c.Close() // not before the others are checked: the pool would return it again
		if err := checkPragmas(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// pragmas are the settings that a SQLite connection must have. WAL does not work on a
// network file system, where SQLite's locks do not hold, or in memory, in which each
// connection has its own database.
var pragmas = []struct {
	name   string
	good   func(value string) bool
	advice string
}{
	{"busy_timeout", func(value string) bool { return number(value) >= 50 },
		"set it to 5000, since redeeming fails at once while another connection writes"},
	{"journal_mode", func(value string) bool { return strings.EqualFold(value, "wal") },
		"set it to WAL in a file on a local disk, since redeeming waits for readers otherwise, " +
			"and a database in memory forgets used tokens"},
	{"synchronous", func(value string) bool { return number(value) >= 1 },
		"set it to FULL, since used tokens are forgotten when the power fails"},
}

// number returns the value of a pragma as a number, or -1.
func number(value string) int {
	n := -1
	fmt.Sscan(value, &n)
	return n
}

// checkPragmas checks a connection. Its error names every pragma that must be set.
func checkPragmas(ctx context.Context, c *sql.Conn) error {
	var faults []string
	for _, p := range pragmas {
		var value string
		if err := c.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&value); err != nil {
			return fmt.Errorf("sqlstore: reading the pragma %s: %w", p.name, err)
		}
		if !p.good(value) {
			faults = append(faults, fmt.Sprintf("%s is %s: %s", p.name, value, p.advice))
		}
	}
	if faults == nil {
		return nil
	}
	return fmt.Errorf("%w: sqlstore: a connection of the SQLite database: %s; set them in the data source name, "+
		"so that every connection has them", typeseal.ErrConfig, strings.Join(faults, "; "))
}
