package lock

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// link is a type with two versions.
func link(pkg string, edits ...func(*Type)) *Type {
	t := &Type{
		Salt: "link", Verb: "sign", GoType: GoType{pkg, "Link"},
		Kind: "signed", Format: Native, Codec: "msgpack", Prefix: "ts1_", MaxAge: time.Hour, MaxSize: 4096,
		Version: 2, Mint: 2, Accept: []int{1, 2}, Used: []int{1, 2},
		Shapes: map[int][]*Field{
			1: {{Wire: "A", Go: "A", Type: "int32"}},
			2: {{Wire: "A", Go: "A", Type: "int32"}, {Wire: "B", Go: "B", Type: "string"}},
		},
	}
	for _, edit := range edits {
		edit(t)
	}
	return t
}

func lockOf(live []*Type, retired ...*Type) *Lock { return &Lock{Types: live, Retired: retired} }

// field changes the first field of a version.
func field(version int, edit func(f *Field)) func(*Type) {
	return func(t *Type) {
		t.Shapes = maps.Clone(t.Shapes)
		t.Shapes[version] = slices.Clone(t.Shapes[version])
		f := *t.Shapes[version][0]
		edit(&f)
		t.Shapes[version][0] = &f
	}
}

func TestShared(t *testing.T) {
	typ := func(name string) func(*Field) { return func(f *Field) { f.Type = name } }
	state := func(list ...*Field) func(*Type) { return func(t *Type) { t.State = list } }
	tests := []struct {
		name  string
		edit  func(*Type) // of one of the two
		fact  string      // of its clash; empty: none
		meets bool
	}{
		{"the same", func(*Type) {}, "", true},
		{"another salt", func(t *Type) { t.Salt = "other" }, "", false},
		{"another name", func(t *Type) { t.Name = "Reset" }, "type", true},
		{
			"renamed there, not here yet", func(t *Type) { t.Name, t.Formerly = "Reset", []GoType{{"other", "Link"}} },
			"", true,
		},
		{"another verb", func(t *Type) { t.Verb, t.Kind = "seal", "sealed" }, "kind", true},
		{"another algorithm", func(t *Type) { t.Kind = "public" }, "kind", true},
		{"another format", func(t *Type) { t.Format = "django" }, "format", true},
		{"another codec", func(t *Type) { t.Codec = "json" }, "codec", true},
		{"compressed", func(t *Type) { t.Codec = "msgpack+deflate" }, "codec", true},
		{"another prefix", func(t *Type) { t.Prefix = "app_" }, "prefix", true},
		{"single use", func(t *Type) { t.Once = true }, "once", true},
		{"state", state(&Field{Go: "H", Type: "text"}), "state", true},
		{"max-age", func(t *Type) { t.MaxAge = time.Minute }, "", true},
		{"max-size", func(t *Type) { t.MaxSize = 100 }, "", true},
		{"grace", func(t *Type) { t.Grace = time.Minute }, "", true},
		{"widened", field(2, typ("int64")), "", true},
		{"retyped", field(2, typ("string")), "v2 1", true},
		{"retyped in an older version", field(1, typ("string")), "v1 1", true},
		{"another field in its place", field(2, func(f *Field) { f.Go, f.Wire = "C", "C" }), "v2 1", true},
		{"a field renamed, its name in tokens kept", field(2, func(f *Field) { f.Go = "C" }), "", true},
		{
			"a field less", func(t *Type) { t.Shapes = map[int][]*Field{1: t.Shapes[1], 2: t.Shapes[2][:1]} }, "type",
			true,
		},
		{"fields exchanged", func(t *Type) {
			t.Shapes = map[int][]*Field{1: t.Shapes[1], 2: {t.Shapes[2][1], t.Shapes[2][0]}}
		}, "v2 1", true},
		{
			"one version behind", func(t *Type) { t.Version, t.Mint, t.Accept, t.Used = 1, 1, []int{1}, []int{1} }, "",
			true,
		},
		{"versions apart", func(t *Type) {
			t.Version, t.Mint, t.Accept, t.Used = 3, 3, []int{3}, []int{3}
			t.Shapes = map[int][]*Field{3: t.Shapes[2]}
		}, "version", true},
	}
	for _, test := range tests {
		for _, swapped := range []bool{false, true} {
			a, b := lockOf([]*Type{link("ours")}), lockOf([]*Type{link("other", test.edit)})
			if swapped {
				a, b = b, a
			}
			same, clashes := Shared(a, b)
			var facts []string
			for _, c := range clashes {
				fact := c.TheirFact
				if swapped {
					fact = c.Fact
				}
				facts = append(facts, fact)
				if line := PlacesIn(b.Format()).LineOf(c.Theirs, c.TheirFact); line < 4 {
					t.Errorf("%s: %s is at line %d", test.name, c.TheirFact, line)
				}
			}
			if got := strings.Join(facts, ", "); got != test.fact ||
				(len(same) == 1) != (test.meets && test.fact == "") {
				t.Errorf("%s, swapped %v: %q, %v; want %q", test.name, swapped, got, same, test.fact)
			}
		}
	}
}

