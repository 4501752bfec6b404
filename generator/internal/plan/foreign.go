package plan

import (
	"fmt"
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
	t.Foreign.SpecDoc = wrap(fmt.Sprintf("%s is the policy of the %s tokens that %s.%s mints.", t.Spec,
		t.Foreign.named(), t.Type, t.Mint))
	b.describeForeign(t, d)
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
	day := end.AddDate(0, 0, -1).Format(time.DateOnly)
	f.SpecDoc = wrap(fmt.Sprintf("%s is the policy of the %s tokens that %s.%s accepts too.", f.Spec, f.named(),
		t.Type, t.Open))
	f.UntilDoc = wrap(fmt.Sprintf("%s is when it no longer does: %s, in UTC, is the last day.", f.Until, day))
	f.OpenDoc = wrap(fmt.Sprintf("%s sets *p to the payload of a token of %s.", f.Open, f.named()))
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

// describeForeign writes the comments of methods over another system's tokens.
func (b *fileBuilder) describeForeign(t *Token, d *directive.Directive) {
	rt, f := b.Runtime, t.Foreign
	life, late := "It is good for "+words(d.MaxAge)+".", "is older than "+words(d.MaxAge)+", "
	if d.MaxAge == directive.Unlimited {
		life, late = "It does not expire.", ""
	}
	kind, who := readers(d)
	t.MintDoc = wrap(
		fmt.Sprintf("%s returns p as a %s token of %s%s. %s %s", t.Mint, kind, f.named(), f.purpose(d), life, who),
		fmt.Sprintf("The error matches %s.ErrMint where p cannot travel, and %s.ErrConfig where keys are unusable.", rt, rt),
	)
	t.AppendDoc = wrap(fmt.Sprintf("%s appends what %s returns to dst. On an error it returns dst as it was.",
		t.Append, t.Mint))
	expired := ""
	if late != "" {
		expired = fmt.Sprintf(" An expired one gives a *%s.ExpiredError[%s], which holds its payload.", rt, t.Type)
	}
	t.OpenDoc = wrap(
		fmt.Sprintf("%s sets *p to the payload of a token that %s or the other system made. On an error it leaves "+
			"*p as it was.", t.Open, t.Mint),
		fmt.Sprintf("The error matches %s.ErrInvalid where the token %swas changed, or was made with "+
			"another key%s.%s", rt, late, map[bool]string{true: " or for another purpose"}[f.purpose(d) != ""], expired),
	)
}

// purpose says what keeps a format's tokens for one purpose from another.
func (f *Foreign) purpose(d *directive.Directive) string {
	switch {
	case f.Format == Django:
		return " with the salt " + d.Salt
	case f.Lead != "":
		return " with the first field " + f.Lead
	}
	return ""
}

// describeAlso adds to a method's comment what else it accepts.
func (b *fileBuilder) describeAlso(t *Token, d *directive.Directive) {
	if t.Also == nil {
		return
	}
	age := " of the same age"
	if t.Also.Format == Handoff {
		age = ", which carry no time, of any age"
	}
	t.OpenDoc = append(append(t.OpenDoc, ""), wrap(fmt.Sprintf(
		"Until the end of %s, in UTC, it also accepts tokens of %s%s, made with %s: what does not begin with %s is "+
			"taken for one. They are refused, as malformed, if there are opts, for which they have no room, and they "+
			"belong to no realm.",
		d.Also.Until.AddDate(0, 0, -1).Format(time.DateOnly), t.Also.named(), age, t.Also.Keys.Name, t.Also.Prefix))...)
}
