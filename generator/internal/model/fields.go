package model

import (
	"fmt"
	"go/types"
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
			"group some of them in structs of their own")
	}
	for _, f := range s.Fields {
		s.depth = max(s.depth, f.Shape.depth)
	}
	s.depth++
	return s
}

// field adds what v contributes to s: nothing, itself, or the fields of the
// struct that it embeds.
func (b *builder) field(s *Shape, v *types.Var, text string) {
	if !travels(v) {
		b.unexported(v, text)
		return
	}
	if b.foreignVar(v) {
		text = withoutOptions(text)
	}
	tag, faults := parseTag(text)
	for _, f := range faults {
		b.fault("tag", f.message, f.advice)
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
		b.fault("embedded", v.Name()+" is a field of its own, and not exported by its package", OwnStruct)
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

// state adds a field that is authenticated but never sent.
func (b *builder) state(s *Shape, v *types.Var, tag fieldTag) {
	if len(b.trail) > 1 {
		b.fault("state", "only fields of the annotated struct itself are state", "move it there")
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
		b.fault("tag", "state has no bound: it is never sent", "remove max=")
	}
}

// travels reports whether a field takes part, unless its tag leaves it out: as
// in encoding/json, exported fields and embedded structs of whatever name.
func travels(v *types.Var) bool {
	if v.Exported() {
		return true
	}
	_, isStruct := v.Type().Underlying().(*types.Struct)
	return v.Embedded() && isStruct
}

// unexported looks at a field that tokens do not hold.
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
		b.fault("tag", "the field has a tag but is not exported, so no token holds it", "export the field, or remove the tag")
	}
	b.leftOut(v)
}

const nilEmbedded = "an embedded pointer may be nil, and its fields would be lost"

// pointsToFields reports whether t is a pointer to a struct with fields that
// tokens would hold.
func pointsToFields(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	for i := 0; ok && i < st.NumFields(); i++ {
		if tag, _ := parseTag(st.Tag(i)); travels(st.Field(i)) && !tag.skip {
			return true
		}
	}
	return false
}

func (b *builder) leftOut(v *types.Var) {
	if lock := b.lockIn(v.Type()); lock != "" {
		b.fault("copy", "payloads are copied, which "+lock+" must not be", lockAdvice)
	}
}

// embedded adds the fields of an embedded struct without a name of its own, and
// reports whether the field is dealt with. Embedded fields of other kinds are
// ordinary fields named after their type.
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

func (b *builder) flatten(s *Shape, v *types.Var, tag fieldTag) {
	hidden := !v.Exported() && b.foreignVar(v)
	inner := b.embeddedShape(v, hidden)
	switch {
	case inner.Kind == Unsupported:
		return
	case inner.Kind != Struct:
		b.fault("embedded", b.name(v.Type())+" has no fields of its own to take part", `give it a name: json:"name"`)
		return
	case tag.max != 0:
		b.fault("tag", "an embedded struct takes no typeseal tag", "put it on its fields")
	}
	s.Embeds = append(s.Embeds, inner)
	for _, f := range inner.Fields {
		outer := *f
		if !hidden {
			outer.Path = append([]string{v.Name()}, f.Path...)
		} else if !promoted(s.Type, v.Type(), f.Path[0]) {
			b.fault("embedded", f.Path[0]+" of the embedded struct cannot be reached, since another field or method has "+
				"the same name",
				OwnStruct)
			continue
		}
		b.add(s, &outer)
	}
}

// foreignVar reports whether a field is declared in another package.
func (b *builder) foreignVar(v *types.Var) bool { return v.Pkg() != b.root.Obj().Pkg() }

// embeddedShape is the shape of an embedded struct. One that is hidden, because
// another package does not export it, is never written: its fields are reached
// through the struct that embeds it, and one without any is like a field that is
// not exported.
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

// promoted reports whether a field of a struct is also one of that which embeds
// it.
func promoted(outer, inner types.Type, name string) bool {
	field, _, _ := types.LookupFieldOrMethod(inner, true, nil, name)
	same, _, _ := types.LookupFieldOrMethod(outer, true, nil, name)
	return field != nil && field == same
}

// add appends f unless its wire name is taken: encoding/json would drop one of
// the two, or both, without a word.
func (b *builder) add(s *Shape, f *Field) {
	for _, other := range s.Fields {
		if other.Wire == f.Wire && !other.State {
			b.fault("wire-name", fmt.Sprintf("the name %q is already that of field %s", f.Wire, dotted(other.Path)),
				`choose another: json:"name"`)
			return
		}
	}
	s.Fields = append(s.Fields, f)
}

func dotted(path []string) string {
	text := path[0]
	for _, p := range path[1:] {
		text += "." + p
	}
	return text
}

// bounded checks that a max= tag stands on something that has a length.
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
		b.fault("tag", `typeseal:"max=" bounds strings, []byte, slices and maps, and this is none`, "remove it")
	}
}
