package watch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A fake is a listener whose events the test makes.
type fake struct {
	out   chan batch
	added map[string]bool
	limit atomic.Int64 // how many folders can be added
	shut  atomic.Bool  // no listener can be opened
}

func (f *fake) open() (listener, error) {
	if f.shut.Load() {
		return nil, syscall.EMFILE
	}
	return f, nil
}

func (f *fake) batches() <-chan batch { return f.out }
func (f *fake) Close() error          { clear(f.added); return nil }

func (f *fake) Add(dir string) error {
	if len(f.added) >= int(f.limit.Load()) {
		return syscall.ENOSPC
	}
	f.added[dir] = true
	return nil
}

// A scene is a module in a folder, with a watcher in a bubble whose time is fake.
type scene struct {
	*testing.T
	dir     string
	events  *fake
	start   func()
	changes <-chan Change // nil before the start
}

// inScene runs a test in a module. Files have the names of the list, and their names as
// content.
func inScene(t *testing.T, files string, test func(s *scene)) {
	dir := t.TempDir()
	s := &scene{dir: dir}
	s.write(files)
	synctest.Test(t, func(t *testing.T) {
		s.T = t
		s.events = &fake{out: make(chan batch), added: map[string]bool{}}
		s.events.limit.Store(1000)
		ctx, cancel := context.WithCancel(t.Context())
		s.start = func() {
			s.changes = Changes(ctx, Config{
				Dir: dir, Names: []string{"typeseal.lock"}, open: s.events.open, pause: time.Second,
			})
		}
		test(s)
		cancel()
		for range s.changes {
		}
	})
}

func (s *scene) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// write writes files. A content may follow a name after =.
func (s *scene) write(files string) {
	for file := range strings.FieldsSeq(files) {
		name, text, ok := strings.Cut(file, "=")
		if !ok {
			text = name
		}
		if filepath.Base(name) == "go.mod" && !ok {
			text = "module example.com/" + name + "\n"
		}
		path := s.path(name)
		must(os.MkdirAll(filepath.Dir(path), 0o777))
		must(os.WriteFile(path, []byte(text), 0o666))
	}
}

// remove removes a file or a folder.
func (s *scene) remove(name string) { must(os.RemoveAll(s.path(name))) }

// event makes events, such as "write a.go".
func (s *scene) event(events ...string) {
	b := batch{touched: map[string]fsnotify.Op{}}
	for _, e := range events {
		op, name, _ := strings.Cut(e, " ")
		b.touched[s.path(name)] |= map[string]fsnotify.Op{
			"create": fsnotify.Create, "write": fsnotify.Write, "remove": fsnotify.Remove,
			"rename": fsnotify.Rename, "chmod": fsnotify.Chmod,
		}[op]
	}
	s.events.out <- b
}

// receive starts the watcher if it has not started, and returns the next change.
func (s *scene) receive() Change {
	if s.changes == nil {
		s.start()
	}
	return <-s.changes
}

// next returns the next change and how long it took, without the folder.
func (s *scene) next() (paths string, took time.Duration) {
	start := time.Now()
	c := s.receive()
	for i, p := range c.Paths {
		c.Paths[i], _ = filepath.Rel(s.dir, p)
	}
	return filepath.ToSlash(strings.Join(c.Paths, " ")), time.Since(start)
}

func (s *scene) expect(paths string, took time.Duration) {
	s.Helper()
	s.within(paths, took, took)
}

func (s *scene) within(paths string, least, most time.Duration) {
	s.Helper()
	if got, took := s.next(); got != paths || took < least || took > most {
		s.Errorf("%q after %v, want %q after %v to %v", got, took, paths, least, most)
	}
}

// none expects that there is no change for a while.
func (s *scene) none() {
	s.Helper()
	select {
	case c := <-s.changes:
		s.Errorf("unexpected: %v", c.Paths)
	case <-time.After(10 * time.Second):
	}
}

func (s *scene) heard() (folders []string) {
	synctest.Wait()
	for dir := range s.events.added {
		rel, _ := filepath.Rel(s.dir, dir)
		folders = append(folders, filepath.ToSlash(rel))
	}
	slices.Sort(folders)
	return folders
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
