package model

import (
	"fmt"
	"go/types"
)

// msgpackPath is the package whose Encoder and Decoder msgpack's own methods
// take. Its other major versions do not count.
const msgpackPath = "github.com/vmihailenco/msgpack/v5"

// A method describes one marshal method of a type.
type method struct {
	has     bool       // the type has it, with the right signature
	origin  types.Type // of the receiver: the type itself, or one that it embeds
	partial bool       // from one of several embedded or other fields
	remote  bool       // through an embedded pointer or interface, which may be nil
	copied  bool       // the receiver is a copy
}

// risky reports whether a method that decodes may panic, or not set all of the value.
func (m method) risky() bool { return m.partial || m.remote || m.copied }

// A pair are the two methods of one encoding.
type pair struct{ write, read method }

func (p pair) whole() bool { return p.write.has && p.read.has }
func (p pair) half() bool  { return p.write.has != p.read.has }

// methods are the marshal methods of a type or of a pointer to it.
type methods struct{ custom, text, binary, json pair }

func (m methods) any() bool {
	return m.text.whole() || m.binary.whole() || m.custom.whole() || m.text.half() || m.binary.half() ||
		m.custom.half() || m.json.write.has || m.json.read.has
}

// methods finds the marshal methods of t and of a pointer to t. Generated code always
// has an address.
func (b *builder) methods(t types.Type) methods {
	switch types.Unalias(t).(type) {
	case *types.Named, *types.Struct:
	default:
		return methods{}
	}
	if types.IsInterface(t) || bare(t) {
		return methods{}
	}
	both := func(name string) pair {
		return pair{b.method(t, "Marshal"+name, writesBytes), b.method(t, "Unmarshal"+name, readsBytes)}
	}
	m := methods{custom: both("Msgpack"), text: both("Text"), binary: both("Binary"), json: both("JSON")}
	if e := b.method(t, "EncodeMsgpack", takes("Encoder")); e.has {
		m.custom.write = e
	}
	if d := b.method(t, "DecodeMsgpack", takes("Decoder")); d.has {
		m.custom.read = d
	}
	return m
}

// bare reports whether a type that is not an interface has no method, since it declares
// none and embeds nothing. To search its method set takes longer.
func bare(t types.Type) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.NumMethods() > 0 {
		return false
	}
	st, ok := t.Underlying().(*types.Struct)
	for i := 0; ok && i < st.NumFields(); i++ {
		if st.Field(i).Embedded() {
			return false
		}
	}
	return true
}

func (b *builder) method(t types.Type, name string, fits func(*types.Signature) bool) method {
	obj, index, _ := types.LookupFieldOrMethod(t, true, b.root.Obj().Pkg(), name)
	f, ok := obj.(*types.Func)
	if !ok || !fits(f.Signature()) {
		return method{}
	}
	m := method{has: true, origin: f.Signature().Recv().Type()}
	if p, ok := m.origin.(*types.Pointer); ok {
		m.origin = p.Elem()
	} else {
		m.copied = true
	}
	m.partial, m.remote = embedding(t, index[:len(index)-1])
	return m
}

// embedding follows embedded fields. It reports whether one of the structs on the path
// has other fields with a value, and whether one of the fields may be nil.
func embedding(t types.Type, way []int) (others, remote bool) {
	for _, i := range way {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st := t.Underlying().(*types.Struct)
		for j := range st.NumFields() {
			others = others || j != i && holds(st.Field(j).Type(), maxHolds)
		}
		t = st.Field(i).Type()
		switch t.Underlying().(type) {
		case *types.Pointer, *types.Interface:
			remote = true
		}
	}
	return others, remote
}

// writesBytes fits func() ([]byte, error).
func writesBytes(s *types.Signature) bool {
	return s.Params().Len() == 0 && s.Results().Len() == 2 &&
		isByteSlice(s.Results().At(0).Type()) && isError(s.Results().At(1).Type())
}

// readsBytes fits func([]byte) error.
func readsBytes(s *types.Signature) bool {
	return s.Params().Len() == 1 && s.Results().Len() == 1 &&
		isByteSlice(s.Params().At(0).Type()) && isError(s.Results().At(0).Type())
}

// takes fits func(*msgpack.name) error.
func takes(name string) func(*types.Signature) bool {
	return func(s *types.Signature) bool {
		if s.Params().Len() != 1 || s.Results().Len() != 1 || !isError(s.Results().At(0).Type()) {
			return false
		}
		p, ok := types.Unalias(s.Params().At(0).Type()).(*types.Pointer)
		return ok && isNamed(p.Elem(), msgpackPath, name)
	}
}

