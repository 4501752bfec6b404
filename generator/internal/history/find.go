package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// ReadWhole reads the lock of the module in the folder root. The lock must exist and
// have no merge conflict. If its text has an error, ReadWhole reports it and returns nil.
func ReadWhole(root string, found *diag.Collector) (*Lock, error) {
	l, fault := Read(root, "")
	switch {
	case fault != nil:
		l.Report(found, fault)
		return nil, nil
	case l.Was == nil:
		return nil, fmt.Errorf("there is no %s in %s; run typeseal, which writes it", lock.Name, root)
	case len(l.was) == 2:
		return nil, fmt.Errorf("%s has the conflict markers of a merge; run typeseal, which merges both sides",
			lock.Name)
	}
	return l, nil
}

// Forget removes the types that have the given name or salt, retired types included. If a
// Go type has several directives and is found by its name, all of them are removed.
// Forget returns the removed types.
func (l *Lock) Forget(name string) (forgotten []*lock.Type, err error) {
	was := l.was[0]
	all := slices.Concat(was.Types, was.Retired)
	match := func(t *lock.Type) bool { return t.Salt == name }
	if !slices.ContainsFunc(all, match) {
		found, err := find(all, name)
		if err != nil {
			return nil, err
		}
		match = func(t *lock.Type) bool { return t.GoType == found.GoType }
	}
	rest, forgotten := was.Without(match)
	if fault := l.Set(rest); fault != nil {
		return nil, fault
	}
	return forgotten, nil
}

// Find returns the type with a name, such as PasswordReset or account.PasswordReset. If
// it has several directives, Find returns the one with the newest version.
func (l *Lock) Find(name string) (*lock.Type, error) { return find(l.was[0].Types, name) }

func find(list []*lock.Type, name string) (found *lock.Type, err error) {
	var names []string
	for _, t := range list {
		names = append(names, t.Name)
		last := t.Package[strings.LastIndexByte(t.Package, '/')+1:] + "." + t.Name
		if !slices.Contains([]string{t.Name, last, t.GoType.String()}, name) {
			continue
		}
		if found != nil && found.GoType != t.GoType {
			return nil, fmt.Errorf("there is a %s in %s and in %s; name it %s or %s", t.Name, found.Package, t.Package,
				found.GoType, t.GoType)
		}
		if found == nil || t.Version > found.Version {
			found = t
		}
	}
	if found != nil {
		return found, nil
	}
	err = fmt.Errorf("%s has no type %s", lock.Name, name)
	if near := spell.DidYouMean(name, names); near != "" {
		err = fmt.Errorf("%w; %s", err, near)
	}
	return nil, err
}
