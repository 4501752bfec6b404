// Package history compares the present tokens of a module with its former ones: with its
// typeseal.lock, with the lock of another git revision, and with the locks of other
// modules.
package history

import (
	"context"
	"fmt"
	"go/token"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A Config has the locks to compare with.
type Config struct {
	Dir      string   // of the module, or of the workspace
	Roots    []string // directories of the modules
	Packages []*model.Package

	// Whole reports whether the source has no further types in a package of the module in
	// root. Then a type that is missing was removed.
	Whole func(root, path string) bool

	Against *Revision // its lock is compared with the module in Dir; nil: the module's own lock
	Fresh   bool      // no lock is read, and all types are new
	With    []*Lock   // of other modules
	Cache   string    // a folder for notes about locks that were read; empty: none

	Now   time.Time
	Found *diag.Collector
}

// A Comparison is the result of Compare.
type Comparison struct {
	Config
	Locks   []*Lock           // as they should be
	Changes []diag.Diagnostic // since the locks were written, harmless ones too
	Notes   []string          // sentences about the whole run

	entries   map[*lock.Type]entry
	described map[*directive.Directive]*lock.Type
}

// An entry is a type of the source, with its description for the lock.
type entry struct {
	*directive.Directive
	of *model.Type // nil if only the directive is known
}

// Compare compares the tokens of each module with its lock, and the salts of the
// modules with each other. A change that breaks tokens in flight is a diagnostic.
func Compare(ctx context.Context, config Config) *Comparison {
	c := &Comparison{
		Config: config, entries: map[*lock.Type]entry{}, described: map[*directive.Directive]*lock.Type{},
	}
	for _, root := range c.Roots {
		var l *Lock
		var fault *lock.Error
		switch {
		case c.Fresh:
			l, fault = (&Revision{}).lock(root)
		case c.Against != nil && root == c.Dir:
			l, fault = c.Against.lock(root)
		default:
			l, fault = Read(root, c.Cache)
		}
		if fault != nil {
			l.Report(c.Found, fault)
			continue
		}
		next := c.compare(ctx, l)
		if (c.Fresh || c.Against != nil) && len(c.Roots)+len(c.With) == 1 {
			continue // the lock is not written, and there is no other lock to compare it with
		}
		if fault := l.Set(next); fault != nil && !c.Found.Faulty("") {
			l.Report(c.Found, fault)
		} else if l.Content != nil {
			c.Locks = append(c.Locks, l)
			c.renewal(l)
		}
	}
	c.shared()
	return c
}

// renewal notes that a lock of an older format is written in the present one.
func (c *Comparison) renewal(l *Lock) {
	if slices.ContainsFunc(l.was, (*lock.Lock).Outdated) {
		c.Notes = append(c.Notes, fmt.Sprintf("%s has an older format; typeseal writes the present one, which older "+
			"versions of typeseal cannot read", c.Found.Name(l.Path)))
	}
}

// compare reports the changes since a lock was written, and returns the lock to write.
func (c *Comparison) compare(ctx context.Context, l *Lock) *lock.Lock {
	now := &lock.Lock{Types: c.types(l.Root)}
	mentions := c.mentions(l.Root)
	was := l.was[0]
	if len(l.was) == 2 {
		lock.Reconcile(l.was[0], l.was[1], func(id lock.ID) bool { return mentions[id] != nil })
		was = lock.Join(l.was[0], l.was[1])
	}
	known := now.ByID()
	for _, t := range was.Types {
		if known[t.ID()] == nil && (mentions[t.ID()] != nil || unsalted(mentions, t) || !c.Whole(l.Root, t.Package)) {
			now.Types = append(now.Types, t)
		}
	}
	now.Elsewhere = c.elsewhere(mentions, known)
	c.date(was, known)
	var verdicts []lock.Verdict
	for _, side := range l.was {
		verdicts = append(verdicts, lock.Compare(side, now)...)
	}
	if len(refused(verdicts)) > 0 && c.Against == nil {
		verdicts, was = c.withoutDrafts(ctx, l.Root, verdicts, was, now)
	}
	for _, v := range verdicts {
		d := c.Found.Place(c.diagnostic(v))
		c.Changes = append(c.Changes, d)
		if !v.Outcome.Allowed() {
			c.Found.Add(d)
		}
	}
	c.outlived(known)
	c.heirs(lock.Heirs(was, now))
	return was.Next(now.Types)
}

// withoutDrafts compares types with refused changes again, with the lock of the main
// line. It returns the changes, and the lock to which they apply.
func (c *Comparison) withoutDrafts(
	ctx context.Context, root string, found []lock.Verdict, was, now *lock.Lock,
) ([]lock.Verdict, *lock.Lock) {
	main := mainlineOf(ctx, root)
	if main == nil {
		return found, was
	}
	before := refused(found)
	settled := was.Settled(main.lock, before)
	verdicts := lock.Compare(settled, now)
	still, named := map[*lock.Type]bool{}, map[string]bool{}
	for _, t := range refused(verdicts) {
		still[t] = true
	}
	var free []string
	for _, t := range before {
		if !still[t] && !named[t.Name] {
			named[t.Name] = true
			free = append(free, t.Name)
		}
	}
	if free == nil {
		return found, was
	}
	c.Notes = append(c.Notes,
		fmt.Sprintf("%s may change freely: %s does not have these tokens yet", strings.Join(free, ", "), main.name))
	return verdicts, settled
}

// refused returns the types with changes that are not allowed.
func refused(list []lock.Verdict) (types []*lock.Type) {
	seen := map[*lock.Type]bool{}
	for _, v := range list {
		if !v.Outcome.Allowed() && !seen[v.Type] {
			seen[v.Type] = true
			types = append(types, v.Type)
		}
	}
	return types
}

// types returns the types of a module's packages without errors.
func (c *Comparison) types(root string) (list []*lock.Type) {
	for _, p := range c.Packages {
		if p.Root != root || c.Found.Faulty(p.Dir) {
			continue
		}
		for _, t := range p.AllTypes() {
			for _, d := range t.Directives {
				now, err := c.Describe(p, t, d)
				if err != nil {
					c.Found.Add(diag.Diagnostic{
						Span: diag.Span{Pos: t.Pos}, Rule: "lock", Message: err.Error(),
						Help: "remove fields, or structs inside it",
					})
					continue
				}
				now.Longest = longest(t, d)
				c.entries[now] = entry{d, t}
				list = append(list, now)
			}
		}
	}
	return list
}

// longest returns the length in characters of the longest token that the directive opens,
// apart from those of also=, or 0 if it is not known.
func longest(t *model.Type, d *directive.Directive) (most int) {
	for _, v := range d.Accepted() {
		minting := *d
		if minting.Mint = v; v != d.Version && t.Former(v) == nil {
			return 0
		}
		n, bounded := plan.Longest(t, &minting)
		if !bounded {
			return 0
		}
		most = max(most, n)
	}
	return most
}

// Describe describes the tokens of a directive. It fails if the payload has too many
// fields.
func (c *Comparison) Describe(p *model.Package, t *model.Type, d *directive.Directive) (*lock.Type, error) {
	if known := c.described[d]; known != nil {
		return known, nil
	}
	described, err := lock.New(p, t, d)
	if err == nil {
		c.described[d] = described
	}
	return described, err
}

// A mention is a directive of the source, above a type whose struct may not be known.
type mention struct {
	*directive.Directive
	name lock.GoType
	pos  token.Pos // of the name
}

// mentions returns the directives of a module's source, by the IDs of their tokens. They
// include directives in packages that were not requested, in files that this build leaves
// out, and in packages with errors.
func (c *Comparison) mentions(root string) map[lock.ID][]mention {
	mentions := map[lock.ID][]mention{}
	for _, p := range c.Packages {
		if p.Root != root {
			continue
		}
		for _, t := range p.Declared {
			for _, d := range t.Directives {
				m := mention{d, lock.GoType{Package: p.Path, Name: t.Name()}, t.Spec.Name.Pos()}
				id := lock.IDOf(m.name, d)
				mentions[id] = append(mentions[id], m)
			}
		}
	}
	return mentions
}

// unsalted reports whether a directive of a type has lost its salt, which is an error. It is
// not known which tokens it is about, so that none of the type are removed.
func unsalted(mentions map[lock.ID][]mention, t *lock.Type) bool {
	id := lock.IDOf(t.GoType, &directive.Directive{Verb: directive.Verb(t.Verb)})
	return slices.ContainsFunc(mentions[id], mention.Unsalted)
}

// elsewhere returns the types that are mentioned and not known, with the facts in their
// directives.
func (c *Comparison) elsewhere(mentions map[lock.ID][]mention, known map[lock.ID]*lock.Type) (list []*lock.Type) {
	var ids []lock.ID
	for id := range mentions {
		if known[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, lock.ID.Compare)
	for _, id := range ids {
		for _, m := range mentions[id] {
			if m.Unsalted() {
				continue // it is reported, and has no other salt
			}
			t := lock.Mentioned(m.name, m.pos, m.Directive)
			c.entries[t] = entry{m.Directive, nil}
			list = append(list, t)
		}
	}
	return list
}

// date sets the dates on which types began to mint their version. A type that accepts
// only one version has none.
func (c *Comparison) date(was *lock.Lock, known map[lock.ID]*lock.Type) {
	for _, old := range was.Types {
		switch t := known[old.ID()]; {
		case t == nil || len(t.Accept) < 2:
		case old.Mint != t.Mint:
			t.Since = c.Now.UTC().Format(time.DateOnly)
		default:
			t.Since = old.Since
		}
	}
}

// diagnostic returns a verdict as a diagnostic: at an option, at a field in the type's
// own package, or else at the type.
func (c *Comparison) diagnostic(v lock.Verdict) diag.Diagnostic {
	t := v.Type
	d := diag.Diagnostic{
		Span: diag.Span{Pos: t.Pos}, Rule: "lock", Message: v.Message, Help: v.Advice,
		Change: &diag.Change{
			Outcome: v.Outcome.String(), Edit: v.Edit,
			PackagePath: t.Package, TypeName: t.Name, Verb: t.Verb, Salt: t.Salt,
		},
	}
	e, ok := c.entries[t]
	if !ok {
		d.Span = diag.Span{}
		return d
	}
	option, written := e.At[v.Option]
	switch {
	case written:
		d.Span = option
	case v.Option != "" || v.Edit == "kind":
		d.Span = e.Span
	case v.Pos.IsValid():
		d.Span.Pos, _ = t.Place(v.Pos)
	}
	return d
}