// A struct may have another name in the other module. If other fields differ, the clash is
// about them.
func TestSharedStructNames(t *testing.T) {
	named := func(of string) func(*Type) {
		return field(2, func(f *Field) { f.Type, f.Of = "struct", of })
	}
	second := func(typ string) func(*Type) {
		return func(t *Type) {
			t.Shapes[2][1] = &Field{Wire: t.Shapes[2][1].Wire, Go: t.Shapes[2][1].Go, Type: typ}
		}
	}
	for typ, want := range map[string]int{"string": 0, "bool": 1} {
		ours := lockOf([]*Type{link("ours", named("ours.Place"), second("string"))})
		theirs := lockOf([]*Type{link("other", named("other.Town"), second(typ))})
		_, clashes := Shared(ours, theirs)
		if len(clashes) != want || want > 0 && (clashes[0].Fact != "v2 2" || clashes[0].TheirFact != "v2 2") {
			t.Errorf("%s: %+v", typ, clashes)
		}
	}
}

// Retired types count as long as the other side opens their tokens. A type with both verbs
// is compared with the type of the same verb.
func TestSharedPairs(t *testing.T) {
	once := func(t *Type) { t.Once = true }
	seal := func(t *Type) { t.Verb, t.Kind = "seal", "sealed" }
	also := func(t *Type) { t.Salt, t.Also = "mine", "django salt=link until=2027-01-01" }
	tests := []struct {
		name       string
		a, b       *Lock
		want, same int
	}{
		{"gone here", lockOf(nil, link("a", once)), lockOf([]*Type{link("b")}), 1, 0},
		{"gone there", lockOf([]*Type{link("a")}), lockOf(nil, link("b", once)), 1, 0},
		{"gone on both", lockOf(nil, link("a")), lockOf(nil, link("b", once)), 0, 0},
		{"moved from here to there", lockOf(nil, link("a")), lockOf([]*Type{link("b")}), 0, 1},
		{"both verbs", lockOf([]*Type{link("a"), link("a", seal)}), lockOf([]*Type{link("b", seal)}), 0, 1},
		{
			"both verbs twice", lockOf([]*Type{link("a"), link("a", seal)}),
			lockOf([]*Type{link("b"), link("b", seal)}), 0, 2,
		},
		{
			"the same foreign tokens", lockOf([]*Type{link("a", also)}),
			lockOf([]*Type{link("b", also, func(t *Type) { t.Salt = "other" })}), 0, 1,
		},
		{
			"foreign tokens of another type", lockOf([]*Type{link("a", also)}),
			lockOf([]*Type{link("b", also, func(t *Type) { t.Salt, t.Name = "other", "Reset" })}), 1, 0,
		},
		{"foreign and native", lockOf([]*Type{link("a", also)}), lockOf([]*Type{link("b")}), 0, 0},
		{"without salts", lockOf([]*Type{link("a", func(t *Type) { t.Salt, t.Format = "", "handshake" })}),
			lockOf([]*Type{link("b", once, func(t *Type) { t.Salt, t.Format = "", "handshake" })}), 0, 0},
		{"nothing", lockOf(nil), lockOf([]*Type{link("b")}), 0, 0},
	}
	for _, test := range tests {
		same, clashes := Shared(test.a, test.b)
		if len(clashes) != test.want || len(same) != test.same {
			t.Errorf("%s: %d clashes, %d the same; want %d, %d\n%v", test.name, len(clashes), len(same), test.want,
				test.same, clashes)
		}
	}
}
