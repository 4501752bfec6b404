package rules

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/growth"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// TestGrowth: the time of the rules of a package grows with the number of its types,
// whatever they have in common.
func TestGrowth(t *testing.T) {
	const sign = "//typeseal:sign salt=s%d max-age=1h"
	for name, declare := range map[string]func(i int) string{
		"fields": func(i int) string {
			return fmt.Sprintf(sign+"\ntype T%[1]d struct { A, B, C, D, E, F, G, H int }", i)
		},
		"versions": func(i int) string {
			return fmt.Sprintf(sign+" version=2 accept=1\ntype T%[1]d struct{ A int }\n\n"+
				"//typeseal:former of=T%[1]d version=1\ntype T%[1]dV1 struct{ B int }\n\n"+
				"func (old T%[1]dV1) Upgrade() (T%[1]d, error) { return T%[1]d{}, nil }", i)
		},
		"look-alike": func(i int) string {
			return fmt.Sprintf(sign+"\ntype \u0421\u043e\u0441\u043e%[1]d struct{ A int }", i)
		},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Linear(t, 60, func(n int) func() {
				var b strings.Builder
				b.WriteString("package a\n")
				for i := range n {
					b.WriteString("\n" + declare(i) + "\n")
				}
				p, _ := modeltest.Load(t, &txtar.Archive{Files: []txtar.File{{Name: "a.go", Data: []byte(b.String())}}})
				return func() {
					p.Link()
					Check(p)
				}
			})
		})
	}
}

// TestGrowthOfModule: the time of the rules between packages grows with the number of
// types, if all have one salt, and if each struct embeds two others.
func TestGrowthOfModule(t *testing.T) {
	nowhere := func(diag.Span) string { return "" }
	t.Run("salt", func(t *testing.T) {
		growth.Linear(t, 200, func(n int) func() {
			p := &model.Package{Path: "p", Wanted: true}
			for i := range n {
				p.Declared = append(p.Declared, &model.Declared{Target: directive.Target{
					Spec:       &ast.TypeSpec{Name: ast.NewIdent(fmt.Sprint("T", i))},
					Directives: []*directive.Directive{{Verb: directive.Sign, Salt: "a"}},
				}})
			}
			return func() {
				if found := CheckAll([]*model.Package{p}, nowhere); len(found) != n-1 {
					t.Errorf("%d of %d types", len(found), n)
				}
			}
		})
	})
	t.Run("embedded", func(t *testing.T) {
		growth.Linear(t, 200, func(n int) func() {
			p := &model.Package{Path: "p", Wanted: true, Structs: []*model.StructType{
				{Name: "T0", Fields: []string{"A"}, Generated: []string{"Sign"}}, {Name: "T1", Fields: []string{"B"}},
			}}
			for i := 2; i < n; i++ {
				s := &model.StructType{Name: fmt.Sprint("T", i), Fields: []string{"A"}}
				for _, from := range []int{i - 1, i - 2} {
					s.Fields = append(s.Fields, fmt.Sprint("T", from))
					s.Embeds = append(s.Embeds, model.Embed{Package: "p", Name: fmt.Sprint("T", from)})
				}
				p.Structs = append(p.Structs, s)
			}
			return func() { CheckAll([]*model.Package{p}, nowhere) }
		})
	})
}
