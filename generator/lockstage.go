package generator

import (
	"context"
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A Verdict is one change to what a module's tokens are, against its lock, and
// what it does to the tokens in flight.
type Verdict struct {
	Diagnostic // its Pos has no file where the type is gone

	Outcome string // "compatible", "given up", "needs a version" or "refused"
	Edit    string // which change, such as "field added"; LOCK.md lists them

	PackagePath, TypeName, Verb, Salt string
}

// lockStage compares what the tokens are with the locks, and returns the locks
// as they should be. A change that costs tokens in flight is a diagnostic.
func (r *run) lockStage(ctx context.Context, config Config) (files []File) {
	against := config.Against
	for _, root := range r.src.Roots {
		l := &locked{root: root, path: filepath.Join(root, lock.Name), final: against != nil}
		switch {
		case against != nil && len(*against) == 0:
			l.text, l.was = *against, []*lock.Lock{{}}
		case against == nil || root != r.src.Dir:
			l = r.readLock(root)
		default:
			l.text, l.other = *against, config.AgainstName
			if fault := l.parse(); fault != nil {
				r.reportLock(l, fault)
				continue
			}
		}
		if l == nil {
			continue
		}
		if f := r.write(l, r.compareLock(ctx, l)); f != nil {
			files = append(files, *f)
		}
	}
	return files
}

// compareLock reports what has changed, and returns what is to be written.
func (r *run) compareLock(ctx context.Context, l *locked) *lock.Lock {
	now := &lock.Lock{Types: r.lockTypes(l.root)}
	mentions := r.mentioned(l.root)
	joint := l.was[0]
	if len(l.was) == 2 {
		lock.Reconcile(l.was[0], l.was[1], func(id string) bool { return mentions[id] != nil })
		joint = lock.Join(l.was[0], l.was[1])
	}
	fresh := now.ByID()
	for _, t := range joint.Types {
		if fresh[t.ID()] == nil && (mentions[t.ID()] != nil || !r.whole(l.root, t.Package)) {
			now.Types = append(now.Types, t)
		}
	}
	now.Elsewhere = r.elsewhere(mentions, fresh)
	r.since(joint, fresh)
	var verdicts []lock.Verdict
	for _, was := range l.was {
		verdicts = append(verdicts, lock.Compare(was, now)...)
	}
	if len(refusedTypes(verdicts)) > 0 && !l.final {
		verdicts, joint = r.withoutDrafts(ctx, l.root, verdicts, joint, now)
	}
	for _, v := range verdicts {
		r.verdict(v)
	}
	return joint.Next(now.Types)
}

// withoutDrafts judges refused changes again, against what the main line has.
func (r *run) withoutDrafts(ctx context.Context, root string, found []lock.Verdict, was,
	now *lock.Lock) ([]lock.Verdict, *lock.Lock) {
	main := mainlineOf(ctx, root)
	if main == nil {
		return found, was
	}
	refused := refusedTypes(found)
	settled := was.Settled(main.lock, refused)
	verdicts := lock.Compare(settled, now)
	still := refusedTypes(verdicts)
	var free []string
	for _, t := range refused {
		if !slices.Contains(still, t) && !slices.Contains(free, t.Name) {
			free = append(free, t.Name)
		}
	}
	if free == nil {
		return found, was
	}
	r.notes = append(r.notes,
		fmt.Sprintf("%s may change freely: %s does not have these tokens yet", strings.Join(free, ", "), main.name))
	return verdicts, settled
}

// refusedTypes are the types that may not change as they have.
func refusedTypes(list []lock.Verdict) (types []*lock.Type) {
	for _, v := range list {
		if !v.Outcome.Allowed() && !slices.Contains(types, v.Type) {
			types = append(types, v.Type)
		}
	}
	return types
}

// lockTypes is what the types of the packages asked for are now, as far as
// nothing is wrong in their package.
func (r *run) lockTypes(root string) (list []*lock.Type) {
	faulty := r.faulty()
	for _, u := range r.units {
		if u.model == nil || !u.pkg.Wanted || u.pkg.Root != root || faulty[u.pkg.Dir] {
			continue
		}
		eachType(u.model, func(t *model.Type) {
			for _, d := range t.Directives {
				now, err := lock.New(u.model, t, d)
				if err != nil {
					r.report(t.Pos, token.NoPos, "lock", err.Error(), "flatten it, or carry less")
					continue
				}
				now.Longest = longestAccepted(t, d)
				r.locks[now] = d
				list = append(list, now)
			}
		})
	}
	return list
}

// lockType is what a directive alone says of a type.
func lockType(u *unit, t directive.Target, d *directive.Directive) *lock.Type {
	return lock.Mentioned(lock.GoType{Package: u.pkg.Path, Name: t.Spec.Name.Name}, t.Spec.Name.Pos(), d)
}

// A mention is a type in the source, and the directive that it has.
type mention struct {
	typ *lock.Type
	d   *directive.Directive
}

// mentioned are the types that the module's source has, by how the lock names
// their tokens, those included that this run does not know: of packages not
// asked for, of files that this build excludes, and of packages in which
// something is wrong.
func (r *run) mentioned(root string) map[string][]mention {
	types := map[string][]mention{}
	for _, u := range r.units {
		for _, a := range u.files {
			if u.pkg.Root != root || a.Part == source.Test {
				continue
			}
			for _, t := range a.targets {
				for _, d := range t.Directives {
					typ := lockType(u, t, d)
					types[typ.ID()] = append(types[typ.ID()], mention{typ, d})
				}
			}
		}
	}
	return types
}

// elsewhere are the types that this run knows by their directives only.
func (r *run) elsewhere(mentions map[string][]mention, fresh map[string]*lock.Type) (list []*lock.Type) {
	for _, id := range slices.Sorted(maps.Keys(mentions)) {
		if fresh[id] != nil {
			continue
		}
		for _, m := range mentions[id] {
			r.locks[m.typ] = m.d
			list = append(list, m.typ)
		}
	}
	return list
}

// whole reports whether a package's types are all known where nothing mentions
// more: the package is asked for, or all of the module is.
func (r *run) whole(root, path string) bool {
	all := true
	for _, p := range r.src.Packages {
		if p.Path == path && p.Wanted {
			return true
		}
		all = all && (p.Wanted || p.Root != root)
	}
	return all
}

// since dates the types whose minted version has changed, and forgets the date
// when the older versions are forgotten.
func (r *run) since(was *lock.Lock, fresh map[string]*lock.Type) {
	for _, old := range was.Types {
		switch t := fresh[old.ID()]; {
		case t == nil || len(t.Accept) < 2:
		case old.Mint != t.Mint:
			t.Since = time.Now().UTC().Format(time.DateOnly)
		default:
			t.Since = old.Since
		}
	}
}

// faulty are the directories of packages in which something is wrong.
func (r *run) faulty() map[string]bool {
	faulty := map[string]bool{}
	for _, d := range r.list {
		faulty[filepath.Dir(d.Pos.Filename)] = true
	}
	return faulty
}

// verdict keeps a verdict, and reports it where it is not harmless.
func (r *run) verdict(v lock.Verdict) {
	pos, end := r.verdictPlace(v)
	verdict := Verdict{
		Outcome: v.Outcome.String(), Edit: v.Edit,
		PackagePath: v.Type.Package, TypeName: v.Type.Name, Verb: v.Type.Verb, Salt: v.Type.Salt,
		Diagnostic: Diagnostic{Rule: "lock", Message: v.Message, Advice: v.Advice},
	}
	if pos.IsValid() {
		verdict.Diagnostic = r.diagnostic(pos, end, "lock", v.Message, v.Advice)
	}
	r.verdicts = append(r.verdicts, verdict)
	if !v.Outcome.Allowed() {
		r.list = append(r.list, verdict.Diagnostic)
	}
}

// verdictPlace is where a change stands: an option, a field of the type's own
// package, or else the type.
func (r *run) verdictPlace(v lock.Verdict) (pos, end token.Pos) {
	d := r.locks[v.Type]
	if d == nil {
		return token.NoPos, token.NoPos
	}
	if at, ok := d.At[v.Option]; ok {
		return at, at + token.Pos(len(r.optionAt(at)))
	}
	if v.Option != "" || v.Edit == "kind" {
		return d.Pos, d.End
	}
	home := filepath.Dir(r.fset.PositionFor(v.Type.Pos, false).Filename)
	if v.Pos.IsValid() && filepath.Dir(r.fset.PositionFor(v.Pos, false).Filename) == home {
		return v.Pos, token.NoPos
	}
	return v.Type.Pos, token.NoPos
}

// optionAt is the word of a directive that stands at pos.
func (r *run) optionAt(pos token.Pos) string {
	at := r.fset.PositionFor(pos, false)
	text := line(r.source(at.Filename), at)
	word := text[min(at.Column-1, len(text)):]
	if i := strings.IndexAny(word, " \t"); i >= 0 {
		word = word[:i]
	}
	return word
}

// sinceOf is the UTC date on which the version that d mints took another's place,
// such as 2026-07-11, empty where that is unknown.
func (r *run) sinceOf(d *directive.Directive) string {
	for t, of := range r.locks {
		if of == d {
			return t.Since
		}
	}
	return ""
}
