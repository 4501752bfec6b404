// Package series tells the time series of an event: what packages prom and otel count, and
// by which labels.
//
// Anybody can send a text that is refused, and can write any key id into it. So a label has
// only values that come from the program or its key ring.
package series

import "github.com/typeseal/typeseal/runtime/observe"

// Series identifies a counter of tokens. Salts, operations and results come from the
// program. Key and Primary are of a key in the ring, and are known only if OK: the key id
// of a token that was refused is the sender's word.
type Series struct {
	Salt    string
	Op      observe.Op
	Result  string // see Event.Result
	OK      bool   // the token was minted or opened
	KeyID   uint32
	Primary bool
}

// Of returns the series of a token that was minted, opened or refused.
func Of(e observe.Event) Series {
	s := Series{Salt: e.Salt, Op: e.Op, Result: e.Result()}
	if e.Reason == nil {
		s.OK, s.KeyID, s.Primary = true, e.KeyID, e.Primary
	}
	return s
}

// Key returns the key id as a text, as Event.Key does, or "" if it is not known.
func (s Series) Key() string {
	if !s.OK {
		return ""
	}
	return observe.Event{KeyID: s.KeyID}.Key()
}

// Share returns the part of its life that a token had spent when it was opened. It is 0
// after minting, 1 in the last second, and above 1 if the token has expired. Tokens that
// are not authentic or live forever have no share, and neither has minting.
func Share(e observe.Event) (share float64, known bool) {
	if e.Op == observe.Mint || e.Life <= 0 {
		return 0, false
	}
	return max(0, float64(e.Age)/float64(e.Life)), true // clocks may differ
}

// Buckets returns upper bounds for a histogram of shares. The token has expired if, and
// only if, its share is above 1.
func Buckets() []float64 {
	return []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 5, 10}
}

// What the metrics tell.
const (
	Tokens   = "Tokens that were minted, opened or refused."
	Repaired = "Tokens that were opened, but only with the option Repair."
	Repeated = "Used tokens that were accepted again, by grace or Claim."
	Ages     = "Age of authentic tokens as a part of their life. Above 1, a token has expired."
	Loads    = "Loads that changed a key ring, and loads that failed."
	RingAge  = "Time since a key ring was loaded without an error."
	RingKeys = "Keys of a key ring: 1 for each."
)
