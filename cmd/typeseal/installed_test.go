package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// TestIsTool: typeseal is a tool if a go.mod of the workspace says so. Nothing is downloaded to
// find out, although other tools are not in the module cache.
func TestIsTool(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("asked the proxy for %s", r.URL.Path)
		http.NotFound(w, r)
	}))
	defer proxy.Close()
	t.Setenv("GOPROXY", proxy.URL)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOMODCACHE", t.TempDir())
	const begin = "module example.com/app\n\ngo 1.26.0\n"
	const other = "require example.com/other v1.2.3\n\ntool example.com/other\n"
	const tool = "require github.com/typeseal/typeseal v0.1.0\n\ntool github.com/typeseal/typeseal/cmd/typeseal\n"
	dir := writeFiles(t, map[string]string{
		"with/go.mod":    begin + other + tool,
		"without/go.mod": begin + other + "// tool github.com/typeseal/typeseal/cmd/typeseal\n",
		"broken/go.mod":  begin + tool + "tool\n",
		"work/go.work":   "go 1.26.0\n\nuse (\n\t./a\n\t./b\n)\n",
		"work/a/go.mod":  "module example.com/a\n\ngo 1.26.0\n",
		"work/b/go.mod":  begin + other + tool,
		"none/a.txt":     "no module\n",
	})
	for name, want := range map[string]bool{
		"with": true, "without": false, "broken": false, "work/a": true, "none": false,
	} {
		if got := isTool(t.Context(), filepath.Join(dir, filepath.FromSlash(name))); got != want {
			t.Errorf("in %s: %v, want %v", name, got, want)
		}
	}
}
