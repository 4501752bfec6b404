package postgres

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/lib/pq" // registers "postgres"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// drivers are the drivers with which faults of the network and the server are tested. pgx
// obeys contexts, and lib/pq waits for the server.
var drivers = []string{"pgx", "postgres"}

// openWith opens the database with a driver.
func openWith(t testing.TB, driver, dsn string, opts ...sqlstore.Option) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { go db.Close() }) // it may wait for a server that stands still
	store, err := sqlstore.New(db, sqlstore.Postgres, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return store, db
}

const socket = ".s.PGSQL.5432"

// linkTo returns a link to a server, and the directory of its socket.
func linkTo(t testing.TB, s *peer.Server) (l *peer.Link, dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "link") // its path must be short
	if err == nil {
		err = os.Chmod(dir, 0o755) // for a standby, which is another user's process
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return peer.StartLink(t, filepath.Join(dir, socket), filepath.Join(s.Dir, socket)), dir
}

// link returns a link to the server, and the address of a new schema through it.
func link(t *testing.T) (l *peer.Link, dsn string) {
	t.Helper()
	dsn = newSchema(t)
	l, dir := linkTo(t, server)
	return l, strings.Replace(dsn, "host="+server.Dir, "host="+dir, 1) + " sslmode=disable"
}
