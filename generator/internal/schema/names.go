package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator/internal/lock"
)

// nameAll names everything: types first, then the other structs, and at last what only the
// written file itself uses.
func (b *builder) nameAll() {
	n := &names{
		builder: b, types: map[string]*Type{}, count: map[string]int{}, owners: map[string]string{},
		faulty: map[string]bool{},
	}
	of := map[*Struct]*record{}
	for _, r := range b.order {
		of[r.Struct] = r
		n.count[r.of]++
	}
	for _, typ := range b.types {
		n.types[typ.Go] = typ
		r := of[typ.Payload]
		typ.Name = n.claim(r.t, "type", typ.Go, b.Language.typeName(r.t.Name))
		typ.Payload.Name = typ.Name
	}
	for _, typ := range b.types {
		n.derived(of[typ.Payload].t, typ)
	}
	for _, r := range b.order {
		n.name(r)
	}
	for _, r := range b.order {
		n.fields(r)
		r.Shape = n.private(b.Language.constant(r.Name, ""))
	}
	for _, typ := range b.types {
		for _, token := range typ.Tokens {
			token.Policy = n.private(b.Language.constant(typ.Name, token.Verb))
		}
	}
}

// names has the names that are taken in the file.
type names struct {
	*builder
	types  map[string]*Type  // by Go
	count  map[string]int    // how many structs have a declared Go type
	owners map[string]string // the paths of what has them
	faulty map[string]bool   // the paths of what cannot have its name
}

// derived names what a type has besides its payloads.
func (n *names) derived(t *lock.Type, typ *Type) {
	if n.Language.errors {
		typ.Expired = n.claim(t, "type", typ.Go+".Expired", typ.Name+"Expired")
	}
	if len(typ.State) == 0 {
		return
	}
	typ.StateName = n.claim(t, "state 1", typ.Go+".State", typ.Name+"State")
	owners := map[string]string{}
	for i, s := range typ.State {
		s.Name = n.member(t, fmt.Sprintf("state %d", i+1), typ.Go+".State:"+s.Go, n.Language.state(s.Go), owners,
			n.Language.fields)
	}
}

// name names a struct that has no name yet, and returns its name.
func (n *names) name(r *record) string {
	if r.Name == "" {
		r.Name = n.claim(r.t, strings.TrimRight(r.fact, ". "), r.Go, n.usual(r))
	}
	return r.Name
}

// usual returns the usual name of a struct that is not the newest payload of a type. A
// struct inside has its name in Go. If that is not known, or if the lock describes it in
// two ways, as in two codecs, it is named after the field: JobCustomer.
func (n *names) usual(r *record) string {
	switch r.Role {
	case Former:
		return fmt.Sprintf("%sV%d", n.types[r.t.GoType.String()].Name, r.Version)
	case Payload: // the other directive of a type has other fields, which is a fault
		return n.types[r.t.GoType.String()].Name + title(r.t.Verb)
	}
	if r.of != "" && n.count[r.of] == 1 {
		return n.Language.typeName(declared(r.of))
	}
	return n.name(r.outer) + n.Language.typeName(exported(r.field))
}

// declared returns the name of a Go type without its package, and with the names of its
// type arguments: PairIntString.
func declared(of string) (name string) {
	for part := range strings.FieldsFuncSeq(of, func(r rune) bool { return strings.ContainsRune("[], *{};", r) }) {
		part = part[strings.LastIndexAny(part, "./")+1:]
		if name != "" {
			part = title(part)
		}
		name += part
	}
	return name
}

// exported joins the names of a path, each with a capital letter.
func exported(path string) (name string) {
	for part := range strings.SplitSeq(path, ".") {
		name += title(part)
	}
	return name
}

func title(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// claim returns the name of a type or struct in the file. fact is its line in the lock.
func (n *names) claim(t *lock.Type, fact, path, usual string) string {
	return n.take(t, fact, path, n.ordered(path, usual), n.owners, func(name string) bool {
		return n.Language.ident(name) && !n.Language.types[name]
	})
}

// fields names the fields of a struct.
func (n *names) fields(r *record) {
	owners, taken := map[string]string{}, n.Language.fields
	if n.Language.methods {
		taken = maps.Clone(taken)
		for _, name := range slices.Concat(methods(r.Type), classes(r.Struct)) {
			taken[name] = true
		}
	}
	for i, f := range r.Fields {
		fact, path := fmt.Sprintf("%s%d", r.fact, i+1), r.Go+":"+f.Wire
		f.Name = n.member(r.t, fact, path, n.Language.field(f.Wire), owners, taken)
	}
}

// member returns the name of a field or of a value of the state.
func (n *names) member(
	t *lock.Type, fact, path, usual string, owners map[string]string, taken map[string]bool,
) string {
	if taken[usual] {
		usual += n.Language.escape
	}
	return n.take(t, fact, path, n.ordered(path, usual), owners, func(name string) bool {
		return (n.Language.quoted || n.Language.ident(name)) && !taken[name]
	})
}

// ordered returns the name that was ordered for a path, or else the usual one.
func (n *names) ordered(path, usual string) string {
	if name, ok := n.Names[path]; ok {
		n.used[path] = true
		return name
	}
	return usual
}

// take takes a name for what has a path. fact is its line in the lock.
func (n *names) take(
	t *lock.Type, fact, path, name string, owners map[string]string, fits func(string) bool,
) string {
	message := ""
	switch {
	case !fits(name):
		message = fmt.Sprintf("%s cannot have the name %q in %s", path, name, n.Language.Title)
	case owners[name] != "":
		message = fmt.Sprintf("%s and %s both have the name %q in %s", owners[name], path, name, n.Language.Title)
	}
	if message != "" {
		n.faulty[path] = true
		if !n.faulty[path[:strings.LastIndexByte(path, '.')]] { // another name for the whole is enough
			n.fault(t, fact, message, fmt.Sprintf("choose another name for it with --rename %s=NAME", shown(path)))
		}
	}
	owners[name] = path
	return name
}

// private returns a name that only the file itself uses.
func (n *names) private(name string) string {
	for n.owners[name] != "" || n.Language.types[name] {
		name += "_"
	}
	n.owners[name] = name
	return name
}

// methods are the names of the methods of a payload's class.
func methods(t *Type) (list []string) {
	if t == nil {
		return nil
	}
	for _, token := range t.Tokens {
		list = append(list, token.Verb)
		switch {
		case token.Once:
			list = append(list, "peek", "redeem")
		case token.Verb == "sign":
			list = append(list, "verify")
		default:
			list = append(list, "open")
		}
	}
	return list
}

// classes are the names of the classes that the class of a struct refers to. Inside the
// class, a field of the same name would hide them from type checkers.
func classes(s *Struct) (list []string) {
	for _, f := range s.Fields {
		for v := f.Value; v != nil; v = v.Of {
			if v.Struct != nil {
				list = append(list, v.Struct.Name)
			}
		}
	}
	if s.Type == nil {
		return list
	}
	list = append(list, s.Name, s.Type.StateName)
	for _, token := range s.Type.Tokens {
		for _, version := range token.Payloads {
			list = append(list, version.Struct.Name)
		}
	}
	return list
}

// shown quotes a path for the shell if it needs that.
func shown(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-/:", r)
	}) {
		return "'" + path + "'"
	}
	return path
}
