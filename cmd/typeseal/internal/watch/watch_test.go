package watch

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestEvents: which events are changes.
func TestEvents(t *testing.T) {
	for _, c := range []struct {
		name, files  string
		do           func(s *scene)
		events, want string
	}{
		{"save", "go.mod a.go", nil, "write a.go", "a.go"},
		{"same size and time", "go.mod a.go", func(s *scene) {
			info, err := os.Stat(s.path("a.go"))
			must(err)
			s.write("a.go=b.go")
			must(os.Chtimes(s.path("a.go"), info.ModTime(), info.ModTime()))
		}, "write a.go", "a.go"},
		{"vim", "go.mod a.go", func(s *scene) { s.write("a.go=new") },
			"create 4913,remove 4913,rename a.go,create a.go~,create a.go,write a.go,remove a.go~,chmod a.go", "a.go"},
		{"jetbrains", "go.mod a.go", func(s *scene) { s.write("a.go=new") },
			"create a.go___jb_tmp___,rename a.go,create a.go___jb_old___,rename a.go___jb_tmp___,create a.go", "a.go"},
		{"emacs", "go.mod a.go", func(s *scene) { must(os.Symlink("me@host.1", s.path(".#a.go"))) },
			"create .#a.go,create #a.go#,write #a.go#", ""},
		{"swap file", "go.mod a.go", nil, "create .a.go.swp,write .a.go.swp", ""},
		{"not source", "go.mod a.go", nil, "write README.md,create a.txt,write _a.go,write .a.go", ""},
		{"temporary file", "go.mod", nil, "create .typeseal-1-1.tmp,rename .typeseal-1-1.tmp", ""},
		{"removed", "go.mod a.go", func(s *scene) { s.remove("a.go") }, "remove a.go", "a.go"},
		{"permissions", "go.mod a.go", func(s *scene) { must(os.Chmod(s.path("a.go"), 0o600)) }, "chmod a.go", "a.go"},
		{"an index", "go.mod a.go", nil, "chmod a.go", ""},
		{"lock", "go.mod", func(s *scene) { s.write("typeseal.lock") }, "create typeseal.lock", "typeseal.lock"},
		{"module files", "go.mod go.sum", nil, "write go.mod,write go.sum", "go.mod go.sum"},
		{"new folder", "go.mod", func(s *scene) { s.write("a/a.go a/b/b.go a/testdata/c.go") },
			"create a", "a/a.go a/b/b.go"},
		{"empty folder", "go.mod", func(s *scene) { must(os.Mkdir(s.path("a"), 0o777)) }, "create a", ""},
		{"ignored folder", "go.mod", func(s *scene) { s.write(".git/a.go _x/a.go testdata/a.go vendor/a/a.go") },
			"create .git,create _x,create testdata,create vendor", ""},
		{"folder removed", "go.mod a/a.go a/b/b.go", func(s *scene) { s.remove("a") },
			"remove a/b/b.go,remove a/b,remove a/a.go,remove a", "a/a.go a/b/b.go"},
		{"folder renamed", "go.mod a/a.go a/b/b.go", func(s *scene) { must(os.Rename(s.path("a"), s.path("z"))) },
			"rename a,create z", "a/a.go a/b/b.go z/a.go z/b/b.go"},
		{"folder moved away", "go.mod a/a.go", func(s *scene) { must(os.Rename(s.path("a"), s.path("_a"))) },
			"rename a,create _a", "a/a.go"},
		{"folder named as a file", "go.mod", func(s *scene) { s.write("x.go/a.go") }, "create x.go", "x.go/a.go"},
		{"other module", "go.mod sub/go.mod", nil, "write sub/a.go,create sub/typeseal.lock", ""},
		{"module appears", "go.mod sub/a.go", func(s *scene) { s.write("sub/go.mod") },
			"create sub/go.mod", "sub/a.go sub/go.mod"},
		{"module goes", "go.mod sub/go.mod sub/a.go sub/b/b.go", func(s *scene) { s.remove("sub/go.mod") },
			"remove sub/go.mod", "sub/a.go sub/b/b.go sub/go.mod"},
		{"of an unknown folder", "go.mod", nil, "write gone/a.go,remove gone", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			inScene(t, c.files, func(s *scene) {
				s.expect("", 0)
				if c.do != nil {
					c.do(s)
				}
				s.event(strings.Split(c.events, ",")...)
				if c.want != "" {
					s.expect(c.want, quiet)
				}
				s.none()
			})
		})
	}
}

