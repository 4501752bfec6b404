package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// An Order says what to describe, and how.
type Order struct {
	Language *Language
	Readers  bool
	Types    []string          // names or salts; empty: all types
	Names    map[string]string // the names that types and fields get, by their paths
}

// A Fault says what is wrong in a line of the lock.
type Fault struct {
	ID      lock.ID
	Fact    string // begins the line after the ID: type, or v1 2.1
	Message string
	Help    string
}

// Build describes the types of a lock. left has a sentence for each type that is left out,
// because it has the tokens of another system. An error means that the order is wrong.
func Build(l *lock.Lock, o Order) (s *Schema, left []string, faults []Fault, err error) {
	chosen, err := choose(l.Types, o.Types)
	if err != nil {
		return nil, nil, nil, err
	}
	b := &builder{Order: o, records: map[string]*record{}, used: map[string]bool{}}
	var native []*lock.Type
	for _, t := range chosen {
		switch {
		case t.Format == lock.Native:
			native = append(native, t)
		case len(o.Types) > 0:
			b.fault(t, "format", foreign(t), "leave it out of --types")
		default:
			left = append(left, foreign(t))
		}
	}
	b.build(native)
	b.nameAll()
	for path := range o.Names {
		if !b.used[path] {
			return nil, nil, nil, fmt.Errorf("there is no type or field %s to rename", path)
		}
	}
	return &Schema{Readers: o.Readers, Structs: b.structs(), Types: b.types}, left, b.faults, nil
}

// foreign says that a type is left out.
func foreign(t *lock.Type) string {
	format, _, _ := strings.Cut(t.Format, " ")
	return fmt.Sprintf("%s: format=%s is left out: use %s", t.Name, format, contract.Foreign(format).Own)
}

// choose returns the types with these names or salts. A name is PasswordReset,
// account.PasswordReset, or has the whole path of the package.
func choose(types []*lock.Type, names []string) (chosen []*lock.Type, err error) {
	if len(names) == 0 {
		return types, nil
	}
	for _, name := range names {
		found, err := find(types, name)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			if !slices.Contains(chosen, t) {
				chosen = append(chosen, t)
			}
		}
	}
	return chosen, nil
}

// find returns the type with a salt, or else the types with a name, which are the
// directives of one Go type.
func find(types []*lock.Type, name string) (found []*lock.Type, err error) {
	var words []string
	for _, t := range types {
		if t.Salt == name {
			return []*lock.Type{t}, nil
		}
		words = append(words, t.Name, t.Salt)
		last := t.Package[strings.LastIndexByte(t.Package, '/')+1:] + "." + t.Name
		if slices.Contains([]string{t.Name, last, t.GoType.String()}, name) {
			found = append(found, t)
		}
	}
	for _, t := range found {
		if t.GoType != found[0].GoType {
			return nil, fmt.Errorf("there is a %s in %s and in %s; name it %s or %s", t.Name, found[0].Package,
				t.Package, found[0].GoType, t.GoType)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	err = fmt.Errorf("%s has no type or salt %s", lock.Name, name)
	slices.Sort(words)
	if near := spell.DidYouMean(name, slices.Compact(words)); near != "" {
		err = fmt.Errorf("%w; %s", err, near)
	}
	return nil, err
}
