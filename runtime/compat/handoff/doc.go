// Package handoff reads and writes the tokens of Ax_Handoff
// (axonchisel.handoff), which hand small JSON values from one site to another
// under a shared pass phrase.
//
//	keys, err := handoff.NewKeys(os.Getenv("HANDOFF_PHRASE"))
//	h, err := handoff.New(keys)
//	token, err := h.Encode(handoff.A, handoff.Object{{Name: "uid", Value: 42}})
//	err = h.Decode(handoff.A, token, &payload)
//
// The format is old: HMAC-SHA-1, keys that are plain hashes of the phrase, no time, no
// purpose. Use it only with a system that requires it, not for new work. It is safer to
// annotate a type with a directive that has format=handoff: then the variant is
// fixed, and the decoder is strict. Names whose documentation begins with "For
// generated code" are for the methods of such types.
//
// # Length
//
// Variant A compresses a payload of more than 1 KiB before it encrypts it. If somebody
// may choose a part of such a payload and see the tokens, their lengths reveal the rest:
// a few hundred tokens give away a secret in it. Ax_Handoff compresses shorter payloads
// too, so the same is true of its tokens of any length. Do not put a secret into a
// payload of which others choose a part.
//
// # Format
//
//	token   = "XH" variant mac body "HX"
//	mac     = base64url(HMAC-SHA-1(SHA-512(phrase), body))      27 characters
//	body, A = base64url(IV || AES-128-CBC(SHA-256(phrase)[:16], IV, PKCS#7(zlib(JSON))))
//	body, B = base64url(zlib(JSON))
//
// "gzip" in Ax_Handoff's documents means zlib. A token is read in this order, and the
// first failure decides the error: length, magic, variant and the alphabet of the MAC
// (malformed); MAC over the text of the body, in constant time (forged); footer
// (malformed); base64, cipher, padding, zlib and JSON, which are one error (payload).
// All these errors match [typeseal.ErrInvalid].
//
// # Differences
//
// Ax_Handoff accepts some tokens that no honest writer makes. This package refuses
// them:
//
//	mac-alphabet    +, / or = in the MAC's text: malformed
//	mac-bits        unused bits set in the MAC's last character: forged
//	body-base64     an authentic body in another base64 spelling: payload
//	zlib-trailing   bytes after the zlib stream: payload
//	json-words      NaN, Infinity, -Infinity: payload; when encoding, ErrMint
//	json-double     a name that an object has twice: payload
//	json-case       two names of an object that differ only in case: payload
//	json-surrogate  half a surrogate pair, which Go's text cannot hold: payload, ErrMint
//
// [Handoff.Decode] accepts only the variant that the caller names, while Ax_Handoff
// accepts the token's. An empty pass phrase is refused when keys are made. [MaxSize]
// and [MaxPayload] limit what is read. For some authentic tokens Ax_Handoff 3.1.0
// raises ValueError and NameError; here they are payload.
//
// Tokens have the same meaning, but not the same bytes, since compress/flate does not
// write the bytes of C's zlib, and since variant A stores payloads of up to 1 KiB without
// compressing them. FIPS 140-only mode does not allow the format, and [NewKeys] returns
// an error in that mode.
//
// # Left out
//
//   - The classes of the lower level (Header, Body, Footer, Envelope), with which a
//     caller could skip the MAC.
package handoff
