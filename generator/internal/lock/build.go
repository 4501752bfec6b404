package lock

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// maxFields bounds the lines of one payload, which include the fields of nested
// structs.
const maxFields = 4096

// New describes the tokens of a directive. It fails if the payload has too many
// fields.
func New(p *model.Package, t *model.Type, d *directive.Directive) (*Type, error) {
	l := policyOf(d)
	l.GoType, l.Pos, l.Fset = GoType{p.Path, t.Name}, t.Pos, p.Fset
	for _, f := range t.Shape.Fields {
		if f.State {
			l.State = append(l.State, &Field{Go: f.Path[0], Type: cmp.Or(stateTypes[f.Shape.Kind], "text"), Pos: f.Pos})
		}
	}
	b := builder{codec: d.Codec}
	for _, v := range l.Accept {
		b.lines = 0
		if v == d.Version {
			l.Shapes[v] = b.fields(t.Shape)
		} else if f := t.Former(v); f != nil { // otherwise the source is wrong
			l.Shapes[v] = b.fields(f.Shape)
		}
	}
	if b.over {
		return nil, fmt.Errorf("a payload can have at most %d fields, including those of nested structs", maxFields)
	}
	return l, nil
}

// Mentioned describes the tokens of a directive whose struct is not known.
func Mentioned(name GoType, at token.Pos, d *directive.Directive) *Type {
	t := policyOf(d)
	t.GoType, t.Pos = name, at
	return t
}

// policyOf returns the facts that a directive alone gives.
func policyOf(d *directive.Directive) *Type {
	t := &Type{
		Salt: d.Salt, Verb: string(d.Verb), Kind: string(d.Kind()), Format: Native, Codec: d.Codec, Prefix: d.Prefix,
		MaxAge: d.MaxAge, MaxSize: d.MaxSize, Once: d.Once, Grace: d.Grace, Stated: d.Accept != nil,
		Version: d.Version, Mint: d.Mint, Accept: d.Accepted(), Used: d.Accepted(), Shapes: map[int][]*Field{},
	}
	if d.Format != "" {
		t.Format = d.Format + parameters(d.Format, d.Parameters)
	}
	if d.Deflate {
		t.Codec += deflated
	}
	if a := d.Also; a != nil {
		last := a.Until.AddDate(0, 0, -1).Format(time.DateOnly)
		t.Also = a.Format + parameters(a.Format, a.Parameters)
		if a.Missing {
			t.Also += " missing=zero"
		}
		t.Also += " until=" + last
		if a.Salt != "" {
			t.Also += " salt=" + a.Salt
		}
	}
	return t
}

// deflated is the suffix of the codec of tokens that may be compressed.
const deflated = "+deflate"

// parameters are the words for the parameters of a format that differ from the defaults.
func parameters(format string, p directive.Parameters) string {
	var text string
	for _, w := range p.Words(contract.Foreign(format)) {
		if !w.Default {
			text += " " + w.Name + "=" + w.Value
		}
	}
	if p.Future {
		text += " future=accept"
	}
	return text
}

// stateTypes are the text forms of state values. A kind that is missing has the form
// text. Kinds with the same form give equal text for equal values.
var stateTypes = map[model.Kind]string{
	model.Int: "integer", model.Uint: "integer", model.Bool: "bool", model.Time: "time",
}

// A builder makes fields of shapes.
type builder struct {
	codec string
	lines int  // of the payload so far
	over  bool // there are more than maxFields
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
		end := f.Shape
		for end.Elem != nil {
			end = end.Elem
		}
		kind := b.kind(end)
		if kind == model.Struct {
			field.Fields = b.fields(end)
		}
		if slices.Contains(ofLeaves, plain[kind]) {
			field.Of = nameOf(end.Type)
		}
		list = append(list, field)
	}
	return list
}

// kind returns how the codec encodes a shape. With JSON, types that encode themselves as
// msgpack use other methods.
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
