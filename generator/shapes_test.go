package generator

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var (
	shapeSeed  = flag.Uint64("shapes.seed", 1, "seed of the first package of TestShapes")
	shapeCount = flag.Int("shapes", 3, "packages of TestShapes")
	shapeTypes = flag.Int("shapes.types", 12, "types of each package of TestShapes")
)

// TestShapes generates for packages with random types that are hard to write: aliases of
// unexported types of another package, its structs, generics, named pointers, names that are
// not ASCII, and packages that declare predeclared names. The output compiles, and every
// token opens with the payload that it was minted with. Every third package is wild, and some
// of its types are refused with a position.
//
// For 10,000 structs: go test ./generator -run TestShapes -v -timeout 2h -shapes 200 -shapes.types 50
func TestShapes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	t.Logf("-shapes.seed %d", *shapeSeed)
	dir := newProgram(t)
	archive, err := txtar.ParseFile("testdata/shapes/shapes.txtar")
	check(t, err)
	for _, f := range archive.Files {
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	write(t, filepath.Join(dir, "main.go"), "package main\n\nfunc main() {}\n")
	tests := map[string][]string{}
	for i := range *shapeCount {
		seed := *shapeSeed + uint64(i)
		s := shapes{rand.New(rand.NewPCG(seed, 0)), seed, i%3 == 1, i%3 == 2, fmt.Sprint("p", i), tests}
		write(t, filepath.Join(dir, s.folder, "p.go"), s.pkg())
	}
	a := readTypes(t, dir, "example.com/flight")
	a.erase = true
	all := len(a.accepted())
	a.settle(t)
	count := writeTrips(t, a, tests)
	for _, f := range cleanly(t, dir).Files {
		write(t, f.Path, string(f.Content))
	}
	gotool(t, dir, "vet", "./p...") // vet complains about the other packages
	trips := tripped(t, gotool(t, dir, "test", "-v", "-vet=off", quick, "./p..."), wild)
	t.Logf("%d structs, %d accepted; round trips: %v", all, len(a.accepted()), trips)
	if got := total(trips); got != count {
		t.Errorf("%d round trips, want %d", got, count)
	}
	a.reasons(t)
	for _, d := range a.types {
		if name := strings.TrimPrefix(d.pkg, "example.com/flight/") + "." + d.name; d.refused && !wild(name) {
			t.Errorf("%s is refused", name)
		}
	}
}

// wild reports whether the package of a type has types that cannot be encoded. The type is
// named as p1.T.
func wild(name string) bool {
	var i int
	fmt.Sscanf(name, "p%d.", &i)
	return i%3 == 2
}

// writeTrips writes tests for the types that are accepted, and returns how many lines they
// print.
func writeTrips(t *testing.T, a *annotated, tests map[string][]string) (count int) {
	t.Helper()
	bodies := map[string]string{}
	for _, d := range a.accepted() {
		count += len(tests[d.pkg+"."+d.name])
		bodies[d.pkg] += strings.Join(tests[d.pkg+"."+d.name], "")
	}
	for pkg, body := range bodies {
		write(t, filepath.Join(a.dir, strings.TrimPrefix(pkg, a.path), "p_test.go"),
			"package p\n\nimport (\n\t\"testing\"\n\n\t\"example.com/flight/fill\"\n\trt "+
				"\"github.com/typeseal/typeseal/runtime\"\n)\n\nvar _ rt.Option\n\nfunc Test(t *testing.T) {\n"+
				body+"}\n")
	}
	return count
}

// shapes writes a package with random types. If hides is set, the package declares
// predeclared names and the names of generated variables. If wild is set, it has types that
// cannot be encoded, too.
type shapes struct {
	*rand.Rand
	seed        uint64
	hides, wild bool
	folder      string
	tests       map[string][]string // statements by type, as path.Name
}

