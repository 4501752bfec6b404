package model

import (
	"fmt"
	"go/types"
	"strings"
)

// structure builds the shape of a struct's fields.
func (b *builder) structure(t types.Type, st *types.Struct) *Shape {
	if !b.enter(t) {
		return &Shape{Kind: Unsupported, Type: t, Reason: tooDeep}
	}
	defer b.leave()
	s := &Shape{Kind: Struct, Type: t}
	for i := range st.NumFields() {
		b.trail = append(b.trail, st.Field(i))
		b.field(s, st.Field(i), st.Tag(i))
		b.trail = b.trail[:len(b.trail)-1]
	}
	if len(s.Fields) > MaxFields {
		b.fault("fields", fmt.Sprintf("%s has %d fields, more than %d", b.name(t), len(s.Fields), MaxFields),
			"group some of them in separate structs")
	}
	for _, f := range s.Fields {
		s.depth = max(s.depth, f.Shape.depth)
	}
	s.depth++
	return s
}

// field adds to s the fields that v contributes: none, one field, or the fields of an
// embedded struct.
func (b *builder) field(s *Shape, v *types.Var, text string) {
	if !encoded(v) {
		b.unexported(v, text)
		return
	}
	foreign := b.foreignVar(v)
	if foreign {
		text = withoutOptions(text)
	}
	tag, faults := parseTag(text)
	for _, f := range faults {
		if foreign {
			f.fixes = nil // the user cannot edit the tag
		}
		b.fault("tag", f.message, f.advice, f.fixes...)
	}
	switch {
	case tag.state:
		b.state(s, v, tag)
		return
	case tag.skip:
		b.leftOut(v)
		return
	}
	switch {
	case v.Embedded() && tag.name == "" && b.embedded(s, v, tag):
		return
	case !v.Exported() && b.foreignVar(v):
		b.fault("embedded", "the embedded field "+v.Name()+" is not exported by its package", OwnStruct)
		return
	}
	f := &Field{Path: []string{v.Name()}, Pos: v.Pos(), Wire: tag.name, Max: tag.max}
	if f.Wire == "" {
		f.Wire = v.Name()
	}
	b.called(v.Name(), f.Wire)
	b.add(s, f)
	f.Shape = b.shape(v.Type())
	b.bounded(f)
}

// state adds a field that is authenticated but not sent.
func (b *builder) state(s *Shape, v *types.Var, tag fieldTag) {
	if len(b.trail) > 1 {
		b.fault("state", "only fields of the annotated struct itself can be state", "move the field there")
		return
	}
	f := &Field{Path: []string{v.Name()}, Pos: v.Pos(), State: true, Shape: b.shape(v.Type())}
	b.called(v.Name())
	s.Fields = append(s.Fields, f)
	switch f.Shape.Kind {
	case String, Bytes, Int, Uint, Bool, Time, Unsupported:
	default:
		b.fault("state", b.name(v.Type())+" cannot be state", "write a string, []byte, integer, bool or time.Time")
	}
	if tag.max != 0 {
		b.fault("tag", "a state field cannot have max=, because it is not sent", "remove max=")
	}
}

// encoded reports whether tokens contain a field unless its tag leaves it out: as in
// encoding/json, exported fields and all embedded structs.
func encoded(v *types.Var) bool {
	if v.Exported() {
		return true
	}
	_, isStruct := v.Type().Underlying().(*types.Struct)
	return v.Embedded() && isStruct
}

// unexported checks a field that tokens do not contain.
func (b *builder) unexported(v *types.Var, text string) {
	tag, faults := parseTag(text)
	switch own := !b.foreignVar(v); {
	case tag.skip:
	case v.Embedded() && pointsToFields(v.Type()):
		b.fault("embedded", nilEmbedded, "embed the struct itself, or "+leaveOut)
	case own && len(faults) > 0:
		for _, f := range faults {
			if f.ours {
				b.fault("tag", f.message, f.advice)
			}
		}
	case own && tag != (fieldTag{}):
		b.fault("tag", "the field has a tag but is not exported, so tokens do not contain it",
			"export the field, or remove the tag")
	}
	b.leftOut(v)
}

const nilEmbedded = "an embedded pointer may be nil, and then its fields would be lost"

// pointsToFields reports whether t is a pointer to a struct with fields that tokens
// would contain.
func pointsToFields(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	for i := 0; ok && i < st.NumFields(); i++ {
		if tag, _ := parseTag(st.Tag(i)); encoded(st.Field(i)) && !tag.skip {
			return true
		}
	}
	return false
}

