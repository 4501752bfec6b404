package plan

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/growth"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// TestGrowth: the time of a plan grows with the number of types, in one file and in many.
func TestGrowth(t *testing.T) {
	for name, split := range map[string]bool{"one file": false, "a file for each type": true} {
		t.Run(name, func(t *testing.T) {
			growth.Linear(t, 30, func(n int) func() {
				archive := &txtar.Archive{}
				var b strings.Builder
				for i := range n {
					fmt.Fprintf(&b, "//typeseal:sign salt=s%d max-age=1h\n//typeseal:seal salt=s%[1]d max-age=1h "+
						"codec=json\ntype T%[1]d struct {\n\tA []S%[1]d `json:\"a\"`\n\tB map[string]*S%[1]d\n"+
						"\tC struct{ X, Y int }\n\tD [3]struct{ X []byte }\n}\n\n"+
						"type S%[1]d struct { A, B string }\n\n", i)
					if split || i == n-1 {
						archive.Files = append(archive.Files, txtar.File{
							Name: fmt.Sprintf("f%d.go", i), Data: []byte("package a\n\n" + b.String()),
						})
						b.Reset()
					}
				}
				p, problems := modeltest.Load(t, archive)
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				return func() { New(p) }
			})
		})
	}
}