// The types of fields. Those of the second list are pointers.
var (
	shapeAtoms = strings.Split("bool;int;int8;uint16;int64;uint;float32;float64;string;[]byte;[4]byte;"+
		"time.Time;time.Duration;far.Hidden;far.Internal;far.Wrapped;far.Deep;far.Stamp;far.Generic[int];"+
		"far.Generic[far.Hidden];far.Pair[far.Internal, []far.Octet];far.List[far.Hidden];far.Octet;far.Flags;"+
		"[]far.Octet;[3]far.Octet;far.Point;far.Account;far.Partly;far.Entity;far.Tagged;far.Text;far.Blank;"+
		"far.Sloppy;far.Keyed;größe.Maß;größe.Ärger[größe.Élan];größe.Élan;größe.Ω名前;ok.Type;"+
		"big.Int;netip.Addr;session;upload;ärger;Écart[int8];écarts;octet;[]octet;[2]octet;moment;empty;"+
		"local;chain;struct{};"+
		"again[octet];again[far.Internal]", ";")
	shapePointers = strings.Split("far.Ref;far.Link;*big.Int;*netip.Addr;ref;link;place;*far.Hidden;*größe.Maß", ";")

	// Types that cannot be encoded, for fields that are left out.
	shapeLeft = strings.Split("func(far.Hidden, ...any) error;chan<- far.Internal;"+
		"interface{ M(far.Hidden) octet };map[any]error;unsafe.Pointer;*far.Account;uintptr;"+
		"far.Pair[complex64, func()];[]struct{ a far.Account };<-chan (chan int)", ";")

	shapeEmbeds = strings.Split("far.Entity;far.Hidden;far.Wrapped;far.Partly;session;ärger;local;"+
		"Écart[far.Octet];größe.Maß", ";")
)

const shapeImports = `package p

import (
	"math/big"
	"mime/multipart"
	"net/netip"
	"time"
	"unsafe"

	"example.com/flight/far"
	"example.com/flight/far/uni"
	"example.com/flight/internal/ok"
)

type (
	_ big.Int
	_ multipart.Form
	_ netip.Addr
	_ time.Time
	_ far.Point
	_ größe.Maß
	_ ok.Type
	_ unsafe.Pointer
)
` + shapeSource

const shapeSource = `
type (
	session  far.Account
	upload   multipart.FileHeader
	ärger    struct{ Ünder uint8; größe int }
	écarts   = []Écart[far.Hidden]
	octet    uint8
	moment   time.Time
	empty    struct{ _ struct{} }
	ref      *netip.Addr
	link     = *far.Account
	place    *struct{ X, Y int }
	again[T any] = Écart[Écart[T]]
	chain    []map[string]local
	local    struct{ Hash [4]octet; At *moment; in int }
)

type Écart[T any] struct{ Über T; 値 []T }
`

const shapeHidden = `
type (
	complex128 struct{ A int }
	complex64  int8
	cap        string
	copy       []cap
	print      map[cap]copy
	e          struct{ P print }
	v          []e
	d          struct{ V v; C complex128 }
	p          int
	keys       int
)

func iota()    {}
func panic()   {}
func recover() {}
func time2()   {}

var codec, big, netip2, far2, typeseal, opts, token, err, m, o int
`

func (s shapes) pick(list []string) string { return list[s.IntN(len(list))] }

// typ returns a random type with up to depth containers.
func (s shapes) typ(depth int) string {
	if depth == 0 || s.IntN(3) == 0 {
		if s.IntN(4) == 0 {
			return s.pick(shapePointers)
		}
		atoms := shapeAtoms
		if s.hides {
			atoms = append(atoms[:len(atoms):len(atoms)], "complex128", "complex64", "copy", "print", "v", "d", "p",
				"keys")
		}
		return s.pick(atoms)
	}
	inner := s.typ(depth - 1)
	switch s.IntN(8) {
	case 0:
		return "[]" + inner
	case 1:
		return "[2]" + inner
	case 2:
		keys := []string{"string", "int16", "far.Octet", "far.Key", "größe.Élan", "octet"}
		return "map[" + s.pick(keys) + "]" + inner
	case 3:
		return "struct{ A " + inner + "; Über int8 `json:\"b\"` }"
	case 4:
		return "far.Pair[" + inner + ", far.Hidden]"
	case 5:
		return "Écart[" + inner + "]"
	case 6:
		return "far.Generic[" + inner + "]"
	}
	if pointer := shapePointer(inner); pointer {
		return inner
	}
	return "*" + inner
}

func shapePointer(typ string) bool {
	for _, p := range shapePointers {
		if typ == p {
			return true
		}
	}
	return strings.HasPrefix(typ, "*")
}

func (s shapes) fields() string {
	var b strings.Builder
	if s.IntN(3) == 0 {
		fmt.Fprintf(&b, "\t%s\n", s.pick(shapeEmbeds))
	}
	for i := range 1 + s.IntN(7) {
		name := fmt.Sprint(s.pick([]string{"F", "Größe", "Ω", "É", "Σ"}), i)
		if s.wild && s.IntN(8) == 0 {
			b.WriteString("\t" + s.wildField(name) + "\n")
			continue
		}
		switch s.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "\t%s %s `json:\"-\"`\n", name, s.pick(shapeLeft))
		case 1:
			fmt.Fprintf(&b, "\t%s %s `json:\"w%d\" bson:\"x\"`\n", name, s.typ(3), i)
		default:
			fmt.Fprintf(&b, "\t%s %s\n", name, s.typ(3))
		}
	}
	return b.String() + "\tLast int\n"
}

