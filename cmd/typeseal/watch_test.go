package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// watchPatience is how long tests wait for what takes a moment on an idle machine.
const watchPatience = 1 * time.Minute

// A shown has what a program has printed so far.
type shown struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *shown) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// A watched is a process of typeseal watch in a folder.
type watched struct {
	*testing.T
	dir  string
	cmd  *exec.Cmd
	said *shown
	seen int // how much of what it said was expected
}

func startWatch(t *testing.T, dir string, args ...string) *watched {
	w := &watched{T: t, dir: dir, said: &shown{}}
	w.run(w.said, args...)
	return w
}

// run starts the process, which prints to out.
func (w *watched) run(out io.Writer, args ...string) {
	w.cmd = exec.Command("typeseal", append([]string{"watch"}, args...)...)
	w.cmd.Dir, w.cmd.Stderr, w.cmd.Stdout = w.dir, out, out
	w.cmd.Env = append(os.Environ(), "GOWORK=", "NO_COLOR=1")
	check(w.T, w.cmd.Start())
	w.Cleanup(func() { w.cmd.Process.Kill() })
}

// expect waits until the process has said something more that has all words.
func (w *watched) expect(words ...string) {
	w.Helper()
	for _, word := range words {
		w.until("it says "+word, func() bool {
			at := strings.Index(w.said.String()[w.seen:], word)
			if at >= 0 {
				w.seen += at + len(word)
			}
			return at >= 0
		})
	}
}

func (w *watched) until(what string, true func() bool) {
	w.Helper()
	for end := time.Now().Add(watchPatience); !true(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatalf("waiting in vain until %s; it has said:\n%s", what, w.said)
		}
	}
}

// end interrupts the process, which must exit with 0 and leave no temporary file.
func (w *watched) end(signal os.Signal) {
	w.Helper()
	check(w.T, w.cmd.Process.Signal(signal))
	start := time.Now()
	if err := w.cmd.Wait(); err != nil {
		w.Errorf("exit code: %v\n%s", err, w.said)
	}
	if took := time.Since(start); took > 30*time.Second {
		w.Errorf("it ended after %v", took)
	}
	check(w.T, filepath.WalkDir(w.dir, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".tmp") {
			w.Errorf("left behind: %s", path)
		}
		return err
	}))
}

func (w *watched) write(name, text string) {
	w.Helper()
	check(w.T, os.MkdirAll(filepath.Dir(filepath.Join(w.dir, name)), 0o777))
	check(w.T, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o644))
}

// typ returns a file with one token type. The name of its field is not part of the tokens.
func typ(pkg, name, field string) string {
	return fmt.Sprintf("package %s\n\n//typeseal:sign salt=%[1]s.%[4]s max-age=1h\n"+
		"type %[2]s struct {\n\t%[3]s int `json:\"n\"`\n}\n",
		pkg, name, field, strings.ToLower(name))
}

const appModule = "module example.com/app\n\ngo 1.26.0\n"

// TestWatch: what people do, and what they see.
func TestWatch(t *testing.T) {
	w := startWatch(t, writeFiles(t, map[string]string{"go.mod": appModule, "a/a.go": typ("a", "T", "N")}))
	w.expect("Watching 2 folders of example.com/app; press Ctrl-C to end.\n",
		"Wrote a/a_typeseal.go and typeseal.lock in ", " ms.\n")

	w.write("a/a.go", typ("a", "T", "M")) // in place
	w.expect("Wrote a/a_typeseal.go and typeseal.lock in ")

	w.write("a/a.go~", typ("a", "T", "L")) // by a rename, as vim and JetBrains do
	check(t, os.Rename(filepath.Join(w.dir, "a/a.go"), filepath.Join(w.dir, "a/a.go.bak")))
	check(t, os.Rename(filepath.Join(w.dir, "a/a.go~"), filepath.Join(w.dir, "a/a.go")))
	w.expect("Wrote a/a_typeseal.go")

	w.write("a/a.go", "package a\n\n//typeseal:sing salt=a max-age=1h\ntype T struct{ N int }\n")
	w.expect(`a/a.go:3:12: unknown verb "sing"; did you mean "sign"?`)
	w.write("a/a.go", typ("a", "T", "L"))
	w.expect("1 file is up to date.")

	w.write("b/c/c.go", typ("c", "U", "N")) // folders that have files when they are noticed
	w.expect("Wrote b/c/c_typeseal.go and typeseal.lock in ")
	check(t, os.Rename(filepath.Join(w.dir, "b"), filepath.Join(w.dir, "d")))
	w.expect("Wrote typeseal.lock in ") // the package has another path
	w.write("d/c/c.go", "package c\n")
	w.expect("removed d/c/c_typeseal.go")
	check(t, os.RemoveAll(filepath.Join(w.dir, "d")))

	check(t, os.Remove(filepath.Join(w.dir, "a/a_typeseal.go")))
	w.expect("Wrote a/a_typeseal.go in ")
	w.write("typeseal.lock", "rubbish\n")
	w.expect("typeseal.lock:1")
	check(t, os.Remove(filepath.Join(w.dir, "typeseal.lock")))
	w.expect("Wrote typeseal.lock in ")

	w.write("go.mod", "modul") // half written
	w.expect("typeseal: go ")
	w.write("go.mod", appModule)
	w.expect("1 file is up to date.")

	w.end(os.Interrupt)
	if strings.Contains(w.said.String(), "\x1b") {
		t.Errorf("an escape sequence outside of a terminal:\n%q", w.said)
	}
}

