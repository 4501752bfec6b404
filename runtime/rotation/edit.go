package rotation

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// Reasons why an edit is refused. None shows an id, since a key may have been given instead.
var (
	errNoRing     = errors.New("no ring; make one with rotation.Parse")
	errNoID       = errors.New("no key of the ring has this id; write its eight hexadecimal digits")
	errPublicKey  = errors.New("public keys do not mint; edit the ring of signing keys, and write its public ring")
	errFull       = errors.New("the ring has 64 keys; remove one first")
	errPrimary    = errors.New("the key is primary; promote another key first")
	errNotAccept  = errors.New("only an accepted key can be promoted; add a new key instead")
	errIsRevoked  = errors.New("the key is revoked; a revoked key cannot be retired")
	errStays      = errors.New("the key is revoked, which cannot be undone; add a new key instead")
	errLastKey    = errors.New("the key is the only one of the ring, and a ring needs one")
	errNotSigning = errors.New("only a ring of signing keys has a public ring")
	errAction     = errors.New("the step has no action; take a step of a plan, and only if its Action is not empty")
	errReason     = errors.New("the reason of a cutoff must be on one line, without semicolons and control characters")
	errReasonKey  = errors.New("the reason of a cutoff has a secret key, which does not belong in a comment")
)

// Add adds a new key to a ring of root keys or signing keys, and returns its id. The key is
// accepted: promote it when every program has loaded the ring. It comes after the last key.
// A ring has at most 64 keys. A text without line feeds stays on one line.
func (r *Ring) Add(now time.Time) (id string, err error) {
	old := r.present()
	switch {
	case len(old.Keys) == 0:
		return "", errNoRing
	case !old.Kind.Mints():
		return "", errPublicKey
	case len(old.Keys) == ring.MaxKeys:
		return "", errFull
	}
	b := ring.Generate()
	id = ring.FormatID(ring.NewKey(old.Kind, b).ID)
	line := r.word(ring.Accepted) + old.Kind.Format(b) + " " + since(now)
	last := old.Keys[len(old.Keys)-1]
	splices := []splice{r.lineAfter(last.Line, line)}
	if last.StateAt.Empty() { // it was alone
		splices = append(splices, r.setState(last, state(last)))
	}
	if err := r.apply(splices...); err != nil {
		return "", err
	}
	return id, nil
}

// Promote makes an accepted key primary, and the primary key accepted. Promoting the primary
// key changes nothing.
func (r *Ring) Promote(id string, now time.Time) error {
	k, err := r.find(id)
	switch {
	case err != nil:
		return err
	case !r.present().Kind.Mints():
		return errPublicKey
	case state(k) == ring.Primary:
		return nil
	case k.State != ring.Accepted:
		return errNotAccept
	}
	splices := r.change(k, ring.Primary, now)
	for _, old := range r.present().Keys {
		if old.State == ring.Primary {
			splices = append(splices, r.change(old, ring.Accepted, now)...)
		}
	}
	return r.apply(splices...)
}

// Retire makes an accepted key retired: its tokens are refused with typeseal.ErrUnknownKey.
// The primary key and revoked keys cannot be retired. Retiring a retired key changes nothing.
func (r *Ring) Retire(id string, now time.Time) error {
	k, err := r.find(id)
	if err == nil && k.State == ring.Revoked {
		return errIsRevoked
	}
	return r.end(k, err, ring.Retired, now)
}

// Accept makes a retired key accepted again, because it was retired too early. The key counts
// as a former primary key: its Since becomes that of the primary key, or now if there is
// none. If it were later, the key would be mistaken for a new one, which waits to be promoted.
// A revoked key cannot be accepted. Accepting an accepted key changes nothing.
func (r *Ring) Accept(id string, now time.Time) error {
	k, err := r.find(id)
	if err == nil && k.State == ring.Revoked {
		return errStays
	}
	for _, p := range r.present().Keys {
		if state(p) == ring.Primary && !p.SinceAt.Empty() {
			now = p.Since
		}
	}
	return r.end(k, err, ring.Accepted, now)
}

