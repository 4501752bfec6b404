package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/measure"
)

// A scaled operation is run by one goroutine, and by two at the same time.
type scaled struct {
	what     string
	judged   bool
	one, two *measure.Cell
}

type scaling struct{ rows []*scaled }

// nothingShared names the loop that shows what this machine allows.
const nothingShared = "a loop that shares nothing"

// scaleSlice is long, because it includes the start of two goroutines.
const scaleSlice = 20 * time.Millisecond

func measureScaling(c config) (section, error) {
	v := payloads.ASession
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return nil, err
	}
	token, err := v.Sign(keys)
	if err != nil {
		return nil, err
	}
	forged := changed(token)
	s := &scaling{}
	s.add(nothingShared, false, bareHMAC)
	s.add("crypto/rand, 16 bytes", false, randomBytes)
	s.add("AppendSign", true, appending(v.AppendSign, keys))
	s.add("AppendSeal", true, appending(v.AppendSeal, keys))
	s.add("Verify, forged", true, verifying(keys, forged, typeseal.ErrForged))
	s.add("Sign", false, func() func() error { return func() error { _, err := v.Sign(keys); return err } })
	s.add("Verify", false, verifying(keys, token, nil))
	var cells []*measure.Cell
	for _, r := range s.rows {
		cells = append(cells, r.one, r.two)
	}
	return s, measure.Run(cells, max(3, c.rounds/3), scaleSlice)
}

func (s *scaling) add(what string, judged bool, op func() func() error) {
	s.rows = append(s.rows, &scaled{what, judged,
		&measure.Cell{Name: what, Time: measure.Together(1, op)},
		&measure.Cell{Name: what + ", two goroutines", Time: measure.Together(2, op)}})
}

func bareHMAC() func() error {
	mac := hmac.New(sha256.New, newKey())
	message := make([]byte, 128)
	var sum [sha256.Size]byte
	return func() error {
		mac.Reset()
		mac.Write(message)
		mac.Sum(sum[:0])
		return nil
	}
}

// randomBytes draws as many random bytes as a sealed token. Its goroutines share the
// kernel's generator.
func randomBytes() func() error {
	b := make([]byte, 16)
	return func() error { _, err := rand.Read(b); return err }
}

// An appender is a method such as AppendSign.
type appender func([]byte, *typeseal.Keyring, ...typeseal.Option) ([]byte, error)

func appending(mint appender, keys *typeseal.Keyring) func() func() error {
	return func() func() error {
		dst := make([]byte, 0, 1024) // of each goroutine
		return func() error { _, err := mint(dst, keys); return err }
	}
}

func verifying(keys *typeseal.Keyring, token string, want error) func() func() error {
	return func() func() error {
		got := new(payloads.Session)
		return func() error {
			if err := got.Verify(keys, token); !errors.Is(err, want) {
				return fmt.Errorf("opened with %v, not %v", err, want)
			}
			return nil
		}
	}
}

// gain returns how many times as much two goroutines do as one, in the best rounds.
// Rounds in which another program uses a core say nothing about the operation.
func (s *scaled) gain() float64 { return 2 * s.one.Best() / s.two.Best() }

// verdicts gives verdicts only if the second core of the machine is free.
func (s *scaling) verdicts() (list []verdict) {
	if s.rows[0].gain() < minGain {
		return nil
	}
	for _, r := range s.rows {
		if r.judged {
			gain := measure.Spread{Best: r.gain(), Median: r.gain()}
			list = append(list, verdict{
				what: r.what + ": two goroutines / one", got: gain, limit: minGain, atLeast: true,
			})
		}
	}
	return list
}

func (s *scaling) markdown() string {
	var b strings.Builder
	b.WriteString("## Two goroutines\n\nThe work of two goroutines, as a multiple of the work of one. ")
	b.WriteString("Times are wall-clock times ")
	b.WriteString("of the best\nrounds, because CPU time does not show that a goroutine waits. ")
	b.WriteString("The first line shows how much this\nmachine can gain")
	if s.rows[0].gain() < minGain {
		b.WriteString(", which is too little for verdicts on the other lines")
	}
	b.WriteString(".\n\n")
	b.WriteString("| | ns, one | ns, two | times as much |\n|---|--:|--:|--:|\n")
	for _, r := range s.rows {
		one, two := r.one.Best(), r.two.Best()
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.what, nanoseconds(one), nanoseconds(two), measure.Number(r.gain()))
	}
	return b.String()
}
