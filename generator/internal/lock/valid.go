package lock

import (
	"go/token"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/module"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A lock may come from another repository, and its words become Go source and
// source of other languages. So each is held to the rule by which the generator
// accepts it in a source file.

// validType accepts what can be a declared type of a package that the go command
// builds.
func validType(g GoType) bool {
	return module.CheckImportPath(g.Package) == nil && validIdentifier(g.Name)
}

// validIdentifier accepts a Go name, which no character can leave.
func validIdentifier(name string) bool { return token.IsIdentifier(name) && name != "_" }

// validPath accepts the way to a field: Email, or base.ID. The structs on it may
// be unexported, the field is not.
func validPath(path string) bool {
	last := ""
	for name := range strings.SplitSeq(path, ".") {
		if last = name; !validIdentifier(name) {
			return false
		}
	}
	return token.IsExported(last)
}

// validOf accepts a Go type with its package's path. Its type arguments are not
// read, only shown.
func validOf(of string) bool {
	if strings.ContainsFunc(of, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	name, arguments, generic := strings.Cut(of, "[")
	i := strings.LastIndexByte(name, '.')
	return i > 0 && validType(GoType{name[:i], name[i+1:]}) && (!generic || strings.HasSuffix(arguments, "]"))
}

// validDay accepts a date.
func validDay(text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && day.Year() >= 2000
}

// stateTypes are the forms in which state enters the state tag.
var stateTypes = []string{"text", "integer", "bool", "time"}

// validField accepts a field by itself, whatever is beside it.
func validField(f *Field) bool {
	t := parseType(f.Type)
	switch {
	case t == nil, !validPath(f.Go), !model.ValidWire(f.Wire), f.Wire == "-":
		return false
	case slices.Contains(ofLeaves, t.last()) != (f.Of != ""), f.Of != "" && !validOf(f.Of):
		return false
	}
	return f.Max == 0 || f.Max > 0 && f.Max <= 1<<31-1 && t.bounded()
}

// bounded reports whether values of a type have a length that a tag can bound.
func (t *typ) bounded() bool {
	if t.op == "*" {
		t = t.elem
	}
	return t.op == "[]" || t.op == "map" || t.leaf == "string"
}

// valid reports whether a type as a whole is one that source can have.
func (t *Type) valid() bool {
	if !t.validVersions() || !slices.IsSortedFunc(t.Formerly, compareGoTypes) || slices.Contains(t.Formerly, t.GoType) {
		return false
	}
	if !distinct(t.State, func(f *Field) string { return f.Go }) {
		return false
	}
	for _, fields := range t.Shapes {
		if !validFields(fields) {
			return false
		}
	}
	d, faults := directive.Single(t.directive())
	if d == nil || len(faults) > 0 {
		return false
	}
	p := policyOf(d)
	return t.Kind == p.Kind && t.Format == p.Format && t.Codec == p.Codec && t.Also == p.Also && t.Prefix == p.Prefix &&
		t.MaxAge == p.MaxAge && t.MaxSize == p.MaxSize && t.Version == p.Version && t.Mint == p.Mint &&
		slices.Equal(t.Accept, p.Accept)
}

func (t *Type) validVersions() bool {
	for _, v := range t.Accept {
		if !t.used(v) {
			return false
		}
	}
	return t.opens(t.Version) && t.opens(t.Mint) && slices.Max(t.Used) <= contract.MaxVersion &&
		(t.Format == Native || len(t.Used) == 1)
}

// validFields accepts fields beside each other, and those inside them.
func validFields(fields []*Field) bool {
	if !distinct(fields, func(f *Field) string { return f.Go }) ||
		!distinct(fields, func(f *Field) string { return f.Wire }) {
		return false
	}
	for _, f := range fields {
		if len(f.Fields) > 0 && parseType(f.Type).last() != "struct" || !validFields(f.Fields) {
			return false
		}
	}
	return true
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

// directive is the line that says what the type's facts say.
func (t *Type) directive() string {
	words := []string{"//typeseal:" + t.Verb, "max-age=" + formatAge(t.MaxAge), "max-size=" + strconv.Itoa(t.MaxSize)}
	if t.Salt != "" {
		words = append(words, "salt="+t.Salt)
	}
	if t.Format == Native {
		words = append(words, "codec="+base(t.Codec), "prefix="+t.Prefix, "version="+strconv.Itoa(t.Version),
			"accept="+directive.Numbers(t.Accept), "mint="+strconv.Itoa(t.Mint))
		words = append(words, alsoOptions(t.Also)...)
	} else {
		words = append(words, "format="+t.Format)
	}
	if t.Kind == string(contract.Public) {
		words = append(words, "alg=ed25519")
	}
	if strings.HasSuffix(t.Codec, "+deflate") {
		compress := "compress"
		if t.Kind == string(contract.Sealed) {
			compress += "=reveals-length"
		}
		words = append(words, compress)
	}
	if t.Once {
		words = append(words, "once")
	}
	return strings.Join(words, " ")
}

// alsoOptions are the options that say what also says.
func alsoOptions(also string) (options []string) {
	for i, word := range strings.Fields(also) {
		switch {
		case i == 0:
			word = "also=" + word
		case !strings.HasPrefix(word, "until="):
			word = "also-" + word
		}
		options = append(options, word)
	}
	return options
}
