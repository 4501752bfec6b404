// Package handshake creates and verifies the tokens of the Python package
// handshake (0.2.1), byte for byte. A token holds a few fields, a time, a random part
// and a signature, for short-lived calls between services.
//
//	keys, err := handshake.NewKeys(os.Getenv("SERVICE_SECRET"))
//	auth, err := handshake.New(keys)
//	token, err := auth.Create("report", "4711")
//	fields, err := auth.Verify(token, 5*time.Minute)
//	if err == nil && fields[0] != "report" { ... }
//
// Tokens are signed, not encrypted, and only a field can distinguish purposes. It is
// safer to annotate a type with a directive that has format=handshake: then number, order
// and max age of the fields cannot be forgotten. Names whose documentation begins with
// "For generated code" are for the methods of such types.
//
// # Format
//
//	message = field ":" field ":" ... ":" seconds ":" hex(H(random bytes))
//	token   = message ":" hex(HMAC-H(secret, message))          at most 2048 characters
//
// A token is read in this order, and the first failure decides the error: length, four
// parts and the spelling of the time (malformed); signature, in constant time
// (forged); time (not yet valid, expired); characters of the fields (payload). All
// these errors match [typeseal.ErrInvalid].
//
// # Differences
//
// Cases in which handshake does something else:
//
//	future            dated more than 60 s ahead: not yet valid, unless AcceptFuture
//	future-range      dated beyond the time range: not yet valid; handshake calls it expired
//	signature-first   forged and out of the time range: forged; handshake calls it expired
//	time-spelling     the time not as a canonical decimal (+1, 007, " 1", 1_0, Arabic digits): malformed
//	field-characters  a field with characters that Create does not accept: payload
//	length            Create refuses a token that Verify would refuse for its length: ErrMint
//	text              a signature that is not ASCII is forged; handshake raises TypeError
//
// As in handshake, the random part is authenticated but has no meaning, no field and
// one empty field give the same token, and a time range is a limit in both directions.
//
// # Left out
//
//   - blake2b and blake2s have no name here, since Go's standard library does not have
//     them: give them to [Hash].
//   - Fields that are not text: convert them, as handshake does with str().
package handshake