// leftOut checks a field that tokens do not contain. The payload is copied with it.
func (b *builder) leftOut(v *types.Var) {
	if lock := b.lockIn(v.Type()); lock != "" {
		b.fault("copy", "payloads are copied, but "+lock+" must not be copied", lockAdvice)
	}
}

// embedded adds the fields of an embedded struct that has no name in its tag. It reports
// false for other embedded fields. Those are ordinary fields with the name of their type.
func (b *builder) embedded(s *Shape, v *types.Var, tag fieldTag) bool {
	const naming = `give it a name: json:"name"`
	switch u := v.Type().Underlying().(type) {
	case *types.Pointer:
		if _, ok := u.Elem().Underlying().(*types.Struct); ok {
			b.fault("embedded", nilEmbedded, "embed the struct itself, or "+naming)
			return true
		}
		return false
	case *types.Struct:
		b.flatten(s, v, tag)
		return true
	}
	return false
}

// flatten adds the fields of an embedded struct.
func (b *builder) flatten(s *Shape, v *types.Var, tag fieldTag) {
	hidden := !v.Exported() && b.foreignVar(v)
	inner := b.embeddedShape(v, hidden)
	switch {
	case inner.Kind == Unsupported:
		return
	case inner.Kind != Struct:
		b.fault("embedded", b.name(v.Type())+" is encoded as one value, so its fields cannot be embedded",
			`give it a name: json:"name"`)
		return
	case tag.max != 0:
		b.fault("tag", "an embedded struct cannot have a typeseal tag", "put the tag on its fields")
	}
	s.Embeds = append(s.Embeds, inner)
	for _, f := range inner.Fields {
		outer := *f
		if !hidden {
			outer.Path = append([]string{v.Name()}, f.Path...)
		} else if field := lookup(v.Type(), f.Path[0]); field == nil || field != lookup(s.Type, f.Path[0]) {
			b.fault("embedded", "field "+f.Path[0]+
				" of the embedded struct cannot be reached, because another field or "+
				"method has the same name", OwnStruct)
			continue
		}
		b.add(s, &outer)
	}
}

// foreignVar reports whether a field is declared in another package.
func (b *builder) foreignVar(v *types.Var) bool { return v.Pkg() != b.root.Obj().Pkg() }

// embeddedShape returns the shape of an embedded struct. If another package does not
// export the struct, generated code cannot name it, and reaches its fields through the
// outer struct.
func (b *builder) embeddedShape(v *types.Var, hidden bool) *Shape {
	if !hidden {
		return b.shape(v.Type())
	}
	b.leftOut(v)
	st := v.Type().Underlying().(*types.Struct)
	if isTime(st) || b.methods(v.Type()).any() {
		return &Shape{Kind: Text, Type: v.Type()}
	}
	return b.structure(v.Type(), st)
}

// lookup returns the exported field or method of a struct with the given name.
func lookup(t types.Type, name string) types.Object {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	return obj
}

// add appends f, unless another field has the same name in tokens. encoding/json would
// silently ignore one of the two, or both.
func (b *builder) add(s *Shape, f *Field) {
	if other := s.sent(f.Wire); other != nil {
		b.fault("wire-name", fmt.Sprintf("field %s already has the name %q", strings.Join(other.Path, "."), f.Wire),
			`choose another name: json:"name"`)
		return
	}
	s.Fields = append(s.Fields, f)
	if s.wires != nil {
		s.wires[f.Wire] = f
	}
}

// fewFields is up to how many fields are searched one by one.
const fewFields = 32

// sent returns the field of a struct that has a name in tokens, or nil.
func (s *Shape) sent(wire string) *Field {
	if len(s.Fields) > fewFields && s.wires == nil {
		s.wires = map[string]*Field{}
		for _, f := range s.Sent() {
			s.wires[f.Wire] = f
		}
	}
	if s.wires != nil {
		return s.wires[wire]
	}
	for _, f := range s.Fields {
		if f.Wire == wire && !f.State {
			return f
		}
	}
	return nil
}

// bounded checks that the type of a field with a max= tag has a length.
func (b *builder) bounded(f *Field) {
	s := f.Shape
	if s.Kind == Pointer {
		s = s.Elem
	}
	switch s.Kind {
	case String, Bytes, Slice, Map, Unsupported:
		return
	}
	if f.Max != 0 {
		b.fault("tag", `typeseal:"max=" is for strings, []byte, slices and maps`, "remove it")
	}
}