// TestLook: changes without events are found, too.
func TestLook(t *testing.T) {
	for _, c := range []struct {
		name, files string
		do          func(s *scene)
		want        string
	}{
		{"a lost event", "go.mod a.go a/a.go b/b.go", func(s *scene) { s.write("a.go=new b/c.go") }, "a.go b/c.go"},
		{"target of a link", "go.mod a/a.go _real/x.go", func(s *scene) { s.write("_real/x.go=newer") }, "a/link.go"},
		{"dangling link", "go.mod a/a.go _real/x.go", func(s *scene) { s.remove("_real") }, "a/link.go"},
		{"vendor", "go.mod a/a.go vendor/modules.txt", func(s *scene) { s.write("vendor/modules.txt=x") },
			"vendor/modules.txt"},
		{"workspace appears", "go.mod a/a.go", func(s *scene) { s.write("go.work=go\t1.26.0") }, "go.work"},
		{"module goes", "go.mod a/a.go", func(s *scene) { s.remove("go.mod") }, "a/a.go a/link.go go.mod"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inScene(t, c.files, func(s *scene) {
				s.next()
				must(os.Symlink("../_real/x.go", s.path("a/link.go")))
				if got, _ := s.next(); got != "a/link.go" && got != "a/a.go a/link.go" {
					t.Errorf("link: %s", got)
				}
				c.do(s)
				s.within(c.want, 0, time.Second+quiet)
				s.none()
			})
		})
	}
}

// TestSettle: changes are sent when they have settled.
func TestSettle(t *testing.T) {
	t.Run("two saves", func(t *testing.T) {
		inScene(t, "go.mod a.go b.go", func(s *scene) {
			s.next()
			s.event("write a.go")
			time.Sleep(quiet - 1)
			s.event("write b.go")
			s.expect("a.go b.go", quiet)
			s.event("write a.go")
			s.expect("a.go", quiet)
			s.none()
		})
	})
	t.Run("a branch", func(t *testing.T) {
		inScene(t, "go.mod a.go", func(s *scene) {
			s.next()
			var want []string
			for i := range 1000 {
				name := fmt.Sprintf("f%03d.go", i)
				want = append(want, name)
				s.write(name)
				s.event("create " + name)
				if i%100 == 99 {
					time.Sleep(quietMany - 1)
				}
			}
			s.expect(strings.Join(want, " "), 1)
			s.none()
		})
	})
	t.Run("no quiet", func(t *testing.T) {
		inScene(t, "go.mod a.go b.go", func(s *scene) {
			s.next()
			go func() {
				for range (bound + 4*quiet) / (quiet / 2) {
					s.event("write a.go")
					time.Sleep(quiet / 2)
				}
				s.event("write a.go", "write b.go")
			}()
			s.within("a.go", bound-quiet, bound+quiet)
			s.within("a.go b.go", quiet, 6*quiet)
			s.none()
		})
	})
	t.Run("nobody receives", func(t *testing.T) {
		inScene(t, "go.mod a.go b.go", func(s *scene) {
			s.next()
			s.event("write a.go")
			time.Sleep(time.Minute)
			s.event("write b.go")
			s.expect("a.go b.go", 0)
			s.none()
		})
	})
	t.Run("git", func(t *testing.T) {
		inScene(t, "go.mod a.go .git/index.lock", func(s *scene) {
			s.next()
			now := time.Now()
			must(os.Chtimes(s.path(".git/index.lock"), now, now))
			s.event("write a.go")
			time.Sleep(time.Second)
			s.remove(".git/index.lock")
			s.within("a.go", 0, gitPause)

			// This one is never removed.
			s.write(".git/index.lock")
			now = time.Now()
			must(os.Chtimes(s.path(".git/index.lock"), now, now))
			s.event("write a.go")
			s.within("a.go", gitPatience, gitPatience+gitPause)
			s.event("write a.go")
			s.expect("a.go", quiet)
			s.none()
		})
	})
	t.Run("git in a linked tree", func(t *testing.T) {
		inScene(t, "go.mod a/a.go real/index.lock", func(s *scene) {
			s.next()
			must(os.WriteFile(s.path(".git"), []byte("gitdir: "+s.path("real")+"\n"), 0o666))
			now := time.Now()
			must(os.Chtimes(s.path("real/index.lock"), now, now))
			s.event("write a/a.go")
			s.within("a/a.go", gitPatience, gitPatience+gitPause)
		})
	})
}

