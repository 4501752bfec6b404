// Package inspect says what is known about the tokens in a text: from the text alone, from
// the types of a lock, and from a key ring. It is the work of typeseal inspect, without the
// command line.
package inspect

import (
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/pasted"
)

// A Question says what the person who asks has besides the text.
type Question struct {
	Locks []string // the paths of the locks that were read
	Types []*Type  // that a token can have
	Ring  *Ring    // nil: no keys

	OneType    bool     // the person has named the type
	BoundTo    []string // bindings, in their order
	Number     int      // of the only token to inspect, from 1; 0: all
	ShowSealed bool     // show the payloads of sealed tokens that the ring opens
}

// Inspect finds the tokens in a text, and says what is known about each.
func (q *Question) Inspect(text Text, now time.Time) (*Inspection, error) {
	var prefixes []string
	for _, c := range q.Types {
		prefixes = append(prefixes, c.Prefix)
	}
	found := pasted.Find(text.plain(), prefixes...)
	result := &Inspection{
		Encoding: text.encoding, Locks: append([]string{}, q.Locks...), Tokens: []*Token{}, ring: q.Ring,
	}
	for i, t := range found {
		if q.Number == 0 || q.Number == i+1 {
			result.Tokens = append(result.Tokens, q.token(text, i+1, t, now))
		}
	}
	if q.Number != 0 && len(result.Tokens) == 0 {
		return nil, fmt.Errorf("the text has %d tokens, and none with the number %d", len(found), q.Number)
	}
	result.Others = othersIn(text, found, q.Types)
	return result, nil
}

// token returns what is known about one token.
func (q *Question) token(text Text, number int, t pasted.Token, now time.Time) *Token {
	f := describe(text, number, t, now)
	for _, c := range q.Types {
		f.Types = append(f.Types, c.consider(t, now))
	}
	if q.Ring != nil && t.Whole {
		q.judge(t, f)
	}
	return f
}

func (q *Question) bindings() []typeseal.Option {
	opts := make([]typeseal.Option, len(q.BoundTo))
	for i, b := range q.BoundTo {
		opts[i] = typeseal.BoundTo(b)
	}
	return opts
}

// Good reports whether the text has whole tokens, and if there is a ring, whether all of
// them are accepted.
func (i *Inspection) Good() bool {
	whole := 0
	for _, t := range i.Tokens {
		switch {
		case !t.Whole:
		case i.ring != nil && (t.Verdict == nil || !t.Verdict.Accepted):
			return false
		default:
			whole++
		}
	}
	return whole > 0
}
