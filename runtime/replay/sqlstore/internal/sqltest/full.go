//go:build linux || darwin

package sqltest

import (
	"database/sql"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// FullDisk checks that nothing is lost if SQLite cannot write its log: a token is redeemed
// only if it is in the file. The insert itself succeeds then, and its commit fails. It
// limits the size of this process's files.
func (d *Database) FullDisk(t *testing.T) {
	address := d.New(t)
	store, db := d.Open(t, address)
	used, use, inTx := storetest.NewUses(20), storetest.NewUse(), storetest.NewUse()
	storetest.Want(t, store, true, used...)
	again := limitFiles(t, address+"-wal")
	storetest.WantConsumeError(t, store, use, nil)
	tx := Begin(t, db, sql.LevelDefault)
	storetest.Want(t, store.In(tx), true, inTx)
	if err := tx.Commit(); err == nil {
		t.Error("a transaction committed without a place on the disk")
	}
	again()
	tx.Rollback()
	other, _ := d.Open(t, address)
	storetest.Want(t, other, false, used...)
	storetest.Want(t, store, true, use, inTx)
	storetest.Want(t, other, false, use, inTx)
}

// limitFiles makes writes fail that would make a file longer than the one at path is now,
// until again is called.
func limitFiles(t *testing.T, path string) (again func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	info, err := os.Stat(path)
	var old syscall.Rlimit
	if err == nil {
		err = syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old)
	}
	limit := old
	if err == nil {
		limit.Cur = uint64(info.Size())
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
	}
}
