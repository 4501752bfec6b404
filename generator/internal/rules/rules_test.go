package rules

import (
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// Rules need only a model: no module, loader or disk. Their messages are in the goldens of
// package generator.
func TestCheck(t *testing.T) {
	const sign = "//typeseal:sign salt=a max-age=1h"
	for rule, source := range map[string]string{
		"":            sign + "\ntype T struct{ ID int }",
		"state":       sign + " alg=ed25519\ntype T struct {\n\tID int `typeseal:\"state\"`\n}",
		"former":      sign + " version=2 accept=1\ntype T struct{ ID int }",
		"max-size":    sign + " max-size=128\ntype T struct{ ID [200]byte }",
		"format":      "//typeseal:sign format=handshake max-age=1h\ntype T struct{ Ready bool }",
		"method":      sign + "\ntype T struct{ Verify int }",
		"predeclared": sign + "\ntype T struct{ ID int }\ntype string struct{}",
		"look-alike":  sign + "\ntype P\u0430yment struct{ ID int }",
	} {
		archive := &txtar.Archive{Files: []txtar.File{{Name: "a.go", Data: []byte("package a\n\n" + source + "\n")}}}
		p, problems := modeltest.Load(t, archive)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", rule, problems)
		}
		found := Check(p)
		if rule == "" && len(found) > 0 ||
			rule != "" &&
				!slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Rule == rule && d.Help != "" }) {
			t.Errorf("rule %q: %v", rule, found)
		}
	}
}

// A struct gets a generated method of an embedded struct unless its fields, its own
// methods or several embedded structs have the same name, at any depth.
func TestPromoted(t *testing.T) {
	embed := func(names ...string) (list []model.Embed) {
		for _, name := range names {
			list = append(list, model.Embed{Package: "p", Name: name})
		}
		return list
	}
	base := &model.StructType{Name: "Base", Fields: []string{"ID"}, Generated: []string{"Sign", "Verify"}}
	other := &model.StructType{Name: "Other", Fields: []string{"ID"}, Generated: []string{"Sign"}}
	for name, c := range map[string]struct {
		outer model.StructType
		want  string
	}{
		"both":         {model.StructType{Fields: []string{"Base", "More"}, Embeds: embed("Base")}, "Sign, Verify"},
		"nothing more": {model.StructType{Fields: []string{"Base"}, Embeds: embed("Base")}, ""},
		"a field":      {model.StructType{Fields: []string{"Base", "Sign"}, Embeds: embed("Base")}, "Verify"},
		"a method": {
			model.StructType{Fields: []string{"Base", "A"}, Embeds: embed("Base"), Methods: []string{"Verify"}}, "Sign",
		},
		"two have it": {
			model.StructType{Fields: []string{"Base", "Other"}, Embeds: embed("Base", "Other")}, "Verify",
		},
		"not annotated": {model.StructType{Fields: []string{"Base", "A"}, Embeds: embed("Plain")}, ""},
	} {
		p := &model.Package{Path: "p", Wanted: true, Structs: []*model.StructType{base, other, &c.outer}}
		found := CheckAll([]*model.Package{p}, func(diag.Span) string { return "" })
		want := ""
		if c.want != "" {
			want = "the struct gets " + c.want + " from Base, for the fields of Base alone"
		}
		if len(found) > 1 || (len(found) == 1) != (want != "") || want != "" && found[0].Message != want {
			t.Errorf("%s: %v, want %q", name, found, want)
		}
	}
}