// TestOverflow: after an overflow everything is looked at, and heard by a new listener.
func TestOverflow(t *testing.T) {
	inScene(t, "go.mod a/a.go", func(s *scene) {
		s.next()
		s.write("a/a.go=new b/b.go")
		s.events.out <- batch{lost: true}
		s.expect("a/a.go b/b.go", quiet)
		if diff := cmp.Diff([]string{".", "a", "b"}, s.heard()); diff != "" {
			t.Error(diff)
		}
		s.none()
	})
}

// TestLimit: a folder for which the system has no watch is looked at.
func TestLimit(t *testing.T) {
	inScene(t, "go.mod a/a.go b/b.go c/c.go", func(s *scene) {
		s.events.limit.Store(2)
		first := s.receive()
		if first.Folders != 4 || first.Deaf != 2 || !errors.Is(first.Limit, syscall.ENOSPC) {
			t.Errorf("%+v", first)
		}
		s.write("a/a.go=new b/b.go=new c/c.go=new")
		s.expect("a/a.go b/b.go c/c.go", time.Second+quiet)

		// When the limit is raised, the folders are heard.
		s.events.limit.Store(1000)
		time.Sleep(2 * time.Second)
		s.event("write a/a.go")
		if c := s.receive(); c.Deaf != 0 || c.Limit != nil {
			t.Errorf("%+v", c.Watched)
		}
		s.none()
	})
}

// TestDeaf: the system gives no listener.
func TestDeaf(t *testing.T) {
	inScene(t, "go.mod a/a.go", func(s *scene) {
		s.events.shut.Store(true)
		first := s.receive()
		if first.Folders != 2 || first.Deaf != 2 || !errors.Is(first.Limit, syscall.EMFILE) {
			t.Errorf("%+v", first)
		}
		s.write("a/a.go=new")
		s.expect("a/a.go", time.Second+quiet)
		s.events.shut.Store(false)
		time.Sleep(2 * time.Second)
		s.event("write a/a.go")
		if c := s.receive(); c.Deaf != 0 {
			t.Errorf("%+v", c.Watched)
		}
	})
}

// TestPlace: which folders are watched, and that this follows go.mod and go.work.
func TestPlace(t *testing.T) {
	var first Watched
	inScene(t, "a/a.go", func(s *scene) {
		expect := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, s.heard()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}
		first = s.receive().Watched
		if len(first.Roots) != 0 {
			t.Errorf("%+v", first)
		}
		expect()

		s.write("go.mod") // it appears
		s.expect("a/a.go go.mod", time.Second+quiet)
		expect(".", "a")

		s.write("lib/go.mod lib/x/x.go web/node_modules/n/n.go")
		s.event("create lib", "create web")
		s.expect("lib/go.mod web/node_modules/n/n.go", quiet)
		expect(".", "a", "lib", "web", "web/node_modules", "web/node_modules/n")

		must(os.WriteFile(s.path("go.mod"), []byte("module m\n\nignore node_modules\n\n"+
			"replace example.com/lib => ./lib\n"), 0o666))
		s.event("write go.mod")
		s.expect("go.mod lib/go.mod lib/x/x.go web/node_modules/n/n.go", quiet)
		expect(".", "a", "lib", "lib/x", "web")

		s.write("go.mod=rubbish") // half written
		s.event("write go.mod")
		s.next()
		must(os.WriteFile(s.path("go.work"), []byte("go 1.26.0\n\nuse (\n\t.\n\t./lib\n)\n"), 0o666))
		s.event("create go.work")
		s.next()
		expect(".", "a", "lib", "lib/x", "web", "web/node_modules", "web/node_modules/n")

		s.remove(".") // the working directory
		s.event("remove .")
		if got, _ := s.next(); !strings.Contains(got, "lib/x/x.go") {
			t.Error(got)
		}
		expect()
		s.write("go.mod a/a.go")
		s.expect("a/a.go go.mod", time.Second+quiet)
		expect(".", "a")
	})
}

// TestRenamed: a listener knows folders by their old paths, so it must be told.
func TestRenamed(t *testing.T) {
	inScene(t, "go.mod a/x/x.go b/y/y.go", func(s *scene) {
		s.next()
		must(os.Rename(s.path("a"), s.path("c")))
		must(os.Rename(s.path("b"), s.path("a")))
		must(os.Rename(s.path("c"), s.path("b")))
		s.event("rename a", "create c", "rename b", "create a", "rename c", "create b")
		s.expect("a/x/x.go a/y/y.go b/x/x.go b/y/y.go", quiet)
		if diff := cmp.Diff([]string{".", "a", "a/y", "b", "b/x"}, s.heard()); diff != "" {
			t.Error(diff)
		}
		s.none()
	})
}
