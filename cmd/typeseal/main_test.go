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

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"typeseal": main})
}

// TestScript runs the sessions of testdata/script: what a user types and sees.
func TestScript(t *testing.T) {
	checkout, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	env := goEnv(t, "GOMODCACHE", "GOCACHE", "GOROOT", "GOPROXY")
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars,
				"CHECKOUT="+checkout,
				"GOMODCACHE="+env[0],
				"GOCACHE="+env[1],
				"PATH="+filepath.Join(env[2], "bin")+string(os.PathListSeparator)+e.Getenv("PATH"),
				// What these tests need was downloaded to build them.
				"GOPROXY=file://"+filepath.ToSlash(filepath.Join(env[0], "cache", "download")),
				"USERPROXY="+env[3],
				"GOSUMDB=off", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
			)
			return nil
		},
	})
}

func goEnv(t *testing.T, names ...string) []string {
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
