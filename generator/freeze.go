package generator

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A Frozen is the struct that an annotated type was when its lock was written.
type Frozen struct {
	Path string // of the file: one to be written, or one that has the struct already
	Text []byte // to be written; nil where the struct is there

	Type, Former string // names of the annotated type, and of the struct
	Version      int    // of the struct
	Accept       string // versions to accept beside a new one, as the option has them
}

// Freeze recovers from the lock of the module that holds config.Dir the struct
// of a type, named PasswordReset or account.PasswordReset. It changes nothing,
// and what is wrong with the type's source does not matter to it.
func Freeze(ctx context.Context, config Config, name string) (*Frozen, error) {
	r, l, err := openLock(ctx, config)
	if err != nil {
		return nil, err
	}
	t, err := lockedType(l.was[0].Types, name)
	switch {
	case err != nil:
		return nil, err
	case t.Format != lock.Native:
		return nil, fmt.Errorf("tokens of %s have no room for a schema version, so there is no former "+
			"struct to write", t.Format)
	}
	return r.freeze(t)
}

// freeze writes the struct down for the package and the name that the type has
// in the source now; the salt tells which it is.
func (r *run) freeze(t *lock.Type) (*Frozen, error) {
	for _, u := range r.units {
		for _, a := range u.files {
			for _, target := range a.targets {
				name := target.Spec.Name.Name
				same := func(d *directive.Directive) bool { return lockType(u, target, d).ID() == t.ID() }
				if a.Part != source.Test && slices.ContainsFunc(target.Directives, same) {
					return u.freeze(t, name)
				}
			}
		}
	}
	return nil, fmt.Errorf("%s with salt %s is no longer in the source", t.Name, t.Salt)
}

func (u *unit) freeze(t *lock.Type, name string) (*Frozen, error) {
	f := &Frozen{
		Type: name, Former: lock.FormerName(name, t.Version), Version: t.Version, Accept: directive.Numbers(t.Accept),
		Path: filepath.Join(u.pkg.Dir, snake(name)+fmt.Sprintf("_v%d.go", t.Version)),
	}
	for _, a := range u.files {
		for _, former := range a.formers {
			if former.Former.Of == name && former.Former.Version == t.Version {
				f.Path, f.Former = a.Path, former.Spec.Name.Name
				return f, nil
			}
		}
	}
	if _, taken := u.pkg.Scope()[f.Former]; taken {
		return nil, fmt.Errorf("package %s has a %s already; write //typeseal:former of=%s version=%d above it if it "+
			"is that struct", u.pkg.Path, f.Former, name, t.Version)
	}
	var err error
	f.Text, err = t.Former(t.Version, name, u.pkg.Path, u.pkg.Name)
	return f, err
}

// snake writes a type's name as a file's.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, c := range runes {
		wordStart := unicode.IsUpper(c) && i > 0 &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if wordStart {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
