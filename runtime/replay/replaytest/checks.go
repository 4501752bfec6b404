package replaytest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// easilyConfused returns ids that are easily confused in text, in keys, in C strings and
// in numbers.
func easilyConfused() [][16]byte {
	one := storetest.Random()
	ids := [][16]byte{{}, one, [16]byte(slices.Concat(one[8:], one[:8]))}
	for bit := range 128 {
		ids = append(ids, flip(one, bit))
	}
	for i := range 16 {
		ids = append(ids, flip([16]byte{}, 8*i))
	}
	for _, b := range []byte("\xff\xfe{}:'\\%\n\x80\xe9E e\t") {
		ids = append(ids, [16]byte(slices.Repeat([]byte{b}, 16)))
	}
	for _, text := range []string{
		"abcdefghijklmnop", "ABCDEFGHIJKLMNOP", // without case
		"abcdefghijklmn  ", "abcdefghijklmn\x00\x00", // padded
		"1234567890123456", "1234567890123457", // as a floating-point number
	} {
		ids = append(ids, [16]byte([]byte(text)))
	}
	for _, text := range []string{"abcdefghijklmnopqrstuQ", "ABCDEFGHIJKLMNOPQRSTUQ"} { // base64 without case
		id, _ := base64.RawURLEncoding.DecodeString(text)
		ids = append(ids, [16]byte(id))
	}
	return ids
}

// idsAreApart redeems tokens whose ids are easily confused.
func idsAreApart(s *Subject) error {
	use, ids := storetest.NewUse(), easilyConfused()
	use.Salt = fmt.Sprintf("ids.%x", storetest.Random()) // these ids were not used within it
	uses := make([]typeseal.Use, len(ids))
	for i, id := range ids {
		uses[i] = use
		uses[i].ID = id
	}
	return expectOnce(s.Store, uses)
}

// saltsAreApart redeems tokens that have one id and several salts.
func saltsAreApart(s *Subject) error {
	var uses []typeseal.Use
	use := storetest.NewUse()
	long := strings.Repeat("x", 64)
	for _, salt := range []string{"a", "ab", "a.b", "a/b", "a-b", "a_b", "axb", "a.", "0", long, long[:63]} {
		use.Salt = salt
		uses = append(uses, use)
	}
	// The salt followed by the id, as a decimal or a hexadecimal number, is n12 for two each.
	for _, joined := range []struct {
		salt string
		id   byte
	}{{"n", 12}, {"n1", 2}, {"n", 0x12}} {
		use.Salt, use.ID = joined.salt, [16]byte{15: joined.id}
		uses = append(uses, use)
	}
	return expectOnce(s.Store, uses)
}

// claimsRepeat checks that the record is Claimed only for the same claim, and that Look
// agrees, with and without a grace.
func claimsRepeat(s *Subject) error {
	for _, grace := range []time.Duration{0, time.Hour} {
		if err := claimsRepeatWithin(s, grace); err != nil {
			return fmt.Errorf("with a grace of %v: %w", grace, err)
		}
	}
	return nil
}

func claimsRepeatWithin(s *Subject, grace time.Duration) error {
	bare, own, other := storetest.NewUse(), storetest.NewUse(), storetest.Random()
	bare.Grace, own.Grace = grace, grace
	mine := storetest.Claimed(own, storetest.Random())
	for _, step := range []struct {
		use  typeseal.Use
		want answer
		what string
	}{
		{bare, first, "no claim"},
		{bare, used, "no claim again: zero never repeats"},
		{storetest.Claimed(bare, other), used, "a claim after none"},
		{storetest.Claimed(bare, other), used, "the same claim after none, again"},
		{bare, used, "no claim after a claim"},
		{mine, first, "a claim"},
		{mine, claims, "the same claim again"},
		{storetest.Claimed(own, other), used, "another claim"},
		{own, used, "no claim after a claim was first"},
		{mine, claims, "the same claim after others"},
	} {
		looked := step.want
		if looked == first {
			looked = unused
		}
		if err := expectLook(s.Store, step.use, looked, step.what); err != nil {
			return err
		}
		if err := expect(s.Store, step.use, step.want, step.what); err != nil {
			return err
		}
	}
	return claimsAreApart(s.Store, mine)
}

// claimsAreApart asks for a record with claims that differ in one bit, and redeems a token
// with the same id, another salt and another claim.
func claimsAreApart(store typeseal.Store, mine typeseal.Use) error {
	for bit := range 128 {
		near := storetest.Claimed(mine, flip(mine.Claim, bit))
		if err := expect(store, near, used, fmt.Sprintf("a claim that differs in bit %d", bit)); err != nil {
			return err
		}
	}
	other := storetest.Claimed(mine, storetest.Random())
	other.Salt = "test.other"
	if err := expect(store, other, first, "the same id with another salt and claim"); err != nil {
		return err
	}
	if err := expect(store, mine, claims, "the same claim after that"); err != nil {
		return err
	}
	mine.Salt = other.Salt
	return expect(store, mine, used, "the claim of another salt")
}

