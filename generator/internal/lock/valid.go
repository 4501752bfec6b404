package lock

import (
	"go/token"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/module"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A lock may come from another repository, and its words become source code in Go and
// other languages. So each word must follow the same rule as in a Go file.

// validType accepts a declared type of a package that the go command can build.
func validType(g GoType) bool {
	return module.CheckImportPath(g.Package) == nil && validIdentifier(g.Name)
}

// validIdentifier accepts a Go name.
func validIdentifier(name string) bool { return token.IsIdentifier(name) && name != "_" }

// validPath accepts the path to a field: Email, or base.ID. The field is exported,
// the embedded structs need not be.
func validPath(path string) bool {
	last := ""
	for name := range strings.SplitSeq(path, ".") {
		if last = name; !validIdentifier(name) {
			return false
		}
	}
	return token.IsExported(last)
}

// validOf accepts a Go type with its package path. Its type arguments are only shown,
// and not checked.
func validOf(of string) bool {
	if strings.ContainsFunc(of, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	name, arguments, generic := strings.Cut(of, "[")
	i := strings.LastIndexByte(name, '.')
	return i > 0 && validType(GoType{name[:i], name[i+1:]}) && (!generic || strings.HasSuffix(arguments, "]"))
}

// stateForms are the values of stateTypes, and the word text.
var stateForms = []string{"text", "integer", "bool", "time"}

// validField accepts a field, regardless of the other fields.
func validField(f *Field) bool {
	t := parseType(f.Type)
	switch {
	case t == nil, !validPath(f.Go), !model.ValidWire(f.Wire), f.Wire == "-":
		return false
	case f.Of == "" && slices.Contains(coded, t.last()):
		return false
	case f.Of != "" && (!slices.Contains(ofLeaves, t.last()) || !validOf(f.Of)):
		return false
	case f.Max == 0:
		return true
	case t.op == "*":
		t = t.elem
	}
	bounded := t.op == "[]" || t.op == "map" || t.leaf == "string"
	return bounded && f.Max > 0 && f.Max <= math.MaxInt32
}

// valid reports whether the generator would accept the type in a Go file.
func (t *Type) valid() bool {
	switch {
	case !t.opens(t.Version) || !t.opens(t.Mint) || slices.Max(t.Used) > contract.MaxVersion:
		return false
	case slices.ContainsFunc(t.Accept, func(v int) bool { return !t.used(v) }), t.Format != Native && len(t.Used) != 1:
		return false
	case !slices.IsSortedFunc(t.Formerly, compareGoTypes), slices.Contains(t.Formerly, t.GoType):
		return false
	}
	if !distinct(t.State, func(f *Field) string { return f.Go }) || len(t.State) > 0 && !t.canHaveState() {
		return false
	}
	for _, fields := range t.Shapes {
		if !validFields(fields, 1) {
			return false
		}
	}
	d := t.Directive()
	return d != nil && t.follows(policyOf(d))
}

// readOnly reports whether the tokens have a format that only also= can name. Then the type
// is retired: it describes foreign tokens that another type accepted.
func (t *Type) readOnly() bool {
	f := contract.Foreign(family(t.Format))
	return f != nil && f.ReadOnly
}

// canHaveState reports whether tokens of the type can be bound to a state. That takes a key
// that is shared, and room that only native tokens have.
func (t *Type) canHaveState() bool { return t.Kind != string(contract.Public) && t.Format == Native }

// follows reports whether the type has the policy of its directive.
func (t *Type) follows(p *Type) bool {
	return t.Kind == p.Kind && t.Format == p.Format && t.Codec == p.Codec && t.Also == p.Also && t.Prefix == p.Prefix &&
		t.MaxAge == p.MaxAge && t.Grace == p.Grace && t.MaxSize == p.MaxSize && t.Version == p.Version &&
		t.Mint == p.Mint && slices.Equal(t.Accept, p.Accept)
}

// validFields accepts the fields of a struct and of those inside it. The struct is the depth-th
// container from outside.
func validFields(fields []*Field, depth int) bool {
	if len(fields) > model.MaxFields || !distinct(fields, func(f *Field) string { return f.Go }) ||
		!distinct(fields, func(f *Field) string { return f.Wire }) {
		return false
	}
	for _, f := range fields {
		inside, isStruct := depth+containers(f.Type), strings.HasSuffix(f.Type, "struct")
		if isStruct {
			inside++
		}
		if inside > model.MaxDepth || len(f.Fields) > 0 && (!isStruct || !validFields(f.Fields, inside)) {
			return false
		}
	}
	return true
}

// containers counts the slices, arrays and maps in a type. Bytes are not a container.
func containers(typ string) int {
	n := strings.Count(typ, "]")
	if strings.HasSuffix(typ, "]byte") {
		n--
	}
	return n
}

func distinct(fields []*Field, name func(*Field) string) bool {
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		if seen[name(f)] {
			return false
		}
		seen[name(f)] = true
	}
	return true
}

// Directive returns a directive with the type's facts as options. It is nil if typeseal
// would refuse the directive, which is never so for a type that Parse returned.
func (t *Type) Directive() *directive.Directive {
	if t.readOnly() {
		return t.wasAlso()
	}
	d, faults := directive.Single(t.directive())
	if len(faults) > 0 {
		return nil
	}
	return d
}

// wasAlso is Directive for foreign tokens that another type accepted. No directive can say
// that, so it is made from one that accepts them.
func (t *Type) wasAlso() *directive.Directive {
	native := *t
	native.Salt, native.Format, native.Codec, native.Prefix = "a", Native, contract.JSON, contract.DefaultPrefix
	native.Also, native.Version, native.Mint, native.Accept = t.Format+" until=2000-01-01 salt="+t.Salt, 1, 1, []int{1}
	d := native.Directive()
	if d == nil || d.Also == nil {
		return nil
	}
	return &directive.Directive{
		Verb: d.Verb, Salt: d.Also.Salt, MaxAge: d.MaxAge, MaxSize: d.MaxSize, Codec: contract.JSON,
		Format: d.Also.Format, Parameters: d.Also.Parameters,
	}
}

func (t *Type) directive() string {
	words := []string{"//typeseal:" + t.Verb, "max-age=" + FormatAge(t.MaxAge), "max-size=" + strconv.Itoa(t.MaxSize)}
	if t.Salt != "" {
		words = append(words, "salt="+t.Salt)
	}
	if t.Format == Native {
		words = append(words, "codec="+base(t.Codec), "prefix="+t.Prefix, "version="+strconv.Itoa(t.Version),
			"accept="+directive.Numbers(t.Accept), "mint="+strconv.Itoa(t.Mint))
		for i, word := range strings.Fields(t.Also) {
			switch {
			case i == 0:
				word = "also=" + word
			case !strings.HasPrefix(word, "until="):
				word = "also-" + word
			}
			words = append(words, word)
		}
	} else {
		words = append(words, "format="+t.Format)
	}
	if t.Kind == string(contract.Public) {
		words = append(words, "alg=ed25519")
	}
	if t.Codec != base(t.Codec) {
		compress := "compress"
		if t.Kind == string(contract.Sealed) {
			compress += "=reveals-length"
		}
		words = append(words, compress)
	}
	if t.Once {
		words = append(words, "once")
	}
	if t.Grace != 0 {
		words = append(words, "grace="+FormatAge(t.Grace))
	}
	return strings.Join(words, " ")
}
