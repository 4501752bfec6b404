// Package handshake creates and verifies the tokens of the Python package
// handshake (0.2.1), byte for byte: a few fields, a time, a random part and a
// signature, for short-lived calls between services.
//
//	keys, err := handshake.NewKeys(os.Getenv("SERVICE_SECRET"))
//	auth, err := handshake.New(keys)
//	token, err := auth.Create("report", "4711")
//	fields, err := auth.Verify(token, 5*time.Minute)
//	if err == nil && fields[0] != "report" { ... }
//
// Tokens are signed, not encrypted, and nothing but a field tells one purpose
// from another. Types with a directive's format=handshake are safer: they fix
// number, order and age.
//
// # Format
//
//	message = field ":" field ":" ... ":" seconds ":" hex(H(random bytes))
//	token   = message ":" hex(HMAC-H(secret, message))          at most 2048 characters
//
// A token is read in this order, and the first failure names the error: length,
// four parts and the time's spelling (malformed); signature, in constant time
// (forged); time (not yet valid, expired); characters of the fields (payload).
// All of them match [typeseal.ErrInvalid].
//
// # Differences
//
// The test of the vectors holds the same table.
//
//	future            dated more than 60 s ahead: not yet valid, unless AcceptFuture
//	future-range      dated beyond the time range: not yet valid; handshake calls it expired
//	signature-first   forged and out of the time range: forged; handshake calls it expired
//	time-spelling     the time not as a canonical decimal (+1, 007, " 1", 1_0, Arabic digits): malformed
//	field-characters  a field with other characters than Create takes: payload
//	length            Create refuses what Verify would for its length: ErrMint
//	text              a signature that is not ASCII is forged; handshake raises TypeError
//
// As in handshake: the random part is authenticated, not looked at; no field and
// one empty field are the same token; a time range works in both directions.
//
// # Left out
//
// Algorithms that Go's standard library lacks have no name here (blake2b,
// blake2s): give [Hash] one. Fields that are not text: convert them, as
// handshake does with str().
package handshake
