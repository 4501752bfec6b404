package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/lock"
)

// types makes a lock of types that have the salts a, b and so on, if they have none.
func lockOf(types ...*lock.Type) *lock.Lock {
	for i, t := range types {
		if t.Salt == "" && t.Format == "" {
			t.Salt = string(rune('a' + i))
		}
		if t.Format == "" {
			t.Format = lock.Native
		}
		if t.Verb == "" {
			t.Verb = "sign"
		}
		t.Kind = map[string]string{"sign": "signed", "seal": "sealed"}[t.Verb]
		if t.Codec == "" {
			t.Codec = contract.Msgpack
		}
		t.Prefix, t.MaxAge, t.MaxSize = "ts1_", contract.Unlimited, 4096
		if t.Version == 0 {
			t.Version, t.Accept = 1, []int{1}
		}
		if t.Mint == 0 {
			t.Mint = t.Version
		}
		t.Used = t.Accept
	}
	return &lock.Lock{Types: types}
}

func typ(name string, fields ...*lock.Field) *lock.Type {
	i := strings.LastIndexByte(name, '.')
	return &lock.Type{
		GoType: lock.GoType{Package: name[:i], Name: name[i+1:]}, Shapes: map[int][]*lock.Field{1: fields},
	}
}

func field(wire, goName, typ string, inside ...*lock.Field) *lock.Field {
	return &lock.Field{Wire: wire, Go: goName, Type: typ, Fields: inside}
}

func of(goType string, f *lock.Field) *lock.Field {
	f.Of = goType
	return f
}

func build(t *testing.T, l *lock.Lock, o Order) (*Schema, []string) {
	t.Helper()
	s, _, faults, err := Build(l, o)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, f := range faults {
		said = append(said, fmt.Sprintf("%s %s: %s; %s", f.ID, f.Fact, f.Message, f.Help))
	}
	return s, said
}

// structs writes each struct as its name and the names of its fields.
func structs(s *Schema) (list []string) {
	for _, st := range s.Structs {
		text := st.Name + " " + st.Shape
		for _, f := range st.Fields {
			text += " " + f.Name
		}
		list = append(list, text)
	}
	return list
}

// TestNames: the rules for names in each language.
func TestNames(t *testing.T) {
	for _, c := range []struct{ name, camel, snake string }{
		{"UserID", "userID", "user_id"},
		{"userID", "userID", "user_id"},
		{"HTTPServer", "httpServer", "http_server"},
		{"api_key", "api_key", "api_key"},
		{"PasswordHash", "passwordHash", "password_hash"},
		{"ID", "id", "id"},
		{"URLHash", "urlHash", "url_hash"},
		{"UserIDs", "userIDs", "user_ids"},
		{"IDs", "ids", "ids"},
		{"Ed25519Key", "ed25519Key", "ed25519_key"},
		{"I P", "i P", "i_p"},
		{"_id", "id", "f_id"},
		{"__proto__", "proto__", "f__proto__"},
		{"10", "10", "f10"},
		{"é", "é", "ue9"},
		{"ſ", "ſ", "u17f"},
		{"a-b.c", "a-b.c", "a_b_c"},
		{"x", "x", "x"},
	} {
		if got := lowerCamel(c.name); got != c.camel {
			t.Errorf("%q in lower camel case is %q, want %q", c.name, got, c.camel)
		}
		if got := snake(c.name); got != c.snake {
			t.Errorf("%q in snake case is %q, want %q", c.name, got, c.snake)
		}
	}
	for of, want := range map[string]string{
		"example.com/app.Customer":                  "Customer",
		"example.com/app.Pair[int,example.com/x.Y]": "PairIntY",
		"example.com/app.Box[map[string][]*a/b.c]":  "BoxMapStringC",
	} {
		if got := declared(of); got != want {
			t.Errorf("%s is called %q, want %q", of, got, want)
		}
	}
}

// TestStructs: the names of structs, and which fields share one.
func TestStructs(t *testing.T) {
	customer := func() []*lock.Field { return []*lock.Field{field("name", "Name", "string")} }
	l := lockOf(
		typ("example.com/app.Job",
			of("example.com/app.Customer", field("from", "From", "struct", customer()...)),
			of("example.com/app.Customer", field("to", "To", "[]*struct", customer()...)),
			field("place", "Base.Place", "struct", field("zip", "Zip", "string"))),
		typ("example.com/app.Bill", of("example.com/app.Customer", field("payer", "Payer", "struct", customer()...)),
			of("example.com/app.Job2", field("job", "Job", "struct", field("n", "N", "int")))),
		typ("example.com/app.Job2", field("n", "N", "int")),
	)
	s, faults := build(t, l, Order{Language: TypeScript})
	want := []string{
		"Customer customerShape name", "Job2 job2Shape n", "Bill billShape payer job",
		"JobBasePlace jobBasePlaceShape zip", "Job jobShape from to place",
	}
	if diff := cmp.Diff(want, structs(s)); diff != "" || faults != nil {
		t.Error(diff, faults)
	}
	for _, l := range Languages {
		if l == Python {
			s, _ := build(t, lockOf(typ("m.Job2", field("n", "N", "int"))), Order{Language: l})
			if s.Structs[0].Shape != "_JOB2" || s.Types[0].Tokens[0].Policy != "_JOB2_SIGN" ||
				s.Types[0].Expired != "Job2Expired" {
				t.Errorf("%+v", s.Types[0])
			}
		}
	}
}

