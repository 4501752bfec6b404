// Package itsdangerous reads the tokens of itsdangerous' URLSafeTimedSerializer, which
// also writes the session cookies of Flask, so that a program can move to native tokens
// while the old ones are still in use. It only reads them: new tokens should be native.
//
// Annotate a type with a directive that has also=itsdangerous and a date. Its method Verify
// then accepts both kinds of token until that day:
//
//	//typeseal:sign salt=account.reset max-age=1h also=itsdangerous also-salt=reset until=2027-03-31
//
//	keys, err := itsdangerous.NewKeys(os.Getenv("SECRET_KEY"))
//	err = reset.Verify(ring, keys, token)
//
// Programs call [NewKeys]. Names whose documentation begins with "For generated code" are
// for the methods of annotated types.
//
// # Format
//
//	token = value SEP base64url(HMAC-H(MAC key, value))
//	value = body SEP base64url(seconds, big-endian, without leading zero bytes)
//	body  = base64url(JSON), or "." base64url(zlib(JSON)) if that is shorter
//
//	MAC key = H(salt || "signer" || key)   django-concat, the default
//	          H(salt || key)               concat
//	          HMAC-H(key, salt)            hmac, which Flask's sessions use
//	          key                          none: the salt has no effect
//
// H is SHA-1 by default, and SEP is a dot. The options of a directive, and what they are
// in Python:
//
//	also-salt        salt; cookie-session in Flask's sessions; itsdangerous if Python gives none
//	also-algorithm   signer_kwargs={"digest_method": ...}
//	also-derivation  signer_kwargs={"key_derivation": ...}; not none
//	also-sep         signer_kwargs={"sep": ...}
//
// A token is read in this order, and the first failure decides the error: length
// (malformed); separator (malformed); signature, under the key and then under each
// fallback, in constant time (forged); time (malformed, not yet valid, expired); base64,
// zlib and JSON (payload). All these errors match [typeseal.ErrInvalid].
//
// # Differences
//
// itsdangerous accepts some tokens that this package refuses. Apart from those in the
// future, an honest writer makes none of them:
//
//	future              dated more than 60 s ahead: not yet valid, unless AcceptFuture
//	signature-spelling  padding, foreign characters, + and /, unused bits set: forged
//	time-spelling       the same in a time, and leading zero bytes: malformed
//	base64              the same in a body: payload
//	zlib-trailing       bytes after the zlib stream: payload
//
// For a token in the future, itsdangerous raises SignatureExpired if loads has a max_age,
// and accepts it otherwise. The decoder of a type refuses names that it does not have,
// names that an object has twice, NaN, infinities and half a surrogate pair, while Python's
// json takes them. It accepts white space between values, both UTF-8 and escapes, times of
// RFC 3339 in any time zone, and text, numbers and bools that the method UnmarshalJSON of a
// type reads.
//
// [MaxSize] and [MaxPayload] limit what is read, and nothing is inflated beyond
// MaxPayload.
//
// # Left out
//
//   - Tokens without a time, those of URLSafeSerializer: they would never expire.
//   - Tokens of itsdangerous 0.24 and older, which counts seconds from 2011. They are
//     older than any max-age.
//   - Serializers other than JSON, and the tags with which Flask's sessions write a tuple,
//     bytes, Markup, a UUID or a datetime: they are objects such as {" t":[1,2]}.
//   - fallback_signers. To accept tokens of two algorithms, annotate two types.
//
// Without also-salt, the salt is that of the type, and not the default of Python.
//
// The default derivation is also the one of Django. Do not use one secret for both: with
// the same salt, hash and separator they would have the same MAC keys.
package itsdangerous
