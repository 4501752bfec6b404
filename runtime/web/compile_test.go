package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// frame is the file in which expressions are compiled.
const frame = `package p

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
	"github.com/typeseal/typeseal/runtime/web/internal/sample"
)

var (
	ring    *typeseal.Keyring
	public  *typeseal.PublicKeyring
	signing *typeseal.SigningKey
	store   typeseal.Store
	links   web.Links
)

func load[T any](context.Context, *T) error { return nil }

func serve[T any](http.ResponseWriter, *http.Request, T) {}

var _ sample.Download

type plain struct{ X int }

var _ = `

// TestCompiles: each kind of type has a constructor that compiles.
func TestCompiles(t *testing.T) {
	check := checker(t)
	for _, expression := range []string{
		`web.Verify[sample.Download](ring)`,
		`web.Verify[sample.File](public)`,
		`web.Verify[sample.Both](ring)`,
		`web.Open[sample.Both](ring)`,
		`web.Open[sample.Session](ring)`,
		`web.VerifyState(ring, load[sample.Reset])`,
		`web.OpenState(ring, load[sample.Account])`,
		`web.Redeem[sample.Invite](ring, store)`,
		`web.Redeem[sample.Pass](public, store)`,
		`web.RedeemState(ring, store, load[sample.Ticket])`,
		`web.Again(web.Verify[sample.Download](ring))`,
		`web.SealedCookie[sample.Session]("s", ring)`,
		`web.SignedCookie[sample.Forever]("s", ring)`,
		`web.SealedCookieState("s", ring, load[sample.Account])`,
		`web.Require(web.Bearer{}, web.Verify[sample.Download](ring), serve[sample.Download])`,
		`[]web.Source{web.Query("a"), web.Segment("a"), web.Form("a"), web.Bearer{}, links}`,
		`web.Source(web.SealedCookie[sample.Session]("s", ring))`,
		`func() (string, error) { return web.SignURL(links, "/a", nil, sample.Download{}, ring) }`,
		`func() (string, error) { return web.SignURL(links, "/a", nil, sample.File{}, signing) }`,
		`func() (string, error) { return web.SealURL(links, "/a", nil, sample.Session{}, ring) }`,
		`func(r *http.Request) (sample.Session, error) { return web.SealedCookie[sample.Session]("s", ring).Get(r) }`,
	} {
		if err := check(expression); err != nil {
			t.Errorf("%s: %v", expression, err)
		}
	}
}

// TestDoesNotCompile: mistakes are compile errors, and the text of the error says what is
// wrong.
func TestDoesNotCompile(t *testing.T) {
	check := checker(t)
	for _, test := range []struct{ expression, want string }{
		{`web.Verify[sample.Invite](ring)`, "missing method Verify"},
		{`web.Open[sample.Invite](ring)`, "missing method Open"},
		{`web.Verify[sample.Pass](public)`, "missing method Verify"},
		{`web.Verify[sample.Session](ring)`, "missing method Verify"},
		{`web.Open[sample.Download](ring)`, "missing method Open"},
		{`web.Verify[sample.Reset](ring)`, "wrong type for method Verify"},
		{`web.Open[sample.Account](ring)`, "wrong type for method Open"},
		{`web.Verify[sample.Download](public)`, "wrong type for method Verify"},
		{`web.Verify[sample.File](ring)`, "wrong type for method Verify"},
		{`web.Verify[plain](ring)`, "missing method Verify"},
		{`web.VerifyState(ring, load[sample.Download])`, "wrong type for method Verify"},
		{`web.VerifyState(ring, load[sample.Ticket])`, "missing method Verify"},
		{`web.Redeem[sample.Download](ring, store)`, "missing method Peek"},
		{`web.Redeem[sample.Ticket](ring, store)`, "wrong type for method Peek"},
		{`web.Redeem[sample.Pass](ring, store)`, "wrong type for method Peek"},
		{`web.SealedCookie[sample.Download]("s", ring)`, "missing method Open"},
		{`web.SignedCookie[sample.Session]("s", ring)`, "missing method"},
		{`web.SealedCookie[sample.Account]("s", ring)`, "wrong type for method Open"},
		{`web.SealedCookieState("s", ring, load[sample.Session])`, "wrong type for method Open"},
		{`web.SealedCookie[sample.Invite]("s", ring)`, "missing method Open"},
		{`web.Require(web.Bearer{}, web.Verify[sample.Download](ring), serve[*sample.Download])`, "type func"},
		{`web.Require(web.Bearer{}, web.Verify[sample.Download](ring), serve[sample.Session])`, "type func"},
		{
			`func() (string, error) { return web.SignURL(links, "/a", nil, sample.Session{}, ring) }`,
			"missing method Sign",
		},
		{
			`func() (string, error) { return web.SignURL(links, "/a", nil, sample.File{}, ring) }`,
			"wrong type for method Sign",
		},
	} {
		if err := check(test.expression); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.expression, err, test.want)
		}
	}
}

// checker returns a function that compiles an expression.
func checker(t *testing.T) func(expression string) error {
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes},
		"context", "net/http", "github.com/typeseal/typeseal/runtime",
		"github.com/typeseal/typeseal/runtime/web", "github.com/typeseal/typeseal/runtime/web/internal/sample")
	if err != nil {
		t.Fatal(err)
	}
	known := importer{}
	for _, p := range loaded {
		known[p.PkgPath] = p.Types
	}
	return func(expression string) error {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", frame+expression+"\n", 0)
		if err != nil {
			return err
		}
		_, err = (&types.Config{Importer: known}).Check("p", fset, []*ast.File{file}, nil)
		return err
	}
}

type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) { return i[path], nil }
