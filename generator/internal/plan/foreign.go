package plan

import (
	"slices"
	"strconv"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A Foreign is the plan for tokens of another system.
type Foreign struct {
	Format  *contract.Format
	Package string   // name of the imported package
	Spec    string   // name of the variable
	Args    []string // of the package's NewSpec
	Keys    Param
	Struct  *Struct
	Lead    string // the constant first field of a token, or empty
	Gob     bool   // payloads are encoded by encoding/gob; then Struct is the native payload
	Missing bool   // fields of JSON that are missing or null are zero
	Zones   bool   // payloads are JSON with times, which may be in any time zone
	OwnJSON bool   // payloads are JSON, which types with the method UnmarshalJSON read
	SpecDoc []string

	*Moving // set if a native type accepts these tokens besides its own
}

// Moving is how a native type distinguishes foreign tokens, and how long it accepts them.
type Moving struct {
	Open, Until       string   // names of the function that opens them, and of the variable that ends it
	Date              []string // the moment from which on they are refused: arguments of time.Date
	Prefix            string   // of native tokens, a literal
	OpenDoc, UntilDoc []string
	Time, Strings     string // names of the imported packages
}

// declareAlso declares the names for foreign tokens that a native type accepts.
func (b *fileBuilder) declareAlso(t *Token, typ *model.Type, d *directive.Directive) {
	if d.Also == nil {
		return
	}
	format, codec := contract.Foreign(d.Also.Format), JSON
	switch {
	case format.Fields:
		codec = Codec(format.Name)
	case d.Also.Gob():
		codec = Codec(d.Codec)
	}
	if b.structs[keyOf(codec, typ.Named)] == nil {
		b.declareStruct(codec, typ.Named, typ.Name)
	}
	name := "typeseal" + typ.Name + title(string(d.Verb)) + title(format.Name)
	t.Also = &Foreign{
		Format: format, Gob: d.Also.Gob(), Missing: d.Also.Missing,
		Struct: b.structs[keyOf(codec, typ.Named)],
		Spec:   b.imports.declare(name),
		Moving: &Moving{Open: b.imports.declare(name + "Open"), Until: b.imports.declare(name + "Until")},
	}
}

// foreign plans the variable and methods of a directive with format=.
func (b *fileBuilder) foreign(t *Token, typ *model.Type, d *directive.Directive) {
	t.Foreign = &Foreign{Format: d.Foreign(), Spec: t.Spec, Struct: t.Struct}
	t.Foreign.Zones = t.Struct.Codec.JSON() && holds(typ.Shape, isTime)
	b.foreignSpec(t.Foreign, d, d.Salt, d.Parameters)
	t.Foreign.Keys = Param{"keys", "*" + t.Foreign.Package + ".Keys"}
	b.describe(t, d)
	t.Foreign.SpecDoc = t.SpecDoc
}

// also plans the foreign tokens that a native type accepts.
func (b *fileBuilder) also(t *Token, typ *model.Type, d *directive.Directive) {
	f := t.Also
	if f == nil {
		return
	}
	b.fill(f.Struct, typ.Shape, typ.Name)
	if f.Struct.Codec.JSON() && !f.Gob {
		f.Zones = holds(typ.Shape, isTime)
		f.OwnJSON = holds(typ.Shape, readsJSON) && !holds(typ.Shape, risksJSON)
	}
	b.foreignSpec(f, d, d.Also.Salt, d.Also.Parameters)
	f.Keys = Param{f.Package + "Keys", "*" + f.Package + ".Keys"}
	f.Time, f.Strings = b.imports.std("time"), b.imports.std("strings")
	f.Prefix = strconv.Quote(d.Prefix)
	end := d.Also.Until
	f.Date = []string{
		strconv.Itoa(end.Year()), f.Time + "." + end.Month().String(), strconv.Itoa(end.Day()), "0", "0", "0", "0",
		f.Time + ".UTC",
	}
}

// holds reports whether a payload has a value of one kind, at any depth.
func holds(s *model.Shape, is func(*model.Shape) bool) bool {
	return is(s) || s.Elem != nil && holds(s.Elem, is) ||
		slices.ContainsFunc(s.Fields, func(f *model.Field) bool { return !f.State && holds(f.Shape, is) })
}

func isTime(s *model.Shape) bool    { return s.Kind == model.Time }
func readsJSON(s *model.Shape) bool { return s.ReadsJSON }
func risksJSON(s *model.Shape) bool { return s.RisksJSON }

// foreignSpec plans the arguments of NewSpec: those that the format requires, and
// the options that differ from its defaults.
func (b *fileBuilder) foreignSpec(f *Foreign, d *directive.Directive, salt string, p directive.Parameters) {
	f.Package = b.imports.std(f.Format.Path())
	b.Compat[Codec(f.Format.Name)] = f.Package
	if variant := f.Format.Verbs[string(d.Verb)]; variant != "" {
		f.Args = append(f.Args, f.Package+"."+variant)
	}
	if algorithm := f.Format.Argument(p.Algorithm); algorithm != "" {
		f.Args, p.Algorithm = append(f.Args, strconv.Quote(algorithm)), ""
	}
	if f.Format.Salt == contract.FieldSalt {
		f.Lead = salt
	}
	if f.Format.Fields {
		n := len(f.Struct.Fields)
		if f.Lead != "" {
			n++
		}
		f.Args = append(f.Args, strconv.Itoa(n))
	}
	if !f.Format.Timeless {
		f.Args = append(f.Args, b.duration(d.MaxAge))
	}
	most := min(d.MaxSize, f.Format.MostMaxSize)
	sized := most != f.Format.DefaultMaxSize
	for _, o := range []struct {
		set       bool
		name, arg string
	}{
		{f.Format.Salt == contract.OptionSalt, "Salt", strconv.Quote(salt)},
		{p.Algorithm != "", "Algorithm", strconv.Quote(p.Algorithm)},
		{p.Derivation != "", "Derivation", strconv.Quote(p.Derivation)},
		{p.Sep != "", "Sep", strconv.Quote(p.Sep)},
		{p.Gob(f.Format), "Gob", ""},
		{p.Issuer != "", "Issuer", strconv.Quote(p.Issuer)},
		{p.Audience != "", "Audience", strconv.Quote(p.Audience)},
		{d.Deflate && d.Format != "", "Compress", ""},
		{p.Future, "AcceptFuture", ""},
		{sized, "MaxSize", strconv.Itoa(most)},
		{sized && f.Format.Inflates, "MaxPayload", strconv.Itoa(most * contract.InflateFactor)},
	} {
		if o.set {
			f.Args = append(f.Args, f.Package+"."+o.name+"("+o.arg+")")
		}
	}
}
