package stencil_test

import (
	"bytes"
	"fmt"
	"go/format"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/typeseal/typeseal/generator/internal/stencil"
)

// checkFormatted compares code with what gofmt prints for it.
func checkFormatted(t *testing.T, code []byte, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if want, err := format.Source(code); err != nil || !bytes.Equal(want, code) {
		t.Fatalf("%v\n%s\nis not formatted:\n%s", err, code, want)
	}
}

// TestFormatted prints random plans. The result is what gofmt prints.
func TestFormatted(t *testing.T) {
	r := random{rand.New(rand.NewPCG(1, 0))}
	for range 1000 {
		s := sample{
			name: r.name(), typ: r.typ(3), value: r.value(3), str: r.text(), raw: r.text(),
			keys: []string{"Kind", "MaxAge", "X"}[:r.IntN(4)],
		}
		code, err := printSample(s)
		checkFormatted(t, code, err)
		if want := plainly(t, s); !strings.Contains(string(code), want) {
			t.Fatalf("%s\nis not in\n%s", want, code)
		}
	}
}

// plainly builds the declaration without holes, and formats it.
func plainly(t *testing.T, s sample) string {
	t.Helper()
	s.strs = fmt.Sprintf("%q, %q", s.str, s.raw)
	s.str, s.raw = strconv.Quote(s.str), stencil.Raw(s.raw)
	s.local, s.fresh = "v", [2]string{"s", "s2"}
	file := jen.NewFile("p")
	file.NoFormat = true
	buildDeclaration(file.Group, s)
	formatted, err := format.Source([]byte(file.GoString()))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(string(formatted), "package p\n\n")
}

// random writes random parts of plans, also such that cannot be holes.
type random struct{ *rand.Rand }

func (r random) pick(list ...string) string { return list[r.IntN(len(list))] }

func (r random) name() string {
	return r.pick("a", "T", "größe", "Ω名前", "ǁ0ǁ", "ǁ", "ǁv_1ǁ", "_x", strings.Repeat("Long", 30),
		"Fields", "String", "if_", "nil")
}

func (r random) typ(depth int) string {
	if depth == 0 {
		return r.pick(r.name(), "geo.Point", "int", "any", "struct{}", "interface{}")
	}
	inner := r.typ(depth - 1)
	return r.pick("*"+inner, "[]"+inner, "[3]"+inner, "map["+r.name()+"]"+inner, "geo.Pair["+inner+"]",
		"Pair["+inner+","+r.typ(depth-1)+"]", "func("+inner+", ..."+inner+") error", "chan<- "+inner,
		"<-chan (<-chan "+inner+")", "interface{M("+inner+")}", "struct{A "+inner+"; Über, B int}",
		"struct{A "+inner+" \"json:\\\"a\\\"\"}", r.name(), "int")
}

func (r random) value(depth int) string {
	if depth == 0 {
		return r.pick("1", "0", r.name(), "time.Hour", `"a"`, "`b`", `"\n"`, "7 * 24 * time.Hour", "a-b", "1<<3 + x",
			"0X1F", "-1", "'x'", "(a)", "0b1", "01", "1_000", "1.50", "a /b")
	}
	inner := r.value(depth - 1)
	return r.pick(r.name()+"("+inner+")", r.name()+"("+inner+", "+r.value(0)+")", "new("+r.typ(1)+")",
		"(*"+r.typ(1)+")", "[]int{1, 2}", "T{}", "geo.Pair[int]{}", "codec.Max("+inner+","+inner+")", "f()",
		"[]byte("+inner+")", inner)
}

func (r random) text() string {
	return r.pick("", "a b", "a`b", "\n", "größe", "\xff", "\u2028", "ǁ0ǁ", `"`, "\t", "\x00", "//", "/*", "\uFFFD",
		"\v", "%s")
}

// TestComment prints doc comments. gofmt changes some of them, and so does Comment.
func TestComment(t *testing.T) {
	for _, lines := range [][]string{
		{"F is a function."},
		{"F is", "a function.", "", "It has 2 paragraphs."},
		{"F is a function", "", "Heading", "", "Text."},
		{"F is", "# not a heading."},
		{"F.", "", "# Heading", "", "Text."},
		{"F.", "", "- item", "- item", "", "Text."},
		{"F.", "* item", "1. item"},
		{"1. item", "2. item"},
		{"F.", "", "\u2022 item"},
		{"  code", "", "F."},
		{"F.", " code", "F."},
		{"F is ``quoted'' and ``` is not."},
		{"[F]: https://example.com", "", "F."},
		{"[F] is a link."},
		{"*p is unchanged.", "7 days. It", "30) is", "*p"},
		{"", "F."},
		{"F.", "", "", "F."},
		{"F.", ""},
		{"F "},
		{"go:build ignore"},
		{"line x.go:1"},
		{"ǁ0ǁ is a hole"},
	} {
		code, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
			h := sheet.Holes()
			header.Print(sheet, [2]string{h.Name("p"), h.Line("a.go")})
			sheet.Comment(lines)
			structs.Print(sheet, sheet.Holes().Name("T"))
		})
		code = bytes.ReplaceAll(code, []byte("struct {\n}"), []byte("struct{}")) // its body is missing
		checkFormatted(t, code, err)
	}
}

