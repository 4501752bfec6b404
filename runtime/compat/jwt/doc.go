// Package jwt reads JSON Web Tokens (RFC 7519), so that a program can move to native tokens
// while the tokens that another library made are still in use. It only reads them: new
// tokens should be native.
//
// Annotate a type with a directive that has also=jwt and a date. Its method Verify then
// accepts both kinds of token until that day:
//
//	//typeseal:sign salt=account.session max-age=8h also=jwt also-audience=shop until=2027-03-31
//
//	secrets, err := jwt.NewKeys([]byte(os.Getenv("JWT_SECRET")))
//	err = session.Verify(ring, secrets, token)
//
// Names whose documentation begins with "For generated code" are for the methods of such
// types.
//
// # Format
//
//	token  = header "." claims "." signature
//	header = base64url(JSON), such as {"alg":"HS256","typ":"JWT"}
//	claims = base64url(JSON object)
//	signature, HS256, HS384, HS512 = base64url(HMAC-SHA-2(secret, header "." claims))
//	signature, EdDSA, Ed25519      = base64url(Ed25519(private key, header "." claims))
//
// The policy fixes the algorithm. A token is read in this order, and the first failure
// decides the error: length and dots (malformed); signature, under each key in constant
// time (forged); header (malformed); JSON, registered claims, issuer and audience
// (payload); times (not yet valid, expired); the other claims, by the type's decoder
// (payload). All these errors match [typeseal.ErrInvalid].
//
// # Header
//
// The header's alg must be the algorithm of the policy, and typ must be JWT, in any case,
// or absent. Headers with crit, b64, cty, zip or enc are refused, since they change what
// the claims mean. Other members are ignored, as RFC 7515 requires. So kid, jku, jwk, x5u
// and x5c have no effect: the keys are those of the program, tried one after the other.
//
// # Claims
//
// The claims exp, nbf, iat, jti, iss and aud are judged and then taken out. The rest,
// including sub, is decoded into the type's fields: a claim that is not a field is refused.
//
//   - exp: the token expires at this second, without a leeway. The type's max-age holds
//     too, from iat on.
//   - nbf: may be at most 60 seconds in the future.
//   - iat: may be at most 60 seconds in the future, unless [AcceptFuture] is set.
//   - If the type has a max-age, a token without iat must have exp. It is not yet valid if
//     exp is farther away than the max-age and 60 seconds.
//   - iss and aud: must be those of [Issuer] and [Audience], and absent without these
//     options. An array of audiences must contain the one of the policy.
//   - jti: any text. It is not compared with anything.
//
// These times are JSON numbers, which may have a fraction. The time of a field is a text in
// RFC 3339, in any time zone. If the type of a field has methods for text and also the method
// UnmarshalJSON, that method reads it first: a *big.Int may be a number or a text. Objects and
// arrays are refused for a type with methods, such as a url.URL.
//
// JWTs have no place for a salt. If several kinds of tokens are signed with one secret, a
// token of one kind may have the claims of another kind. So give each kind an audience or
// an issuer of its own, or a field with the purpose, and compare the field. The generator
// warns of two types of a module that have the same fields, audience and issuer.
//
// # Differences
//
// Some libraries accept tokens that this package refuses. At least one of golang-jwt,
// PyJWT and jose accepts each of these:
//
//	typ          a type other than JWT, such as at+jwt: malformed
//	header       crit, b64, cty, zip or enc: malformed
//	base64       padding, line breaks, unused bits set: forged, malformed or payload
//	json-double  a name that an object has twice: malformed in the header, payload in the claims
//	json-words   NaN and infinite numbers, half a surrogate pair, bytes that are not UTF-8: payload
//	json-deep    more than 1000 levels: payload
//	null         null instead of an object: payload
//	times        numbers in quotes, and times after the year 9999, such as milliseconds: payload
//	undated      a max-age, but neither iat nor exp: payload
//	far          a max-age, no iat, and an exp that is too far away: not yet valid
//	age          a max-age, and an iat that is too old: expired
//	future       an iat in the future: not yet valid, unless AcceptFuture is set
//	issuer       iss, if the policy has no issuer: payload
//	audience     aud, if the policy has no audience, or a list that has other values than texts: payload
//	jti          a jti that is not text: payload
//
// And some refuse tokens that this package accepts:
//
//	leeway       an iat or nbf up to 60 seconds in the future
//	fraction     an exp in the present second, with a fraction
//
// # Left out
//
//   - RS256, ES256, PS256 and others, with keys that typeseal does not have.
//   - Encrypted tokens (JWE), nested tokens, and JWS in its JSON serialization.
//   - Keys from the network (JWKS).
package jwt
