// Package payloads has the payloads of the benchmark, each as a type for every codec and
// key: 19 and 69 bytes of msgpack, and about a kilobyte with a list and a map.
package payloads

//go:generate go tool typeseal

// Reset is the smallest useful payload, the payload of a reset link.
//
//typeseal:sign salt=bench.reset.sign max-age=30m
//typeseal:seal salt=bench.reset.seal max-age=30m
type Reset struct {
	UserID int64  `json:"uid"`
	Email  string `json:"email"`
}

// ResetJSON is Reset in the other codec.
//
//typeseal:sign salt=bench.reset-json.sign max-age=30m codec=json
//typeseal:seal salt=bench.reset-json.seal max-age=30m codec=json
type ResetJSON Reset

// ResetPublic is Reset signed with Ed25519.
//
//typeseal:sign salt=bench.reset-public max-age=30m alg=ed25519
type ResetPublic Reset

// ResetPublicJSON is ResetJSON signed with Ed25519.
//
//typeseal:sign salt=bench.reset-public-json max-age=30m alg=ed25519 codec=json
type ResetPublicJSON Reset

// Session is the payload of a session token. The targets are for this payload.
//
//typeseal:sign salt=bench.session.sign max-age=30m
//typeseal:seal salt=bench.session.seal max-age=30m
type Session struct {
	UserID  int64  `json:"uid"`
	Email   string `json:"email"`
	Tenant  string `json:"tenant"`
	Role    string `json:"role"`
	Device  string `json:"device"`
	Tier    int    `json:"tier"`
	Trusted bool   `json:"trusted"`
}

// SessionJSON is Session in the other codec.
//
//typeseal:sign salt=bench.session-json.sign max-age=30m codec=json
//typeseal:seal salt=bench.session-json.seal max-age=30m codec=json
type SessionJSON Session

// SessionPacked is SessionJSON, compressed.
//
//typeseal:sign salt=bench.session-packed.sign max-age=30m codec=json compress
type SessionPacked Session

// SessionPublic is Session signed with Ed25519.
//
//typeseal:sign salt=bench.session-public max-age=30m alg=ed25519
type SessionPublic Session

// SessionPublicJSON is SessionJSON signed with Ed25519.
//
//typeseal:sign salt=bench.session-public-json max-age=30m alg=ed25519 codec=json
type SessionPublicJSON Session

// Handoff is an order that one shop passes to another, with a list and a map.
//
//typeseal:sign salt=bench.handoff.sign max-age=30m
//typeseal:seal salt=bench.handoff.seal max-age=30m
type Handoff struct {
	Order    string            `json:"order"`
	Customer string            `json:"customer"`
	Email    string            `json:"email"`
	Currency string            `json:"currency"`
	Cents    int64             `json:"cents"`
	Gift     bool              `json:"gift"`
	Items    []Item            `json:"items"`
	Notes    map[string]string `json:"notes"`
}

// Item is one line of a Handoff.
type Item struct {
	SKU   string `json:"sku"`
	Title string `json:"title"`
	Count int    `json:"count"`
	Cents int64  `json:"cents"`
}

// HandoffJSON is Handoff in the other codec.
//
//typeseal:sign salt=bench.handoff-json.sign max-age=30m codec=json
//typeseal:seal salt=bench.handoff-json.seal max-age=30m codec=json
type HandoffJSON Handoff

// HandoffPacked is HandoffJSON, compressed.
//
//typeseal:sign salt=bench.handoff-packed.sign max-age=30m codec=json compress
type HandoffPacked Handoff

// HandoffPublic is Handoff signed with Ed25519.
//
//typeseal:sign salt=bench.handoff-public max-age=30m alg=ed25519
type HandoffPublic Handoff

// HandoffPublicJSON is HandoffJSON signed with Ed25519.
//
//typeseal:sign salt=bench.handoff-public-json max-age=30m alg=ed25519 codec=json
type HandoffPublicJSON Handoff
