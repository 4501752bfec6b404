package plan

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// New plans one output for each file of a package, in the same order, and then their
// tests. It plans the whole package, so that no two outputs declare the same name. The
// package must have no problems.
func New(pkg *model.Package) []*File {
	space := &namespace{pkg: pkg, taken: map[string]bool{}, aliases: map[string]bool{}}
	for name := range pkg.Scope {
		space.taken[name] = true
	}
	builders := make([]*fileBuilder, len(pkg.Files))
	for i, file := range pkg.Files {
		builders[i] = newBuilder(space, file, OutputName(file.Name))
	}
	for _, b := range builders { // first the names of all annotated types, then those of nested structs
		b.declareRoots()
	}
	files := make([]*File, len(builders))
	for i, b := range builders {
		files[i] = b.build()
	}
	for _, b := range builders {
		if f := b.tests(pkg.Tests); f != nil {
			files = append(files, f)
		}
	}
	return files
}

// newBuilder returns a builder of an output with the given name.
func newBuilder(space *namespace, source *model.File, name string) *fileBuilder {
	return &fileBuilder{
		File: &File{
			Name: name, Source: source.Name, Package: space.pkg.Name, Constraint: source.Constraint,
			Compat: map[Codec]string{}, mentioned: map[string]bool{},
		},
		imports: &importer{namespace: space, names: map[string]string{}, texts: map[types.Type]string{}},
		source:  source,
		structs: map[structKey]*Struct{},
		sizes:   map[sizeKey]int{},
		guarded: map[types.Type]bool{},
	}
}

// A fileBuilder plans one file.
type fileBuilder struct {
	*File
	imports *importer
	source  *model.File
	structs map[structKey]*Struct
	sizes   map[sizeKey]int
	guarded map[types.Type]bool
}

// A structKey identifies the functions of a struct: a codec, and a type. A type without a
// name, or with type arguments, may be in the program several times, so that its text with
// full paths identifies it.
type structKey struct {
	codec Codec
	named *types.Named
	text  string
}

func keyOf(codec Codec, t types.Type) structKey {
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok && named.TypeArgs().Len() == 0 {
		return structKey{codec: codec, named: named}
	}
	return structKey{codec: codec, text: types.TypeString(t, nil)}
}

// declareRoots declares the names for annotated types.
func (b *fileBuilder) declareRoots() {
	for _, t := range b.source.Types {
		planned := &Type{Name: t.Name}
		for _, d := range t.Directives {
			codec := Codec(cmp.Or(d.Format, d.Codec))
			if b.structs[keyOf(codec, t.Named)] == nil {
				b.declareStruct(codec, t.Named, t.Name)
			}
			planned.Tokens = append(planned.Tokens, &Token{
				Type:   t.Name,
				Spec:   b.imports.declare("typeseal" + t.Name + title(string(d.Verb))),
				Struct: b.structs[keyOf(codec, t.Named)],
			})
			b.declareAlso(planned.Tokens[len(planned.Tokens)-1], t, d)
			b.declareVersions(planned.Tokens[len(planned.Tokens)-1], t, d)
		}
		b.Types = append(b.Types, planned)
	}
}

// declareStruct declares the names of a struct's functions.
func (b *fileBuilder) declareStruct(codec Codec, t types.Type, name string) *Struct {
	s := &Struct{Codec: codec}
	if codec.JSON() {
		s.Names = b.imports.declare("typesealNames" + name)
	}
	switch codec {
	case Msgpack:
	case JSON:
		name += "JSON"
	default:
		name += title(string(codec))
	}
	s.Encode = b.imports.declare("typesealEncode" + name)
	s.Decode = b.imports.declare("typesealDecode" + name)
	b.structs[keyOf(codec, t)] = s
	b.Funcs = append(b.Funcs, s)
	return s
}

func (b *fileBuilder) build() *File {
	b.Runtime = b.imports.name(contract.RuntimePath, "typeseal", "typeseal")
	if slices.ContainsFunc(b.Funcs, func(s *Struct) bool { return !s.Codec.Fields() }) {
		b.Codec = b.imports.std(contract.CodecPath)
	}
	for i, t := range b.source.Types {
		for j, d := range t.Directives {
			b.token(b.Types[i].Tokens[j], t, d)
		}
	}
	for _, t := range b.Types {
		for _, token := range t.Tokens {
			minted := token.Struct
			if token.Versions != nil && token.Versions.Write != "" {
				minted = token.Versions.Minted
			}
			b.encoded(minted)
			if token.Also != nil && token.Also.Gob {
				b.encoded(token.Struct)
			}
		}
	}
	for _, t := range b.source.Types {
		b.guard(t.Shape)
		for _, f := range t.Formers {
			b.guard(f.Shape)
		}
	}
	return b.finish()
}

// finish returns the file, with the packages that it imports.
func (b *fileBuilder) finish() *File {
	slices.SortFunc(b.imports.list, func(a, b Import) int { return strings.Compare(a.Path, b.Path) })
	b.Imports = b.imports.list
	for _, i := range b.Imports {
		b.mentioned[i.Name] = true
	}
	return b.File
}

// text is t as the file's functions write it.
func (b *fileBuilder) text(t types.Type) string {
	text := b.imports.typeText(t)
	if !b.mentioned[text] { // it may be one name that is known
		identifiers(text, b.mentioned)
	}
	return text
}
