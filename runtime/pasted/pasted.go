// Package pasted finds tokens in text that people paste: a link, a mail, a header, a line
// of a log. It is for support pages and tools that answer why a link was refused:
//
//	for _, t := range pasted.Find(text, "acme_") {
//		fmt.Println(t.Kind, t.KeyID, t.IssuedAt, len(t.Damage))
//	}
//
// It needs no key, so nothing that it returns is verified. To open a token that may be
// damaged, use [typeseal.Repair].
package pasted

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/repair"
)

// MaxText is the length in bytes of the longest text that Find searches: 1 MiB.
const MaxText = 1 << 20

// maxTokens is how many tokens Find returns at most.
const maxTokens = 256

// A Token is a token in a text.
type Token struct {
	// Inspection is what the token says about itself, unverified. If the token is not
	// Whole, it has only the prefix, and if the first 16 characters after the prefix are
	// there, also the key id, the issue time, the version and HasState.
	typeseal.Inspection

	// Text is the token as it was minted. If the token is not Whole, Text is the beginning
	// that can be read, up to 4096 characters.
	Text string

	// Whole is false for a text that begins like a token and is not one: it was cut, or
	// changed in a way that cannot be undone.
	Whole bool

	// Start and End say where in the text the token is, in bytes. Damage says where the text
	// differs from the token, in the order of the text. It is nil if the text has the token
	// as it was minted.
	Start, End int
	Damage     []Damage
}

// A Damage is a part of a text that differs from the token.
type Damage struct {
	Start, End int    // in bytes
	As         string // what the token has instead; empty, for example, for a line break
}

// Find returns the tokens in text, in their order. It finds damaged tokens if they begin
// with ts1_ or one of the prefixes, and other tokens whatever their prefix is. Text around
// a token does not matter. Find undoes the damage that [typeseal.Repair] undoes.
//
// Find returns at most 256 tokens, and none if text is longer than [MaxText]. It bounds its
// work, so it may miss tokens in a text that was made to be slow.
func Find(text string, prefixes ...string) (tokens []Token) {
	if len(text) > MaxText {
		return nil
	}
	known := []string{armor.DefaultPrefix}
	for _, p := range slices.Concat(prefixes, unknown(text)) {
		if armor.ValidPrefix(p) && !slices.Contains(known, p) {
			known = append(known, p)
		}
	}
	valid := func(token string) bool {
		c, err := typeseal.Inspect(token)
		return err == nil && slices.Contains(known, c.Prefix)
	}
	for _, r := range repair.All(text, known, armor.LargestSize, valid) {
		if len(tokens) == maxTokens {
			break
		}
		tokens = append(tokens, tokenOf(r))
	}
	return tokens
}

func tokenOf(r repair.Reading) Token {
	t := Token{Text: r.Token, Whole: r.Whole, Start: r.Start, End: r.End}
	for _, d := range r.Damage {
		t.Damage = append(t.Damage, Damage(d))
	}
	if c, err := typeseal.Inspect(r.Token); r.Whole && err == nil {
		t.Inspection = *c
	} else {
		t.Inspection = cut(r.Prefix, r.Token[len(r.Prefix):])
	}
	return t
}

// unknown returns the prefixes of the words in text that are tokens, apart from keys.
func unknown(text string) (prefixes []string) {
	apart := func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	for word := range strings.FieldsFuncSeq(text, apart) {
		i := strings.IndexByte(word, '_')
		if i < 0 || i >= armor.LongestPrefix || strings.HasPrefix(word, "typeseal_") {
			continue
		}
		c, err := typeseal.Inspect(strings.TrimRight(word, "-_"))
		if err == nil && plausible(c.IssuedAt) && !slices.Contains(prefixes, c.Prefix) {
			prefixes = append(prefixes, c.Prefix)
		}
	}
	return prefixes
}

// plausible reports whether a token may have been issued at t. Other bytes that are read as
// a time hardly ever give a date of this century.
func plausible(t time.Time) bool { return t.Year() >= 2000 && t.Year() < 2100 }

// cut reads the header of a token that is not whole.
func cut(prefix, text string) typeseal.Inspection {
	c := typeseal.Inspection{Prefix: prefix}
	const characters = 16 // the first that have the whole header
	wire, err := base64.RawURLEncoding.DecodeString(text[:min(characters, len(text))])
	if err != nil || len(text) < characters {
		return c
	}
	h := envelope.ParseFront([envelope.HeaderSize - 1]byte(wire))
	if issued := time.Unix(h.Issued, 0).UTC(); plausible(issued) {
		c.KeyID, c.IssuedAt = fmt.Sprintf("%08x", h.KeyID), issued
		c.Version, c.HasState = int(h.Flags&envelope.VersionMask), h.Flags&envelope.FlagState != 0
	}
	return c
}
