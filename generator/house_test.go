package generator

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const house = "github.com/typeseal/typeseal"

// allowed has every package, and the packages of this module that it may import, except in
// tests.
var allowed = map[string]string{
	"/cmd/typeseal": "/cmd/typeseal/internal/inspect /cmd/typeseal/internal/listing /cmd/typeseal/internal/mint " +
		"/cmd/typeseal/internal/report /cmd/typeseal/internal/show /cmd/typeseal/internal/watch /generator " +
		"/generator/emit /generator/reference /runtime /runtime/pasted /runtime/rotation /templates",
	"/cmd/typeseal/internal/inspect": "/cmd/typeseal/internal/show /cmd/typeseal/internal/typetext /generator " +
		"/runtime /runtime/codec /runtime/pasted /runtime/rotation",
	"/cmd/typeseal/internal/listing": "/cmd/typeseal/internal/report /cmd/typeseal/internal/typetext /generator",
	"/cmd/typeseal/internal/mint": "/cmd/typeseal/internal/inspect /cmd/typeseal/internal/show " +
		"/cmd/typeseal/internal/typetext /generator /runtime/issued /runtime /runtime/codec /runtime/rotation",
	"/cmd/typeseal/internal/typetext": "/runtime/codec",
	"/cmd/typeseal/internal/report":   "/cmd/typeseal/internal/show /generator",
	"/cmd/typeseal/internal/show":     "",
	"/cmd/typeseal/internal/watch":    "/generator/folder",
	"/cmd/typesealvet":                "/generator/vet",
	"/templates":                      "",
	"/generator/folder":               "",
	"/runtime/issued":                 "",

	"/generator": "/generator/internal/contract /generator/internal/diag /generator/internal/directive " +
		"/generator/internal/disk /generator/internal/emitgo /generator/internal/emittest " +
		"/generator/internal/history /generator/internal/lock " +
		"/generator/internal/model /generator/internal/plan /generator/internal/rules " +
		"/generator/internal/source /generator/internal/stamp /generator/internal/survey",
	"/generator/emit": "/generator/internal/diag /generator/internal/disk /generator/internal/emittext " +
		"/generator/internal/history /generator/internal/schema /generator/internal/spell",
	"/generator/reference": "/generator/internal/contract /generator/internal/directive " +
		"/generator/internal/model",
	"/generator/internal/diag":      "",
	"/generator/internal/spell":     "",
	"/generator/internal/growth":    "",
	"/generator/internal/contract":  "",
	"/generator/internal/directive": "/generator/internal/contract /generator/internal/diag /generator/internal/spell",
	"/generator/internal/snapshot":  "/generator/folder",
	"/generator/internal/note":      "",
	"/generator/internal/essence":   "/generator/internal/snapshot",
	"/generator/internal/stamp": "/generator/internal/essence /generator/internal/note " +
		"/generator/internal/snapshot",
	"/generator/internal/source": "/generator/internal/diag /generator/internal/essence /generator/internal/note " +
		"/generator/internal/snapshot /generator/internal/spell",
	"/generator/internal/disk": "",
	"/generator/internal/model": "/generator/internal/diag /generator/internal/directive " +
		"/generator/internal/spell",
	"/generator/internal/model/modeltest": "/generator/internal/diag /generator/internal/directive " +
		"/generator/internal/model",
	"/generator/internal/lock": "/generator/internal/contract /generator/internal/directive " +
		"/generator/internal/model",
	"/generator/internal/plan": "/generator/internal/contract /generator/internal/directive " +
		"/generator/internal/model",
	"/generator/internal/emitgo":  "/generator/internal/plan /generator/internal/stencil",
	"/generator/internal/stencil": "",
	"/generator/internal/schema": "/generator/internal/contract /generator/internal/lock " +
		"/generator/internal/model /generator/internal/plan /generator/internal/spell",
	"/generator/internal/emittext": "/generator/internal/schema /templates",
	"/generator/internal/emittest": "/generator/internal/emitgo /generator/internal/plan " +
		"/generator/internal/stencil",
	"/generator/internal/survey": "/generator/internal/diag /generator/internal/directive " +
		"/generator/internal/model /generator/internal/plan /generator/internal/source",
	"/generator/internal/rules": "/generator/internal/contract /generator/internal/diag " +
		"/generator/internal/directive /generator/internal/model /generator/internal/plan /generator/internal/spell",
	"/generator/internal/history": "/generator/internal/diag /generator/internal/directive " +
		"/generator/internal/lock /generator/internal/model /generator/internal/note /generator/internal/plan " +
		"/generator/internal/spell",
	"/generator/vet": "/generator/internal/contract /generator/internal/diag /generator/internal/directive " +
		"/generator/internal/emitgo /generator/internal/model /generator/internal/plan " +
		"/generator/internal/rules /generator/internal/source /generator/internal/survey",
	"/runtime": "/runtime/issued /runtime/codec /runtime/internal/armor /runtime/internal/deflate " +
		"/runtime/internal/envelope /runtime/internal/pae /runtime/internal/reason " +
		"/runtime/internal/repair /runtime/internal/ring /runtime/internal/secret /runtime/internal/suite " +
		"/runtime/observe",
	"/runtime/codec":               "/runtime/internal/reason",
	"/runtime/codec/msgpackbridge": "/runtime/codec",
	"/runtime/internal/armor":      "",
	"/runtime/internal/deflate":    "",
	"/runtime/internal/envelope":   "",
	"/runtime/example/shop":        "/runtime /runtime/codec",
	"/runtime/internal/pae":        "",
	"/runtime/internal/reason":     "",
	"/runtime/internal/repair":     "",
	"/runtime/rotation":            "/runtime/internal/ring /runtime/internal/secret",
	"/runtime/internal/ring": "/runtime/codec /runtime/internal/armor /runtime/internal/secret " +
		"/runtime/internal/suite",
	"/runtime/internal/secret": "",
	"/runtime/pasted": "/runtime /runtime/internal/armor /runtime/internal/envelope " +
		"/runtime/internal/repair",
	"/runtime/typesealtest":                 "/runtime /runtime/codec /runtime/replay",
	"/runtime/web":                          "/runtime /runtime/replay",
	"/runtime/web/internal/sample":          "/runtime /runtime/codec",
	"/runtime/observe":                      "",
	"/runtime/observe/expvars":              "/runtime/observe /runtime/observe/internal/series",
	"/runtime/observe/internal/observetest": "/runtime /runtime/example/shop /runtime/observe /runtime/replay",
	"/runtime/observe/internal/series":      "/runtime/observe",
	"/runtime/internal/suite":               "/runtime/internal/pae /runtime/internal/secret",
	"/runtime/compat/django": "/runtime " + shared +
		"/runtime/compat/internal/pyhash /runtime/compat/internal/pyjson " +
		"/runtime/compat/internal/pytoken /runtime/internal/armor",
	"/runtime/compat/handoff": "/runtime " + shared +
		"/runtime/compat/internal/pyhash /runtime/compat/internal/pyjson " +
		"/runtime/internal/armor /runtime/internal/deflate /runtime/internal/secret",
	"/runtime/compat/handshake": "/runtime /runtime/codec " + shared + "/runtime/compat/internal/pyhash",
	"/runtime/compat/itsdangerous": "/runtime " + shared +
		"/runtime/compat/internal/pyhash /runtime/compat/internal/pyjson " +
		"/runtime/compat/internal/pytoken /runtime/internal/armor",
	"/runtime/compat/jwt": "/runtime " + shared +
		"/runtime/compat/internal/pyhash /runtime/compat/internal/pyjson " +
		"/runtime/internal/armor /runtime/internal/secret /runtime/internal/suite",
	"/runtime/compat/securecookie": "/runtime " + shared +
		"/runtime/compat/internal/pyhash /runtime/compat/internal/pyjson " +
		"/runtime/internal/armor /runtime/internal/secret",
	"/runtime/compat/internal/compattest": "/runtime /runtime/codec /runtime/compat/internal/pyhash " +
		"/runtime/compat/internal/pyjson",
	"/runtime/compat/internal/fault": "/runtime /runtime/internal/reason",
	"/runtime/compat/internal/keylist": "/runtime/compat/internal/fault /runtime/compat/internal/pyhash " +
		"/runtime/internal/armor /runtime/internal/secret",
	"/runtime/compat/internal/limits": "/runtime/compat/internal/fault /runtime/internal/armor",
	"/runtime/compat/internal/opened": "/runtime",
	"/runtime/compat/internal/pyhash": "/runtime/compat/internal/fault",
	"/runtime/compat/internal/pyjson": "/runtime /runtime/codec /runtime/compat/internal/fault " +
		"/runtime/internal/reason",
	"/runtime/compat/internal/pytoken": "/runtime/compat/internal/keylist /runtime/compat/internal/pyhash " +
		"/runtime/internal/armor /runtime/internal/deflate",

	"/runtime/replay":                    "/runtime /runtime/internal/reason /runtime/replay/internal/queue",
	"/runtime/replay/replaytest":         "/runtime /runtime/replay /runtime/replay/internal/storetest",
	"/runtime/replay/internal/crew":      "/runtime /runtime/example/shop /runtime/replay/internal/storetest",
	"/runtime/replay/internal/deadline":  "",
	"/runtime/replay/internal/peer":      "/runtime /runtime/replay/internal/storetest",
	"/runtime/replay/internal/queue":     "",
	"/runtime/replay/internal/replicas":  "",
	"/runtime/replay/internal/storetest": "/runtime",

	"/examples":                  "",
	"/examples/api":              "/examples/internal/look /runtime /runtime/codec /runtime/web",
	"/examples/djangocookie":     "/runtime /runtime/codec /runtime/compat/django",
	"/examples/downloads":        "/examples/internal/look /runtime /runtime/codec /runtime/rotation /runtime/web",
	"/examples/handoff":          "/runtime /runtime/codec",
	"/examples/hello":            "/runtime /runtime/codec",
	"/examples/internal/keytest": "/runtime /runtime/example/shop",
	"/examples/internal/look":    "",
	"/examples/keys":             "/runtime",
	"/examples/invite":           "/examples/internal/look /runtime /runtime/codec /runtime/replay /runtime/web",
	"/examples/preferences":      "/examples/internal/look /runtime /runtime/codec /runtime/web",
	"/examples/recipes":          "/runtime /runtime/codec /runtime/web",
	"/examples/unsubscribe":      "/examples/internal/look /runtime /runtime/codec /runtime/web",
}

