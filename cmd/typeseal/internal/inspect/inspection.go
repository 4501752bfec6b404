package inspect

import (
	"encoding/hex"
	"time"

	"github.com/typeseal/typeseal/runtime/pasted"
)

// An Inspection is what inspect prints. Its JSON is documented in the help text, and only
// gets more members.
type Inspection struct {
	Encoding string       `json:"encoding,omitempty"` // from which the text was decoded
	Locks    []string     `json:"locks"`
	Tokens   []*Token     `json:"tokens"`
	Others   []otherToken `json:"other_tokens"`

	ring *Ring // or nil
}

// A Token is what is known about one token in the text.
type Token struct {
	Number int `json:"number"` // from 1
	position
	Start  int      `json:"start"` // in bytes
	End    int      `json:"end"`
	Whole  bool     `json:"whole"`
	Damage []damage `json:"damage"`

	// Claims is what the token says about itself. Anyone can write a token that says
	// anything, so this is true only if Authentic is.
	Claims    claims       `json:"claims"`
	Payload   *payload     `json:"payload,omitempty"`
	Types     []*typeFacts `json:"types"`
	Key       *keyFacts    `json:"key,omitempty"`
	Authentic bool         `json:"authentic"` // a key of the ring has verified it
	Verdict   *verdict     `json:"verdict,omitempty"`
}

// A damage is a part of the text that differs from the token.
type damage struct {
	position
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Text   string `json:"text"`
	ReadAs string `json:"read_as"` // empty: left out
}

// claims has the unverified content of a token, apart from its payload. If the token is not
// whole, its kind and what follows the state is not known.
type claims struct {
	Prefix   string     `json:"prefix"`
	KeyID    string     `json:"key_id,omitempty"`
	IssuedAt *time.Time `json:"issued_at,omitempty"`
	Age      int64      `json:"age_seconds,omitempty"`
	Version  *int       `json:"schema_version,omitempty"`
	HasState *bool      `json:"has_state,omitempty"`

	Kind       string `json:"kind,omitempty"`
	Algorithm  string `json:"algorithm,omitempty"`
	TTL        int64  `json:"ttl_seconds,omitempty"`
	ID         string `json:"id,omitempty"` // in hexadecimal
	Characters int    `json:"characters"`
	Bytes      int    `json:"bytes,omitempty"`
	Content    int    `json:"content_bytes,omitempty"`
}

var algorithms = map[string]string{
	"signed": "HMAC-SHA-256",
	"sealed": "AES-256-CTR and HMAC-SHA-256",
	"public": "Ed25519",
}

// writable returns a time, or nil if RFC 3339 cannot write its year.
func writable(t time.Time) *time.Time {
	if t.UTC().Year() > 9999 {
		return nil
	}
	return &t
}

// describe returns what the text and the token alone say.
func describe(p Text, number int, t pasted.Token, now time.Time) *Token {
	f := &Token{
		Number: number, position: p.position(t.Start), Start: t.Start, End: t.End, Whole: t.Whole,
		Damage: []damage{}, Types: []*typeFacts{},
	}
	for _, d := range t.Damage {
		f.Damage = append(f.Damage, damage{p.position(d.Start), d.Start, d.End, p.text[d.Start:d.End], d.As})
	}
	c := claims{Prefix: t.Prefix, Characters: len(t.Text)}
	if t.KeyID != "" {
		c.KeyID, c.IssuedAt, c.Age = t.KeyID, writable(t.IssuedAt), now.Unix()-t.IssuedAt.Unix()
		c.Version, c.HasState = &t.Version, &t.HasState
	}
	if t.Whole {
		c.Kind, c.Algorithm = t.Kind, algorithms[t.Kind]
		c.TTL, c.ID = int64(t.TTL/time.Second), hex.EncodeToString(t.ID)
		c.Bytes, c.Content = t.Size, t.ContentSize
		if t.Kind != "sealed" {
			f.Payload = guess(t.Payload)
		}
	}
	f.Claims = c
	return f
}
