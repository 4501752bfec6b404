package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/floor"
	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/measure"
)

// A refusal is the opening of a bad token. It is compared with the floor's work for a
// token with the same fault.
type refusal struct {
	what   string
	floor  string // what the floor does
	allocs int
	most   int // allocations
	limit  float64

	cell, base *measure.Cell
}

type refusals struct{ rows []*refusal }

// A checker is the floor of opening, without making a string.
type checker interface {
	Mint() string
	Open(string) (string, bool)
	Check(string) bool
}

// An opener is a method that opens, with the tokens to try it on.
type opener struct {
	op    op
	open  func(keys *typeseal.Keyring, token string) error
	floor checker

	good, expired string
	ring, many    *typeseal.Keyring // many holds 64 keys, the token's last
	stranger      *typeseal.Keyring // 64 keys without the token's
}

const manyKeys = 64

func measureRefusals(c config) (section, error) {
	openers, err := newOpeners()
	if err != nil {
		return nil, err
	}
	time.Sleep(2 * time.Second) // until the expired ones are
	s := &refusals{}
	var cells []*measure.Cell
	for _, o := range openers {
		for _, r := range o.refusals() {
			s.rows = append(s.rows, r.refusal)
			cells = append(cells, r.cell, r.base)
			if r.allocs, _, err = measure.Allocs(r.run); err != nil {
				return nil, fmt.Errorf("%s: %w", r.what, err)
			}
		}
	}
	return s, measure.Run(cells, c.rounds, c.slice)
}

func newOpeners() ([]*opener, error) {
	v := payloads.ASession
	var got payloads.Session
	o := []*opener{
		{op: verify, open: func(keys *typeseal.Keyring, token string) error { return got.Verify(keys, token) }},
		{op: open, open: func(keys *typeseal.Keyring, token string) error { return got.Open(keys, token) }},
	}
	var err error
	for i, mint := range []func(*typeseal.Keyring, ...typeseal.Option) (string, error){v.Sign, v.Seal} {
		if err = o[i].mint(mint); err != nil {
			return nil, err
		}
	}
	content, err := o[0].content()
	if err != nil {
		return nil, err
	}
	o[0].floor = floor.NewSigned(newKey(), content)
	o[1].floor = floor.NewSealed(newKey(), newKey(), content)
	return o, nil
}

func (o *opener) content() ([]byte, error) { return contentOf(o.good) }

func (o *opener) mint(mint func(*typeseal.Keyring, ...typeseal.Option) (string, error)) error {
	last := typeseal.GenerateKey()
	var errs [5]error
	o.ring, errs[0] = typeseal.ParseKeyring(last)
	o.many, errs[1] = typeseal.ParseKeyring(ringText(manyKeys-1) + "accepted " + last)
	o.stranger, errs[2] = typeseal.ParseKeyring(ringText(manyKeys))
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	o.good, errs[3] = mint(o.ring)
	o.expired, errs[4] = mint(o.ring, typeseal.TTL(time.Second))
	return errors.Join(errs[:]...)
}

func ringText(keys int) string {
	var b strings.Builder
	for i := range keys {
		state := "accepted "
		if i == 0 {
			state = "primary "
		}
		b.WriteString(state + typeseal.GenerateKey() + "\n")
	}
	return b.String()
}

// A tried refusal has its operation, so that its allocations can be counted.
type tried struct {
	*refusal
	run func() error
}

// refusals returns the cases, each with the floor's token of the same fault.
func (o *opener) refusals() []tried {
	good := o.floor.Mint()
	forged, floorForged := changed(o.good), changed(good)
	cut, floorCut := o.good[:len(o.good)-4], good[:len(good)-4]
	oversize := o.good + strings.Repeat("A", 5000)
	return []tried{
		o.refuse("forged", "checks the tag", o.ring, forged, typeseal.ErrForged, floorForged),
		o.refuse("cut by four characters", "checks the tag", o.ring, cut, typeseal.ErrMalformed, floorCut),
		o.refuse("5000 characters too long", "checks the tag of a forged one", o.ring, oversize,
			typeseal.ErrMalformed, floorForged),
		o.refuse("expired", "opens a good one", o.ring, o.expired, typeseal.ErrExpired, good),
		o.refuse("forged, 64 keys in the ring", "checks one tag", o.many, forged, typeseal.ErrForged, floorForged),
		o.refuse("unknown key, 64 keys in the ring", "checks one tag", o.stranger, o.good,
			typeseal.ErrUnknownKey, floorForged),
	}
}

func (o *opener) refuse(
	what, floor string, keys *typeseal.Keyring, token string, want error, floorToken string,
) tried {
	what = fmt.Sprintf("%s: %s", o.op, what)
	run := func() error {
		if err := o.open(keys, token); !errors.Is(err, want) {
			return fmt.Errorf("refused with %v, not %v", err, want)
		}
		return nil
	}
	base := func() error {
		if o.floor.Check(floorToken) {
			return errFloor
		}
		return nil
	}
	if want == typeseal.ErrExpired { // the error carries the payload
		base = func() error {
			if _, ok := o.floor.Open(floorToken); !ok {
				return errFloor
			}
			return nil
		}
	}
	r := &refusal{what: what, floor: floor, limit: maxRefusal,
		cell: &measure.Cell{Name: what, Time: measure.Loop(run)},
		base: &measure.Cell{Name: what + ", floor", Time: measure.Loop(base)}}
	if want == typeseal.ErrExpired {
		r.most, r.limit = maxExpiredAllocs, maxExpired
	}
	return tried{r, run}
}

func changed(token string) string {
	b := []byte(token)
	if i := len(b) / 2; b[i] == 'A' {
		b[i] = 'B'
	} else {
		b[i] = 'A'
	}
	return string(b)
}

func (s *refusals) verdicts() (list []verdict) {
	for _, r := range s.rows {
		list = append(list,
			verdict{what: r.what + " / floor", got: measure.Ratio(r.cell, r.base), limit: r.limit, watched: true},
			count(r.what+": allocations", r.allocs, r.most))
	}
	return list
}

const refusing = `## Refusing

The session of 69 bytes in msgpack, compared with the floor's work for a token with the same fault. The floor has no
length limit, so a token that is too long is compared with a forged one. The error of an expired token contains its
payload. Therefore it allocates, and its floor makes a string.

`

func (s *refusals) markdown() string {
	var b strings.Builder
	b.WriteString(refusing)
	b.WriteString("| token | ns | the floor | ns | ratio | quartiles | allocations |\n|---|--:|---|--:|--:|---|--:|\n")
	for _, r := range s.rows {
		ratio := measure.Ratio(r.cell, r.base)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %d |\n", r.what, nanoseconds(r.cell.Nanoseconds().Median),
			r.floor, nanoseconds(r.base.Nanoseconds().Median), measure.Number(ratio.Median), ratio.Quartiles(),
			r.allocs)
	}
	return b.String()
}
