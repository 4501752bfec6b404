// Package securecookie reads the cookies of github.com/gorilla/securecookie, so that a
// program can move to native tokens while browsers still have the old cookies. It only
// reads them: new cookies should be native.
//
// Annotate a type with a directive that has also=securecookie and a date. Its method Verify
// or Open then accepts both kinds of token until that day:
//
//	//typeseal:seal salt=shop.session max-age=30d also=securecookie also-salt=session until=2027-03-31
//
//	old, err := securecookie.NewKeys(hashKey, blockKey)
//	err = session.Open(ring, old, cookie.Value)
//
// Names whose documentation begins with "For generated code" are for the methods of such
// types.
//
// # Format
//
//	value = base64url(date "|" body "|" tag), with padding
//	date  = seconds since 1970, decimal
//	body  = base64url(payload), with padding; or base64url(IV || AES-CTR(block key, payload))
//	tag   = HMAC-H(hash key, name "|" date "|" body)
//
// This is the format of versions 1.0 to 1.1.2. H is SHA-256 unless [Algorithm] is set.
// name is the name of the cookie. payload is gob, the library's default, or JSON. In gob it
// is a struct or a map, such as the values of a session of gorilla/sessions; see
// [DecodeGob].
//
// A cookie is read in this order, and the first failure decides the error: length, base64
// and separators (malformed); tag, under each key in constant time (forged); date
// (malformed, not yet valid, expired); base64, cipher and payload (payload). All these
// errors match [typeseal.ErrInvalid].
//
// # Differences
//
// The library accepts some cookies that this package refuses:
//
//	future    dated more than 60 s ahead: not yet valid, unless AcceptFuture is set
//	date      a sign, leading zeros, more than 12 digits: malformed
//	base64    line breaks, unused bits set: malformed, or payload in the body
//	unknown   a gob field that the type does not have, which gob skips: payload
//	trailing  bytes after the gob value or the JSON value: payload
//	json      what encoding/json accepts and the decoder of a type does not, such as an
//	          object for a type with methods: payload
//
// [MaxSize] holds even if the library's MaxLength is 0, which means no limit. The library's
// MinAge does not exist here. A cookie whose payload is empty is refused.
//
// # Left out
//
//   - Ciphers other than AES (BlockFunc), and hashes without a name here (HashFunc).
//   - Serializers other than GobEncoder and JSONEncoder.
//   - Values of gorilla/sessions that are not strings, numbers, bools or slices of such,
//     and flash messages. A session with another value is refused.
package securecookie