// TestTwoShapes: a Go struct that the lock describes in two ways has a name for each.
func TestTwoShapes(t *testing.T) {
	l := lockOf(
		typ("m.A", of("m.In", field("in", "In", "struct", field("x", "X", "int")))),
		typ("m.B", of("m.In", field("in", "In", "struct", field("x", "X", "string")))),
	)
	s, faults := build(t, l, Order{Language: TypeScript})
	if got := structs(s); got[0] != "AIn aInShape x" || got[2] != "BIn bInShape x" || faults != nil {
		t.Error(got, faults)
	}
}

// TestCollisions: two things with one name are faults that say how to rename one, and the
// option helps.
func TestCollisions(t *testing.T) {
	for name, c := range map[string]struct {
		language *Language
		types    []*lock.Type
		fault    string
		path     string
	}{
		"types": {TypeScript, []*lock.Type{typ("m/app.T"), typ("m/shop.T")},
			`sign b type: m/app.T and m/shop.T both have the name "T" in TypeScript; ` +
				"choose another name for it with --rename m/shop.T=NAME", "m/shop.T"},
		"a word": {TypeScript, []*lock.Type{typ("m.Promise")},
			`sign a type: m.Promise cannot have the name "Promise" in TypeScript; ` +
				"choose another name for it with --rename m.Promise=NAME", "m.Promise"},
		"fields": {Python, []*lock.Type{typ("m.T", field("userID", "A", "int"), field("user_id", "B", "int"))},
			`sign a v1 2: m.T:userID and m.T:user_id both have the name "user_id" in Python; ` +
				"choose another name for it with --rename m.T:user_id=NAME", "m.T:user_id"},
		"a field and a space": {Python, []*lock.Type{typ("m.T", field("i p", "A", "int"), field("iP", "B", "int"))},
			`sign a v1 2: m.T:i p and m.T:iP both have the name "i_p" in Python; ` +
				"choose another name for it with --rename m.T:iP=NAME", "m.T:i p"},
		"an error": {Python, []*lock.Type{typ("m.T"), typ("m.TExpired")},
			`sign a type: m.TExpired and m.T.Expired both have the name "TExpired" in Python; ` +
				"choose another name for it with --rename m.T.Expired=NAME", "m.T.Expired"},
		"inside": {TypeScript, []*lock.Type{typ("m.T", of("m.In", field("a", "A", "struct", field("b", "B", "int"))),
			of("n.In", field("c", "C", "struct", field("d", "D", "int"))))},
			`sign a v1 2: m.In and n.In both have the name "In" in TypeScript; ` +
				"choose another name for it with --rename n.In=NAME", "n.In"},
	} {
		t.Run(name, func(t *testing.T) {
			_, faults := build(t, lockOf(c.types...), Order{Language: c.language})
			if !slices.Equal(faults, []string{c.fault}) {
				t.Errorf("%q, want %q", faults, c.fault)
			}
			s, faults := build(t, lockOf(c.types...),
				Order{Language: c.language, Names: map[string]string{c.path: "Other"}})
			if len(faults) > 0 || !strings.Contains(fmt.Sprint(structs(s), s.Types[0]), "Other") {
				t.Errorf("renamed: %q, %q", faults, structs(s))
			}
		})
	}
}

// TestFields: names that a language needs for itself get an ending in Python, and are kept
// in TypeScript.
func TestFields(t *testing.T) {
	fields := []*lock.Field{}
	for i, wire := range []string{"class", "verify", "open", "int", "None", "peek", "_x", "__proto__", "10"} {
		fields = append(fields, field(wire, fmt.Sprintf("F%d", i), "int"))
	}
	s, faults := build(t, lockOf(typ("m.T", fields...)), Order{Language: Python})
	want := "T _T class_ verify_ open int_ none peek f_x f__proto__ f10"
	if got := structs(s)[0]; got != want || faults != nil {
		t.Errorf("%s, %q, want %s", got, faults, want)
	}
	s, faults = build(t, lockOf(typ("m.T", fields...)), Order{Language: TypeScript})
	want = "T tShape class verify open int None peek _x __proto__ 10"
	if got := structs(s)[0]; got != want || faults != nil {
		t.Errorf("%s, %q, want %s", got, faults, want)
	}
}

