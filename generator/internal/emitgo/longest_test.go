package emitgo_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// TestLongest runs the test of testdata/longest.txtar: no token is
// longer than the generator computes, and the longest one has that length.
func TestLongest(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	archive, err := txtar.ParseFile("testdata/longest.txtar")
	if err != nil {
		t.Fatal(err)
	}
	pkg, problems := modeltest.Load(t, archive)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var b strings.Builder
	b.WriteString("package longest\n\nvar bounds = map[string]int{\n")
	for _, typ := range pkg.Files[0].Types {
		for _, d := range typ.Directives {
			n, bounded := plan.Longest(typ, d)
			if !bounded {
				t.Errorf("%s: no bound", typ.Name)
			}
			method := map[directive.Verb]string{directive.Sign: "Sign", directive.Seal: "Seal"}[d.Verb]
			fmt.Fprintf(&b, "\t%q: %d,\n", typ.Name+"."+method, n)
		}
	}
	b.WriteString("}\n")
	m := modeltest.NewScratch(t)
	m.Add(t, "longest", append(generate(t, archive), txtar.File{Name: "bounds.go", Data: []byte(b.String())}))
	m.Run(t, "vet", "./...")
	m.Run(t, "test", "./...")
}
