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
		b.fault("fields", fmt.Sprintf("%s has %d fields, more than %d", b.name(t), len(s.Fields), MaxFields), "group some of them in structs of their own")
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
	if v.Embedded() && tag.name == "" && b.embedded(s, v, tag) {
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

// unexported looks at a field that stays where it is.
func (b *builder) unexported(v *types.Var, text string) {
	if v.Pkg() == b.root.Obj().Pkg() {
		tag, faults := parseTag(text)
		for _, f := range faults {
			if f.ours {
				b.fault("tag", f.message, f.advice)
			}
		}
		if len(faults) == 0 && !tag.skip && tag != (fieldTag{}) {
			b.fault("tag", "the field has a tag but is not exported, so it never travels", "export the field, or remove the tag")
		}
	}
	b.leftOut(v)
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
			b.fault("embedded", "an embedded pointer may be nil, and its fields would be lost", "embed the struct itself, or "+naming)
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
	inner := b.shape(v.Type())
	switch {
	case inner.Kind == Unsupported:
		return
	case inner.Kind != Struct:
		b.fault("embedded", b.name(v.Type())+" has no fields of its own to take part", `give it a name: json:"name"`)
		return
	case !v.Exported() && v.Pkg() != b.root.Obj().Pkg():
		b.fault("embedded", b.name(v.Type())+" is embedded but not exported by its package", "declare a struct of your own")
		return
	case tag.max != 0:
		b.fault("tag", "an embedded struct takes no typeseal tag", "put it on its fields")
	}
	s.Embeds = append(s.Embeds, inner)
	for _, f := range inner.Fields {
		outer := *f
		outer.Path = append([]string{v.Name()}, f.Path...)
		b.add(s, &outer)
	}
}

// add appends f unless its wire name is taken: encoding/json would drop one of
// the two, or both, without a word.
func (b *builder) add(s *Shape, f *Field) {
	for _, other := range s.Fields {
		if other.Wire == f.Wire && !other.State {
			b.fault("wire-name", fmt.Sprintf("the name %q is already that of field %s", f.Wire, dotted(other.Path)), `choose another: json:"name"`)
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
