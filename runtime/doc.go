// Package typeseal is the runtime of typed tokens: short texts that carry a
// payload nobody may change, use as another type, or keep too long.
//
// Programs do not mint or open tokens with this package directly. They annotate
// a struct,
//
//	//typeseal:sign salt=account.password-reset max-age=30m
//	type PasswordReset struct {
//		UserID int64  `json:"uid"`
//		Email  string `json:"email"`
//	}
//
// run the generator (go tool typeseal), and call the methods that it writes:
//
//	token, err := PasswordReset{UserID: 42, Email: "ana@example.com"}.Sign(keys)
//	...
//	var reset PasswordReset
//	err = reset.Verify(keys, token)
//
// What they take from here is keys, options and errors.
//
// # Keys
//
// A [Keyring] holds root keys of 32 random bytes, from text, environment or a
// file: [ParseKeyring], [KeyringFromEnv], [KeyringFromFile]. One is primary and
// mints. Every type, codec and realm has keys of its own, derived from the root,
// so that a token of one is forged to all others. Types with alg=ed25519 take a
// [SigningKey] to sign and a [PublicKeyring] to verify.
//
// # Options
//
// [BoundTo] ties a token to something that is not in it, [TTL] shortens one
// token's life, [Claim] makes redeeming repeatable for one caller.
//
// # Errors
//
// Every error that a token can cause matches [ErrInvalid] and one kind of it.
// [ErrConfig], [ErrMint] and [ErrStore] are not the token's fault, and what a
// method, function or store of the caller's failed with never makes it so. No text
// holds bytes of a token, a key or a payload.
//
// # For generated code
//
// Generated methods use [Policy], [Spec], [Minting], [Opening], [Upgraded] and [Decoded].
// [Inspect] is for people who look into a problem.
//
// The format is in FORMAT.md, beside this package; it is normative.
package typeseal