func isByteSlice(t types.Type) bool {
	return types.Identical(t, types.NewSlice(types.Typ[types.Byte]))
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// marshaler returns the shape of a type that encodes itself, or nil if the type has no
// marshal methods. A complete pair of methods has precedence over one method of a better
// pair.
func (b *builder) marshaler(t types.Type) *Shape {
	m := b.methods(t)
	if !m.any() {
		return nil
	}
	plain := &Shape{Kind: Unsupported, Type: t, ReadsJSON: m.json.read.has, RisksJSON: m.json.read.risky()}
	var used []pair
	switch {
	case m.text.whole():
		plain.Kind, used = Text, append(used, m.text)
	case m.binary.whole():
		plain.Kind, used = Binary, append(used, m.binary)
	case b.json || !m.custom.whole():
		return b.incomplete(t, m)
	}
	if b.msgpack && m.custom.whole() {
		plain.Kind, plain.JSON = Custom, plain.Kind
		if !b.json {
			used = nil
		}
		used = append(used, m.custom)
	}
	return b.own(t, plain, used)
}

// own refuses types whose methods lose data or panic, and types that must not be copied.
func (b *builder) own(t types.Type, s *Shape, used []pair) *Shape {
	if _, unnamed := types.Unalias(t).(*types.Struct); unnamed {
		return b.refuse(t, "%s has the methods of an embedded struct, but no name that typeseal.lock could record",
			"declare it as a type, or give the embedded field a name")
	}
	for _, p := range used {
		if refused := b.loses(t, p); refused != nil {
			return refused
		}
	}
	if lock := b.lockIn(t); lock != "" {
		return b.refuse(t, "payloads with %s are copied, but "+lock+" must not be copied", b.lockAdviceFor(t))
	}
	return s
}

// loses refuses types whose methods do not encode the whole value.
func (b *builder) loses(t types.Type, p pair) *Shape {
	refuse := func(reason, advice string) *Shape {
		if b.foreign(t) {
			advice = "declare your own type with methods that encode all of it"
		}
		return b.refuse(t, reason, advice)
	}
	switch {
	case p.write.remote || p.read.remote:
		return refuse("%s has the methods of an embedded pointer or interface, which is nil when a token is opened",
			"give the embedded field a name, or declare the methods on the type itself")
	case p.write.partial || p.read.partial:
		return refuse("%s has the methods of an embedded struct, which do not encode its other fields",
			"give the embedded field a name")
	case p.read.copied:
		return refuse("%s has a method that decodes into a copy of the value",
			"declare that method on the pointer")
	}
	for _, l := range lossy {
		if isNamed(p.write.origin, l.pkg, l.name) {
			return b.refuse(t, "%s does not encode "+l.what, l.advice)
		}
	}
	return nil
}

// lossy are types whose methods are documented not to encode all of a value.
var lossy = []struct{ pkg, name, what, advice string }{
	{"math/big", "Float", "its precision", "use big.Rat, or a string of digits"},
	{"regexp", "Regexp", "which of several matches it prefers", "use a string with the expression"},
}

// incomplete refuses a type that lacks a method.
func (b *builder) incomplete(t types.Type, m methods) *Shape {
	add := func(reason, method string) *Shape {
		advice := "declare your own type that has both methods"
		if named, ok := types.Unalias(t).(*types.Named); ok && !b.foreign(t) {
			advice = fmt.Sprintf("add func (x *%s) %s", named.Obj().Name(), method)
		}
		return b.refuse(t, reason, advice)
	}
	fix := func(reason, advice string) *Shape {
		if b.foreign(t) {
			advice = "declare your own type with methods for tokens"
		}
		return b.refuse(t, reason, advice)
	}
	switch {
	case m.text.write.has:
		return add("%s has MarshalText but not UnmarshalText", "UnmarshalText(text []byte) error")
	case m.text.read.has:
		return add("%s has UnmarshalText but not MarshalText", "MarshalText() ([]byte, error)")
	case m.binary.write.has:
		return add("%s has MarshalBinary but not UnmarshalBinary", "UnmarshalBinary(data []byte) error")
	case m.binary.read.has:
		return add("%s has UnmarshalBinary but not MarshalBinary", "MarshalBinary() ([]byte, error)")
	case m.custom.whole():
		return fix("%s has methods for msgpack only, but the codec is json",
			"add MarshalText and UnmarshalText, or use only codec=msgpack")
	case m.custom.write.has:
		return fix("%s has a method that encodes msgpack but none that decodes it",
			"add DecodeMsgpack or UnmarshalMsgpack")
	case m.custom.read.has:
		return fix("%s has a method that decodes msgpack but none that encodes it",
			"add EncodeMsgpack or MarshalMsgpack")
	}
	return fix("%s has methods for JSON, which tokens do not use", "add MarshalText and UnmarshalText")
}
