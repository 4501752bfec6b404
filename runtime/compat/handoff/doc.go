// Package handoff reads and writes the tokens of Ax_Handoff
// (axonchisel.handoff), which hand small JSON values from one site to another
// under a shared pass phrase.
//
//	keys, err := handoff.NewKeys(os.Getenv("HANDOFF_PHRASE"))
//	h, err := handoff.New(keys)
//	token, err := h.Encode(handoff.A, handoff.Object{{Name: "uid", Value: 42}})
//	err = h.Decode(handoff.A, token, &payload)
//
// A token is compressed before it is encrypted, and variant A tells its length: if
// somebody may choose a part of the payload and see the tokens, their lengths tell
// about the rest, and after a few hundred tokens give away a secret in it. Seal
// nothing secret beside what others choose.
//
// The format is old: HMAC-SHA-1, keys that are plain hashes of the phrase, no
// time, no purpose. Use it beside a system that speaks it, not for new work.
// Types with a directive's format=handoff fix the variant and decode strictly.
//
// # Format
//
//	token   = "XH" variant mac body "HX"
//	mac     = base64url(HMAC-SHA-1(SHA-512(phrase), body))      27 characters
//	body, A = base64url(IV || AES-128-CBC(SHA-256(phrase)[:16], IV, PKCS#7(zlib(JSON))))
//	body, B = base64url(zlib(JSON))
//
// "gzip" in Ax_Handoff's documents is zlib. A token is read in this order, and
// the first failure names the error: length, magic, variant and the MAC's
// alphabet (malformed); MAC over the text of the body, in constant time
// (forged); footer (malformed); base64, cipher, padding, zlib and JSON, which
// are one error (payload). All of them match [typeseal.ErrInvalid].
//
// # Differences
//
// Where Ax_Handoff takes what no honest writer makes, this package is strict.
// The test of the vectors holds the same table.
//
//	mac-alphabet    +, / or = in the MAC's text: malformed
//	mac-bits        unused bits set in the MAC's last character: forged
//	body-base64     an authentic body in another base64 spelling: payload
//	zlib-trailing   bytes after the zlib stream: payload
//	json-words      NaN, Infinity, -Infinity: payload; when encoding, ErrMint
//	json-double     a name that stands twice in an object: payload
//	json-case       two names of an object that differ only in case: payload
//	json-surrogate  half a surrogate pair, which Go's text cannot hold: payload, ErrMint
//
// Decode takes the variant that the caller names, where Ax_Handoff takes the token's. An
// empty pass phrase is refused when keys are made. Reading is bounded by MaxSize
// and MaxPayload. Ax_Handoff 3.1.0 lets ValueError and NameError escape for some
// authentic tokens; here they are payload.
//
// Tokens are equal in meaning, not in bytes: nothing here writes the bytes of C's
// zlib, and texts of up to a kilobyte are compressed with RFC 1951's fixed code,
// which costs a twentieth. In FIPS 140-only mode the format cannot be used, and
// NewKeys says so.
//
// # Left out
//
// The classes of the lower level (Header, Body, Footer, Envelope): they let a
// caller skip the MAC. The variant argument of decode that a docstring shows and
// the code does not have is here, as a duty.
package handoff
