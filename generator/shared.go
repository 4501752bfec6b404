package generator

import (
	"errors"
	"fmt"
	"go/token"
	"path/filepath"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
)

// An OtherLock is the lock of another module.
type OtherLock struct {
	Name string // its path, as diagnostics show it
	Text []byte
}

// sharedSalts compares the salts of the modules that were loaded with each other,
// and with the locks of other modules: one salt in two of them must be one and the
// same type. If the result is not for Commit, what is wrong is a warning.
func (r *run) sharedSalts(locks []File, config Config) {
	report := &r.list
	if config.Against != nil {
		report = &r.warnings
	}
	var before []*sharedLock
	for _, other := range config.With {
		if l := r.otherLock(other); l != nil {
			before = append(before, l)
		}
	}
	for _, f := range locks {
		parsed, err := lock.Parse(f.Content)
		if err != nil {
			continue // reported
		}
		ours := &sharedLock{path: f.Path, name: r.name(f.Path), text: f.Content, lock: parsed}
		for _, theirs := range before {
			*report = append(*report, r.compareSalts(ours, theirs)...)
		}
		before = append(before, ours)
	}
}

// A sharedLock is one of the locks that are compared.
type sharedLock struct {
	path, name string
	text       []byte
	lock       *lock.Lock
}

// otherLock reads a lock from elsewhere. It returns nil if something is wrong
// with it, which it reports.
func (r *run) otherLock(other OtherLock) *sharedLock {
	parsed, err := lock.Parse(other.Text)
	var fault *lock.Error
	if errors.As(err, &fault) {
		l := &locked{path: other.Name, other: other.Name, text: other.Text}
		r.reportLock(l, fault)
		r.list[len(r.list)-1].Advice = "run typeseal in that module"
		return nil
	}
	return &sharedLock{path: other.Name, name: filepath.ToSlash(other.Name), text: other.Text, lock: parsed}
}

// compareSalts returns what is wrong between two modules, and notes what they
// share.
func (r *run) compareSalts(ours, theirs *sharedLock) (found []Diagnostic) {
	same, clashes := lock.Shared(ours.lock, theirs.lock)
	for _, c := range clashes {
		found = append(found, r.clash(ours, theirs, c))
	}
	for _, p := range same {
		if !p.Gone && p.Ours.GoType != p.Theirs.GoType {
			r.notes = append(r.notes, sharedNote(p))
		}
	}
	return found
}

// sharedNote says what two modules have in common, and what it asks of them.
func sharedNote(p lock.Pair) string {
	note := fmt.Sprintf("salt %s is one and the same type in two modules, %s and %s: "+
		"with one root key a token of one opens in the other", p.Salt, p.Theirs.GoType, p.Ours.GoType)
	if p.Ours.Once {
		note += "; it is single-use, so both must redeem in one store"
	}
	if p.Ours.MaxAge != p.Theirs.MaxAge {
		note += "; max-age differs, and each goes by its own"
	}
	return note
}

// clash is a difference, shown at our type, with the line of each lock.
func (r *run) clash(ours, theirs *sharedLock, c lock.Clash) Diagnostic {
	message := fmt.Sprintf("salt %s is that of %s too, and %s", c.Salt, c.Theirs.GoType, c.Message)
	if c.Gone {
		message += ", though one of the two is gone: its tokens may be in flight"
	}
	line := lock.LineOf(ours.text, c.Ours, c.Fact)
	advice := fmt.Sprintf("compare %s:%d with %s:%d; "+
		"if both modules have one root key, make the two types the same, or give one of them another salt",
		ours.name, line, theirs.name, lock.LineOf(theirs.text, c.Theirs, c.TheirFact))
	if d := r.directiveOf(c.Ours); d != nil {
		pos, end := r.optionPlace(d, c.Option)
		return r.diagnostic(pos, end, "salt", message, advice)
	}
	return Diagnostic{
		Rule: "salt", Message: message, Advice: advice, name: ours.name,
		Pos: token.Position{Filename: ours.path, Line: line, Column: 1},
	}
}

// directiveOf is the directive of a type of the lock, nil if it was not read.
func (r *run) directiveOf(t *lock.Type) *directive.Directive {
	for now, d := range r.locks {
		if now.GoType == t.GoType && now.ID() == t.ID() {
			return d
		}
	}
	return nil
}

// optionPlace is where a directive has an option, or else the salt.
func (r *run) optionPlace(d *directive.Directive, option string) (pos, end token.Pos) {
	for _, name := range []string{option, "salt"} {
		if at, ok := d.At[name]; ok {
			return at, at + token.Pos(len(r.optionAt(at)))
		}
	}
	return d.Pos, d.End
}