// TestWatchWaits: the module appears, goes and comes again.
func TestWatchWaits(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "app")
	check(t, os.Mkdir(dir, 0o777))
	w := startWatch(t, dir)
	w.expect("Waiting for a module", "typeseal: no go.mod in ")
	w.write("go.mod", appModule)
	w.write("a/a.go", typ("a", "T", "N"))
	w.expect("Watching 2 folders of example.com/app", "Wrote a/a_typeseal.go and typeseal.lock in ")
	check(t, os.RemoveAll(dir))
	w.expect("Waiting for a module", "typeseal: ")
	w.write("go.mod", appModule)
	w.write("a/a.go", typ("a", "T", "N"))
	w.expect("Wrote a/a_typeseal.go and typeseal.lock in ")
	w.end(syscall.SIGTERM)
}

// TestWatchSignal ends processes in all moments of their first run.
func TestWatchSignal(t *testing.T) {
	files := map[string]string{"go.mod": appModule}
	for i := range 40 {
		files[fmt.Sprintf("p%d/p.go", i)] = typ(fmt.Sprintf("p%d", i), "T", "N")
	}
	took := time.Second
	for i := range 6 {
		w := startWatch(t, writeFiles(t, files))
		start := time.Now()
		w.expect("Watching")
		if i == 0 {
			w.expect("Wrote 41 files")
			took = time.Since(start)
		} else {
			time.Sleep(took * time.Duration(i) / 6)
		}
		w.end([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}[i%3])
	}
}

// appears is a command for scripts. It waits until a file matches a pattern, or with ! until
// it does not.
func appears(script *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		script.Fatalf("usage: [!] appears file pattern")
	}
	pattern, err := regexp.Compile(args[1])
	script.Check(err)
	var text []byte
	for end := time.Now().Add(watchPatience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if text, err = os.ReadFile(script.MkAbs(args[0])); err == nil && pattern.Match(text) != neg {
			return
		}
	}
	script.Fatalf("waiting in vain for %s, which has:\n%s", args[0], text)
}

// BenchmarkWatchSave measures the time from a save to the written output, in a module of 100
// packages with 10 types each. Each save changes one file, alternately one that changes the
// output and one that renames the file, as editors do.
func BenchmarkWatchSave(b *testing.B) {
	dir := b.TempDir()
	check(b, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(appModule), 0o644))
	text := func(p int, field string) []byte {
		var t strings.Builder
		fmt.Fprintf(&t, "package p%d\n\nimport \"time\"\n", p)
		for i := range 10 {
			fmt.Fprintf(&t, "\n//typeseal:sign salt=p%d.t%d max-age=30m\n"+
				"type T%[2]d struct {\n\t%[3]s int64 `json:\"id\"`\n\tEmail string\n"+
				"\tRoles []string\n\tAt time.Time\n\tCounts map[string]int64\n\tNext *uint32\n}\n",
				p, i, field)
		}
		return []byte(t.String())
	}
	source := func(p int) string { return filepath.Join(dir, fmt.Sprintf("p%d", p), "t.go") }
	for p := range 100 {
		check(b, os.MkdirAll(filepath.Dir(source(p)), 0o777))
		check(b, os.WriteFile(source(p), text(p, "ID"), 0o644))
	}
	said := &shown{}
	cmd := exec.Command("typeseal", "watch")
	cmd.Dir, cmd.Stderr, cmd.Env = dir, said, append(os.Environ(), "GOWORK=off")
	check(b, cmd.Start())
	defer cmd.Wait()
	defer cmd.Process.Signal(os.Interrupt)
	for !strings.Contains(said.String(), "Wrote 101 files") {
		time.Sleep(time.Millisecond)
	}
	var all []time.Duration
	for n := 0; b.Loop(); n++ {
		field := fmt.Sprintf("ID%d", n)
		temporary := filepath.Join(dir, "saved")
		check(b, os.WriteFile(temporary, text(n%100, field), 0o644))
		output := strings.TrimSuffix(source(n%100), ".go") + "_typeseal.go"
		start := time.Now()
		check(b, os.Rename(temporary, source(n%100)))
		for {
			if now, _ := os.ReadFile(output); bytes.Contains(now, []byte("."+field+"\n")) ||
				bytes.Contains(now, []byte("."+field+")")) {
				break
			}
			time.Sleep(time.Millisecond)
		}
		all = append(all, time.Since(start))
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "ms-max")
}
