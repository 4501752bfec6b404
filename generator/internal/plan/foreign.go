package plan

import (
	"strconv"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// compatPath leads to the packages of the foreign formats, each of which is
// imported by those files only that use it.
const compatPath = runtimePath + "/compat/"

// The codecs of foreign formats, as the formats are called. All but
// handshake's, which writes fields, are JSON with Python's floats.
const (
	Django    Codec = directive.Django
	Handshake Codec = directive.Handshake
	Handoff   Codec = directive.Handoff
)

// JSON reports whether the payload is a JSON object.
func (c Codec) JSON() bool { return c == JSON || c == Django || c == Handoff }

// suffix ends the names of a codec's functions.
func (c Codec) suffix() string {
	if c == JSON {
		return "JSON"
	}
	return title(string(c))
}

// inflateFactor is the native runtime's: a payload may inflate to this many
// bytes for each character of max-size.
const inflateFactor = 16

// maxHandshake is the most characters that a token of handshake has.
const maxHandshake = 2048

// A Foreign is a spec of another system's tokens.
type Foreign struct {
	Format  Codec
	Package string   // name of the imported package
	Spec    string   // name of the variable
	Args    []string // of the package's NewSpec
	Keys    Param
	Struct  *Struct
	Lead    string // handshake: the constant first field, or empty
	SpecDoc []string

	*Moving // of what a native type accepts beside its own tokens
}

// Moving is how a native type tells foreign tokens apart, and how long it
// accepts them.
type Moving struct {
	Open, Until       string   // names of the function that opens them, and of the variable that ends it
	Date              []string // the moment from which on they are refused: arguments of time.Date
	Prefix            string   // of native tokens, a literal
	OpenDoc, UntilDoc []string
	Time, Strings     string // names of the imported packages
}

// codecOf is the codec of a directive's payload.
func codecOf(d *directive.Directive) Codec {
	if d.Format != "" {
		return Codec(d.Format)
	}
	return Codec(d.Codec)
}

// needsCodec reports whether the file calls package codec: only a file whose
// tokens are all handshake's does not.
func (b *fileBuilder) needsCodec() bool {
	for _, t := range b.source.Types {
		for _, d := range t.Directives {
			if d.Format != directive.Handshake {
				return true
			}
		}
	}
	return false
}

// declareAlso takes the names of what opens foreign tokens for a native type.
func (b *fileBuilder) declareAlso(t *Token, typ *model.Type, d *directive.Directive) {
	if d.Also == nil {
		return
	}
	codec := JSON
	if d.Also.Format == directive.Handshake {
		codec = Handshake
	}
	if b.structs[keyOf(codec, typ.Named)] == nil {
		b.declareStruct(codec, typ.Named, typ.Name)
	}
	name := "typeseal" + typ.Name + title(string(d.Verb))
	t.Also = &Foreign{
		Format: Codec(d.Also.Format),
		Struct: b.structs[keyOf(codec, typ.Named)],
		Spec:   b.imports.declare(name + title(d.Also.Format)),
		Moving: &Moving{
			Open:  b.imports.declare(name + title(d.Also.Format) + "Open"),
			Until: b.imports.declare(name + title(d.Also.Format) + "Until"),
		},
	}
}

// foreign plans the variable and methods of a directive with format=.
func (b *fileBuilder) foreign(t *Token, d *directive.Directive) {
	t.Foreign = &Foreign{Format: Codec(d.Format), Spec: t.Spec, Struct: t.Struct}
	b.foreignSpec(t.Foreign, d, d.Salt, d.Parameters)
	t.Foreign.Keys = Param{"keys", "*" + t.Foreign.Package + ".Keys"}
	b.describe(t, d)
	t.Foreign.SpecDoc = t.SpecDoc
}

// also plans what a native type accepts beside its own tokens.
func (b *fileBuilder) also(t *Token, typ *model.Type, d *directive.Directive) {
	f := t.Also
	if f == nil {
		return
	}
	b.fill(f.Struct, typ.Shape, typ.Name)
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

// named is the format as its users know it.
func (f *Foreign) named() string {
	return map[Codec]string{Django: "Django", Handshake: "handshake", Handoff: "Ax_Handoff"}[f.Format]
}

// foreignSpec plans the arguments of NewSpec.
func (b *fileBuilder) foreignSpec(f *Foreign, d *directive.Directive, salt string, p directive.Parameters) {
	f.Package = b.imports.std(compatPath + string(f.Format))
	b.Compat[f.Format] = f.Package
	switch f.Format {
	case Handoff:
		f.Args = []string{f.Package + "." + map[directive.Verb]string{directive.Seal: "A", directive.Sign: "B"}[d.Verb]}
	case Handshake:
		fields := len(f.Struct.Fields)
		if f.Lead = salt; salt != "" {
			fields++
		}
		f.Args = []string{strconv.Itoa(fields), b.foreignAge(f, d.MaxAge)}
	default:
		f.Args = []string{b.foreignAge(f, d.MaxAge)}
		f.option("Salt", strconv.Quote(salt))
	}
	if p.Algorithm != "" {
		f.option("Algorithm", strconv.Quote(p.Algorithm))
	}
	if p.Sep != "" {
		f.option("Sep", strconv.Quote(p.Sep))
	}
	if d.Deflate && f.Format == Django {
		f.option("Compress", "")
	}
	if p.Future {
		f.option("AcceptFuture", "")
	}
	f.sizes(d.MaxSize)
}

func (f *Foreign) option(name, arg string) {
	f.Args = append(f.Args, f.Package+"."+name+"("+arg+")")
}

// sizes adds the limits where they are not the package's own.
func (f *Foreign) sizes(most int) {
	switch {
	case f.Format == Handshake && most < maxHandshake:
		f.option("MaxSize", strconv.Itoa(most))
	case f.Format != Handshake && most != defaultMaxSize:
		f.option("MaxSize", strconv.Itoa(most))
		f.option("MaxPayload", strconv.Itoa(most*inflateFactor))
	}
}

// foreignAge is a max-age as the package of the format takes it.
func (b *fileBuilder) foreignAge(f *Foreign, age time.Duration) string {
	if age == directive.Unlimited {
		return f.Package + ".Unlimited"
	}
	return b.maxAge(age)
}
