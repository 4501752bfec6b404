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

// MaxText is the length of the longest text that Find searches, in bytes.
const MaxText = 1 << 20

// maxTokens is how many tokens Find returns at most.
const maxTokens = 256

// A Token is a token in a text.
type Token struct {
	// Inspection is what the token says about itself, unverified. If the token is not
	// Whole, it has the prefix only, and if enough of the token is there, also the key id,
	// the issue time, the version and whether there is state.
	typeseal.Inspection

	// Text is the token as it was minted. If it is not Whole, Text is the part of it that
	// can be read without a gap, up to 4096 characters.
	Text string

	// Whole is false for a text that begins like a token and is not one: it was cut, or
	// changed in a way that cannot be undone.
	Whole bool

	Start, End int      // of the part of the text that has the token, in bytes
	Damage     []Damage // what was undone to read it; nil: the text has the token as it was minted
}

// A Damage is a part of the text, in bytes from Start to End, that differs from the token.
// The token has As in its place, which is empty for a line break.
type Damage = repair.Damage

// Find returns the tokens in text that begin with ts1_ or one of the prefixes, in the order
// of the text, and those with an unknown prefix that are not damaged. Other text around
// them does not matter. It undoes what [typeseal.Repair] undoes.
//
// Find returns at most 256 tokens, and none for a text of more than 1 MiB. It bounds its
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
		t := Token{Text: r.Token, Whole: r.Whole, Start: r.Start, End: r.End, Damage: r.Damage}
		if c, err := typeseal.Inspect(r.Token); r.Whole && err == nil {
			t.Inspection = *c
		} else {
			t.Inspection = cut(r.Prefix, r.Token[len(r.Prefix):])
		}
		tokens = append(tokens, t)
	}
	return tokens
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
