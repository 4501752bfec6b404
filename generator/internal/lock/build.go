package lock

import (
	"fmt"
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// maxFields bounds the lines of one payload, fields of structs inside structs
// counted: each takes a byte or more of a token, and no token has so many.
const maxFields = 4096

// New returns what the tokens of one directive are now. It fails for a payload
// that no token could hold.
func New(p *model.Package, t *model.Type, d *directive.Directive) (*Type, error) {
	l := policyOf(d)
	l.GoType, l.Pos = GoType{p.Path, t.Name}, t.Pos
	b := builder{codec: d.Codec}
	for _, f := range t.Shape.Fields {
		if f.State {
			l.State = append(l.State, &Field{Go: f.Path[0], Type: stateType(f.Shape.Kind), Pos: f.Pos})
		}
	}
	for _, v := range l.Accept {
		if s := shapeOf(t, d, v); s != nil {
			b.lines = 0
			l.Shapes[v] = b.fields(s)
		}
	}
	if b.over {
		return nil, fmt.Errorf("a payload has at most %d fields, those of structs inside it counted", maxFields)
	}
	return l, nil
}

// Mentioned returns what a directive alone says of a type.
func Mentioned(name GoType, at token.Pos, d *directive.Directive) *Type {
	t := policyOf(d)
	t.GoType, t.Pos = name, at
	return t
}

// policyOf is what a directive says of its type's tokens.
func policyOf(d *directive.Directive) *Type {
	t := &Type{
		Salt: d.Salt, Verb: string(d.Verb), Kind: string(d.Kind()), Format: wireFormat(d), Codec: d.Codec, Prefix: d.Prefix,
		MaxAge: d.MaxAge, MaxSize: d.MaxSize, Once: d.Once, Also: also(d.Also), Stated: d.Accept != nil,
		Version: d.Version, Mint: d.Mint, Accept: d.Accepted(), Used: d.Accepted(), Shapes: map[int][]*Field{},
	}
	if d.Deflate {
		t.Codec += "+deflate"
	}
	return t
}

// wireFormat is the wire format, with what a foreign one lets a type choose.
func wireFormat(d *directive.Directive) string {
	if d.Format == "" {
		return Native
	}
	return d.Format + parameters(d.Parameters)
}

func also(a *directive.Also) string {
	if a == nil {
		return ""
	}
	text := a.Format + parameters(a.Parameters) + " until=" + a.Until.AddDate(0, 0, -1).Format(time.DateOnly)
	if a.Salt != "" {
		text += " salt=" + a.Salt
	}
	return text
}

// parameters are the words for what differs from the format's defaults.
func parameters(p directive.Parameters) string {
	var text string
	if p.Algorithm != "" && p.Algorithm != contract.Algorithms[0] {
		text += " algorithm=" + p.Algorithm
	}
	if p.Sep != "" && p.Sep != contract.DefaultSep {
		text += " sep=" + p.Sep
	}
	if p.Future {
		text += " future=accept"
	}
	return text
}

// shapeOf is the shape of one version, nil where its former struct is missing.
func shapeOf(t *model.Type, d *directive.Directive, version int) *model.Shape {
	if version == d.Version {
		return t.Shape
	}
	if f := t.Former(version); f != nil {
		return f.Shape
	}
	return nil
}

// stateType is the form in which a state value enters the state tag: values of
// one form give the same text.
func stateType(k model.Kind) string {
	switch k {
	case model.Int, model.Uint:
		return "integer"
	case model.Bool:
		return "bool"
	case model.Time:
		return "time"
	}
	return "text"
}

// A builder turns shapes into fields as one codec writes them.
type builder struct {
	codec string
	lines int
	over  bool
}

func (b *builder) fields(s *model.Shape) (list []*Field) {
	for _, f := range s.Fields {
		if f.State {
			continue
		}
		if b.lines++; b.lines > maxFields {
			b.over = true
			return nil
		}
		field := &Field{Wire: f.Wire, Go: strings.Join(f.Path, "."), Type: b.text(f.Shape), Max: f.Max, Pos: f.Pos}
		switch end := last(f.Shape); b.kind(end) {
		case model.Struct:
			field.Fields = b.fields(end)
		case model.Text, model.Binary, model.Custom:
			field.Of = types.TypeString(types.Unalias(end.Type), nil)
		}
		list = append(list, field)
	}
	return list
}

// last is the shape inside all pointers, slices, arrays and maps.
func last(s *model.Shape) *model.Shape {
	for s.Elem != nil {
		s = s.Elem
	}
	return s
}

// kind is how the codec writes a shape: with JSON, types that bring their own
// msgpack go by other methods.
func (b *builder) kind(s *model.Shape) model.Kind {
	if s.Kind == model.Custom && b.codec != contract.Msgpack {
		return s.JSON
	}
	return s.Kind
}

func (b *builder) text(s *model.Shape) string {
	switch b.kind(s) {
	case model.Pointer:
		return "*" + b.text(s.Elem)
	case model.Slice:
		return "[]" + b.text(s.Elem)
	case model.Array:
		return "[" + strconv.FormatInt(s.Len, 10) + "]" + b.text(s.Elem)
	case model.Map:
		return "map[" + b.text(s.Key) + "]" + b.text(s.Elem)
	case model.ByteArray:
		return "[" + strconv.FormatInt(s.Len, 10) + "]byte"
	case model.Int:
		return sized("int", s.Bits)
	case model.Uint:
		return sized("uint", s.Bits)
	case model.Float:
		return sized("float", s.Bits)
	}
	return plain[b.kind(s)]
}

var plain = map[model.Kind]string{
	model.Bool: "bool", model.String: "string", model.Bytes: "[]byte", model.Time: "time",
	model.Text: "text", model.Binary: "binary", model.Custom: "custom", model.Struct: "struct",
}

func sized(name string, bits int) string {
	if bits == 0 {
		return name
	}
	return name + strconv.Itoa(bits)
}