// shared are the packages that all packages of foreign formats import.
const shared = "/runtime/compat/internal/fault /runtime/compat/internal/keylist /runtime/compat/internal/limits " +
	"/runtime/compat/internal/opened "

// outside has the packages that may import other modules.
var outside = map[string]string{
	"/cmd/typeseal":                       "github.com/spf13/ golang.org/x/mod/modfile golang.org/x/sys/",
	"/cmd/typeseal/internal/show":         "github.com/rivo/uniseg",
	"/cmd/typesealvet":                    "golang.org/x/tools/go/analysis/",
	"/cmd/typeseal/internal/watch":        "github.com/fsnotify/fsnotify golang.org/x/mod/modfile",
	"/generator/internal/disk":            "github.com/aymanbagabas/go-udiff",
	"/generator/internal/source":          "golang.org/x/mod/modfile golang.org/x/tools/go/packages",
	"/generator/vet":                      "golang.org/x/tools/go/analysis golang.org/x/tools/go/cfg",
	"/generator/internal/lock":            "golang.org/x/mod/module",
	"/generator/internal/model/modeltest": "golang.org/x/tools/txtar",
	"/generator/internal/emitgo":          "github.com/dave/jennifer/jen",
	"/generator/internal/schema": "/generator/internal/contract /generator/internal/lock " +
		"/generator/internal/model /generator/internal/plan /generator/internal/spell",
	"/generator/internal/emittext": "/generator/internal/schema /templates",
	"/generator/internal/emittest": "github.com/dave/jennifer/jen",
	"/generator/internal/stencil":  "github.com/dave/jennifer/jen",
	"/runtime/codec/msgpackbridge": "github.com/vmihailenco/msgpack/v5",
}

