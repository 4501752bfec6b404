package model

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// Limits of payloads.
const (
	MaxDepth  = 16      // nested containers, including the annotated struct
	MaxFields = 256     // fields of one struct
	MaxArray  = 1 << 16 // elements of an array
)

// These constants limit the number of problems, and the number of faults, which include
// repeated problems. The search ends at either limit. That bounds its time, because only
// types without a fault are remembered.
const (
	maxProblems = 200
	maxFaults   = 10_000
)

// RootShape returns the shape of an annotated struct, and every problem that prevents its
// encoding with these codecs. The marshal methods of the struct itself do not count: its
// fields are encoded.
//
// A field whose type has errors is Unsupported without a problem, because the type
// checker has reported it.
func RootShape(named *types.Named, codecs []string) (*Shape, []diag.Diagnostic) {
	b := &builder{
		root:    named,
		msgpack: slices.Contains(codecs, "msgpack"),
		json:    slices.Contains(codecs, "json"),
		done:    map[types.Type]*Shape{},
		seen:    map[problem]bool{},
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return b.refuse(named, "%s is not a struct", "annotate a struct"), b.problems
	}
	b.open = append(b.open, named)
	s := b.structure(named, st)
	if len(s.Fields) == 0 && b.faults == 0 && holds(named, maxHolds) {
		b.fault("fields", "tokens would contain nothing of "+named.Obj().Name()+
			": all its fields are unexported or left out",
			"export the fields that tokens need")
	}
	b.lookAlikes()
	return s, b.problems
}

// A builder makes shapes of types and collects problems.
type builder struct {
	root          *types.Named
	msgpack, json bool

	done  map[types.Type]*Shape // types without a fault
	open  []types.Type          // named types that are being built
	trail []*types.Var          // fields from the root to here
	depth int                   // containers from the root to here

	faults   int // including repeated ones
	problems []diag.Diagnostic
	seen     map[problem]bool

	names   []nameOf
	unusual bool // one of them is not ASCII
}

// A problem identifies a diagnostic.
type problem struct {
	diag.Span
	message, advice string
}

// shape returns the shape of t.
func (b *builder) shape(t types.Type) *Shape {
	if s := b.done[t]; s != nil && b.depth+s.depth <= MaxDepth {
		return s
	}
	before := b.faults
	s := b.classify(t)
	if b.faults == before {
		b.done[t] = s
	}
	return s
}

// classify returns the shape of a type that is not remembered.
func (b *builder) classify(t types.Type) *Shape {
	if len(b.problems) >= maxProblems || b.faults >= maxFaults {
		b.faults++
		return &Shape{Kind: Unsupported, Type: t}
	}
	t, why := Speller{Own: b.root.Obj().Pkg()}.Spell(t)
	switch t.(type) {
	case *types.Pointer, *types.Slice, *types.Array, *types.Map: // the elements may be the reason
	default:
		if why != "" {
			return b.refuse(t, "%s "+why, "declare your own type for this field")
		}
	}
	if isNamed(t, "time", "Time") {
		return &Shape{Kind: Time, Type: t}
	}
	if isNamed(t, "encoding/json", "Number") {
		return b.refuse(t, "%s can contain any text", "write int64, float64 or string")
	}
	if s := b.marshaler(t); s != nil {
		return s
	}
	if basic, ok := t.Underlying().(*types.Basic); ok {
		return b.basic(t, basic)
	}
	if _, ok := types.Unalias(t).(*types.Named); ok {
		if slices.ContainsFunc(b.open, func(o types.Type) bool { return types.Identical(o, t) }) {
			return b.refuse(t, "%s contains itself",
				"write a flat slice of structs that name their parent, or a type without the cycle")
		}
		b.open = append(b.open, t)
		defer func() { b.open = b.open[:len(b.open)-1] }()
	}
	return b.composite(t)
}

func (b *builder) composite(t types.Type) *Shape {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if _, twice := u.Elem().Underlying().(*types.Pointer); twice {
			return b.refuse(t, "%s is a pointer to a pointer, and only one of them could be nil", "write one pointer")
		}
		elem := b.shape(u.Elem())
		return &Shape{Kind: Pointer, Type: t, Elem: elem, depth: elem.depth}
	case *types.Slice:
		if b.isByte(u.Elem()) {
			return &Shape{Kind: Bytes, Type: t}
		}
		return b.container(t, Slice, u.Elem())
	case *types.Array:
		if u.Len() > MaxArray {
			return b.refuse(t, "%s is larger than any token", "write a slice")
		}
		if b.isByte(u.Elem()) {
			return &Shape{Kind: ByteArray, Type: t, Len: u.Len()}
		}
		s := b.container(t, Array, u.Elem())
		s.Len = u.Len()
		return s
	case *types.Map:
		return b.mapping(t, u)
	case *types.Struct:
		return b.nested(t, u)
	case *types.Interface:
		return b.iface(t)
	case *types.Signature:
		return b.refuse(t, "%s is a function, which cannot be encoded", leaveOut)
	case *types.Chan:
		return b.refuse(t, "%s is a channel, which cannot be encoded", leaveOut)
	}
	return b.refuse(t, "%s cannot be part of a token", leaveOut)
}

const leaveOut = `leave the field out with json:"-"`

// basics are the kinds and sizes of the basic types that can be encoded.
var basics = map[types.BasicKind]Shape{
	types.Bool: {Kind: Bool}, types.String: {Kind: String},
	types.Int: {Kind: Int}, types.Uint: {Kind: Uint},
	types.Int8: {Kind: Int, Bits: 8}, types.Uint8: {Kind: Uint, Bits: 8},
	types.Int16: {Kind: Int, Bits: 16}, types.Uint16: {Kind: Uint, Bits: 16},
	types.Int32: {Kind: Int, Bits: 32}, types.Uint32: {Kind: Uint, Bits: 32},
	types.Int64: {Kind: Int, Bits: 64}, types.Uint64: {Kind: Uint, Bits: 64},
	types.Float32: {Kind: Float, Bits: 32}, types.Float64: {Kind: Float, Bits: 64},
}