// TestHidden: in Python, a field does not get the name of a class that its own class needs.
func TestHidden(t *testing.T) {
	old := typ("m.order", field("order", "Order", "int"), field("buyer", "Buyer", "int"))
	old.Version, old.Accept = 2, []int{1, 2}
	old.Shapes[2] = []*lock.Field{
		field("buyer", "A", "int"), field("order", "B", "int"),
		of("m.buyer", field("list", "C", "[]*struct", field("buyer", "D", "int"))),
	}
	s, faults := build(t, lockOf(old), Order{Language: Python})
	want := []string{"buyer _BUYER buyer", "order _ORDER buyer_ order_ list", "orderV1 _ORDER_V1 order buyer"}
	if got := structs(s); !slices.Equal(got, want) || faults != nil {
		t.Errorf("%q, %q, want %q", got, faults, want)
	}
	s, _ = build(t, lockOf(old), Order{Language: TypeScript})
	if got := structs(s)[1]; got != "order orderShape buyer order list" {
		t.Error(got)
	}
}

// TestVersions: payloads of other versions, and the steps between them.
func TestVersions(t *testing.T) {
	old := typ("m.T", field("a", "A", "int"))
	old.Version, old.Accept, old.Mint = 4, []int{1, 2, 4}, 1
	old.Shapes[2] = []*lock.Field{field("b", "B", "int")}
	old.Shapes[4] = []*lock.Field{field("c", "C", "int")}
	s, faults := build(t, lockOf(old), Order{Language: TypeScript})
	token := s.Types[0].Tokens[0]
	steps := func(list []Step) (text string) {
		for _, s := range list {
			text += fmt.Sprintf("%d %s -> %d %s; ", s.From.Number, s.From.Struct.Name, s.To.Number, s.To.Struct.Name)
		}
		return text
	}
	if got := steps(token.Upgrades); got != "1 TV1 -> 2 TV2; 2 TV2 -> 4 T; " || faults != nil {
		t.Error(got, faults)
	}
	if got := steps(token.Downgrades); got != "4 T -> 2 TV2; 2 TV2 -> 1 TV1; " {
		t.Error(got)
	}
}

// TestCustom: a field that only Go can read is a fault, unless the type is not chosen.
func TestCustom(t *testing.T) {
	l := lockOf(typ("m.T", field("in", "In", "[]struct", of("m.Amount", field("p", "Price", "*custom")))), typ("m.U"))
	_, faults := build(t, l, Order{Language: Python})
	if len(faults) != 1 || !strings.HasPrefix(faults[0],
		"sign a v1 1.1: field Price is written by msgpack methods of m.Amount, which no other language knows; ") {
		t.Error(faults)
	}
	if _, faults := build(t, l, Order{Language: Python, Types: []string{"U"}}); faults != nil {
		t.Error(faults)
	}
}

// TestChoose: types are named as people name them, or by a salt.
func TestChoose(t *testing.T) {
	l := lockOf(typ("m/app.T"), typ("m/shop.T"), typ("m/shop.Reset"))
	seal := typ("m/shop.Reset")
	seal.Verb, seal.Salt, seal.Format = "seal", "z", lock.Native
	django := typ("m.Visitor")
	django.Format = "django sep=."
	l.Types = append(l.Types, lockOf(seal).Types[0], lockOf(django).Types[0])
	for names, want := range map[string]string{
		"app.T":       "m/app.T[sign] ",
		"app.T,Reset": "m/shop.Reset[sign seal] m/app.T[sign] ",
		"Reset":       "m/shop.Reset[sign seal] ",
		"z":           "m/shop.Reset[seal] ",
		"c":           "m/shop.Reset[sign] ",
		"T":           "there is a T in m/app and in m/shop; name it m/app.T or m/shop.T",
		"Rest":        `typeseal.lock has no type or salt Rest; did you mean "Reset"?`,
		"Visitor": "sign @m.Visitor format: Visitor: format=django is left out: use Django's own signing; " +
			"leave it out of --types",
	} {
		s, _, faults, err := Build(l, Order{Language: TypeScript, Types: strings.Split(names, ",")})
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case len(faults) > 0:
			got = fmt.Sprintf("%s %s: %s; %s", faults[0].ID, faults[0].Fact, faults[0].Message, faults[0].Help)
		default:
			for _, typ := range s.Types {
				got += typ.Go
				verbs := []string{}
				for _, token := range typ.Tokens {
					verbs = append(verbs, token.Verb)
				}
				got += fmt.Sprint(verbs) + " "
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", names, got, want)
		}
	}
	_, left, _, err := Build(l, Order{Language: Python, Names: map[string]string{"m/app.T": "U"}})
	if want := []string{"Visitor: format=django is left out: use Django's own signing"}; !slices.Equal(left, want) {
		t.Error(left, err)
	}
	_, _, _, err = Build(lockOf(typ("m.T")), Order{Language: Python, Names: map[string]string{"m.U": "V"}})
	if err == nil || err.Error() != "there is no type or field m.U to rename" {
		t.Error(err)
	}
}
