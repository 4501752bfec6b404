package main

import (
	"errors"
	"fmt"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/bench/peers"
	"github.com/typeseal/typeseal/testdata/measure"
)

// An op is one operation with a token.
type op string

const (
	sign          op = "Sign"
	verify        op = "Verify"
	seal          op = "Seal"
	open          op = "Open"
	ed25519Sign   op = "Ed25519 Sign"
	ed25519Verify op = "Ed25519 Verify"
)

var ops = []op{sign, verify, seal, open, ed25519Sign, ed25519Verify}

// pairs are the operations that mint and that open, for each of the peers' kinds.
var pairs = map[peers.Kind][2]op{
	peers.Sign:   {sign, verify},
	peers.Seal:   {seal, open},
	peers.Public: {ed25519Sign, ed25519Verify},
}

// The subjects of rows, besides peers, which have their own names.
const (
	theFloor = "floor"
	typeSeal = "typeseal"
	appended = "typeseal, append"
	packed   = "typeseal, compressed"
)

const (
	msgpack = "msgpack"
	asJSON  = "JSON"
)

// The payloads, by their names in the results.
const (
	small  = "reset, 19 bytes"
	middle = "session, 69 bytes" // the targets are about this one
	large  = "hand-off, 962 bytes"
)

// A key says which measurement a row has.
type key struct {
	payload string
	op      op
	who     string
	codec   string
}

// A row is one operation with a payload, and its cost.
type row struct {
	key
	floor *row // over the same bytes

	keyID  bool // the token names its key
	length int  // of the token, in characters; 0 if none was made
	allocs int
	bytes  int

	run  func() error
	cell *measure.Cell
}

// tokens are all rows of the main experiment.
type tokens struct {
	rows  []*row
	index map[key]*row
}

func (t *tokens) add(r row) {
	name := fmt.Sprintf("%s, %s, %s %s", r.payload, r.op, r.who, r.codec)
	r.cell = &measure.Cell{Name: name, Time: measure.Loop(r.run)}
	r.floor = t.get(r.payload, r.op, theFloor, r.codec)
	t.rows = append(t.rows, &r)
	t.index[r.key] = &r
}

func (t *tokens) get(payload string, op op, who, codec string) *row {
	return t.index[key{payload, op, who, codec}]
}

// of returns the rows for one operation with one payload.
func (t *tokens) of(payload string, op op) (rows []*row) {
	for _, r := range t.rows {
		if r.payload == payload && r.op == op {
			rows = append(rows, r)
		}
	}
	return rows
}

func (t *tokens) payloads() []string {
	if t.index[key{small, sign, theFloor, msgpack}] == nil {
		return []string{middle}
	}
	return []string{small, middle, large}
}

func measureTokens(c config) (*tokens, error) {
	t := &tokens{index: map[key]*row{}}
	if err := t.fill(c); err != nil {
		return nil, err
	}
	var cells []*measure.Cell
	for _, r := range t.rows {
		var err error
		if r.allocs, r.bytes, err = measure.Allocs(r.run); err != nil {
			return nil, fmt.Errorf("%s: %w", r.cell.Name, err)
		}
		cells = append(cells, r.cell)
	}
	return t, measure.Run(cells, c.rounds, c.slice)
}

// fill adds all rows. With -short, it adds only the rows that targets name.
func (t *tokens) fill(c config) error {
	if c.short {
		return errors.Join(
			t.session(), t.addPeers(middle, named(peers.Session(payloads.ASession), targetPeers...)),
			addShared(t, large, asJSON, new(payloads.HandoffJSON(payloads.AHandoff))),
		)
	}
	return errors.Join(
		t.reset(), t.addPeers(small, peers.Reset(payloads.AReset)),
		t.session(), t.addPeers(middle, peers.Session(payloads.ASession)),
		t.handoff(), t.addPeers(large, peers.Handoff(payloads.AHandoff)),
	)
}

func (t *tokens) reset() error {
	v := payloads.AReset
	return errors.Join(
		addShared(t, small, msgpack, &v),
		addShared(t, small, asJSON, new(payloads.ResetJSON(v))),
		addPublic(t, small, msgpack, new(payloads.ResetPublic(v))),
		addPublic(t, small, asJSON, new(payloads.ResetPublicJSON(v))),
	)
}

func (t *tokens) session() error {
	v := payloads.ASession
	return errors.Join(
		addShared(t, middle, msgpack, &v),
		addShared(t, middle, asJSON, new(payloads.SessionJSON(v))),
		addPacked(t, middle, new(payloads.SessionPacked(v))),
		addPublic(t, middle, msgpack, new(payloads.SessionPublic(v))),
		addPublic(t, middle, asJSON, new(payloads.SessionPublicJSON(v))),
	)
}

func (t *tokens) handoff() error {
	v := payloads.AHandoff
	return errors.Join(
		addShared(t, large, msgpack, &v),
		addShared(t, large, asJSON, new(payloads.HandoffJSON(v))),
		addPacked(t, large, new(payloads.HandoffPacked(v))),
		addPublic(t, large, msgpack, new(payloads.HandoffPublic(v))),
		addPublic(t, large, asJSON, new(payloads.HandoffPublicJSON(v))),
	)
}

func named(all []peers.Peer, names ...string) (some []peers.Peer) {
	for _, p := range all {
		for _, name := range names {
			if p.Name == name {
				some = append(some, p)
			}
		}
	}
	return some
}

func (t *tokens) addPeers(payload string, list []peers.Peer) error {
	for _, p := range list {
		token, err := p.Mint()
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		mints, opens := pairs[p.Kind][0], pairs[p.Kind][1]
		t.add(row{key: key{payload, mints, p.Name, asJSON}, length: len(token), keyID: p.KeyID,
			run: func() error { _, err := p.Mint(); return err }})
		t.add(row{key: key{payload, opens, p.Name, asJSON},
			run: func() error { _, err := p.Open(token); return err }})
	}
	return nil
}
