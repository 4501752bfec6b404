// Package typeseal is the runtime of typed tokens: short texts with a payload. Nobody can
// change a token, use it as a token of another type, or use it after it has expired.
//
// # Use
//
// Programs do not mint or open tokens with this package directly. Annotate a
// struct,
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
// Programs need this package for keys, options, stores and errors.
//
// # Keys
//
// A [Keyring] holds root keys of 32 random bytes. One of them is primary and
// mints tokens. [ParseKeyring] describes the text of a ring. [WatchKeyring] reads it
// from a file, an environment variable or a function, and follows that source, so that
// new keys need no restart. [KeyringFromFile] and [KeyringFromEnv] read it once. To
// rotate keys, use the command typeseal keys or package rotation.
//
// Each type, codec and realm has its own keys, which are derived from the root
// key. So a token of one type is refused by every other type.
//
// Types with the option alg=ed25519 are signed with a [SigningKey] and verified
// with a [PublicKeyring]. The private key may stay in a KMS or another device: see
// [NewSigningKey].
//
// # Options
//
// [BoundTo] binds a token to a value that is not in it, such as a session.
// [TTL] shortens the life of one token. [Claim] lets one caller repeat the
// redeeming of a single-use token.
//
// # Errors
//
// Every error that a token can cause matches [ErrInvalid] and one of its kinds,
// such as [ErrExpired]. [ErrConfig], [ErrMint], [ErrStore] and [ErrSigner] do not
// match ErrInvalid: the token is not at fault. The same holds for the errors of
// the caller's own methods, functions and stores. No text contains a part of a
// token, a key or a payload.
//
// [Inspect] shows what a token says about itself, without a key.
//
// # Compatibility
//
// The native format is stable. FORMAT.md, in the directory of this package, is its
// normative specification. All later versions of this package open the tokens and read
// the keys that this version makes.
//
// The Go API may change until version 1.0; the changelog says how to adapt.
// From version 1.0 on, it follows the rules of Go modules. The two newest Go
// releases are supported, from Go 1.26 on.
//
// Names whose comments begin with "For generated code." may change in any
// version. Each version of this package works with generated code from
// [OldestGenerated] to [NewestGenerated]. Other generated code does not
// compile; run go generate to write it again.
//
// # Security fixes
//
// Cryptography, key rings, times, decoders and stores are in this package and
// the packages below it. A fix there takes effect when a program is built with
// the fixed version.
//
// A fix in the generator takes effect when the code is generated again. For a
// security fix of that kind, OldestGenerated is raised, so old generated code
// no longer compiles with the fixed version. In all other cases, typeseal check
// reports generated files that are out of date.
package typeseal
