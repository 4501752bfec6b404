// Package mint makes a token of a type of a lock, from JSON. It is the work of typeseal mint,
// without the command line.
package mint

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/issued"
)

// An Order says what a token is minted of.
type Order struct {
	Type    *inspect.Type
	Ring    *Ring
	Payload string   // JSON
	State   []string // a value for each state field, such as Hash=x
	BoundTo []string // bindings, in their order
	TTL     time.Duration
	Issued  time.Time // zero: now

	Near Near
}

// Near returns the one of some words that somebody who misspelled it may have meant, or
// nothing.
type Near func(word string, choices []string) string

// Mint returns the token. If the payload or the state is wrong, the error is a Faults.
func (o *Order) Mint() (*Minted, error) {
	t := o.Type
	if err := usable(t); err != nil {
		return nil, err
	}
	if err := o.Ring.serves(t); err != nil {
		return nil, err
	}
	fields := t.PayloadFields(t.Mint)
	p := &payload{json: t.Codec == "json", sealed: t.Kind == "sealed", state: t.State, near: o.Near}
	values := p.read(o.Payload, fields)
	state := o.states(&p.Faults)
	if p.Faults != nil {
		return nil, p.Faults
	}
	result := &Minted{Type: t.Name(), Package: t.PackagePath, Salt: t.Salt, Kind: t.Kind, Once: t.Once}
	var details typeseal.Details
	m, err := o.Ring.begin(t.Spec(), append(o.options(), typeseal.Describe(&details)))
	if err != nil {
		return nil, err
	}
	if t.State != nil {
		m.State(state...)
	}
	if p.json {
		write(jsonEncoder{m.JSON()}, values, "struct", fields)
	} else {
		write(msgpackEncoder{m.Msgpack()}, values, "struct", fields)
	}
	if result.Token, err = m.Text(); err != nil {
		return nil, err
	}
	result.describe(details)
	return result, result.try(o)
}

// usable returns an error if mint cannot make tokens of a type.
func usable(t *inspect.Type) error {
	switch {
	case t.Retired:
		return fmt.Errorf("%s is no longer in the source, so no program accepts its tokens", t.Name())
	case t.Format != "":
		return fmt.Errorf("tokens of %s have the format %s, which mint does not write; mint them with its Sign or "+
			"Seal, or with the other system", t.Name(), t.Format)
	case t.Mint != t.Version && t.Former[t.Mint] == nil:
		return fmt.Errorf("the lock does not have the fields of version %d of %s, which is minted; run typeseal",
			t.Mint, t.Name())
	}
	return nil
}

// options returns the options of the call that mints.
func (o *Order) options() (opts []typeseal.Option) {
	for _, b := range o.BoundTo {
		opts = append(opts, typeseal.BoundTo(b))
	}
	if o.TTL != 0 {
		opts = append(opts, typeseal.TTL(o.TTL))
	}
	if !o.Issued.IsZero() {
		opts = append(opts, typeseal.IssuedAt(issued.At(o.Issued)))
	}
	return opts
}

// Minted is a token, and what is known about it. Its JSON is documented in the help text.
type Minted struct {
	Token   string `json:"token"`
	Type    string `json:"type"`
	Package string `json:"package"`
	Salt    string `json:"salt"`
	Kind    string `json:"kind"`
	Version int    `json:"schema_version"`
	KeyID   string `json:"key_id"`

	IssuedAt  time.Time  `json:"issued_at"`
	Ends      time.Time  `json:"-"`                    // zero: it does not expire
	ExpiresAt *time.Time `json:"expires_at,omitempty"` // the same, if RFC 3339 can write its year
	Once      bool       `json:"single_use"`

	Accepted bool   `json:"accepted"` // by a program with the same keys, now
	Later    bool   `json:"-"`        // it is accepted later, because it is dated in the future
	Verdict  string `json:"verdict"`  // the same for people, with the reason
}

func (m *Minted) describe(d typeseal.Details) {
	m.Version, m.KeyID, m.IssuedAt, m.Ends = d.Version, d.KeyID, d.IssuedAt, d.ExpiresAt
	if !m.Ends.IsZero() && m.Ends.Year() <= 9999 {
		m.ExpiresAt = &m.Ends
	}
}

// errUnread is the error for a token that inspect does not find in its own text.
var errUnread = errors.New("the token cannot be read again, which is a fault of typeseal; please report it")

// try opens the token as typeseal inspect does, and notes the verdict.
func (m *Minted) try(o *Order) error {
	text, err := inspect.Decode(m.Token)
	if err != nil {
		return err
	}
	q := inspect.Question{Types: []*inspect.Type{o.Type}, Ring: o.Ring.opens, OneType: true, BoundTo: o.BoundTo}
	seen, err := q.Inspect(text, time.Now())
	if err != nil {
		return err
	}
	if len(seen.Tokens) != 1 || seen.Tokens[0].Verdict == nil || !seen.Tokens[0].Authentic {
		return errUnread
	}
	verdict := seen.Tokens[0].Verdict
	m.Accepted, m.Later, m.Verdict = verdict.Accepted, verdict.Error == "not yet valid", verdict.Text
	if !m.Accepted && !slices.Contains([]string{"expired", "revoked", "not yet valid"}, verdict.Error) {
		return errUnread
	}
	return nil
}
