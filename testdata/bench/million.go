package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/floor"
	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/measure"
)

// million compares the minting of a million different tokens with the HMACs of as
// many different messages of the same length.
type million struct {
	minted, bare *measure.Cell
	opened       float64 // nanoseconds for one
}

const (
	chunks    = 100
	chunkSize = 10_000
)

func measureMillion(config) (section, error) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return nil, err
	}
	m := &mass{v: payloads.ASession, keys: keys}
	m.v.UserID = 1 << 31 // so that all are of one length
	token, err1 := m.v.Sign(keys)
	content, err2 := contentOf(token)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	m.size = len(token)
	f := floor.NewSigned(newKey(), content)
	message, sum := f.Message(), byte(0)
	s := &million{
		minted: &measure.Cell{Name: "a million tokens", Time: m.mint},
		bare: &measure.Cell{Name: "a million HMACs", Time: measure.Loop(func() error {
			binary.BigEndian.PutUint64(message[len(message)-8:], binary.BigEndian.Uint64(message[len(message)-8:])+1)
			tag := f.MAC(message)
			sum ^= tag[0]
			return nil
		})},
	}
	err = measure.Fixed([]*measure.Cell{s.minted, s.bare}, chunks, chunkSize)
	s.opened = float64(m.took) / float64(m.opened)
	return s, err
}

// A mass mints and opens many tokens, one chunk after another.
type mass struct {
	v      payloads.Session
	keys   *typeseal.Keyring
	size   int // of a token, in characters
	text   []byte
	opened int           // how many tokens so far
	took   time.Duration // to open them
}

// mint mints n tokens, each for another user, and then opens them all. It returns
// how long the minting took.
func (m *mass) mint(n int) (time.Duration, error) {
	first := m.v.UserID
	m.text = m.text[:0]
	took, err := measure.Process(func() (err error) {
		for range n {
			if m.text, err = m.v.AppendSign(m.text, m.keys); err != nil {
				return err
			}
			m.v.UserID++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	opening, err := measure.Process(func() error { return m.open(first) })
	m.opened += n
	m.took += opening
	return took, err
}

// open opens all tokens of the chunk. The first one is the token of user.
func (m *mass) open(user int64) error {
	var got payloads.Session
	for text := string(m.text); text != ""; user++ {
		if err := got.Verify(m.keys, text[:m.size]); err != nil {
			return err
		}
		if got.UserID != user {
			return fmt.Errorf("the token of user %d opened as that of %d", user, got.UserID)
		}
		text = text[m.size:]
	}
	return nil
}

func (s *million) rate() measure.Spread { return measure.Ratio(s.bare, s.minted) }

func (s *million) verdicts() []verdict {
	return []verdict{{
		what: "a million different tokens, AppendSign: rate / HMAC's alone",
		got:  s.rate(), limit: minMillion, atLeast: true,
	}}
}

func (s *million) markdown() string {
	return fmt.Sprintf(`## A million different tokens

Each token is for another user. It is minted by AppendSign, then opened, and gives its payload. An AppendSign takes %s
ns, the HMAC of as many bytes %s ns: the rate of AppendSign is %s of the HMAC's (quartiles %s).
A Verify takes %s ns.
`, nanoseconds(s.minted.Nanoseconds().Median), nanoseconds(s.bare.Nanoseconds().Median),
		measure.Number(s.rate().Median), s.rate().Quartiles(), nanoseconds(s.opened))
}
