// Command typeseal generates typed, tamper-proof tokens from annotated Go structs.
//
// typeseal reads Go structs that are annotated with //typeseal:sign or
// //typeseal:seal, and writes their methods, Sign and Verify or Seal and Open, to
// files beside them. Without a command, typeseal does what generate does.
//
// Commands print their results to standard output, and errors, warnings and
// notes to standard error. The exit code is
//
//	0  for success
//	1  if the input is wrong, such as the source or a token, or if check finds
//	   that files are not up to date
//	2  if the command line is wrong, or if anything else fails
//
// # typeseal check [packages]
//
// check writes nothing. It prints what generate would change, as a unified diff, and
// exits 1 if there is any change. Run it in CI.
//
// Modules whose programs share a key must not use one salt for two types. With
// --with, check also compares the salts with those in the typeseal.lock of another
// module. At the root of a workspace it compares the modules of the workspace.
//
// Options:
//
//	--with file   compare the salts with this file too, the typeseal.lock of another module; can be repeated
//
// # typeseal demo
//
// demo does what a new user would do, in a temporary directory that it removes: it
// writes the program of init, generates the methods, and runs the program and its
// tests. It needs the go command and, unless it runs in a checkout of typeseal, the
// module proxy.
//
// # typeseal diff --against revision [packages]
//
// diff compares the token types of the source with the typeseal.lock of another git
// revision, such as origin/main. For each change it prints what happens to the
// tokens that programs of that revision have minted:
//
//	compatible       they are still accepted
//	given up         they are no longer accepted, because the source says so
//	needs a version  the type needs a new version, which accepts the old one
//	refused          they would not be accepted, so generate refuses the change
//
// It exits 1 if a change needs a version or is refused, or if the source is wrong.
//
// With --sarif it prints SARIF 2.1.0, which code hosts show on pull requests. JSON
// and SARIF also contain the errors in the source.
//
// Options:
//
//	--against revision   git revision whose lock to compare with
//	--json               print JSON
//	--sarif              print SARIF 2.1.0
//
// # typeseal forget type
//
// forget removes a type from typeseal.lock. The type is named as PasswordReset or
// account.PasswordReset, or by its salt.
//
// Use it only if none of its tokens are in use: if the type was never deployed, or if
// its last token has expired. After that the type may change in any way. If the type
// itself is gone, its salt may be used again.
//
// In a git repository, types that the main branch does not have yet may change
// without it.
//
// # typeseal freeze type
//
// freeze writes the struct that a type had when typeseal.lock was written. Then the
// type can get a new version that also accepts tokens of the old one.
//
// The type is named as PasswordReset or account.PasswordReset. If its version was 1,
// freeze writes the struct PasswordResetV1 to password_reset_v1.go in its package,
// and prints the next steps. If that struct already exists, freeze does not change it.
//
// # typeseal generate [packages]
//
// generate writes a file such as account_typeseal.go for each file account.go that
// has a //typeseal: directive, and typeseal.lock beside go.mod. It works on the whole
// module of the working directory, or on the packages named, such as ./account. At
// the root of a workspace it works on all modules that go.work names.
//
// It removes files that it has generated if their source no longer has a directive,
// and does not touch files that are up to date. If anything is wrong, it reports
// everything that is wrong and writes nothing.
//
// # typeseal init
//
// init writes these files into the working directory, which must belong to a module
// and have no other Go files:
//
//	password_reset.go  an annotated struct
//	team_invite.go     another one, whose tokens work once
//	main.go            a program that mints and verifies a token
//	*_test.go          tests of both structs
//	typeseal.keys      a key, with mode 0600
//	.gitignore         the line that keeps the key out of the repository
//	.gitattributes     the line that makes git merge typeseal.lock by line
//
// It does not change files that exist, except for the two lines. After that, run:
//
//	go generate ./... && go test ./... && go run .
//
// # typeseal inspect [token]
//
// inspect shows what is in a token, which is the argument or standard input. Anyone
// can write a token with any content, so every line is marked as unverified.
//
// With --keys it also shows whether Verify or Open of this module's types would
// accept the token now, and if not, why and what to do. Then it exits 1 unless the
// token would be accepted. It never shows keys or the payload of a sealed token.
//
// Options:
//
//	--bound-to text   text that the token is bound to; can be repeated
//	--json            print JSON
//	--keys file       file with a key ring, or with public keys for alg=ed25519
//	--realm name      name of the realm of the key ring
//	--type name       name of the only type to try, such as PasswordReset or account.PasswordReset
//
// # typeseal keygen
//
// keygen prints a new root key: 32 random bytes as text. Keep it in a secret store, an
// environment variable, or a file with mode 0600. A key ring has one such key on
// each line, after a word that says what it is used for, such as primary. One key
// alone is a key ring too.
//
// With --ed25519 it prints two lines: the signing key, which the service that mints
// keeps secret, and the public key, which anyone may have. With --out it writes the
// secret key to a new file, and prints only the public key, if there is one.
//
// Options:
//
//	--ed25519    make an Ed25519 key pair, for types with alg=ed25519
//	--out file   write the secret key to this new file with mode 0600, instead of printing it
//
// # typeseal list [packages]
//
// list prints every token type of the module of the working directory, or of the
// packages named, one line for each directive.
//
// LONGEST is the length of the longest possible token in characters, or - if the
// length of a field is not limited. In FIELDS, (state) marks fields that tokens are
// bound to but do not contain. For a type that this build leaves out, FIELDS shows
// the build constraint instead.
//
// Options:
//
//	--json   print JSON
package main
