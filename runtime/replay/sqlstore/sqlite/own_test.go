package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// openOwn opens a database as a user does, with the options of a data source name.
func openOwn(t *testing.T, path, options string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?"+options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// good are the options that Check asks for.
const good = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)"

// TestCheck is what the start says of a database of the user's own: everything
// that is to be set, at once.
func TestCheck(t *testing.T) {
	for _, test := range []struct {
		options string
		faults  []string
	}{
		{"", []string{"busy_timeout is 0", "set it to 5000", "journal_mode is delete", "WAL"}},
		{"_pragma=busy_timeout(5000)", []string{"journal_mode is delete"}},
		{"_pragma=journal_mode(WAL)", []string{"busy_timeout is 0"}},
		{good + "&_pragma=synchronous(OFF)", []string{"synchronous is 0", "FULL"}},
		{good + "&mode=memory", []string{"journal_mode is memory"}},
		{good, nil},
		{good + "&_pragma=synchronous(NORMAL)&_txlock=immediate", nil},
	} {
		db := openOwn(t, newFile(t), test.options)
		err := sqlstore.New(db, sqlstore.SQLite).CreateSchema(context.Background())
		if test.faults == nil && err != nil || test.faults != nil && !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%q: %v", test.options, err)
		}
		for _, want := range test.faults {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %q", test.options, err, want)
			}
		}
		var tables int
		err = db.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = 'typeseal_used'").Scan(&tables)
		if want := test.faults == nil; err != nil || (tables == 1) != want {
			t.Errorf("%q: %d tables, %v", test.options, tables, err)
		}
	}
}

// TestCheckSeesEveryConnection: a pragma that was executed is in force on one
// connection of a pool.
func TestCheckSeesEveryConnection(t *testing.T) {
	for _, most := range []int{0, 1, 2} {
		db := openOwn(t, newFile(t), "_pragma=journal_mode(WAL)")
		db.SetMaxOpenConns(most)
		if _, err := db.Exec("PRAGMA busy_timeout = 5000"); err != nil {
			t.Fatal(err)
		}
		err := sqlstore.New(db, sqlstore.SQLite).Check(context.Background())
		if want := most != 1; errors.Is(err, typeseal.ErrConfig) != want {
			t.Errorf("at most %d connections: %v", most, err)
		}
	}
}

// TestOwnDatabaseAtOnce: with the settings that Check asks for, nobody meets a
// lock.
func TestOwnDatabaseAtOnce(t *testing.T) {
	db := openOwn(t, newFile(t), good)
	store := sqlstore.New(db, sqlstore.SQLite)
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	start := make(chan struct{})
	for range 32 {
		all.Go(func() {
			<-start
			for range 4 {
				use := newUse()
				for _, want := range []bool{true, false} {
					if first, err := store.Consume(context.Background(), use); first != want || err != nil {
						t.Errorf("got %v, %v; want %v", first, err, want)
					}
				}
			}
		})
	}
	close(start)
	all.Wait()
}
