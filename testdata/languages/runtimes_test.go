package languages

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A runtime of JavaScript answers questions with a program that has answer.ts.
type runtime struct {
	name string
	run  func(t *testing.T, program string, questions []byte) []byte
}

var runtimes = []runtime{
	{"Node 20", command("node-20")},
	{"Node 24", command("node-24")},
	{"Deno", command("deno", "run", "--quiet", "--no-config", "--no-remote", "--allow-net")},
	{"workerd", runWorker},
	{"Chromium", browser([]string{"chromium", "chromium-browser", "google-chrome"}, chromium)},
	{"Firefox", browser([]string{"firefox-esr", "firefox"}, firefox)},
}

// TestJavaScript asks about all native vectors in every runtime of JavaScript.
func TestJavaScript(t *testing.T) {
	program := bundle(t, "everywhere.ts")
	list := exchanges(t)
	text := questions(t, list)
	for _, r := range runtimes {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			judge(t, list, r.run(t, program, text))
		})
	}
}

// bundle returns the path of a module with everything that the file imports.
func bundle(t *testing.T, file string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program.mjs")
	cmd := peer.Command(t, "esbuild", file, "--bundle", "--format=esm", "--platform=neutral", "--target=es2022",
		"--log-level=warning", "--outfile="+program)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// slowest is how long a runtime may take for all answers, on a machine with other work.
const slowest = 5 * time.Minute

// command returns the run of a runtime that is a program of .ci/peers.
func command(name string, args ...string) func(*testing.T, string, []byte) []byte {
	return func(t *testing.T, program string, questions []byte) []byte {
		return visit(t, program, questions, func(server string) *exec.Cmd {
			cmd := peer.Command(t, name, append(args, program, server)...)
			cmd.Env = append(os.Environ(), "DENO_DIR="+t.TempDir(), "DENO_NO_UPDATE_CHECK=1")
			return cmd
		})
	}
}

// browser returns the run of the first browser that is installed.
func browser(names []string, start func(path, profile, url string) *exec.Cmd) func(*testing.T, string, []byte) []byte {
	return func(t *testing.T, program string, questions []byte) []byte {
		path := find(t, names)
		return visit(t, program, questions, func(server string) *exec.Cmd {
			profile, err := os.MkdirTemp("", "profile") // t.TempDir would fail if the browser writes to the end
			must(t, err)
			t.Cleanup(func() { os.RemoveAll(profile) })
			return start(path, profile, server)
		})
	}
}

func find(t *testing.T, names []string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	peer.Need(t, fmt.Errorf("%s is %w: run .ci/peers", names[0], peer.ErrMissing))
	return ""
}

func chromium(path, profile, url string) *exec.Cmd {
	return exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--no-first-run", "--disable-background-networking", "--user-data-dir="+profile, url)
}

func firefox(path, profile, url string) *exec.Cmd {
	cmd := exec.Command(path, "--headless", "--no-remote", "--profile", profile, url)
	cmd.Env = append(os.Environ(), "HOME="+profile)
	return cmd
}

// visit starts a client of a server that has the program and the questions, and returns the
// answers that the client posts.
func visit(t *testing.T, program string, questions []byte, start func(server string) *exec.Cmd) []byte {
	t.Helper()
	answers, failure := make(chan []byte, 1), make(chan string, 1)
	server := httptest.NewServer(site(program, questions, answers, failure))
	defer server.Close()
	cmd := start(server.URL)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	must(t, cmd.Start())
	defer stop(cmd)
	select {
	case body := <-answers:
		return body
	case text := <-failure:
		t.Fatal(text)
	case <-time.After(slowest):
		stop(cmd)
		t.Fatalf("no answer: %s", out.String())
	}
	return nil
}

// site serves the page, the program and the questions, and passes on what is posted.
func site(program string, questions []byte, answers chan<- []byte, failure chan<- string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page)
	})
	mux.HandleFunc("GET /program.mjs", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		http.ServeFile(w, r, program)
	})
	mux.HandleFunc("GET /questions", func(w http.ResponseWriter, _ *http.Request) { w.Write(questions) })
	mux.HandleFunc("POST /answers", func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil {
			answers <- body
		}
	})
	mux.HandleFunc("POST /failure", func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		failure <- string(body)
	})
	return mux
}

// page loads the program, and says if that is not possible.
const page = `<!doctype html><title>typeseal</title>
<script>
const fail = text => fetch("/failure", { method: "POST", body: text });
addEventListener("error", e => fail(e.message ?? "program.mjs does not load"), true);
addEventListener("unhandledrejection", e => fail(String(e.reason)));
</script>
<script type="module" src="/program.mjs"></script>`

// stop ends a program, and waits until it has ended.
func stop(cmd *exec.Cmd) {
	cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	defer kill.Stop()
	cmd.Wait()
}

// workerConfig is a server with one Worker, as Cloudflare runs them.
const workerConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "main", esModule = embed "program.mjs")],
  compatibilityDate = "2026-01-01",
);
`

// runWorker posts the questions to a Worker.
func runWorker(t *testing.T, program string, questions []byte) []byte {
	t.Helper()
	config := filepath.Join(filepath.Dir(program), "worker.capnp")
	must(t, os.WriteFile(config, []byte(workerConfig), 0o666))
	events, control, err := os.Pipe()
	must(t, err)
	defer events.Close()
	cmd := peer.Command(t, "workerd", "serve", config, "--control-fd=3")
	cmd.ExtraFiles = []*os.File{control}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	must(t, cmd.Start())
	defer stop(cmd)
	must(t, control.Close())
	port, err := listening(events)
	if err != nil {
		stop(cmd)
		t.Fatalf("%v: %s", err, out.String())
	}
	client := http.Client{Timeout: slowest}
	response, err := client.Post(fmt.Sprintf("http://127.0.0.1:%d/", port), "text/plain", bytes.NewReader(questions))
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %.1000s", response.Status, body)
	}
	return body
}

// listening returns the port of workerd's event that it listens.
func listening(events *os.File) (port int, err error) {
	if err := events.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, err
	}
	for lines := bufio.NewScanner(events); lines.Scan(); {
		var event struct {
			Event string
			Port  int
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err == nil && event.Event == "listen" {
			return event.Port, nil
		}
	}
	return 0, errors.New("workerd does not listen")
}
