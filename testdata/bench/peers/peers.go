// Package peers does the job of generated code with other libraries: it turns a payload
// into a token that is valid for half an hour, and a token into a payload or an error.
// Every peer does the whole typed job, in the fastest way that its own documentation
// shows. Keys and everything else that can be prepared are set up once.
package peers

import (
	"time"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

// Kind says which of typeseal's tokens a peer's tokens are compared with.
type Kind string

// The kinds.
const (
	Sign   Kind = "sign"    // readable, authentic under a shared key
	Seal   Kind = "seal"    // secret and authentic
	Public Kind = "ed25519" // readable, authentic under a public key
)

// A Peer is one library with one payload.
type Peer struct {
	Name  string
	Kind  Kind
	KeyID bool // its tokens name their key

	Mint func() (string, error)
	// Open verifies everything, the expiry included, and returns a pointer to the
	// payload, or to a struct that begins with it.
	Open func(token string) (any, error)
}

// maxAge is the life of every token.
const maxAge = 30 * time.Minute

// Reset, Session and Handoff return all peers for a payload.
func Reset(v payloads.Reset) []Peer {
	timed := func(t times) resetClaims { return resetClaims{v, t} }
	return join(
		golangJWT[golangReset](func(r golangRegistered) golangReset { return golangReset{v, r} }),
		cristalhqJWT[cristalhqReset](func(r cristalhqRegistered) cristalhqReset { return cristalhqReset{v, r} }),
		claimed[resetClaims](timed), plain(v),
	)
}

// Session is like Reset, for another payload.
func Session(v payloads.Session) []Peer {
	timed := func(t times) sessionClaims { return sessionClaims{v, t} }
	return join(
		golangJWT[golangSession](func(r golangRegistered) golangSession { return golangSession{v, r} }),
		cristalhqJWT[cristalhqSession](func(r cristalhqRegistered) cristalhqSession { return cristalhqSession{v, r} }),
		claimed[sessionClaims](timed), plain(v),
	)
}

// Handoff is like Reset, for another payload.
func Handoff(v payloads.Handoff) []Peer {
	timed := func(t times) handoffClaims { return handoffClaims{v, t} }
	return join(
		golangJWT[golangHandoff](func(r golangRegistered) golangHandoff { return golangHandoff{v, r} }),
		cristalhqJWT[cristalhqHandoff](func(r cristalhqRegistered) cristalhqHandoff { return cristalhqHandoff{v, r} }),
		claimed[handoffClaims](timed), plain(v),
	)
}

func join(lists ...[]Peer) (all []Peer) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// claimed are the peers that accept any JSON and leave the times to the caller.
func claimed[C any, P expiring[C]](timed func(times) C) []Peer {
	return join(twenty[C, P](timed), pooled[C, P](timed), joseJWS[C, P](timed), tinkPeers[C, P](timed))
}

// plain are the peers that add the times to a payload themselves.
func plain[T any](v T) []Peer {
	return join(katarasJWT(v), goJose(v), fernetToken(v), secureCookie(v), pasetoTokens(v))
}
