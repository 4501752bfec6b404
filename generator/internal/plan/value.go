package plan

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// fill plans the functions of a struct. hint is a name for nested structs without a
// name.
func (b *fileBuilder) fill(s *Struct, shape *model.Shape, hint string) {
	if s.Type != "" {
		return
	}
	s.Type = b.text(shape.Type)
	for _, f := range shape.Fields {
		if f.State {
			continue
		}
		s.Fields = append(s.Fields, &Field{
			Selector: strings.Join(f.Path, "."),
			Wire:     f.Wire,
			Max:      f.Max,
			Value:    b.value(s.Codec, f.Shape, hint, hint+"_"+title(f.Path[len(f.Path)-1])),
		})
	}
	if len(s.Fields) == 0 {
		s.Names = ""
	}
}

// plainKinds are the kinds that are encoded by one call, with the type that encoders
// take and decoders return.
var plainKinds = map[model.Kind]struct {
	kind Kind
	typ  types.Type
}{
	model.Bool:   {Bool, types.Typ[types.Bool]},
	model.Int:    {Int, types.Typ[types.Int64]},
	model.Uint:   {Uint, types.Typ[types.Uint64]},
	model.String: {String, types.Typ[types.String]},
}

// value plans a value. root begins the names of its functions, and hint is the name of
// a function for a type without a name.
func (b *fileBuilder) value(codec Codec, s *model.Shape, root, hint string) *Value {
	switch s.Kind {
	case model.Bool, model.Int, model.Uint, model.String:
		plain := plainKinds[s.Kind]
		return b.converted(&Value{Kind: plain.kind, Bits: b.bits(s)}, s.Type, plain.typ)
	case model.Float:
		if s.Bits == 32 {
			return b.converted(&Value{Kind: Float32}, s.Type, types.Typ[types.Float32])
		}
		return b.converted(&Value{Kind: Float64}, s.Type, types.Typ[types.Float64])
	case model.Time:
		v := &Value{Kind: Time}
		if named, ok := types.Unalias(s.Type).(*types.Named); !ok || named.String() != "time.Time" {
			v.From = b.text(s.Type)
		}
		return v
	case model.Bytes:
		return b.bytes(&Value{Kind: Bytes}, s.Type.Underlying().(*types.Slice).Elem(), "FromBytes")
	case model.ByteArray:
		return b.bytes(&Value{Kind: ByteArray}, s.Type.Underlying().(*types.Array).Elem(), "FillBytes")
	case model.Text:
		return &Value{Kind: Text, typ: s.Type}
	case model.Binary:
		return &Value{Kind: Binary, typ: s.Type}
	case model.Custom:
		return b.custom(codec, s)
	case model.Struct:
		return &Value{Kind: Nested, Struct: b.nested(codec, s, root, hint)}
	}
	return b.composite(codec, s, root, hint)
}

func (b *fileBuilder) composite(codec Codec, s *model.Shape, root, hint string) *Value {
	v := &Value{Elem: b.value(codec, s.Elem, root, hint), Len: s.Len}
	switch s.Kind {
	case model.Pointer:
		v.Kind, v.ElemType = Pointer, b.text(s.Elem.Type)
		if _, named := types.Unalias(s.Type).(*types.Named); named { // it does not have the methods of the element
			v.To = "(*" + v.ElemType + ")"
		}
	case model.Array:
		v.Kind = Array
	case model.Slice:
		v.Kind, v.ElemType, v.Min = Slice, b.text(s.Elem.Type), b.size(codec, s.Elem)
		if !v.Elem.Kind.Simple() {
			v.Zero = zero(s.Elem.Type, v.ElemType)
		}
	case model.Map:
		v.Kind, v.Key = Map, b.value(codec, s.Key, root, hint)
		v.KeyType, v.ElemType = b.text(s.Key.Type), b.text(s.Elem.Type)
		v.Min = b.entrySize(codec, s)
	default:
		panic(fmt.Sprintf("plan: %s cannot be encoded", s.Type)) // the package has problems
	}
	return v
}

// converted sets the conversions between t and the type that the codecs use.
func (b *fileBuilder) converted(v *Value, t, codecType types.Type) *Value {
	if !types.Identical(t, codecType) {
		v.To, v.From = codecType.String(), b.text(t)
	}
	return v
}

// bytes sets the conversions for elements of a type that is declared as byte.
func (b *fileBuilder) bytes(v *Value, elem types.Type, from string) *Value {
	if !types.Identical(elem, types.Typ[types.Byte]) {
		b.Codec = b.imports.std(contract.CodecPath)
		v.To, v.From = b.Codec+".ToBytes", b.Codec+"."+from+"["+b.text(elem)+"]"
	}
	return v
}

func (b *fileBuilder) custom(codec Codec, s *model.Shape) *Value {
	v := &Value{Kind: Text, typ: s.Type}
	switch {
	case codec == Msgpack:
		b.Bridge = b.imports.std(contract.BridgePath)
		v.Kind = Custom
	case s.JSON == model.Binary:
		v.Kind = Binary
	}
	return v
}

// encoded plans the parts that only the function that encodes a struct needs. A struct
// that is only decoded has neither that function nor its imports.
func (b *fileBuilder) encoded(s *Struct) {
	if s == nil || s.Minted {
		return
	}
	s.Minted = true
	for _, f := range s.Fields {
		b.encodedValue(f.Value)
	}
}

func (b *fileBuilder) encodedValue(v *Value) {
	switch {
	case v == nil:
		return
	case v.Kind == Time && v.From != "":
		v.To = b.imports.std("time") + ".Time"
	case v.typ != nil:
		v.New = "new(" + b.text(v.typ) + ")"
	}
	b.encoded(v.Struct)
	b.encodedValue(v.Elem)
}

// bits is the size of an integer, an expression.
func (b *fileBuilder) bits(s *model.Shape) string {
	switch {
	case s.Kind != model.Int && s.Kind != model.Uint:
		return ""
	case s.Bits == 0:
		b.Codec = b.imports.std(contract.CodecPath)
		return b.Codec + ".WordBits"
	}
	return strconv.Itoa(s.Bits)
}

// nested returns the functions of a nested struct.
func (b *fileBuilder) nested(codec Codec, s *model.Shape, root, hint string) *Struct {
	if known := b.structs[keyOf(codec, s.Type)]; known != nil {
		return known
	}
	name := hint
	if named, ok := types.Unalias(s.Type).(*types.Named); ok {
		name = root + "_" + b.typeName(named)
	}
	planned := b.declareStruct(codec, s.Type, name)
	b.fill(planned, s, name)
	return planned
}

// typeName is the name of a type as a part of a function's name: Address, GeoPoint for
// geo.Point, PairIntString for a generic type.
func (b *fileBuilder) typeName(t *types.Named) string {
	name := title(t.Obj().Name())
	if p := t.Obj().Pkg(); p != nil && p.Path() != b.imports.namespace.pkg.Path {
		name = title(p.Name()) + name
	}
	for arg := range t.TypeArgs().Types() {
		if inner, ok := types.Unalias(arg).(*types.Named); ok {
			name += b.typeName(inner)
			continue
		}
		name += title(strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, types.TypeString(arg, (*types.Package).Name)))
	}
	return name
}

// zero is a zero value of t, an expression.
func zero(t types.Type, text string) string {
	switch u := t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return text + "{}"
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsBoolean != 0:
			return "false"
		}
		return "0"
	}
	return "nil"
}
