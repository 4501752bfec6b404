package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the scripts print into them")

// programs are the programs that scripts run. Other tests find them in PATH, too.
var programs = map[string]func(){"typeseal": main}

func TestMain(m *testing.M) { testscript.Main(m, programs) }

// TestScript runs testdata/script: what users type and what they see.
func TestScript(t *testing.T) {
	checkout, err := filepath.Abs(filepath.Join("..", ".."))
	check(t, err)
	env := goEnv(t, "GOMODCACHE", "GOCACHE", "GOROOT", "GOPROXY")
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"modules": modules, "typed": typed, "later": later, "appears": appears,
		},
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars,
				"CHECKOUT="+checkout,
				"GOMODCACHE="+env[0],
				"GOCACHE="+env[1],
				"PATH="+filepath.Join(env[2], "bin")+string(os.PathListSeparator)+e.Getenv("PATH"),
				// These tests need only modules that were downloaded to build them.
				"GOPROXY=file://"+filepath.ToSlash(filepath.Join(env[0], "cache", "download")),
				"USERPROXY="+env[3],
				"GOSUMDB=off", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
				"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
				"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
				"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
			)
			return nil
		},
	})
}

// modules is a command for scripts. It writes the go.mod of directories. The module in the
// directory other is example.com/other, and that in . is example.com/app.
func modules(script *testscript.TestScript, neg bool, dirs []string) {
	if neg || len(dirs) == 0 {
		script.Fatalf("usage: modules dir...")
	}
	for _, dir := range dirs {
		name := dir
		if dir == "." {
			name = "app"
		}
		path := script.MkAbs(filepath.Join(dir, "go.mod"))
		script.Check(os.MkdirAll(filepath.Dir(path), 0o777))
		script.Check(os.WriteFile(path, []byte("module example.com/"+name+"\n\ngo 1.26.0\n"), 0o666))
	}
}

func goEnv(t *testing.T, names ...string) []string {
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	check(t, err)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// writeFiles writes files into a new directory, and returns the directory.
func writeFiles(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		check(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return dir
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	check(t, err)
	return string(text)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
