// Package django reads and writes the tokens of Django's django.core.signing,
// its signed cookies and its password reset links, byte for byte, so that a Go
// program and a Django project can share them. Keys are SECRET_KEY and
// SECRET_KEY_FALLBACKS:
//
//	keys, err := django.NewKeys(os.Getenv("SECRET_KEY"))
//	token, err := django.Dumps(keys, django.Object{{Name: "uid", Value: 42}}, django.Salt("reset"))
//	err = django.Loads(keys, token, 30*time.Minute, &payload, django.Salt("reset"))
//
// Tokens are signed, not encrypted. It is safer to annotate a type with a directive
// that has format=django: then the salt and the max age cannot be forgotten, and the
// decoder is strict. Names whose documentation begins with "For generated code" are
// for the methods of such types.
//
// # Format
//
//	MAC key = H(salt || "signer" || key)
//	sig(s)  = base64url(HMAC-H(MAC key, s))
//
//	Signer           value SEP sig(value)
//	TimestampSigner  value SEP base62(seconds) SEP sig(value SEP base62(seconds))
//	objects          value = base64url(JSON), or "." base64url(zlib(JSON))
//
// A signed cookie is a TimestampSigner's token under the key
// "django.http.cookies" || SECRET_KEY and the salt
//
//	"django.http.cookies.v2:" || length of salt in characters || ":" || salt || name
//
// This is the format of Django 5.2.15, 6.0.6, 6.1 and newer. Older versions join name
// and salt without anything in between. With [AcceptLegacyCookies] their cookies are
// read until an instant that the option names. They are never made.
//
// A token is read in this order, and the first failure decides the error: length
// (malformed); separator (malformed); signature, under the key and then under each
// fallback, in constant time (forged); time (malformed, not yet valid, expired);
// base64, zlib and JSON (payload). All these errors match [typeseal.ErrInvalid].
//
// # Differences
//
// Django accepts some tokens that only the holder of a key could make, and that no
// honest writer makes. This package refuses them:
//
//	future              dated more than 60 s ahead: not yet valid, unless AcceptFuture
//	timestamp-spelling  leading zeros, -0, more than 10 digits: malformed
//	base64              padding, foreign characters, + and /, unused bits set: payload
//	zlib-trailing       bytes after the zlib stream: payload
//	json-latin1         bytes from 0x80 on, which Django reads as latin-1: payload
//	json-space          white space between JSON's tokens: payload
//	json-double         a name that an object has twice: payload
//	json-case           two names of an object that differ only in case: payload
//	json-words          NaN, Infinity, -Infinity: payload; when signing, ErrMint
//	json-surrogate      half a surrogate pair, which Go's text cannot hold: payload, ErrMint
//
// [MaxSize] and [MaxPayload] limit what is read, and nothing is inflated beyond
// MaxPayload. There are at most 16 fallback keys. A token without a separator is
// malformed, while Django raises BadSignature. For authentic tokens that it cannot
// read, Django raises ValueError, zlib.error and others; here they are ErrMalformed or
// ErrPayload.
//
// As in Django, a Signer reads a TimestampSigner's token of the same explicit salt, as
// a value that ends in the time, and any zlib level is read, even if the compressed
// body is longer. Compressed tokens have the same meaning, but not the same bytes,
// since compress/flate does not write the bytes of C's zlib.
//
// # Left out
//
//   - blake2b and blake2s have no name here, since Go's standard library does not have
//     them: give them to [Hash].
//   - Serializers other than JSON (PickleSerializer runs code), and other
//     SIGNING_BACKENDs than TimestampSigner.
//   - The argument default of get_signed_cookie, and values that are not text: convert
//     them.
//   - A salt that is made of the name of a subclass: give it as [Salt].
package django
