package model_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/growth"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// TestGrowth: the time to find shapes grows with the number of types, fields and methods.
func TestGrowth(t *testing.T) {
	const sign = "//typeseal:sign salt=s%d max-age=1h\n"
	for name, declare := range map[string]func(n int) string{
		"types": func(n int) (text string) {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, sign+"type T%[1]d struct { A []S%[1]d `json:\"a\"`; B map[string]*S%[1]d }\n\n"+
					"type S%[1]d struct { A, B string }\n\n", i)
			}
			return b.String()
		},
		"fields": func(n int) string {
			var b strings.Builder
			fmt.Fprintf(&b, sign+"type T struct {\n", 0)
			for i := range 10 * n {
				fmt.Fprintf(&b, "\tF%d string `json:\"f%[1]d\"`\n", i)
			}
			return b.String() + "}\n"
		},
		"methods": func(n int) string {
			var b strings.Builder
			fmt.Fprintf(&b, sign+"type T struct { A, B, C S }\n\ntype S struct { A, B string }\n\n", 0)
			for i := range 20 * n {
				fmt.Fprintf(&b, "func (T) M%d() {}\n\nfunc (S) M%[1]d() {}\n\n", i)
			}
			return b.String()
		},
		"names": func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, sign+"type T%[1]d struct { Größe%[1]d, Вес%[1]d string }\n\n", i)
			}
			return b.String()
		},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Linear(t, 60, func(n int) func() {
				text := "package a\n\n" + declare(n)
				p, _ := modeltest.Load(t, &txtar.Archive{Files: []txtar.File{{Name: "a.go", Data: []byte(text)}}})
				return func() {
					for _, t := range p.AllTypes() {
						model.RootShape(t.Named, []string{"msgpack", "json"})
					}
				}
			})
		})
	}
}
