package inspect

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/pasted"
)

// A verdict is the answer that a program with the ring would get.
type verdict struct {
	Accepted bool   `json:"accepted"`
	Type     string `json:"type,omitempty"` // empty: all types of the lock give this answer
	Method   string `json:"method,omitempty"`
	Error    string `json:"error,omitempty"` // the kind of ErrInvalid
	Text     string `json:"text"`            // what happens, and what to do
}

// answers lists the kinds of errors in the order of the checks, each with its meaning and
// what to do.
var answers = []struct {
	kind            error
	name, why, what string
}{
	{typeseal.ErrMalformed, "malformed", "it is not a complete token of this type", "Check how it was copied"},
	{typeseal.ErrUnknownKey, "unknown key", "the ring does not have its key",
		"Add the key as accepted, or find the deployment that minted the token"},
	{typeseal.ErrForged, "forged", "its tag does not match",
		"It was changed, or it has another type, realm or binding: see --realm and --bound-to"},
	{typeseal.ErrVersion, "version", "the type does not accept its schema version", mintNew},
	{typeseal.ErrNotYetValid, "not yet valid", "it was issued in the future", "Compare the clocks of the two hosts"},
	{typeseal.ErrRevoked, "revoked", "it was issued before a cutoff", mintNew},
	{typeseal.ErrExpired, "expired", "it is too old", mintNew},
	{typeseal.ErrPayload, "payload", "it is authentic, but the type's fields have changed without a new version",
		mintNew},
}

const mintNew = "Mint a new token"

// The indices of two answers. A token that is not authentic gets no answer after forged.
const (
	unknownKey = 1
	forged     = 2
)

// An attempt is the result of opening a token as one type.
type attempt struct {
	*typeFacts
	err    error
	passed int    // number of checks that the token passed
	cutoff string // which revoked it, if one did
}

func (a *attempt) authentic() bool { return a.passed > forged }

// try opens a token as a program with the type and the ring would. If the token is
// authentic, the facts get what only the key tells; the payload of a sealed token only if
// show is set.
func (open opener) try(t pasted.Token, f *typeFacts, opts []typeseal.Option, show bool) *attempt {
	a := &attempt{typeFacts: f}
	c := f.candidate
	opened, err := open(c.Spec(), t.Text, opts)
	if err == nil {
		d := payloadOf(opened, c.Codec)
		values := readStruct(d, c.PayloadFields(opened.Version()))
		if f.Fields = nil; d.End() && (show || t.Kind != "sealed") {
			f.Fields = c.facts(t.Version, values)
		}
		err = typeseal.Decoded(opened, &struct{}{})
	}
	a.err, a.passed = err, len(answers)
	for i, answer := range slices.Backward(answers) {
		if errors.Is(err, answer.kind) {
			a.passed = i
		}
	}
	a.learn(t)
	if a.passed == len(answers) && t.Kind == "sealed" {
		a.end(open.describe(t, c, opts).ExpiresAt)
	}
	return a
}

// describe returns the details of a token that the type accepts. They are empty if the type
// has state, without which no call succeeds.
func (open opener) describe(t pasted.Token, c *Type, opts []typeseal.Option) (d typeseal.Details) {
	policy := c.Policy()
	policy.Once, policy.Grace = false, 0 // the store does not matter
	opened, err := open(typeseal.NewSpec(policy), t.Text, append(opts, typeseal.Describe(&d)))
	if err == nil {
		readStruct(payloadOf(opened, c.Codec), c.PayloadFields(opened.Version()))
		_ = typeseal.Decoded(opened, &struct{}{})
	}
	return d
}

func payloadOf(o *typeseal.Opening, codec string) decoder {
	if codec == "json" {
		return o.JSON()
	}
	return o.Msgpack()
}

// learn adds to the facts what the key tells.
func (a *attempt) learn(t pasted.Token) {
	if a.passed < forged {
		return // no key was tried
	}
	ok := a.authentic()
	if a.Authentic = &ok; !ok {
		return
	}
	a.Possible, a.Reason = true, ""
	a.expire(t.IssuedAt, a.candidate.MaxAge, t.TTL, time.Now())
	if expired, ok := errors.AsType[*typeseal.ExpiredError[struct{}]](a.err); ok {
		a.end(expired.ExpiredAt)
	}
}

// end sets when the token ends, which is not the zero time, as the runtime says.
func (f *typeFacts) end(at time.Time) {
	if at.IsZero() || writable(at) == nil {
		return
	}
	f.TTLKnown = true
	if f.ExpiresAt == nil || !at.Equal(*f.ExpiresAt) { // a sealed token has a TTL
		f.ExpiresAt, f.ExpiresBy, f.Expired = &at, "ttl", time.Now().Unix() > at.Unix()
	}
}

