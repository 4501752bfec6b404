package rotation

import (
	"cmp"
	"slices"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// The states of a Key.
var (
	primary, accepted = ring.Primary.String(), ring.Accepted.String()
	retired, revoked  = ring.Retired.String(), ring.Revoked.String()
)

// ClockSkew is how far the clocks of two programs may differ (FORMAT.md section 5, step 6).
const ClockSkew = ring.Skew * time.Second

// MaxKeys is how many keys a ring can have.
const MaxKeys = ring.MaxKeys

// Waits says how long the keys of a ring stay in each state.
//
// A new key is accepted first. When every program has loaded it, it is promoted. When no
// program mints with the old key any more, and the last token of that key has expired, the
// old key is retired. When every program has loaded a ring in which it is retired, it is
// removed. So each program sees each state, and as long as the key is in the ring, a mistake
// can be undone everywhere.
type Waits struct {
	// Propagation is the longest time until every program has loaded a change of the ring.
	// For a ring of signing keys, it includes the time until they have loaded the public ring.
	Propagation time.Duration

	// Types are all types whose tokens are minted or opened with the ring.
	Types []Type

	// MaxKeyAge is the age at which a primary key is replaced. If it is 0, no rotation
	// begins by itself: its first step is never due.
	MaxKeyAge time.Duration
}

// A Type is a type of tokens. typeseal.lock lists them.
type Type struct {
	Name   string        // any name, such as account.PasswordReset
	MaxAge time.Duration // negative: unlimited
}

// A Plan says what the keys of a ring still open, and when each may take its next step.
type Plan struct {
	Keys []Outlook // in the order of the ring

	// Next is the step that is due first. It has no Action if the ring cannot change.
	Next Step
}

// An Outlook says what one key still opens, and what its next step is.
type Outlook struct {
	Key
	Opens []Tokens // that may be valid now; those that are valid longest come first
	Next  Step     // its Action is empty if there is none
}

// Tokens are the tokens of one type that were minted with one key.
type Tokens struct {
	Type string // the name of the type

	// Minted is the last second in which a program may mint such a token. Until is the last
	// second in which a program may accept one. They are zero if no end is known.
	Minted, Until time.Time
}

// An Action is a change of one key's state.
type Action string

// The actions, in the order of a key's life.
const (
	Add     Action = "add"     // a new key is accepted: it opens tokens, but does not mint
	Promote Action = "promote" // the key becomes primary, and the old primary key accepted
	Retire  Action = "retire"  // the key opens no tokens
	Remove  Action = "remove"  // the key is no longer in the ring
)

var actions = []Action{Add, Promote, Retire, Remove}

// A Step is an Action on one key.
type Step struct {
	Action Action
	KeyID  string // empty: a new key

	// Due is the first second in which no program refuses a valid token because of the step.
	// It is zero if the step is never due by itself.
	Due time.Time

	// Pinned has the names of the types with an unlimited MaxAge, if they are the reason why
	// the step is never due.
	Pinned []string
}

// Ready reports whether s is due at the time now.
func (s Step) Ready(now time.Time) bool {
	return s.Action != "" && !s.Due.IsZero() && !now.Before(s.Due)
}

// Plan returns the plan for the keys of a ring at the time now. A key without a Since counts
// as if it had taken its state now.
func (w Waits) Plan(keys []Key, now time.Time) Plan {
	l := newLedger(w, keys, now)
	var plan Plan
	var steps []Step
	for i, k := range l.keys {
		outlook := Outlook{keys[i], l.opens(k, now), l.next(k)}
		plan.Keys = append(plan.Keys, outlook)
		if outlook.Next.Action != "" && outlook.Next.Pinned == nil {
			steps = append(steps, outlook.Next)
		}
	}
	if len(steps) > 0 {
		plan.Next = slices.MinFunc(steps, compareSteps)
	}
	return plan
}

// compareSteps sorts steps by the order in which they are taken. Of two steps that are due
// at once, the one that ends a key's life comes first.
func compareSteps(a, b Step) int {
	return cmp.Or(compareEnds(a.Due, b.Due), slices.Index(actions, b.Action)-slices.Index(actions, a.Action))
}

// compareEnds compares two times of which zero is the latest.
func compareEnds(a, b time.Time) int {
	switch {
	case a.IsZero() == b.IsZero():
		return a.Compare(b)
	case a.IsZero():
		return 1
	}
	return -1
}

// A ledger has the facts from which a plan is made. All its keys have a since.
type ledger struct {
	Waits
	keys    []Key
	primary Key // zero: public keys, none of which is primary
}

func newLedger(w Waits, keys []Key, now time.Time) *ledger {
	l := &ledger{Waits: w, keys: slices.Clone(keys)}
	for i := range l.keys {
		k := &l.keys[i]
		if k.Since.IsZero() {
			k.Since = now
		}
		if k.State == primary {
			l.primary = *k
		}
	}
	return l
}

// next returns the next step of a key.
func (l *ledger) next(k Key) Step {
	switch {
	case k.State == primary:
		return l.replace()
	case k.State == retired:
		return Step{Action: Remove, KeyID: k.ID, Due: l.loaded(k)}
	case k.State == revoked:
		return l.outlived(Remove, k)
	case l.primary.ID == "":
		return Step{} // only the ring of signing keys knows which of them sign
	case l.waits(k):
		return Step{Action: Promote, KeyID: k.ID, Due: l.loaded(k)}
	}
	return l.outlived(Retire, k)
}

// loaded returns when every program has loaded a ring in which k has its state.
func (l *ledger) loaded(k Key) time.Time { return k.Since.Add(l.Propagation) }

// waits reports whether an accepted key is new, and waits to be promoted. A former primary
// has been accepted for as long as the present one has been primary, or longer.
func (l *ledger) waits(k Key) bool {
	return k.State == accepted && l.primary.ID != "" && k.Since.After(l.primary.Since)
}

// replace returns the step that begins to replace the primary key. There is none while a
// new key waits, or if the ring is full.
func (l *ledger) replace() Step {
	if len(l.keys) >= MaxKeys || slices.ContainsFunc(l.keys, l.waits) {
		return Step{}
	}
	step := Step{Action: Add}
	if l.MaxKeyAge > 0 {
		step.Due = l.primary.Since.Add(l.MaxKeyAge)
	}
	return step
}

// outlived returns a step that is due as soon as all tokens of k have expired.
func (l *ledger) outlived(action Action, k Key) Step {
	step := Step{Action: action, KeyID: k.ID, Due: l.loaded(k)}
	for _, t := range l.Types {
		if t.MaxAge < 0 {
			step.Pinned = append(step.Pinned, t.Name)
		} else if end := l.expired(k, t).Add(time.Second); end.After(step.Due) {
			step.Due = end
		}
	}
	if step.Pinned != nil {
		step.Due = time.Time{}
	}
	return step
}

// expired returns the last second in which a program may accept a token of k, which no
// program mints with after it has loaded the ring.
func (l *ledger) expired(k Key, t Type) time.Time { return l.loaded(k).Add(t.MaxAge + ClockSkew) }

// opens lists the tokens that k opens and that may not have expired.
func (l *ledger) opens(k Key, now time.Time) (list []Tokens) {
	if k.State != primary && k.State != accepted || l.waits(k) {
		return nil
	}
	for _, t := range l.Types {
		tokens := Tokens{Type: t.Name}
		if k.State != primary && l.primary.ID != "" {
			tokens.Minted = l.loaded(k)
			if t.MaxAge >= 0 {
				tokens.Until = l.expired(k, t)
			}
		}
		if tokens.Until.IsZero() || !now.After(tokens.Until) {
			list = append(list, tokens)
		}
	}
	slices.SortStableFunc(list, func(a, b Tokens) int { return compareEnds(b.Until, a.Until) })
	return list
}

// Take takes a step, even if it is not due, and returns the id of the key that it changed. It
// fails for a step without a known Action.
func (r *Ring) Take(s Step, now time.Time) (id string, err error) {
	switch s.Action {
	case Add:
		return r.Add(r.newer(now))
	case Promote:
		return s.KeyID, r.Promote(s.KeyID, now)
	case Retire:
		return s.KeyID, r.Retire(s.KeyID, now)
	case Remove:
		return s.KeyID, r.Remove(s.KeyID)
	}
	return "", errAction
}

// newer returns now, or a second after the primary key took its state if that is later. A new
// key must be newer, or it would be mistaken for a former primary key.
func (r *Ring) newer(now time.Time) time.Time {
	for _, k := range r.Keys() {
		if after := k.Since.Add(time.Second); k.State == primary && after.After(now) {
			return after
		}
	}
	return now
}