// pkg returns the source of a package.
func (s shapes) pkg() string {
	var b strings.Builder
	for i := range *shapeTypes {
		name := fmt.Sprint(s.pick([]string{"T", "Tür", "Ελ", "typ", "ünder", "名"}), i)
		if s.wild && s.IntN(20) == 0 {
			name = s.pick(wildNames) + name
		}
		s.add(&b, name, i)
	}
	switch text := b.String(); {
	case s.hides:
		return strings.NewReplacer("\"math/big\"", "big_ \"math/big\"", " big.", " big_.").Replace(shapeImports) +
			strings.ReplaceAll(text, "big.Int", "big_.Int") + shapeHidden
	case s.wild:
		return strings.Replace(shapeImports, "import (", "import (\n"+wildImports, 1) + text + wildSource
	default:
		return shapeImports + text
	}
}

// alsoOptions are options of types that accept tokens of other systems. Only wild types may
// be those that encoding/gob cannot encode.
var alsoOptions = []string{
	gobs, " also=handoff until=2099-12-31", " also=django also-salt=S until=2099-12-31",
	" also=securecookie also-salt=S until=2099-12-31 also-codec=json codec=json",
	" also=itsdangerous also-salt=S until=2099-12-31 also-derivation=hmac",
	" also=jwt until=2099-12-31 also-algorithm=eddsa also-issuer=s also-audience=s",
}

const gobs = " also=securecookie also-salt=S until=2099-12-31"

// add adds a random annotated type and its test. Some types have an older version, which is
// only opened. Foreign types, and types with state or single use, are only compiled.
func (s shapes) add(b *strings.Builder, name string, i int) {
	options, fields := s.pick([]string{
		"", "", " codec=json", " version=2 accept=1", " version=2 accept=1 codec=json", " alg=ed25519", " once",
		" state", " format=handoff", " format=django", " also", " also",
	}), s.fields()
	if s.wild && strings.Contains(options, "version") {
		options = "" // the older version would stay without the type
	}
	age, salt := s.pick([]string{"1h", "unlimited"}), fmt.Sprintf("salt=s%d.t%d max-size=%d ", s.seed, i, 1<<16)
	if options == " also" {
		options = s.pick(alsoOptions)
	}
	if options == gobs && !s.wild {
		options += " also-codec=json"
	}
	options = strings.Replace(options, "=S", fmt.Sprintf("=S%d.%d", s.seed, i), 1)
	switch options {
	case " format=handoff":
		age, salt = "unlimited", ""
	case " once":
		age = "1h"
	case " state":
		options, fields = "", fields+s.state()
	}
	fmt.Fprintf(b, "\n//typeseal:sign %smax-age=%s%s\n", salt, age, options)
	tested := (strings.Trim(options, " ") == "" || strings.HasPrefix(options, " codec") ||
		strings.HasPrefix(options, " version")) && !strings.Contains(fields, "state")
	if tested && !strings.Contains(options, "version") && s.IntN(2) == 0 {
		fmt.Fprintf(b, "//typeseal:seal salt=s%d.s%d max-age=%s max-size=%d codec=%s\n", s.seed, i, age, 1<<16,
			s.pick([]string{"json", "msgpack"}))
		s.test(name, "Seal", "Open")
	}
	parameters := ""
	if s.wild && s.IntN(50) == 0 {
		parameters = "[T any]"
	}
	fmt.Fprintf(b, "type %s%s struct {\n%s}\n", name, parameters, fields)
	if strings.Contains(options, "version") {
		fmt.Fprintf(b, "\n//typeseal:former of=%s version=1\ntype %sV1 struct {\n%s}\n\nfunc (old %sV1) Upgrade() "+
			"(%s, error) { return %s{Last: old.Last}, nil }\n", name, name, s.fields(), name, name, name)
	}
	if tested {
		s.test(name, "Sign", "Verify")
	}
}

// test adds a test of a type's values.
func (s shapes) test(name, mint, open string) {
	key := "example.com/flight/" + s.folder + "." + name
	s.tests[key] = append(s.tests[key], "\t"+tripOf(s.folder+"."+name, name, mint, open))
}

// state returns a random state field.
func (s shapes) state() string {
	typ := s.pick([]string{"string", "größe.Élan", "[]byte", "[]octet", "far.Flags", "octet", "int", "bool",
		"time.Time", "moment", "far.Stamp"})
	return fmt.Sprintf("\tState %s `typeseal:\"state\"`\n", typ)
}
