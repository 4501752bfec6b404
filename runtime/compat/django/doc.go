// Package django reads and writes the tokens of Django's django.core.signing,
// its signed cookies and its password reset links, byte for byte, so that a Go
// program and a Django project can share them. Keys are SECRET_KEY and
// SECRET_KEY_FALLBACKS:
//
//	keys, err := django.NewKeys(os.Getenv("SECRET_KEY"))
//	token, err := django.Dumps(keys, django.Object{{Name: "uid", Value: 42}}, django.Salt("reset"))
//	err = django.Loads(keys, token, 30*time.Minute, &payload, django.Salt("reset"))
//
// Tokens are signed, not encrypted. Types with a directive's format=django are
// safer: they fix salt and age, and decode strictly.
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
// of Django 5.2.15, 6.0.6, 6.1 and newer. Older ones join name and salt, with
// nothing between: their cookies are read with [AcceptLegacyCookies], until the
// instant that it names, and never made.
//
// A token is read in this order, and the first failure names the error: length
// (malformed); separator (malformed); signature, under the key and then each
// fallback, in constant time (forged); time (malformed, not yet valid, expired);
// base64, zlib and JSON (payload). All of them match [typeseal.ErrInvalid].
//
// # Differences
//
// Where Django takes, from the holder of a key, what no honest writer makes,
// this package is strict. The test of the vectors holds the same table.
//
//	future              dated more than 60 s ahead: not yet valid, unless AcceptFuture
//	timestamp-spelling  leading zeros, -0, more than 10 digits: malformed
//	base64              padding, foreign characters, + and /, unused bits set: payload
//	zlib-trailing       bytes after the zlib stream: payload
//	json-latin1         bytes from 0x80 on, which Django reads as latin-1: payload
//	json-space          white space between JSON's tokens: payload
//	json-double         a name that stands twice in an object: payload
//	json-case           two names of an object that differ only in case: payload
//	json-words          NaN, Infinity, -Infinity: payload; when signing, ErrMint
//	json-surrogate      half a surrogate pair, which Go's text cannot hold: payload, ErrMint
//
// Reading is bounded by MaxSize and MaxPayload, at most 16 fallback keys are
// taken, and nothing is inflated beyond MaxPayload. No separator at all is
// malformed, where Django says BadSignature. Django lets ValueError,
// zlib.error and others escape for authentic tokens that it cannot read; here
// they are ErrMalformed or ErrPayload.
//
// As in Django: a Signer reads a TimestampSigner's token of the same explicit
// salt, value and time joined; any zlib level is read, and a compressed body
// that is longer.
// Compressed tokens are equal in meaning, not in bytes: compress/zlib never
// writes the bytes of C's zlib.
//
// # Left out
//
// Algorithms that Go's standard library lacks have no name here (blake2b,
// blake2s): give [Hash] one. Other serializers than JSON (PickleSerializer runs
// code) and other SIGNING_BACKENDs than TimestampSigner. The default= of
// get_signed_cookie, and values that are not text: convert them. A salt derived
// from a subclass's name: give it as [Salt].
package django
