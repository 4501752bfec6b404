package plan

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A Test is the plan for the test of one directive's tokens.
type Test struct {
	*Token                 // the methods that it calls
	Var           string   // name of the variable that describes the tokens
	Test, Fuzz    string   // names of the functions
	VarDoc        []string // comment of the variable
	TestDoc       []string // comment of the function Test
	Policy        []Option // as the test writes it
	Foreign, Also *ForeignTest
	Custom        string // the function that writes values with methods for msgpack, or empty
}

// A ForeignTest is the plan for tokens of another system in a test.
type ForeignTest struct {
	*Foreign
	Keys string // Also: the variable with the keys

	// KeysBy is the function of package typesealtest that makes keys, and NewKeys the
	// function of the format's package that it calls.
	KeysBy, NewKeys string

	Time   string   // Also: name of the imported package
	Date   []string // Also: the moment from which on the tokens are refused
	MaxAge string
	Future bool
}

// Tested reports whether a directive has tests: all have if the user asks for all.
func Tested(d *directive.Directive, all bool) bool { return all || d.Tests }

// TestName is the base name of the test of a source file: account_typeseal_test.go for
// account.go.
func TestName(source string) string { return strings.TrimSuffix(source, ".go") + "_typeseal_test.go" }

// Outputs returns the base names of the outputs of a package, with their source files.
func Outputs(p *model.Package) iter.Seq2[*model.File, string] {
	return func(yield func(*model.File, string) bool) {
		for _, f := range p.Files {
			if !yield(f, OutputName(f.Name)) || tested(f, p.Tests) && !yield(f, TestName(f.Name)) {
				return
			}
		}
	}
}

// tested reports whether a file has tests.
func tested(f *model.File, all bool) bool {
	return slices.ContainsFunc(f.Types, func(t *model.Type) bool {
		return slices.ContainsFunc(t.Directives, func(d *directive.Directive) bool { return Tested(d, all) })
	})
}

// tests plans the tests of a file, or returns nil if none are requested.
func (b *fileBuilder) tests(all bool) *File {
	if !tested(b.source, all) {
		return nil
	}
	tb := newBuilder(b.imports.namespace, b.source, TestName(b.source.Name))
	for i, t := range b.source.Types {
		for j, d := range t.Directives {
			if Tested(d, all) {
				tb.declareTest(b.Types[i].Tokens[j], t, d)
			}
		}
	}
	if len(tb.Tests) > 1 {
		tb.Distinct = tb.imports.declare("TestTypesealTypesOf" + identifier(b.source.Name))
	}
	tb.Runtime = tb.imports.name(contract.RuntimePath, "typeseal", "typeseal")
	tb.Testing, tb.TestHelp = tb.imports.std("testing"), tb.imports.std(contract.TestPath)
	n := 0
	for _, t := range b.source.Types {
		for _, d := range t.Directives {
			if Tested(d, all) {
				tb.test(tb.Tests[n], d, b.Bridge != "")
				tb.mentioned[t.Name] = true
				n++
			}
		}
	}
	return tb.finish()
}

// declareTest declares the names of a test.
func (b *fileBuilder) declareTest(token *Token, t *model.Type, d *directive.Directive) {
	name := title(t.Name) + title(string(d.Verb))
	test := &Test{
		Token: token,
		Var:   b.imports.declare("typesealTest" + name),
		Test:  b.imports.declare("TestTypeseal" + name),
		Fuzz:  b.imports.declare("FuzzTypeseal" + name),
	}
	if d.Also != nil {
		test.Also = &ForeignTest{Keys: b.imports.declare(test.Var + title(d.Also.Format) + "Keys")}
	}
	b.Tests = append(b.Tests, test)
}

// test plans a test whose names are declared.
func (b *fileBuilder) test(test *Test, d *directive.Directive, custom bool) {
	token := test.Token
	test.TestDoc = wrap(fmt.Sprintf("%s tests the tokens of %s.%s; see package typesealtest.", test.Test, token.Type,
		token.Mint))
	test.VarDoc = wrap(fmt.Sprintf("%s describes the tokens that %s.%s creates, as the directive does.", test.Var,
		token.Type, token.Mint))
	if d.Format != "" {
		test.Foreign = b.foreignTest(*token.Foreign, d, d.Salt, d.Parameters)
		return
	}
	test.Policy = b.policy(token, d)
	if custom && d.Codec == contract.Msgpack {
		test.Custom = b.imports.std(contract.BridgePath) + ".Encode"
	}
	if token.Also != nil {
		keys := test.Also.Keys
		test.Also = b.foreignTest(*token.Also, d, d.Also.Salt, d.Also.Parameters)
		test.Also.Keys = keys
		test.Also.Time = b.imports.std("time")
		for _, arg := range token.Also.Date {
			arg = strings.Replace(arg, token.Also.Time+".", test.Also.Time+".", 1)
			test.Also.Date = append(test.Also.Date, arg)
		}
	}
}

func (b *fileBuilder) foreignTest(
	f Foreign, d *directive.Directive, salt string, p directive.Parameters,
) *ForeignTest {
	f.Package, f.Args = "", nil
	b.foreignSpec(&f, d, salt, p)
	test := &ForeignTest{
		Foreign: &f, Future: p.Future, MaxAge: b.Runtime + ".Unlimited", KeysBy: "Keys", NewKeys: "NewKeys",
	}
	if f.Format.TestKeys != nil {
		test.KeysBy, test.NewKeys = f.Format.TestKeys(string(d.Verb), p.Algorithm)
	}
	if !f.Format.Timeless {
		test.MaxAge = b.duration(d.MaxAge)
	}
	return test
}

// identifier returns the letters and digits of a file's name, as a part of a name.
func identifier(file string) string {
	name := ""
	for word := range strings.FieldsFuncSeq(strings.TrimSuffix(file, ".go"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		name += title(word)
	}
	return cmp.Or(name, "File")
}