// TestFields prints random structs, of which gofmt prints the fields in columns.
func TestFields(t *testing.T) {
	r := random{rand.New(rand.NewPCG(2, 0))}
	simple := 0
	for range 3000 {
		fields := make([]stencil.Field, 1+r.IntN(6))
		for i := range fields {
			f := &fields[i]
			if f.Name, f.Type = r.pick("A", "Größe", "_", "X"), stencil.Spaced(r.typ(r.IntN(3))); r.IntN(3) == 0 {
				f.Name, f.Type = "", r.pick("T", "*geo.Point", "Pair[int, string]", "größe.Ω")
			}
			if r.IntN(2) == 0 {
				f.Tag = stencil.Raw(r.text())
			}
		}
		if !stencil.Simple(fields) {
			continue
		}
		simple++
		code, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
			h := sheet.Holes()
			header.Print(sheet, [2]string{h.Name("p"), h.Line("a.go")})
			rest := structs.Begin(sheet, sheet.Holes().Name("T"))
			sheet.Fields(1, fields)
			sheet.End(rest)
		})
		checkFormatted(t, code, err)
	}
	if simple < 500 {
		t.Errorf("%d structs were simple", simple)
	}
}

// TestRefused: no part of a plan can add code.
func TestRefused(t *testing.T) {
	good := sample{name: "F", typ: "int", value: "1"}
	if _, err := printSample(good); err != nil {
		t.Fatal(err)
	}
	for _, evil := range []string{
		"x; evil()", "x, evil()",
		"x\nevil()", "x) + evil(", "x] + evil[", "}\nfunc init() { evil() }\nfunc f() {", "x // evil",
		"\xff", "x y", "if", "a..b", "1a", "a.", ".a", "\u2028", "x\x00", "*/ evil /*", "`", `"`, "{", ")",
	} {
		for what, change := range map[string]func(*sample){
			"name":  func(s *sample) { s.name = evil },
			"type":  func(s *sample) { s.typ = evil },
			"value": func(s *sample) { s.value = evil },
			"key":   func(s *sample) { s.keys = []string{evil} },
		} {
			s := good
			change(&s)
			if code, err := printSample(s); err == nil {
				t.Errorf("the %s %q is printed:\n%s", what, evil, code)
			}
		}
		if !utf8.ValidString(evil) || strings.ContainsAny(evil, "\n\u2028\x00") {
			if _, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
				h := sheet.Holes()
				header.Print(sheet, [2]string{h.Name("p"), h.Line(evil)})
			}); err == nil {
				t.Errorf("the comment %q is printed", evil)
			}
			_, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) { sheet.Comment([]string{evil}) })
			if err == nil {
				t.Errorf("the comment %q is printed", evil)
			}
		}
		_, err := stencil.Print(func(string) string { return evil }, func(sheet *stencil.Sheet) {
			declaration.Print(sheet, sampleOf(sheet.Holes(), good))
		})
		if err == nil {
			t.Errorf("the local name %q is printed", evil)
		}
	}
}

// TestAlone: a function without statements has one or two lines, which the width of its
// names decides.
func TestAlone(t *testing.T) {
	empty := stencil.Declaration(func(out *jen.Group, name string) {
		out.Func().Id(name).Params(jen.Id("v").Op("*").Id(name)).Block()
	})
	lines := map[int]bool{}
	for n := range 80 {
		code, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
			h := sheet.Holes()
			header.Print(sheet, [2]string{h.Name("p"), h.Line("a.go")})
			h = sheet.Holes()
			h.Alone()
			empty.Print(sheet, h.Name(fmt.Sprint("f", strings.Repeat("x", n))))
		})
		checkFormatted(t, code, err)
		lines[bytes.Count(code, []byte("\n"))] = true
	}
	if len(lines) != 2 {
		t.Errorf("the files have %v lines", lines)
	}
}

// TestFresh: new variables have numbers that the scope has not used.
func TestFresh(t *testing.T) {
	code, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
		for range 2 {
			for i := range 3 {
				h := sheet.Holes()
				if i == 1 {
					h.Alone()
				}
				cases.Print(sheet, sampleOf(h, sample{name: "x", typ: "int", value: "1"}))
			}
			sheet.Scope()
		}
	})
	const want = "\tcase 1:\n\t\tx = s\n\tcase 1:\n\t\tx = s2\n\tcase 1:\n\t\tx = s3\n"
	if err != nil || string(code) != want+want {
		t.Errorf("%v\n%s", err, code)
	}
}

// TestBody: code after a body has the names of its own plan.
func TestBody(t *testing.T) {
	code, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
		rest := function.Begin(sheet, sampleOf(sheet.Holes(), sample{name: "F", typ: "int", value: "outer"}))
		statements.Print(sheet, sampleOf(sheet.Holes(), sample{name: "x", typ: "T", value: "inner"}))
		sheet.End(rest)
	})
	const want = "func F() {\n\tf(outer)\n\tx = f(inner, inner)\n\tif x {\n\t\tvar x T\n\t}\n\tg(outer)\n}\n"
	if err != nil || string(code) != want {
		t.Errorf("%v\n%s", err, code)
	}
}

// TestDoubt: a stencil that depends on more than the holes is found out.
func TestDoubt(t *testing.T) {
	stencil.Doubt = true
	defer func() { stencil.Doubt = false }()
	wrong := stencil.Statements(1, func(g *jen.Group, s sample) { g.Id(s.name).Op("=").Id(s.value) })
	for i, value := range []string{"1", "2"} {
		_, err := stencil.Print(strings.ToLower, func(sheet *stencil.Sheet) {
			wrong.Print(sheet, sample{name: sheet.Holes().Name("x"), value: value})
		})
		if (err != nil) != (i == 1) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := printSample(sample{name: "F", typ: "int", value: "1", keys: []string{"A", "Long"}}); err != nil {
		t.Error(err)
	}
}

// TestParallel prints at the same time.
func TestParallel(t *testing.T) {
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			r := random{rand.New(rand.NewPCG(uint64(i), 0))}
			for range 50 {
				code, err := printSample(sample{name: r.name(), typ: r.typ(2), value: r.value(1)})
				checkFormatted(t, code, err)
			}
		})
	}
}
