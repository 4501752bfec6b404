// Package observe reports the minting and opening of tokens. An [Observer] that is given
// to WithObserver of a key ring or signing key gets one [Event] for each token that is
// minted or opened. [Slog] writes events to a log. Package expvars counts them in a JSON
// page. Packages prom and otel, each a separate module, count them for Prometheus and
// OpenTelemetry, and show ages of tokens and key rings.
//
// Tokens of another system, of types with the options format and also, are not reported.
//
// An event has no bytes of the token apart from the key id, and none of its payload,
// bindings, state or id.
package observe

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// An Observer gets an event for each token that is minted or opened. Observe is called last,
// on the caller's goroutine, which waits for it. If the ring follows a source, the observer
// also gets an event each time the keys change, and for each new reason why they cannot be
// loaded. It is one event, even if several rings of that source report to the observer. An
// Observer must be safe for concurrent use. If Observe panics, the call panics, but a panic
// at a load is only logged.
type Observer interface{ Observe(Event) }

// An Event is the result of minting or opening one token. For the operation Load, it is the
// result of loading a key ring: Salt and Kind are empty, and the key is the ring's primary
// key, if there is one.
type Event struct {
	Op      Op
	Salt    string // of the type
	Kind    string // of the type: signed, sealed or public
	KeyID   uint32 // 0 for a malformed token; the sender's word if the token is not authentic
	Known   bool   // the key is in the ring, and not retired or revoked
	Primary bool   // the key is the ring's primary key

	// Version, Age and Life are 0 if the token is not authentic.
	Version int           // schema version of the payload
	Age     time.Duration // since the token was issued, in whole seconds; negative if the clocks differ
	Life    time.Duration // how long the token is valid after that, in whole seconds; 0: unlimited

	Repaired bool // the token was damaged, and the option Repair was needed
	Repeated bool // the token was redeemed before, but within the grace of its type or with the same claim

	// Reason is nil if the call succeeded. Otherwise it is one of the errors ErrMalformed to
	// ErrUsed, ErrConfig, ErrMint, ErrStore and ErrSigner of package typeseal, or ErrLoad.
	// Retired keys and revoked keys have an error of their own, which matches ErrUnknownKey.
	// Result tells them apart.
	Reason error
	// Invalid is set if the token is at fault: Reason matches typeseal.ErrInvalid.
	Invalid bool
}

// Key returns the key id in the form that the command prints: eight hexadecimal digits.
func (e Event) Key() string { return fmt.Sprintf("%08x", e.KeyID) }

// Result returns "ok", or a constant text for each Reason, such as "forged token".
func (e Event) Result() string {
	if e.Reason == nil {
		return "ok"
	}
	return strings.TrimPrefix(e.Reason.Error(), "typeseal: ")
}

// Op is the operation that an event reports.
type Op string

// The operations. Load concerns a key ring, the others a token. The methods of single-use
// types are Peek and Redeem. A Redeem that fails before it reaches the store is reported as
// Peek.
const (
	Mint   Op = "mint"
	Open   Op = "open"
	Peek   Op = "peek"
	Redeem Op = "redeem"
	Load   Op = "load" // of a key ring that follows its source
)

// ErrLoad is the Reason if a function of the caller failed: the function that loads the
// state, or a method Upgrade. The call itself returns the error of that function.
var ErrLoad = errors.New("typeseal: a function of the caller failed")