// judge returns the verdict on a token: that of the type whose checks came furthest. For
// every other type the token is forged.
func (q *Question) judge(t pasted.Token, f *Token) {
	r := q.Ring
	f.Key = r.key(t.KeyID, t.Kind)
	if f.Key.State == "wrong_ring" {
		return
	}
	open := r.open
	if f.Key.State == "retired" {
		open = r.retired(t.KeyID)
	}
	var best *attempt
	for _, typ := range f.Types {
		if typ.Format != "" || typ.Kind != t.Kind {
			continue // the ring has no keys for it
		}
		if a := open.try(t, typ, q.bindings(), q.ShowSealed); best == nil || a.passed > best.passed {
			best = a
		}
	}
	if best == nil {
		return
	}
	f.Authentic = best.authentic()
	if errors.Is(best.err, typeseal.ErrRevoked) && best.authentic() {
		best.cutoff = r.cutoff(t.IssuedAt, best.Salt, q.BoundTo)
	}
	f.Verdict = best.verdict(t, f.Key, q.OneType)
}

// verdict returns the answer of the type. If the user has not named the type, and the
// token is not authentic, it may belong to another type.
func (a *attempt) verdict(t pasted.Token, key *keyFacts, named bool) *verdict {
	v := a.method()
	if !named && !a.authentic() {
		*v = verdict{Text: "Every type of the lock"}
	}
	answer := min(a.passed, len(answers)-1)
	why, what := a.reason(key)
	switch {
	case key.State == "retired":
		answer, why, what = unknownKey, "its key is retired in this ring", a.ifAccepted()
	case a.authentic() && a.candidate.Retired:
		v.Error = "retired type"
		v.Text = v.Type + " has minted it, but is no longer in the source: no program accepts it. " + mintNew + "."
		return v
	case a.passed == len(answers):
		v.Accepted = true
		v.Text += " would accept it " + a.until() + "." + a.conditions(t)
		return v
	}
	v.Error = answers[answer].name
	v.Text += fmt.Sprintf(" would refuse it (%s): %s. %s.", v.Error, why, what)
	return v
}

// method returns a verdict with the method that a program calls. Its text is the subject of
// a sentence.
func (a *attempt) method() *verdict {
	v := &verdict{Type: a.candidate.Name(), Method: "Verify"}
	if a.candidate.Verb == "seal" {
		v.Method = "Open"
	}
	v.Text = v.Method + " of " + v.Type
	if a.candidate.Once {
		v.Method, v.Text = "Peek", "Peek and Redeem of "+v.Type
	}
	return v
}

// ifAccepted says what to do with a token of a retired key, which was opened as if the key
// was not retired.
func (a *attempt) ifAccepted() string {
	switch {
	case !a.authentic():
		return "Its tag does not match that key either: see --realm and --bound-to"
	case a.passed < len(answers) || a.candidate.Retired:
		return mintNew + ": it would be refused even if the key was accepted again"
	}
	return mintNew + ", or make the key accepted again if it was retired too early"
}

// reason says why a token is refused, and what to do.
func (a *attempt) reason(key *keyFacts) (why, what string) {
	if a.passed == len(answers) {
		return "", ""
	}
	answer := answers[a.passed]
	switch {
	case answer.kind == typeseal.ErrUnknownKey && key.State == "revoked":
		return "its key is revoked in this ring", mintNew
	case answer.kind == typeseal.ErrRevoked:
		return "it was issued before " + a.cutoff + " of the ring", mintNew
	case answer.kind == typeseal.ErrExpired && a.ExpiresAt != nil:
		return "it was valid " + a.until(), mintNew
	}
	return answer.why, answer.what
}

// until says when an authentic token ends, and by which limit.
func (f *typeFacts) until() string {
	limit := "max-age " + f.candidate.Age
	switch {
	case f.ExpiresAt == nil && f.TTLKnown:
		return "at any time"
	case f.ExpiresAt == nil:
		return "at any time, unless it has its own TTL"
	case f.ExpiresBy == "ttl":
		limit = "its own TTL; the max-age is " + f.candidate.Age
	case !f.TTLKnown:
		limit += ", or earlier by its own TTL"
	}
	return fmt.Sprintf("until %s (%s)", show.Instant(*f.ExpiresAt), limit)
}

// conditions returns sentences about the checks that only the program itself can make.
func (a *attempt) conditions(t pasted.Token) (text string) {
	c := a.candidate
	if t.Version != c.Version {
		text += fmt.Sprintf(" It has the old version %d: only the program can tell whether its Upgrade succeeds.",
			t.Version)
	}
	if c.State != nil {
		text += " Only the program can tell whether its state has changed."
	}
	if c.Once {
		text += " Only the store can tell whether it was used."
	}
	if c.Grace > 0 {
		text += fmt.Sprintf(" For %s after its first use (grace) it is accepted again, as repeated.", c.GraceText)
	}
	if len(t.Damage) > 0 {
		text += " The text is damaged, so the call needs the option typeseal.Repair."
	}
	return text
}
