// Package observetest has helpers for the tests of all observers: a few events, and a site
// of the example types that gets hostile tokens.
package observetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/replay"
)

// Site opens tokens with keys that report to an observer. It must be made and used in a
// testing/synctest bubble, and is not safe for concurrent use.
type Site struct {
	Ring   *typeseal.Keyring // a key in each state
	Signer *typeseal.SigningKey
	Public *typeseal.PublicKeyring // the key of Signer

	store  typeseal.Store
	random *rand.Rand
	texts  []string // authentic tokens, of this site and of another
}

// The labels of the site's tokens: everything that an observer should learn from Send.
var (
	Salts = []string{
		"shop.download", "shop.receipt", "shop.refund", "shop.reset", "shop.signin", "shop.voucher",
	}
	Ops     = []string{"mint", "open", "peek", "redeem"}
	Results = []string{
		"a function of the caller failed", "cannot mint token", "expired token", "forged token", "malformed token",
		"ok", "retired key", "revoked key", "revoked token", "stale token", "store failed", "token already used",
		"unknown key",
	}
)

// NewSite returns a site whose keys report to o. It has tokens that are good, expired and
// revoked, and tokens of another site.
func NewSite(o observe.Observer) *Site {
	s := &Site{random: rand.New(rand.NewPCG(1, 2))}
	s.store = store{replay.NewMemory(replay.AcceptEarlier()), s.random}
	signing, public := typeseal.GenerateSigningKey()
	signer := must(typeseal.ParseSigningKey(signing))
	var text string
	var rings []*typeseal.Keyring
	for _, state := range []string{"primary", "accepted", "retired", "revoked"} {
		key := typeseal.GenerateKey()
		text += state + " " + key + "\n"
		rings = append(rings, must(typeseal.ParseKeyring(key)))
	}

	s.mint(signer, rings...)
	time.Sleep(200 * 24 * time.Hour) // these expire, apart from receipts
	text += "cutoff " + time.Now().UTC().Format(time.RFC3339) + " salt shop.signin"
	s.mint(signer, rings...)
	foreign, _ := typeseal.GenerateSigningKey()
	s.mint(must(typeseal.ParseSigningKey(foreign)), must(typeseal.ParseKeyring(typeseal.GenerateKey())))
	time.Sleep(time.Minute)

	s.Ring = must(typeseal.ParseKeyring(text)).WithObserver(o)
	s.Signer = signer.WithObserver(o)
	s.Public = must(typeseal.ParsePublicKeyring(public)).WithObserver(o)
	return s
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// mint adds a token of each type with each ring.
func (s *Site) mint(key *typeseal.SigningKey, rings ...*typeseal.Keyring) {
	for _, ring := range rings {
		s.texts = append(s.texts,
			must(shop.Download{Order: 42, File: "song.flac"}.Sign(ring)),
			must(shop.Reset{Customer: 7, PasswordHash: "hash"}.Sign(ring)),
			must(shop.Voucher{Cents: 500}.Seal(ring)),
			must(shop.Receipt{Order: 42, Cents: 500}.Sign(key)),
			must(shop.Session{Customer: 7}.Seal(ring)),
			must(shop.Refund{Order: 42, Cents: 500}.Seal(ring)),
		)
	}
}

// Keys returns the ids of the keys that mint or open tokens.
func (s *Site) Keys() (ids []string) {
	for _, ring := range []interface {
		Keys() iter.Seq2[string, string]
	}{s.Ring, s.Public} {
		for id, state := range ring.Keys() {
			if state == "primary" || state == "accepted" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// Send sends n texts to the site. Its methods get them by turns. Each method gets every
// kind of text before 10,000 are sent.
func (s *Site) Send(n int) {
	for i := range n {
		method := i % len(types)
		s.open(method, s.text(types[method]), s.options()...)
	}
}

// types has the type of each method of open: a token's place among those of mint.
var types = [...]int{0, 1, 2, 2, 3, 4, 5, 5, 0, 3}

// open gives a text to one of ten methods. Some texts come to a tenant.
func (s *Site) open(method int, text string, opts ...typeseal.Option) error {
	ctx, ring := context.Background(), s.Ring
	if s.random.IntN(8) == 0 {
		ring = ring.WithRealm(fmt.Sprint("tenant:", s.random.IntN(1000)))
	}
	switch method {
	case 0:
		return new(shop.Download).Verify(ring, text, opts...)
	case 1:
		return new(shop.Reset).Verify(ring, text, s.load, opts...)
	case 2:
		return new(shop.Voucher).Peek(ctx, ring, s.store, text, opts...)
	case 3:
		return new(shop.Voucher).Redeem(ctx, ring, s.store, text, opts...)
	case 4:
		return new(shop.Receipt).Verify(s.Public, text, opts...)
	case 5:
		return new(shop.Session).Open(ring, text, opts...)
	case 6:
		return new(shop.Refund).Peek(ctx, ring, s.store, text, opts...)
	case 7:
		return new(shop.Refund).Redeem(ctx, ring, s.store, text, opts...)
	case 8:
		_, err := shop.Download{File: text}.Sign(ring) // a form that says what to mint
		return err
	}
	_, err := shop.Receipt{Cents: s.random.Int64()}.Sign(s.Signer)
	return err
}

// load loads the state of a Reset. It fails at times, with a text that a stranger chose.
func (s *Site) load(r *shop.Reset) error {
	switch s.random.IntN(3) {
	case 0:
		return typeseal.ErrStale
	case 1:
		return errors.New(s.noise())
	}
	r.PasswordHash = "hash"
	return nil
}

// store is a store that fails at times, with a text that a stranger chose.
type store struct {
	typeseal.Store
	random *rand.Rand
}

func (s store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if s.random.IntN(3) == 0 {
		return typeseal.Record{}, fmt.Errorf("no row for %d", s.random.Uint64())
	}
	return s.Store.Consume(ctx, use)
}