// flip returns 16 bytes that differ in one bit.
func flip(b [16]byte, bit int) [16]byte {
	b[bit/8] ^= 1 << (bit % 8)
	return b
}

// looksChangeNothing checks that a token can be looked at many times, with and without
// a claim, and is then redeemed for the first time.
func looksChangeNothing(s *Subject) error {
	use := storetest.NewUse()
	for range 20 {
		for _, use := range []typeseal.Use{use, storetest.Claimed(use, storetest.Random())} {
			if err := expectLook(s.Store, use, unused, "before the first use"); err != nil {
				return err
			}
		}
	}
	if err := expect(s.Store, use, first, "redeemed after it was looked at"); err != nil {
		return err
	}
	return expectLook(s.Store, use, used, "after the first use")
}

// keepsBeyondExpiry checks that a record outlives its token. To a caller whose clock
// was set back, the token has not ended. A store may accept a token that ended long
// ago or fail, but not accept it twice.
func keepsBeyondExpiry(s *Subject) error {
	now := time.Now().Truncate(time.Second)
	soon, ages := storetest.NewUse(), storetest.NewUse()
	soon.ExpiresAt = now.Add(time.Second)
	ages.IssuedAt, ages.ExpiresAt = now.Add(-72*time.Hour), now.Add(-48*time.Hour)
	if err := expect(s.Store, soon, first, "a token about to end"); err != nil {
		return err
	}
	if err := refusesLate(s.Store, ages); err != nil {
		return fmt.Errorf("a token that ended days ago: %w", err)
	}
	time.Sleep(time.Until(soon.ExpiresAt.Add(time.Second)))
	if err := tidy(s, time.Now()); err != nil {
		return err
	}
	return expectRefused(s.Store, []typeseal.Use{soon}, "a second after its end")
}

// refusesLate redeems a token that ended long ago twice, and looks at it. The store may
// accept it once.
func refusesLate(store typeseal.Store, use typeseal.Use) error {
	got, _, err := consume(store, use)
	accepted := got == first && err == nil
	if err == nil && !accepted {
		return fmt.Errorf("got %s, want an error or first", got)
	}
	if got, _, err := consume(store, use); err == nil && !(accepted && got == used) {
		return fmt.Errorf("the second time: got %s, want an error or, if it was accepted before, used", got)
	}
	if got, _, err := look(store, use); err == nil && !(accepted && got == used) {
		return fmt.Errorf("looking: got %s, want an error or, if it was accepted before, used", got)
	}
	return nil
}

// purgeKeepsLive checks that a purge neither deletes nor changes the records of live tokens.
func purgeKeepsLive(s *Subject) error {
	uses := storetest.NewUses(50)
	mine := storetest.Claimed(storetest.NewUse(), storetest.Random())
	mine.Grace = time.Hour
	_, before, err := consume(s.Store, mine)
	if err != nil {
		return err
	}
	time.Sleep(time.Until(before.At.Add(time.Second))) // so that another time would show
	if err := expectAll(s.Store, uses, first, "before a purge"); err != nil {
		return err
	}
	if err := s.Purge(context.Background()); err != nil {
		return err
	}
	if err := expectLooks(s.Store, uses, used, "after a purge"); err != nil {
		return err
	}
	if err := expectAll(s.Store, uses, used, "after a purge"); err != nil {
		return err
	}
	got, after, err := look(s.Store, mine)
	if err == nil && !after.At.Equal(before.At) {
		return fmt.Errorf("a claim after a purge: got %s, made at %v, want %v", got, after.At.UTC(), before.At.UTC())
	}
	return differ(got, claims, err, "a claim after a purge")
}

// purgeBesideCalls purges all the time while four goroutines redeem tokens.
func purgeBesideCalls(s *Subject) error {
	uses := storetest.NewUses(200)
	errs := make([]error, 5)
	var calls, purges sync.WaitGroup
	var over atomic.Bool
	purges.Go(func() {
		for !over.Load() && errs[4] == nil {
			errs[4] = s.Purge(context.Background())
		}
	})
	for i := range 4 {
		calls.Go(func() { errs[i] = expectAll(s.Store, uses[i*50:(i+1)*50], first, "beside a purge") })
	}
	calls.Wait()
	over.Store(true)
	purges.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return expectAll(s.Store, uses, used, "after the purges")
}

// canceled checks that a store returns an error if the context has ended, and not
// an answer.
func canceled(s *Subject) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	past, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	for _, ctx := range []context.Context{ctx, past} {
		if r, err := s.Store.Consume(ctx, storetest.NewUse()); err == nil {
			return fmt.Errorf("%w: Consume answered %s", context.Cause(ctx), answerOf(r))
		}
		if _, found, err := s.Store.Look(ctx, storetest.NewUse()); err == nil {
			return fmt.Errorf("%w: Look answered %v", context.Cause(ctx), found)
		}
	}
	return expect(s.Store, storetest.NewUse(), first, "the next caller")
}
