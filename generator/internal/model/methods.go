package model

import (
	"fmt"
	"go/types"
)

// msgpackPath is the package whose Encoder and Decoder msgpack's own methods
// take. Its other major versions do not count.
const msgpackPath = "github.com/vmihailenco/msgpack/v5"

// A method is what is known of one marshal method: whether the type has it with
// the right signature, and how it comes by it.
type method struct {
	has     bool
	origin  types.Type // of the receiver: the type itself, or one that it embeds
	partial bool       // from one of several embedded or other fields
	remote  bool       // through an embedded pointer or interface, which may be nil
	copied  bool       // the receiver is a copy
}

// A pair is a way to travel: one method writes, the other reads.
type pair struct{ write, read method }

func (p pair) whole() bool { return p.write.has && p.read.has }
func (p pair) half() bool  { return p.write.has != p.read.has }

// methods are the marshal methods of a type or of a pointer to it.
type methods struct{ custom, text, binary, json pair }

func (m methods) any() bool {
	return m.text.whole() || m.binary.whole() || m.custom.whole() || m.half()
}

func (m methods) half() bool {
	return m.text.half() || m.binary.half() || m.custom.half() || m.json.write.has || m.json.read.has
}

// methods looks marshal methods up, those of a pointer to t too: generated code
// always has an address.
func (b *builder) methods(t types.Type) methods {
	switch types.Unalias(t).(type) {
	case *types.Named, *types.Struct:
	default:
		return methods{}
	}
	if types.IsInterface(t) {
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

// embedding follows embedded fields, and reports whether one of the structs on
// the way holds anything else, and whether one of the fields may be nil.
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

// marshaler is the shape of a type that travels through methods of its own, nil
// where it has none. A whole pair wins over half of a better one.
func (b *builder) marshaler(t types.Type) *Shape {
	m := b.methods(t)
	if !m.any() {
		return nil
	}
	plain := &Shape{Kind: Unsupported, Type: t}
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
		plain = &Shape{Kind: Custom, Type: t, JSON: plain.Kind}
		if !b.json {
			used = nil
		}
		used = append(used, m.custom)
	}
	return b.own(t, plain, used)
}

// own refuses methods that would lose data or panic, and those of types that must
// not be copied.
func (b *builder) own(t types.Type, s *Shape, used []pair) *Shape {
	if _, unnamed := types.Unalias(t).(*types.Struct); unnamed {
		return b.refuse(t, "%s has the methods of a struct that it embeds, and no name to write into typeseal.lock",
			"declare it as a type, or give the embedded field a name")
	}
	for _, p := range used {
		if refused := b.loses(t, p); refused != nil {
			return refused
		}
	}
	if lock := b.lockIn(t); lock != "" {
		return b.refuse(t, "payloads with %s are copied, which "+lock+" must not be", b.lockAdviceFor(t))
	}
	return s
}

// loses refuses methods that are seen to lose what they should give back.
func (b *builder) loses(t types.Type, p pair) *Shape {
	refuse := func(reason, advice string) *Shape {
		if b.foreign(t) {
			advice = "declare a type of your own with methods that keep all of it"
		}
		return b.refuse(t, reason, advice)
	}
	switch {
	case p.write.remote || p.read.remote:
		return refuse("%s has the methods of a pointer or interface that it embeds, which is nil when a token is opened",
			"give the embedded field a name, or declare the methods on the type itself")
	case p.write.partial || p.read.partial:
		return refuse("%s has the methods of a struct that it embeds, which would lose its other fields",
			"give the embedded field a name")
	case p.read.copied:
		return refuse("%s has a method that reads into a copy, and so is lost",
			"declare the method that reads on the pointer")
	}
	for _, l := range lossy {
		if isNamed(p.write.origin, l.pkg, l.name) {
			return b.refuse(t, "%s does not write "+l.what, l.advice)
		}
	}
	return nil
}

// lossy are types whose methods are documented not to write all of a value.
var lossy = []struct{ pkg, name, what, advice string }{
	{"math/big", "Float", "its precision", "write big.Rat, or the digits as a string"},
	{"regexp", "Regexp", "which of several matches it prefers", "write the expression as a string"},
}

// incomplete refuses a type with methods that do not suffice, and says what to
// add.
func (b *builder) incomplete(t types.Type, m methods) *Shape {
	add := func(reason, method string) *Shape {
		return b.refuse(t, reason, b.adding(t, method))
	}
	fix := func(reason, advice string) *Shape {
		if b.foreign(t) {
			advice = "declare a type of your own with methods for a token"
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
		return fix("%s has methods for msgpack only, and codec=json is asked for",
			"add MarshalText and UnmarshalText, or use codec=msgpack alone")
	case m.custom.write.has:
		return fix("%s writes msgpack of its own but does not read it", "add DecodeMsgpack or UnmarshalMsgpack")
	case m.custom.read.has:
		return fix("%s reads msgpack of its own but does not write it", "add EncodeMsgpack or MarshalMsgpack")
	}
	return fix("%s has methods for JSON, which do not serve tokens", "add MarshalText and UnmarshalText")
}

func (b *builder) adding(t types.Type, method string) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != b.root.Obj().Pkg() {
		return "declare a type of your own that has both"
	}
	return fmt.Sprintf("add func (x *%s) %s", named.Obj().Name(), method)
}