func (b *builder) basic(t types.Type, u *types.Basic) *Shape {
	if s, ok := basics[u.Kind()]; ok {
		s.Type = t
		return &s
	}
	switch u.Kind() {
	case types.Invalid:
		b.faults++
		return &Shape{Kind: Unsupported, Type: t, Reason: "the type has errors"}
	case types.Complex64, types.Complex128:
		return b.refuse(t, "%s is a complex number, which no codec supports", "write two float64 fields, or [2]float64")
	case types.Uintptr:
		return b.refuse(t, "%s is an address, which has no meaning in another program",
			"if a number is meant, write uint64")
	}
	return b.refuse(t, "%s is an address, which has no meaning in another program", leaveOut)
}

// isByte reports whether elements of a type are encoded together as bytes. That is so if
// the type is byte, or declared as byte, and has no marshal methods, as in encoding/json
// and msgpack.
func (b *builder) isByte(elem types.Type) bool {
	basic, ok := elem.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Uint8 && !b.methods(elem).any() && b.shape(elem).Kind == Uint
}

func (b *builder) mapping(t types.Type, u *types.Map) *Shape {
	key, ok := u.Key().Underlying().(*types.Basic)
	if !ok || key.Info()&(types.IsString|types.IsInteger) == 0 || key.Kind() == types.Uintptr {
		return b.refuse(t, "%s has keys that are neither strings nor integers",
			"write a map with string or integer keys, or a slice of structs")
	}
	if b.methods(u.Key()).any() {
		return b.refuse(t, "%s has keys with marshal methods, which tokens do not use",
			"write a map with plain keys, or a slice of structs")
	}
	s := b.container(t, Map, u.Elem())
	s.Key = b.shape(u.Key())
	return s
}

func (b *builder) iface(t types.Type) *Shape {
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return b.refuse(t, "%s is an interface, so a decoder cannot know its type", "write a string with the text")
	}
	if _, param := types.Unalias(t).(*types.TypeParam); param {
		return b.refuse(t, "%s is a type parameter", "write a concrete type")
	}
	return b.refuse(t, "%s is an interface, so a decoder cannot know its type",
		"write the concrete type, or a struct with one pointer for each case")
}

// container builds a shape around elem.
func (b *builder) container(t types.Type, kind Kind, elem types.Type) *Shape {
	if !b.enter(t) {
		return &Shape{Kind: Unsupported, Type: t, Reason: tooDeep}
	}
	defer b.leave()
	s := b.shape(elem)
	return &Shape{Kind: kind, Type: t, Elem: s, depth: s.depth + 1}
}

// nested builds the shape of a struct inside the annotated one.
func (b *builder) nested(t types.Type, u *types.Struct) *Shape {
	if isTime(u) {
		return &Shape{Kind: Time, Type: t}
	}
	if isLock(t) || b.foreign(t) && b.lockIn(t) != "" {
		return b.refuse(t, "payloads are copied, but %s must not be copied", b.lockAdviceFor(t))
	}
	before := b.faults
	s := b.structure(t, u)
	if len(s.Fields) == 0 && b.faults == before && holds(u, maxHolds) {
		return b.refuse(t, "tokens would contain nothing of %s: it has no exported field",
			leaveOut+", or "+OwnStruct)
	}
	return s
}

const tooDeep = "nested deeper than 16"

func (b *builder) enter(t types.Type) bool {
	if b.depth >= MaxDepth {
		b.fault("nesting", fmt.Sprintf("%s is nested deeper than %d structs, slices, arrays and maps", b.name(t),
			MaxDepth), "flatten the payload")
		return false
	}
	b.depth++
	return true
}

func (b *builder) leave() { b.depth-- }

// refuse reports that t cannot be encoded. reason has one %s, for t.
func (b *builder) refuse(t types.Type, reason, advice string) *Shape {
	s := &Shape{Kind: Unsupported, Type: t, Reason: fmt.Sprintf(reason, b.name(t)), Advice: advice}
	b.fault("field-type", s.Reason, advice)
	return s
}

// fault reports a problem at the innermost field that the package of the annotated type
// declares. The message has the path from that field on.
func (b *builder) fault(rule, message, advice string, fixes ...diag.Fix) {
	b.faults++
	at, way := types.Object(b.root.Obj()), ""
	for _, v := range b.trail {
		if v.Pkg() == at.Pkg() {
			at, way = v, v.Name()
		} else {
			way = strings.TrimPrefix(way+"."+v.Name(), ".")
		}
	}
	if n := len(b.trail); n > 0 && b.foreignVar(b.trail[n-1]) {
		advice = OwnStruct
	}
	if way != "" {
		message = "field " + way + ": " + message
	}
	p := diag.Diagnostic{Rule: rule, Message: message, Help: advice, Fixes: fixes}
	if at.Pos().IsValid() {
		p.Span = diag.Word(at.Pos(), at.Name())
	}
	if key := (problem{p.Span, message, advice}); !b.seen[key] && len(b.problems) < maxProblems {
		b.seen[key] = true
		b.problems = append(b.problems, p)
	}
}

// OwnStruct is the advice for a struct that another package declares.
const OwnStruct = "declare your own struct with the fields that tokens need"

// name returns t as the package of the annotated type writes it.
func (b *builder) name(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == b.root.Obj().Pkg() {
			return ""
		}
		return p.Name()
	})
}
