package generator

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// Forget removes a type from the lock of the module that holds config.Dir, because
// none of its tokens is in use. The type is named PasswordReset or
// account.PasswordReset, or by its salt. Forget writes nothing: it returns a result
// for Commit with the new lock, and a phrase for each directive that it removed.
func Forget(ctx context.Context, config Config, name string) (result *Result, forgotten []string, err error) {
	r, l, err := openLock(ctx, config)
	if err != nil {
		return nil, nil, err
	}
	match, err := lockMatch(l.was[0], name)
	if err != nil {
		return nil, nil, err
	}
	rest, types := l.was[0].Without(match)
	for _, t := range types {
		forgotten = append(forgotten, fmt.Sprintf("%s (%s)", t.GoType, t.ID()))
	}
	file := r.write(l, rest)
	if file == nil {
		return nil, nil, errors.New(r.list[0].String())
	}
	return &Result{Dir: r.src.Dir, Locks: []File{*file}}, forgotten, nil
}

// openLock reads the lock of the module that holds config.Dir, and the directives
// of its source. What is wrong with the directives does not matter.
func openLock(ctx context.Context, config Config) (*run, *locked, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, nil, err
	}
	src, err := source.Load(ctx, source.Config{Dir: dir, Header: plan.Header, Mentions: directive.Mentions})
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(src.Roots, src.Dir) {
		return nil, nil, errors.New("this is a workspace's folder, within none of its modules; run typeseal in the " +
			"folder of the module that has the type")
	}
	r := newRun(src, dir)
	r.readDirectives()
	r.list = nil // of the directives only their salts count here
	l := r.readLock(src.Dir)
	switch {
	case l == nil:
		return nil, nil, errors.New(r.list[0].String())
	case l.text == nil:
		return nil, nil, fmt.Errorf("there is no %s in %s", lock.Name, src.Dir)
	case len(l.was) == 2:
		return nil, nil, fmt.Errorf("%s has the conflict markers of a merge; run typeseal, which keeps what "+
			"both sides say", lock.Name)
	}
	return r, l, nil
}

// lockMatch finds the types that name is the name or the salt of. A Go type may
// have several directives; all of them match.
func lockMatch(l *lock.Lock, name string) (match func(*lock.Type) bool, err error) {
	all := slices.Concat(l.Types, l.Retired)
	if slices.ContainsFunc(all, func(t *lock.Type) bool { return t.Salt == name }) {
		return func(t *lock.Type) bool { return t.Salt == name }, nil
	}
	found, err := lockedType(all, name)
	if err != nil {
		return nil, err
	}
	return func(t *lock.Type) bool { return t.GoType == found.GoType }, nil
}

// lockedType finds a type by its name. Of several directives of one type the one
// with the newest version counts.
func lockedType(list []*lock.Type, name string) (found *lock.Type, err error) {
	var names []string
	for _, t := range list {
		names = append(names, t.Name)
		path, last := t.GoType.String(), t.Package[strings.LastIndexByte(t.Package, '/')+1:]+"."+t.Name
		if name != t.Name && name != last && name != path {
			continue
		}
		if found != nil && found.GoType != t.GoType {
			return nil, fmt.Errorf("there is a %s in %s and in %s; name it %s or %s", t.Name, found.Package, t.Package,
				found.GoType, path)
		}
		if found == nil || t.Version > found.Version {
			found = t
		}
	}
	if found == nil {
		if near := spell.DidYouMean(name, names); near != "" {
			return nil, fmt.Errorf("%s has no type %s; %s", lock.Name, name, near)
		}
		return nil, fmt.Errorf("%s has no type %s", lock.Name, name)
	}
	return found, nil
}