// Revoke makes a key revoked: its tokens are refused with an error that matches
// typeseal.ErrRevoked too. The primary key cannot be revoked. Revoking a revoked key changes
// nothing.
func (r *Ring) Revoke(id string, now time.Time) error {
	k, err := r.find(id)
	return r.end(k, err, ring.Revoked, now)
}

// end gives a state to the key that find returned.
func (r *Ring) end(k ring.Key, err error, to ring.State, now time.Time) error {
	switch {
	case err != nil:
		return err
	case state(k) == ring.Primary:
		return errPrimary
	case k.State == to:
		return nil
	}
	return r.apply(r.change(k, to, now)...)
}

// Remove removes the line of a key. A comment on the line stays. The primary key and the only
// key of a ring cannot be removed.
func (r *Ring) Remove(id string) error {
	k, err := r.find(id)
	switch {
	case err != nil:
		return err
	case state(k) == ring.Primary:
		return errPrimary
	case len(r.present().Keys) == 1:
		return errLastKey
	}
	return r.apply(r.withoutKey(k))
}

// Date sets the Since of each key that is Undated to now.
func (r *Ring) Date(now time.Time) error {
	undated := r.Undated()
	var splices []splice
	for _, k := range r.present().Keys {
		if slices.Contains(undated, ring.FormatID(k.ID)) {
			splices = append(splices, setSince(k, now))
		}
	}
	return r.apply(splices...)
}

// Cut adds a cutoff. Its Before is rounded up to a whole second, so that every token that was
// issued before is revoked. It may be at most 60 seconds in the future. The reason becomes the
// comment of the cutoff's line, unless it is empty. It must be on one line, without semicolons
// and control characters.
func (r *Ring) Cut(c Cutoff, reason string) error {
	old := r.present()
	if len(old.Keys) == 0 {
		return errNoRing
	}
	line, err := ring.FormatCutoff(ring.Cutoff{Before: ceil(c.Before), Salt: c.Salt, Binding: c.Binding})
	switch {
	case err != nil:
		return err
	case !oneLine(reason):
		return errReason
	case ring.NearlySecret(reason):
		return errReasonKey
	case reason != "":
		line += " # " + reason
	}
	last := old.Keys[len(old.Keys)-1].Line
	for _, c := range old.Cutoffs {
		last = max(last, c.Line)
	}
	return r.apply(r.lineAfter(last, line))
}

// ceil returns an instant in Unix seconds, rounded up.
func ceil(t time.Time) int64 { return t.Add(time.Second - 1).Unix() }

// oneLine reports whether a text is UTF-8 without line breaks of any kind, semicolons, control
// characters and characters without a shape, which can make a line look like another one.
func oneLine(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(c rune) bool {
		return c == ';' || unicode.In(c, unicode.C, unicode.Zl, unicode.Zp)
	})
}

// Public returns the text of the public ring of a ring of signing keys: the public keys and
// the cutoffs, without comments. Each key has the same state, but the primary key is accepted.
func (r *Ring) Public() (string, error) {
	from := r.present()
	if from.Kind != ring.Signing {
		return "", errNotSigning
	}
	var lines []string
	for _, k := range from.Keys {
		lines = append(lines, r.publicLine(k))
	}
	for _, c := range from.Cutoffs {
		line, err := ring.FormatCutoff(c)
		if err != nil {
			return "", err
		}
		lines = append(lines, line)
	}
	return r.join(lines), nil
}

// publicLine returns the line of a signing key in the public ring.
func (r *Ring) publicLine(k ring.Key) string {
	to := state(k)
	if to == ring.Primary {
		to = ring.Accepted
	}
	line := r.word(to) + ring.Public.Format(ring.PublicOf(k.Bytes()))
	if !k.SinceAt.Empty() {
		line += " " + since(k.Since)
	}
	return line
}
