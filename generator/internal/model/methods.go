package model

import (
	"fmt"
	"go/types"
)

// msgpackPath is the package whose Encoder and Decoder msgpack's own methods
// take. Its other major versions do not count.
const msgpackPath = "github.com/vmihailenco/msgpack/v5"

// A method is what is known of one marshal method: whether the type has it with
// the right signature, and whether it comes from an embedded field.
type method struct{ has, promoted bool }

// A pair is a way to travel: one method writes, the other reads.
type pair struct{ write, read method }

func (p pair) whole() bool    { return p.write.has && p.read.has }
func (p pair) half() bool     { return p.write.has != p.read.has }
func (p pair) promoted() bool { return p.write.promoted || p.read.promoted }

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
	return method{has: true, promoted: len(index) > 1}
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
	pair := m.text
	switch {
	case m.text.whole():
		plain.Kind = Text
	case m.binary.whole():
		plain.Kind, pair = Binary, m.binary
	case b.json || !m.custom.whole():
		return b.incomplete(t, m)
	}
	if b.msgpack && m.custom.whole() {
		plain, pair = &Shape{Kind: Custom, Type: t, JSON: plain.Kind}, m.custom
	}
	return b.own(t, plain, pair)
}

// own refuses methods that would lose data: those promoted from one of several
// fields, and those of types that must not be copied.
func (b *builder) own(t types.Type, s *Shape, p pair) *Shape {
	if st, ok := t.Underlying().(*types.Struct); ok && p.promoted() && st.NumFields() > 1 {
		return b.refuse(t, "%s has the methods of a struct that it embeds, which would lose its other fields", "give the embedded field a name")
	}
	if lock := b.lockIn(t); lock != "" {
		return b.refuse(t, "payloads with %s are copied, which "+lock+" must not be", lockAdvice)
	}
	return s
}

// incomplete refuses a type with methods that do not suffice, and says what to
// add.
func (b *builder) incomplete(t types.Type, m methods) *Shape {
	add := func(reason, method string) *Shape {
		return b.refuse(t, reason, b.adding(t, method))
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
		return b.refuse(t, "%s has methods for msgpack only, and codec=json is asked for", "add MarshalText and UnmarshalText, or use codec=msgpack alone")
	case m.custom.write.has:
		return b.refuse(t, "%s writes msgpack of its own but does not read it", "add DecodeMsgpack or UnmarshalMsgpack")
	case m.custom.read.has:
		return b.refuse(t, "%s reads msgpack of its own but does not write it", "add EncodeMsgpack or MarshalMsgpack")
	}
	return b.refuse(t, "%s has methods for JSON, which do not serve tokens", "add MarshalText and UnmarshalText")
}

func (b *builder) adding(t types.Type, method string) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != b.root.Obj().Pkg() {
		return "declare a type of your own that has both"
	}
	return fmt.Sprintf("add func (x *%s) %s", named.Obj().Name(), method)
}
