package generator

import (
	"go/types"
	"path"
	"path/filepath"
	"regexp"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A Token describes the tokens of one directive of an annotated type.
type Token struct {
	PackagePath, TypeName string
	PackageName           string // if it is read from a lock, it is guessed from PackagePath

	Verb    string        // "sign" or "seal"
	Kind    string        // "signed", "sealed" or "public"
	Salt    string        // may be empty for a foreign format
	Codec   string        // "msgpack" or "json", or "text" if the payload is a list of fields
	Deflate bool          // payloads may be compressed
	Version int           // schema version of the struct
	MaxAge  time.Duration // -1: unlimited
	Age     string        // MaxAge as a directive has it, such as 1d12h
	Prefix  string        // of the token's text
	MaxSize int           // of the token, in characters

	Accept  []int // versions that are opened, Version among them, sorted
	Mint    int   // version that is minted
	Longest int   // length of the longest token, in characters; 0: no bound

	Once      bool          // a token can be redeemed once
	Grace     time.Duration // how long a used token is accepted again; 0: not at all
	GraceText string        // Grace as a directive has it; empty: none

	Format    string // "django", "handshake" or "handoff"; empty: native
	Algorithm string // of a foreign format; empty: its default
	Sep       string // Django's separator; empty: its default
	Future    bool   // foreign tokens that are dated in the future are accepted

	// Also are the tokens of another system that a native type accepts too, by the options
	// of its directive. An option is empty if it has the format's default.
	Also struct {
		Format                string    // empty: none
		Until                 time.Time // midnight UTC after the last day
		Salt                  string    // empty if the format has none
		Algorithm, Derivation string
		Sep, Codec            string
		Issuer, Audience      string // empty: tokens have none
		Future                bool
		Missing               bool // fields that are missing or null are zero
	}

	Hash string // of the type's lines, if it is read from a lock

	// Fields are the fields of the payload, in their order, and State the fields that are
	// authenticated but not sent. Former has the payloads of other versions that are
	// accepted, by version; if it is read from a lock, also of versions that are no longer
	// accepted. They are nil for a type that this build excludes.
	Fields, State []Field
	Former        map[int][]Field

	// For a type that this build leaves out, File is its file, as diagnostics show it,
	// and Constraint is the condition under which the file is built, such as
	// "enterprise || windows".
	File, Constraint string
}

// A Field is one field of a payload or of a struct inside it, or a state field. With it, a
// tool can read payloads without the program that has the type.
type Field struct {
	Name string // in JSON payloads; empty for state
	Go   string // such as Email, or Base.ID through an embedded struct

	// Type says how the field is encoded: int64, []text, map[string]*struct. Leaves are
	// bool, string, time, []byte, struct, Go's numbers, and text, binary and custom for
	// types that encode themselves. State has one of the forms text, integer, bool and time.
	Type string

	GoType string  // as the package writes it, such as map[string]*Tag; empty if read from a lock
	Of     string  // the Go type with its package path, for text, binary, custom and structs with a name
	Max    int64   // bound of its max= tag in bytes or elements; 0: none
	Fields []Field // of the struct in Type
}

// listTokens lists the tokens of the packages without errors.
func (r *run) listTokens() (list []Token) {
	for _, p := range r.models {
		if r.found.Faulty(p.Dir) {
			continue
		}
		for _, t := range p.AllTypes() {
			for _, d := range t.Directives {
				if described, err := r.tokens.Describe(p, t, d); err == nil { // otherwise the package has an error
					list = append(list, sourceToken(p, t, d, described))
				}
			}
		}
	}
	return list
}

// sourceToken returns a token with the facts that only the source has.
func sourceToken(p *model.Package, t *model.Type, d *directive.Directive, described *lock.Type) Token {
	token := describe(p.Path, t.Name, d).with(described)
	token.PackageName = p.Name
	if longest, bounded := plan.Longest(t, d); bounded {
		token.Longest = longest
	}
	var state []*model.Field
	for _, f := range t.Shape.Fields {
		if f.State {
			state = append(state, f)
		}
	}
	write := goTypes(p.Path)
	write(token.State, state)
	write(token.Fields, t.Shape.Sent())
	for v, fields := range token.Former {
		write(fields, t.Former(v).Shape.Sent())
	}
	return token
}

// goTypes returns a function that sets GoType in fields and the fields inside them. Types
// are written as in the package own.
func goTypes(own string) func([]Field, []*model.Field) {
	qualifier := func(p *types.Package) string {
		if p.Path() == own {
			return ""
		}
		return p.Name()
	}
	var write func([]Field, []*model.Field)
	write = func(fields []Field, of []*model.Field) {
		for i := range fields {
			shape := of[i].Shape
			if basic, ok := shape.Type.(*types.Basic); ok {
				fields[i].GoType = basic.Name()
			} else {
				fields[i].GoType = types.TypeString(shape.Type, qualifier)
			}
			for shape.Elem != nil {
				shape = shape.Elem
			}
			if len(fields[i].Fields) > 0 {
				write(fields[i].Fields, shape.Sent())
			}
		}
	}
	return write
}

// listLeftOut lists the tokens of types that this build excludes.
func (r *run) listLeftOut() (list []Token) {
	for _, p := range r.models {
		built := map[string]bool{}
		for _, d := range p.Declared {
			if d.Build == model.Built {
				built[d.Name()] = true
			}
		}
		for _, t := range p.Declared {
			if !p.Wanted || t.Build != model.LeftOut || built[t.Name()] {
				continue
			}
			for _, d := range t.Directives {
				token := describe(p.Path, t.Name(), d)
				token.PackageName = p.Name
				token.File, token.Constraint = r.found.Name(filepath.Join(p.Dir, t.File)), t.Constraint
				list = append(list, token)
			}
		}
	}
	return list
}

// describe returns the facts that the directive alone gives.
func describe(importPath, name string, d *directive.Directive) Token {
	t := Token{
		PackagePath: importPath, PackageName: packageName(importPath), TypeName: name,
		Verb: string(d.Verb), Kind: string(d.Kind()), Salt: d.Salt, Codec: d.Codec, Deflate: d.Deflate,
		Version: d.Version, MaxAge: d.MaxAge, Age: lock.FormatAge(d.MaxAge), Prefix: d.Prefix, MaxSize: d.MaxSize,
		Once: d.Once, Grace: d.Grace, GraceText: lock.FormatAge(d.Grace), Accept: d.Accepted(), Mint: d.Mint,
		Format: d.Format, Future: d.Future,
	}
	if f := d.Foreign(); f != nil {
		chosen := chosenIn(d.Parameters, f)
		t.Algorithm, t.Sep = chosen["algorithm"], chosen["sep"]
	}
	if a := d.Also; a != nil {
		chosen := chosenIn(a.Parameters, contract.Foreign(a.Format))
		t.Also.Format, t.Also.Until, t.Also.Salt = a.Format, a.Until, a.Salt
		t.Also.Future, t.Also.Missing = a.Future, a.Missing
		t.Also.Algorithm, t.Also.Derivation = chosen["algorithm"], chosen["derivation"]
		t.Also.Sep, t.Also.Codec = chosen["sep"], chosen["codec"]
		t.Also.Issuer, t.Also.Audience = chosen["issuer"], chosen["audience"]
	}
	return t
}

// chosenIn returns the parameters of a format that are not its defaults, by name.
func chosenIn(p directive.Parameters, f *contract.Format) map[string]string {
	chosen := map[string]string{}
	for _, w := range p.Words(f) {
		if !w.Default {
			chosen[w.Name] = w.Value
		}
	}
	return chosen
}

// packageName returns the name that the package with an import path usually has: the last
// element of the path that is not a version.
func packageName(importPath string) string {
	name := path.Base(importPath)
	if isVersion.MatchString(name) {
		name = path.Base(path.Dir(importPath))
	}
	return name
}

var isVersion = regexp.MustCompile(`^v[0-9]+$`)

// with returns the token with the fields that the lock describes.
func (t Token) with(described *lock.Type) Token {
	t.Fields, t.State = fieldsOf(described.Shapes[described.Version]), fieldsOf(described.State)
	t.Former = map[int][]Field{}
	for v, fields := range described.Shapes {
		if v != described.Version {
			t.Former[v] = fieldsOf(fields)
		}
	}
	return t
}

func fieldsOf(described []*lock.Field) (list []Field) {
	if len(described) == 0 {
		return nil
	}
	list = make([]Field, 0, len(described))
	for _, f := range described {
		list = append(list, Field{
			Name: f.Wire, Go: f.Go, Type: f.Type, Of: f.Of, Max: f.Max, Fields: fieldsOf(f.Fields),
		})
	}
	return list
}