func TestHouse(t *testing.T) {
	// Other modules, such as database adapters, are not in the table.
	list := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", house+"/...")
	list.Env = append(os.Environ(), "GOWORK=off")
	out, err := list.Output()
	check(t, err)
	rooms := map[string]bool{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room := strings.TrimPrefix(p.ImportPath, house)
		may, known := allowed[room]
		if !known {
			t.Errorf("package %s is not in the table", p.ImportPath)
		}
		for _, path := range p.Imports {
			first, _, _ := strings.Cut(path, "/")
			local, ours := strings.CutPrefix(path, house)
			switch {
			case ours && !slices.Contains(strings.Fields(may), local):
				t.Errorf("%s may not import %s", room, local)
			case !ours && strings.Contains(first, ".") && !prefixed(outside[room], path):
				t.Errorf("%s may not import %s", room, path)
			}
		}
		rooms[room] = true
	}
	for room := range allowed {
		if !rooms[room] {
			t.Errorf("the table has %s, which does not exist", room)
		}
	}
}

func prefixed(list, path string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(w string) bool {
		return path == w || strings.HasSuffix(w, "/") && strings.HasPrefix(path, w)
	})
}

// maxNames is how many exported names package generator may have.
const maxNames = 12

// TestFewNames: the package stays small. Its internal packages are free.
func TestFewNames(t *testing.T) {
	doc := exec.Command("go", "doc", "-short", ".")
	out, err := doc.Output()
	check(t, err)
	names := strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
	if len(names) < 8 || len(names) > maxNames {
		t.Errorf("%d names are exported, want at most %d:\n%s", len(names), maxNames, out)
	}
}
