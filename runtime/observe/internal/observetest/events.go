package observetest

import (
	"iter"
	"maps"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/observe"
)

// Events returns ten events:
//
//   - A token of type account.reset, which lives for an hour, is minted with key a, which is
//     primary. It is opened twice, after a quarter of its life.
//   - One of key b is repaired and opened, one has expired two hours ago, and one is forged.
//   - A token of the single-use type account.invite is accepted again. It comes a second
//     before it was minted.
//   - A ring is loaded twice, and then cannot be loaded.
func Events() []observe.Event {
	opened := observe.Event{
		Op: observe.Open, Salt: "account.reset", KeyID: 0xa, Known: true, Primary: true, Version: 1,
		Age: 15 * time.Minute, Life: time.Hour,
	}
	minted, repaired, expired, forged, again := opened, opened, opened, opened, opened
	minted.Op, minted.Age = observe.Mint, 0
	repaired.KeyID, repaired.Primary, repaired.Repaired = 0xb, false, true
	expired.Age, expired.Reason, expired.Repaired = 3*time.Hour, typeseal.ErrExpired, true
	forged.Version, forged.Age, forged.Life, forged.Reason = 0, 0, 0, typeseal.ErrForged
	again.Op, again.Salt, again.Repeated, again.Age = observe.Redeem, "account.invite", true, -time.Second
	return []observe.Event{
		minted, opened, opened, repaired, expired, forged, again, {Op: observe.Load}, {Op: observe.Load},
		{Op: observe.Load, Reason: typeseal.ErrConfig},
	}
}

// Ring is a ring that was loaded a minute and a half ago. It has the states of keys by
// their ids.
type Ring map[string]string

// Age returns 90 seconds.
func (Ring) Age() time.Duration { return 90 * time.Second }

// Keys returns the ring's keys and states.
func (r Ring) Keys() iter.Seq2[string, string] { return maps.All(r) }
