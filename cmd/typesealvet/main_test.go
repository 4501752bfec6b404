package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/typeseal/typeseal/generator/vet"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"typesealvet": main}) }

// TestScript runs testdata/script: what users type and what they see.
func TestScript(t *testing.T) {
	if testing.Short() {
		t.Skip("go vet analyzes the standard library")
	}
	out, err := exec.Command("go", "env", "GOCACHE", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	env := strings.Fields(string(out))
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, "GOCACHE="+env[0], "GOPROXY=off", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
				"PATH="+filepath.Join(env[1], "bin")+string(os.PathListSeparator)+e.Getenv("PATH"))
			return nil
		},
	})
}

// The manual has a section for each analyzer, in their order.
func TestManual(t *testing.T) {
	text, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	var sections, names []string
	for _, m := range regexp.MustCompile(`(?m)^// # (\S+)$`).FindAllSubmatch(text, -1) {
		sections = append(sections, string(m[1]))
	}
	for _, a := range vet.Analyzers {
		names = append(names, a.Name)
		if want := "#hdr-" + a.Name; !strings.HasSuffix(a.URL, want) {
			t.Errorf("%s has the address %s, want one that ends in %s", a.Name, a.URL, want)
		}
	}
	if diff := cmp.Diff(names, sections); diff != "" {
		t.Errorf("(-analyzers +sections)\n%s", diff)
	}
}
