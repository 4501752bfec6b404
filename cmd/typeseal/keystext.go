package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// A ringReport is the text about a ring and its plan, for people.
//
// Without a lock, the plan does not know what a key opens, and only the step promote, and
// remove for a retired key, can be trusted.
type ringReport struct {
	file  *ringFile
	ring  *rotation.Ring
	known *known
	waits rotation.Waits
	now   time.Time
	plan  rotation.Plan // for the ring as it was when replan was called
	b     strings.Builder
}

// replan makes the plan for the ring as it is now.
func (r *ringReport) replan() { r.plan = r.waits.Plan(r.ring.Keys(), r.now) }

func (r *ringReport) printf(format string, args ...any) {
	r.b.WriteString(asRun(fmt.Sprintf(format, args...)))
}

// undated returns the ids of the keys without a since that can be true. In a ring of public
// keys nothing is counted from it, and that ring is not edited, but written by typeseal keys
// public.
func (r *ringReport) undated() (ids []string) {
	if r.ring.Kind() == "public" {
		return nil
	}
	return r.ring.Undated()
}

// changedByHand reports whether a key has a since from before its state was changed by hand.
func (r *ringReport) changedByHand() bool {
	undated := r.undated()
	return slices.ContainsFunc(r.ring.Keys(), func(k rotation.Key) bool {
		return slices.Contains(undated, k.ID) && !k.Since.IsZero()
	})
}

// date gives a since to the keys that have none.
func (r *ringReport) date() error {
	ids := r.undated()
	if ids == nil {
		return nil
	}
	now, why := second(), "which had none"
	if r.changedByHand() {
		why = "because states were changed by hand"
	}
	r.printf("Wrote since=%s after %s, %s. Waits are counted from then.\n", show.Instant(now), keysText(ids), why)
	err := r.ring.Date(now)
	r.replan()
	return r.named(err)
}

// ahead says that a key took its state in the future. Then all waits are too long.
func (r *ringReport) ahead(k rotation.Key) (text string, ok bool) {
	text = fmt.Sprintf("key %s has a since that is %s ahead of this clock", k.ID, show.Span(k.Since.Sub(r.now)))
	return text, k.Since.After(r.now.Add(rotation.ClockSkew))
}

// named returns an error of the ring with its name.
func (r *ringReport) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", r.file, err)
}

// done says which step was taken.
func (r *ringReport) done(action rotation.Action, id string) {
	switch action {
	case rotation.Add:
		r.printf("Added key %s: it opens tokens, but does not mint yet.\n", id)
	case rotation.Promote:
		r.printf("Promoted key %s: it mints now. Key %s still opens its tokens.\n", id, r.primary().ID)
	case rotation.Retire:
		r.printf("Retired key %s: it opens nothing now.\n", id)
	case rotation.Remove:
		r.printf("Removed key %s.\n", id)
	}
	r.others()
}

// others says what the holders of the public keys need.
func (r *ringReport) others() {
	if r.ring.Kind() == "signing" {
		r.printf("Programs that verify need the new public ring: run typeseal keys public %s\n", r.file.path)
	}
}

// next says which step comes next, and which keys stay.
func (r *ringReport) next() {
	switch s := r.plan.Next; {
	case r.known.none() && s.Action != rotation.Promote:
		return // without a lock, other steps are not known
	case s.Ready(r.now):
		r.printf("Next: %s. This step is due.\n", stepText(s))
	case !s.Due.IsZero():
		r.printf("Next: %s when %s, from %s.\n", stepText(s), r.reason(s), when(s.Due, r.now))
	}
	if len(r.plan.Keys) == rotation.MaxKeys {
		r.printf("The ring is full: a new key can be added when another one is removed.\n")
	}
	r.pinned()
}

// pinned names the former primary keys that are never due to be retired.
func (r *ringReport) pinned() {
	var ids, types []string
	for _, key := range r.plan.Keys {
		if key.Next.Action == rotation.Retire && key.Next.Pinned != nil {
			ids, types = append(ids, key.ID), key.Next.Pinned // the same types for all keys
		}
	}
	if ids == nil {
		return
	}
	r.printf("These keys stay, since tokens of %s never expire (max-age=unlimited): %s.\n"+
		"To retire one of them, mint its tokens again with the primary key, then run typeseal keys retire %s KEYID\n",
		list(types), list(ids), r.file.path)
}

// stepText returns what a step does.
func stepText(s rotation.Step) string {
	if s.Action == rotation.Add {
		return "add a new key"
	}
	return string(s.Action) + " key " + s.KeyID
}

// reason returns what is true when a step is due.
func (r *ringReport) reason(s rotation.Step) string {
	switch s.Action {
	case rotation.Add:
		primary := r.primary()
		return fmt.Sprintf("key %s is %s old", primary.ID, show.Span(s.Due.Sub(primary.Since)))
	case rotation.Promote:
		return "every program has it"
	case rotation.Retire:
		return "the last token that it minted has expired"
	}
	if r.key(s.KeyID).State == "revoked" {
		return "all tokens that it minted have expired"
	}
	return "every program has loaded the ring in which it is retired"
}

// primary returns the outlook of the primary key, as it was planned.
func (r *ringReport) primary() rotation.Outlook {
	i := slices.IndexFunc(r.plan.Keys, func(k rotation.Outlook) bool { return k.State == "primary" })
	return r.plan.Keys[i]
}

// key returns the outlook of a key, as it was planned.
func (r *ringReport) key(id string) rotation.Outlook {
	for _, k := range r.plan.Keys {
		if k.ID == id {
			return k
		}
	}
	return rotation.Outlook{}
}

// A tense says whether a step that is not due has been taken, or would be.
type tense struct{ tokens, are string }

var (
	taken     = tense{"Tokens", "are now"}
	wouldTake = tense{"With --now, tokens", "would be"}
)

// harm says which valid tokens are refused because a step is taken too early.
func (r *ringReport) harm(t tense, action rotation.Action, id string) {
	k := r.key(id)
	switch early := !k.Next.Ready(r.now); {
	case action == rotation.Promote && k.Next.Action == action && early:
		r.printf("%s of key %s %s refused by programs that have not loaded it yet, until %s at the latest.\n",
			t.tokens, id, t.are, show.Instant(k.Next.Due))
	case action == rotation.Remove && k.State == "retired" && early && t == taken:
		r.printf("No token depends on key %s, but retiring it cannot be undone without the key.\n", id)
	case action != rotation.Promote && len(k.Opens) > 0:
		minted := ""
		if end := k.Opens[0].Minted; !end.IsZero() {
			minted = " until " + show.Instant(end)
		}
		r.printf("%s that key %s minted%s %s refused:\n", t.tokens, id, minted, t.are)
		for _, o := range k.Opens {
			r.printf("  %s\n", validity(o))
		}
	}
}

// validity says until when the tokens of a type are valid.
func validity(t rotation.Tokens) string {
	switch {
	case t.Minted.IsZero():
		return t.Type
	case t.Until.IsZero():
		return t.Type + ", valid for ever"
	}
	return t.Type + ", valid until " + show.Instant(t.Until)
}
