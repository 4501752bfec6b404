package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// must fails the test if there is an error.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestSecondName checks that a file with a hard link is refused under both names, and
// accepted under a symbolic link, by which SQLite finds the file.
func TestSecondName(t *testing.T) {
	path := newFile(t)
	store, use := open(t, path), storetest.NewUse()
	storetest.Want(t, store, true, use)
	link, symbolic := filepath.Join(filepath.Dir(path), "link"), filepath.Join(t.TempDir(), "symbolic")
	must(t, os.Link(path, link), os.Symlink(path, symbolic))
	for _, name := range []string{path, link, symbolic} {
		if _, err := Open(t.Context(), name); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
		own, _ := openOwn(t, name, good)
		err := own.Check(t.Context()) // if the other name has a log, SQLite itself fails
		if err == nil || name != link && !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, os.Remove(link))
	storetest.Want(t, open(t, symbolic), false, use)
	storetest.Want(t, open(t, path), false, use)
	storetest.Want(t, store, false, use)
}

// TestReplaced checks that every call fails if the file was deleted, moved or replaced, and
// works again if the file is back.
func TestReplaced(t *testing.T) {
	for name, change := range map[string]func(path, other string) error{
		"deleted":  func(path, _ string) error { return os.Remove(path) },
		"moved":    func(path, other string) error { return os.Rename(path, other+"2") },
		"replaced": func(path, other string) error { return os.Rename(other, path) },
		"a folder": func(path, _ string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o755)) },
		"no log":   func(path, _ string) error { return os.Remove(path + "-wal") },
		"no locks": func(path, _ string) error { return os.Remove(path + "-shm") },
		"all new": func(path, other string) error {
			return errors.Join(os.Rename(other, path), os.Remove(path+"-wal"), os.Remove(path+"-shm"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, other := newFile(t), newFile(t)
			must(t, open(t, other).Close())
			store := open(t, path)
			storetest.Want(t, store, true, storetest.NewUse())
			must(t, change(path, other))
			use := storetest.NewUse()
			storetest.WantError(t, store, use, errReplaced)
			storetest.WantError(t, store.In(begin(t, store)), use, errReplaced)
		})
		t.Run(name+", other calls", func(t *testing.T) {
			path, other := newFile(t), newFile(t)
			must(t, open(t, other).Close())
			store := open(t, path)
			must(t, change(path, other))
			_, purged := store.Purge(t.Context(), 10)
			for i, err := range []error{purged, store.Check(t.Context())} {
				if err == nil {
					t.Errorf("call %d succeeded", i)
				}
			}
		})
	}
}

// TestBack checks that a store goes on if its file was moved away and back.
func TestBack(t *testing.T) {
	path := newFile(t)
	store, use := open(t, path), storetest.NewUse()
	storetest.Want(t, store, true, use)
	must(t, os.Rename(path, path+"2"))
	storetest.WantError(t, store, use, errReplaced)
	must(t, os.Rename(path+"2", path))
	storetest.Want(t, store, false, use)
}

// TestReopened checks that a store goes on if its pool opens its connection again, and if
// other processes open and close the file.
func TestReopened(t *testing.T) {
	path := newFile(t)
	store, uses := open(t, path), storetest.NewUses(20)
	for i, use := range uses {
		storetest.Want(t, store, true, use)
		store.DB().SetMaxIdleConns(i % 2) // 0 closes the connection
		other, err := Open(t.Context(), path)
		must(t, err)
		storetest.Want(t, other, false, use)
		sqltest.Exec(t, other.db, "PRAGMA wal_checkpoint(TRUNCATE)")
		sqltest.Exec(t, other.db, "VACUUM")
		must(t, other.Close())
	}
	storetest.Want(t, store, false, uses...)
}

// TestWorkingDirectory checks that a relative path stays the file's path.
func TestWorkingDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	store := open(t, "used.db")
	t.Chdir(t.TempDir())
	storetest.Want(t, store, true, storetest.NewUse())
}

// TestFull checks that a full disk is an error that says so, and that nothing is lost.
func TestFull(t *testing.T) {
	path := newFile(t)
	store, used := open(t, path), storetest.NewUses(50)
	storetest.Want(t, store, true, used...)
	sqltest.Exec(t, store.db, "PRAGMA max_page_count = 1") // as many as there are
	var failed error
	for range 500 {
		if _, err := store.Consume(t.Context(), storetest.NewUse()); err != nil {
			failed = err
			break
		}
	}
	shown := typeseal.Caused(typeseal.ErrStore, failed).Error()
	if failed == nil || errors.Is(failed, typeseal.ErrConfig) || !strings.Contains(shown, "disk") {
		t.Errorf("%v, shown as %q", failed, shown)
	}
	storetest.Want(t, store, false, used...)
	storetest.Want(t, open(t, path), false, used...)
}
