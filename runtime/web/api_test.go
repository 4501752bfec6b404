package web_test

import (
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestSize: package web exports few names, and imports only the standard library, the
// runtime, and the errors of stores.
func TestSize(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedTypes | packages.NeedImports},
		"github.com/typeseal/typeseal/runtime/web")
	if err != nil || len(loaded) != 1 {
		t.Fatal(err)
	}
	var names []string
	for _, name := range loaded[0].Types.Scope().Names() {
		if token.IsExported(name) {
			names = append(names, name)
		}
	}
	if len(names) > 36 || len(names) == 0 {
		t.Errorf("%d exported names, want at most 36: %v", len(names), names)
	}
	for path := range loaded[0].Imports {
		path, ours := strings.CutPrefix(path, "github.com/typeseal/typeseal/runtime")
		if strings.Contains(path, ".") || ours && path != "" && path != "/replay" {
			t.Errorf("package web imports %s", path)
		}
	}
}
