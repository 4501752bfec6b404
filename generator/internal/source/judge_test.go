package source

import (
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// corpus has types that a struct reaches in all ways that Go allows.
const corpus = `
-- a.go --
package m

import (
	"database/sql"
	"encoding/json"
	big2 "math/big"
	"net"
	"net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"sync"
	"time"
	"unsafe"

	"example.com/m/misnamed"
	_ "example.com/m/unused"
	v2 "example.com/m/v2"
	. "example.com/m/dot"
)

const (
	zero = iota
	one
	_
	three
	kb = 1 << (10 * iota)
	mb
)

const typed Size = three

type Size uint8

var table = [...]string{zero: "a", three: "d"}

//mark
type T struct {
	unexported, pair int
	Time      time.Time
	Wait      *time.Duration
	Addr      netip.Addr
	URL       url.URL
	Big       *big2.Int
	IP        net.IP
	Header    textproto.MIMEHeader
	Null      sql.NullString
	Raw       json.RawMessage
	Array     [three + 1]byte
	Kilo      [kb / mb + one]Size
	Typed     [typed]Size
	Table     [len(table)]string
	Word      [unsafe.Sizeof(uintptr(0))]byte
	Paren     (((string)))
	Misnamed  other.T
	V2        v2.Map[string, v2.List[int]]
	Dotted    Dotted
	Alias     Alias
	Page      Page[Item, *Item]
	Embedded
	*Pointed
	v2.Embedded2
	Inline    struct{ A, B int; C struct{ D []Item } }
	Func      func(Item, ...Size) (error, any)
	Chan      <-chan Item
	Iface     interface { error; Meth(Item) Size }
	Recursive *Node
	Lock      sync.Mutex
	Texted    Texted
	Generic   Texty[Item]
	Method    Methodical
	Keyed     Keyed[Item, *Item]
	Funcs     [len(funcs)]int
	Aliased   Aliased
	Stdlib    mail.Address
}

type (
	Alias    = map[Size][]Item
	Item     struct{ X, Y Size }
	Embedded struct{ E Item }
	Pointed  struct{ P *Embedded }
	Node     struct{ Next *Node; Kids []Node }
)

type Page[T any, P interface{ *T }] struct {
	Items []T
	At    P
	Size  Size
}

//mark
type Small struct{ A int }

// Item here hides the package's.
type Texty[Item comparable] struct{ V Item }

func (x *Texty[Item]) UnmarshalText([]byte) error { return nil }
func (x Texty[_]) MarshalText() ([]byte, error)   { return nil, nil }

type Keyed[T interface{ ID() Size }, P Setter[T]] struct{ V map[Size]T }

type Setter[T any] interface {
	*T
	Set(v2.List[T])
}

func (Item) ID() Size             { return 0 }
func (i *Item) Set(v2.List[Item]) {}

var funcs = [...]any{Item.ID, (*Item).Set, table[0], (Item{}).Rare, Item{}.Y}

func (Item) Rare() {}

type Aliased struct{ A int }
type otherName = Aliased

func (otherName) MarshalText() ([]byte, error)   { return nil, nil }
func (*otherName) UnmarshalText(b []byte) error { return nil }

type Methodical int

func (Methodical) Other(x mail.Message) *sql.DB { return nil }
-- b.go --
package m

type Texted struct{ v [2]byte }

func (t Texted) MarshalText() ([]byte, error) { return t.v[:], nil }
func (t *Texted) UnmarshalText(b []byte) error { return nil }
func (t Texted) Unneeded() missing { return missing{} }

type missing struct{}
-- misnamed/x.go --
package other

import "example.com/m/v2"

type T struct { L v2.List[string] }
-- v2/x.go --
package v2

type Map[K comparable, V any] map[K]V
type List[E any] []E
type Embedded2 struct { F List[Map[string, bool]] }
-- dot/x.go --
package dot

type Dotted struct { D inner }
type inner struct { D bool }
-- unused/x.go --
package unused
-- n/n.go --
package n

import "example.com/m"

//mark
type N struct { M m.Small; Deep map[string]m.Page[m.Item, *m.Item] }
`

// The pruned type check and the complete one of go/packages give the same types.
func TestJudge(t *testing.T) {
	t.Setenv("CGO_ENABLED", "0") // go/packages would run cgo for package net
	dir := unpack(t, corpus)
	m, errs := check(t, dir)
	if len(errs) > 0 {
		t.Fatalf("errors %q", errs)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: fullMode, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for p, names := range marked(m) {
		i := slices.IndexFunc(pkgs, func(q *packages.Package) bool { return q.PkgPath == p.Path })
		if len(pkgs[i].Errors) > 0 {
			t.Fatal(pkgs[i].Errors)
		}
		for _, name := range names {
			got := describe(p.Types.Scope().Lookup(name).Type())
			want := describe(pkgs[i].Types.Scope().Lookup(name).Type())
			if got != want {
				t.Errorf("%s.%s is\n%s\nfor go/packages\n%s", p.Path, name, got, want)
			}
			if strings.Contains(got, "invalid") || name == "T" && len(got) < 4000 {
				t.Errorf("%s.%s is\n%s", p.Path, name, got)
			}
		}
	}
}

// The slow way, by go/packages, gives the same types and positions as the fast one.
func TestFull(t *testing.T) {
	t.Setenv("CGO_ENABLED", "0") // go/packages would run cgo for package net
	dir := unpack(t, corpus+"-- own.go --\n"+header+"\npackage m\nfunc (T) Sign() Gone {{{\n-- c.go --\npackage "+
		"m\nvar u = T{}.Sign() + elsewhere\n")
	m, errs := check(t, dir)
	if len(errs) > 0 {
		t.Fatalf("errors %q", errs)
	}
	fast := map[string]string{}
	for p, names := range marked(m) {
		for _, name := range names {
			fast[p.Path+name] = describe(p.Types.Scope().Lookup(name).Type())
		}
	}
	roots := marked(m)
	place := m.Fset.Position(pkg(t, m, "example.com/m").Types.Scope().Lookup("T").Pos())
	r, err := m.reach(t.Context(), roots)
	if err != nil {
		t.Fatal(err)
	}
	typeErrs, err := m.full(t.Context(), roots, r)
	if err != nil || len(typeErrs) > 0 {
		t.Fatal(err, typeErrs)
	}
	if got := m.Fset.Position(pkg(t, m, "example.com/m").Types.Scope().Lookup("T").Pos()); got != place {
		t.Errorf("T is at %v in the slow check, and at %v in the fast one", got, place)
	}
	for p, names := range roots {
		for _, name := range names {
			if got := describe(p.Types.Scope().Lookup(name).Type()); got != fast[p.Path+name] {
				t.Errorf("%s.%s is\n%s\nin the slow check, and\n%s\nin the fast", p.Path, name, got, fast[p.Path+name])
			}
		}
	}
}

// describe returns a type, the types in it, and the methods that the generator looks at.
func describe(t types.Type) string {
	var b strings.Builder
	seen := map[string]bool{}
	var visit func(t types.Type)
	visit = func(t types.Type) {
		if seen[t.String()] {
			return
		}
		seen[t.String()] = true
		fmt.Fprintf(&b, "%s (%T)", t, t)
		if m := types.NewMethodSet(types.NewPointer(t)); m.Len() > 0 {
			for i := range m.Len() {
				if f := m.At(i).Obj(); slices.Contains(methods, f.Name()) {
					fmt.Fprintf(&b, " %s", types.ObjectString(f, nil))
				}
			}
		}
		b.WriteByte('\n')
		switch t := t.(type) {
		case *types.Named:
			visit(t.Underlying())
		case *types.Alias:
			visit(types.Unalias(t))
		case *types.Struct:
			for i := range t.NumFields() {
				visit(t.Field(i).Type())
			}
		case *types.Map:
			visit(t.Key())
			visit(t.Elem())
		case interface{ Elem() types.Type }:
			visit(t.Elem())
		}
	}
	visit(t)
	return b.String()
}

// Packages load without a network and without compiled packages, in module, vendor and
// workspace mode.
func TestOffline(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOCACHE", t.TempDir())
	dir := unpack(t, `
-- go.mod --
module example.com/m
go 1.26.0
require example.com/dep v0.0.0
replace example.com/dep => ../dep
-- a.go --
package m
import "example.com/dep"
//mark
type T struct{ A dep.T }
`)
	root := filepath.Dir(dir)
	dep := unpack(t, "-- go.mod --\nmodule example.com/dep\ngo 1.26.0\n-- dep.go --\npackage dep\ntype T "+
		"struct{ B int }\n")
	work := unpack(t, `
-- go.work --
go 1.26.0
use ./a
use ./dep
-- a/go.mod --
module example.com/m
go 1.26.0
-- a/a.go --
package m
import "example.com/dep"
//mark
type T struct{ A dep.T }
-- dep/go.mod --
module example.com/dep
go 1.26.0
-- dep/dep.go --
package dep
type T struct{ B int }
-- go.mod --
module example.com/root
go 1.26.0
`)
	if err := os.Rename(dep, filepath.Join(root, "dep")); err != nil {
		t.Fatal(err)
	}
	plain := func() {
		m, errs := check(t, dir)
		if got := describe(pkg(t, m, "example.com/m").Types.Scope().Lookup("T").Type()); len(errs) > 0 ||
			!strings.Contains(got, "B int") {
			t.Errorf("errors %q, T is %s", errs, got)
		}
	}
	plain()

	vendor := exec.Command("go", "mod", "vendor")
	vendor.Dir = dir
	if out, err := vendor.CombinedOutput(); err != nil {
		t.Fatalf("go mod vendor: %v\n%s", err, out)
	}
	if err := os.RemoveAll(filepath.Join(root, "dep")); err != nil {
		t.Fatal(err)
	}
	plain()

	m, errs := check(t, filepath.Join(work, "a"))
	if len(errs) > 0 || len(m.Packages) != 1 {
		t.Errorf("workspace: errors %q in %d packages", errs, len(m.Packages))
	}
}
