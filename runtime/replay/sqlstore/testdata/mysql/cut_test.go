package mysql

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

var long = flag.Bool("long", false, "run the long forms of the races and of TestCutAfterEveryByte")

// socketDir returns a directory for a socket, whose path is short.
func socketDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "socket")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// link returns a link to the server, and the address of a new schema through it.
func link(t *testing.T) (l *peer.Link, linked, direct string) {
	t.Helper()
	direct = newSchema(t)
	dir := socketDir(t)
	l = peer.StartLink(t, filepath.Join(dir, peer.MariaDBSocket), filepath.Join(server.Dir, peer.MariaDBSocket))
	return l, strings.Replace(direct, server.Dir, dir, 1), direct
}

// TestCutAfterEveryByte is sqltest.Cuts. The short form cuts after every 23rd byte.
func TestCutAfterEveryByte(t *testing.T) {
	step := 23
	if *long {
		step = 1
	}
	for _, parameters := range []string{"", "interpolateParams=true"} {
		t.Run(parameters, func(t *testing.T) {
			l, linked, direct := link(t)
			c := sqltest.Cuts{
				Link:    l,
				Effect:  "INSERT INTO effects VALUES (?)",
				Effects: "SELECT COUNT(*) FROM effects WHERE id = ?",
			}
			c.Linked.Store, c.Linked.DB = open(t, linked+parameters)
			c.Direct.Store, c.Direct.DB = open(t, direct+parameters)
			sqltest.Exec(t, c.Direct.DB, "CREATE TABLE effects (id binary(16))")
			c.Run(t, step)
		})
	}
}
