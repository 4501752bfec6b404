// Command typeseal generates typed, tamper-proof tokens from annotated Go structs.
//
// typeseal reads Go structs that are annotated with //typeseal:sign or
// //typeseal:seal, and writes their methods, Sign and Verify or Seal and Open, to
// files beside them. Without a command, typeseal does what generate does.
//
// Commands print their results to standard output, and errors, warnings and notes
// to standard error. The exit code is
//
//	0  for success
//	1  if the input is wrong, such as the source or a token, or if check
//	   finds something
//	2  if the command line is wrong, or if anything else fails
//
// typeseal help output describes what they print for people and for programs, and
// typeseal help files which files and variables they use.
//
// Options:
//
//	    --color when   when to use colors: auto (at a terminal), always or never
//	    --github       print annotations for GitHub Actions
//	    --json         print JSON
//	-q, --quiet        say nothing on success
//	    --sarif        print SARIF 2.1.0, for code hosts and editors
//	    --tests        also write tests of the methods
//	    --version      print the version of typeseal
//
// # typeseal init
//
// init writes these files into the working directory, which must belong to a
// module and have no other Go files:
//
//	password_reset.go  an annotated struct
//	team_invite.go     another one, whose tokens work once
//	main.go            a program that mints and verifies a token
//	*_test.go          tests of both structs
//	typeseal.keys      a key, with mode 0600
//	.gitignore         the line that keeps the key out of the repository
//	.gitattributes     the line that makes git merge typeseal.lock by line
//
// It writes all of them or none, does not change files that exist, except for the
// two lines, and says which commands come next:
//
//	go generate ./... && go test ./... && go run .
//
// The line go:generate runs typeseal as it is installed: as a tool of the module
// (go get -tool), or else as a program in PATH (go install).
//
// # typeseal demo
//
// demo shows an annotated struct, a token of it, and what the struct's Verify says
// about that token, about one that has expired, about one of another type, and
// about one that somebody has changed. It names the commands that come next.
//
// All of this is real: in a temporary directory, demo generates the methods, and
// builds and runs a program with a new key. Then it removes the directory. It
// needs the go command. It needs no network if the runtime of its own version is
// in the module cache, as after go install, or if its checkout still exists.
//
// # typeseal generate [packages]
//
// generate writes a file such as account_typeseal.go for each file account.go that
// has a //typeseal: directive, and typeseal.lock beside go.mod. It works on the
// whole module of the working directory, or on the packages named, such as
// ./account. At the root of a workspace it works on all modules that go.work
// names.
//
// For go generate, write this line once in a module, not in each package, because
// each line generates for the whole module:
//
//	//go:generate go tool typeseal
//
// It removes files that it has generated if their source no longer has a
// directive, and does not touch files that are up to date. If anything is wrong,
// it reports everything that is wrong and writes nothing.
//
// With --tests it also writes tests of the methods, such as
// account_typeseal_test.go, and without it, only for types whose directive has the
// option tests. It removes other tests that it has generated, so give check the
// same option. The tests mint random payloads. Each token that was changed, has
// expired, was redeemed before, or is of another type, key, binding or state must
// be refused.
//
// Options:
//
//	    --github   print annotations for GitHub Actions
//	    --json     print JSON
//	-q, --quiet    say nothing on success
//	    --sarif    print SARIF 2.1.0, for code hosts and editors
//	    --tests    also write tests of the methods
//
// # typeseal watch [packages]
//
// watch does what generate does, and does it again whenever a file is saved that
// can change the result: a Go file, go.mod, go.work, their sums, typeseal.lock or
// vendor/modules.txt. It watches the module, the other modules of its workspace
// and folders that replace modules. Folders that the go command ignores do not
// count, and links to folders are not followed.
//
// At a terminal it shows the present state, which replaces the former one.
// Elsewhere it appends the lines of each run. If something is wrong, or if there
// is no module yet, it says so and waits until it is fixed. It ends with exit
// code 0 when it is interrupted.
//
// If the system has no watch left for a folder, it says how to get more, and looks
// into that folder every few seconds.
//
// Options:
//
//	--tests   also write tests of the methods
//
// # typeseal check [packages]
//
// check writes nothing. It prints what generate would change, as a unified diff,
// and exits 1 if there is any change. Run it in CI.
//
// Modules whose programs share a key must not use one salt for two types. With
// --with, check also compares the salts with those in the typeseal.lock of another
// module. At the root of a workspace it compares the modules of the workspace.
//
// Options:
//
//	    --github      print annotations for GitHub Actions
//	    --json        print JSON
//	-q, --quiet       say nothing on success
//	    --sarif       print SARIF 2.1.0, for code hosts and editors
//	    --tests       also check tests of the methods, as generate --tests
//	                  writes them
//	    --with file   compare the salts with this file too, the
//	                  typeseal.lock of another module; can be repeated
//
// # typeseal emit language --out folder
//
// emit writes the token types of a typeseal.lock as TypeScript or Python, with
// functions that sign, verify, seal and open the same tokens as the Go code. The
// language is typescript or python, or ts or py for short.
//
// It reads only the lock: that of the working directory or of a folder above, or
// the one that --lock names. It needs no Go source, no go command and no network.
// So another repository can have a copy of the lock, and run emit there.
//
// The folder gets the types and a runtime, which are plain source: commit them. It
// belongs to emit, which replaces and removes only files that it has written.
// TypeScript needs no package, and runs in Node 20 or later, Deno, Workers and
// browsers. Python needs 3.10 or later, and the package cryptography for sealed
// tokens and for Ed25519.
//
// Types with the tokens of other systems are left out. A field that only Go can
// read is an error. So are two types or fields that get one name in the language.
// --rename gives one of them another name, and can be repeated:
//
//	--rename example.com/app/shop.Reset=ShopReset
//	--rename example.com/app/shop.Job:ip=address
//
// With --check, emit writes nothing. It prints what it would change, as a unified
// diff, and exits 1 if there is any change. Run it in CI.
//
// Options:
//
//	    --check                  write nothing; exit 1 if anything would change
//	    --github                 print annotations for GitHub Actions
//	    --import-extension .js   what ends the import of the runtime: .js,
//	                             .ts or none
//	    --json                   print JSON
//	    --lock file              read this file, or standard input if it is -
//	    --out folder             write to this folder, which may be missing
//	-q, --quiet                  say nothing on success
//	    --readers                leave out everything that mints tokens
//	    --rename path=name       give a type or field this name: path=name
//	    --sarif                  print SARIF 2.1.0, for code hosts and editors
//	    --types names            write only the types with these names or salts
//
// # typeseal list [packages]
//
// list prints every token type of the module of the working directory, or of the
// packages named, one line for each directive. At a terminal these are two lines.
//
// With --lock, it prints the types that a typeseal.lock describes. Then it reads
// only this file: it needs no Go source and no go command.
//
// KIND also names another system whose tokens are accepted, with the last day.
// LONGEST is the length of the longest new token in characters, or - if the length
// of a field is not limited. In FIELDS, (state) marks fields that tokens are bound
// to but do not contain. For a type that this build leaves out, FIELDS shows the
// build constraint instead.
//
// With --json it prints one object with these members. Those in brackets may be
// absent. Durations are in seconds. Later versions may have more members.
//
//	[lock]        with --lock: the format of the lock
//	types         a list, with an object for each directive:
//	  name, package, verb, which is sign or seal
//	  kind          signed, sealed or public
//	  format        native, django, handshake or handoff
//	  [algorithm], [separator], [future]
//	                of a foreign format, if not the default
//	  salt          empty for a foreign format without a salt
//	  codec         msgpack or json, or text if a foreign payload is a list
//	  deflate       true: payloads may be compressed
//	  prefix        of the token's text
//	  maxAge        null if it is unlimited
//	  maxSize       in characters
//	  once          true: a token can be redeemed once
//	  [grace]       how long a used token is accepted again
//	  version       of the struct
//	  mint          version of new tokens
//	  accept        a list of the versions that are opened
//	  [also]        foreign tokens that are opened too:
//	    format        django, handshake, handoff, itsdangerous, securecookie
//	                  or jwt
//	    until         the last day
//	    salt          empty for a format without a salt
//	    [algorithm], [derivation], [separator], [codec], [future]
//	                  if not the default
//	    [issuer], [audience]
//	                  of each JWT; absent: it has none
//	    [missing]     true: fields that are missing or null are zero
//	  [longest]     in characters, as in the table
//	  [leftOut]     the build constraint, if this build leaves out the type
//	  [state]       a list: name; form, which is text, integer, bool or
//	                time; and [goType]
//	  [payloads]    by version, a list of the fields in their order:
//	    name          in JSON payloads
//	    go            the path to the field in Go
//	    type          see below
//	    [max]         bound in bytes or elements
//	    [goType]      as the source writes it
//	  [hash]        with --lock: of the lines of the type
//	[retired]     with --lock: a list of the types that were removed: verb,
//	              salt, package and name
//	diagnostics   see typeseal help output
//
// The tokens of a type that is left out have neither state nor payloads here. A
// lock also has the payloads of versions that are no longer accepted. The type of
// a field has these members:
//
//	kind          bool, string, bytes, time, int, uint, float, nullable,
//	              list, array, map, struct, text, binary or custom
//	[bits]        of int, uint and float; absent if the platform decides
//	[length]      of array, and of bytes if it is fixed
//	[key]         of map: the type of the keys
//	[of]          of nullable, list, array and map: the type inside
//	[fields]      of struct: a list, as above
//	[name]        of struct: the name in Go with the package path, if the
//	              struct has one and the lock is not of format 1
//	[go]          of text, binary and custom, which their own methods
//	              encode: the type in Go with the package path
//
// Options:
//
//	    --github      print annotations for GitHub Actions
//	    --json        print JSON
//	    --lock file   list what this file describes, a typeseal.lock, or -
//	                  for standard input
//	-q, --quiet       say nothing on success
//	    --sarif       print SARIF 2.1.0, for code hosts and editors
//
// # typeseal diff --against revision [packages]
//
// diff compares the token types of the source with the typeseal.lock of another
// git revision, such as origin/main. For each change it prints what happens to the
// tokens that programs of that revision have minted:
//
//	compatible       they are still accepted
//	given up         they are no longer accepted, because the source says so
//	needs a version  the type needs a new version, which accepts the old one
//	refused          they would not be accepted; generate refuses the change
//
// It exits 1 if a change needs a version or is refused, or if the source is wrong.
//
// With --json, --sarif and --github it prints the errors in the source, too.
//
// Options:
//
//	    --against revision   git revision whose lock to compare with
//	    --github             print annotations for GitHub Actions
//	    --json               print JSON
//	-q, --quiet              say nothing on success
//	    --sarif              print SARIF 2.1.0, for code hosts and editors
//
// # typeseal freeze type
//
// freeze writes the struct that a type had when typeseal.lock was written. Then
// the type can get a new version that also accepts tokens of the old one.
//
// The type is named as PasswordReset or account.PasswordReset. If its version was
// 1, freeze writes the struct PasswordResetV1 to password_reset_v1.go in its
// package, and prints the next steps. If that struct already exists, freeze does
// not change it.
//
// Options:
//
//	    --github   print annotations for GitHub Actions
//	    --json     print JSON
//	-q, --quiet    say nothing on success
//	    --sarif    print SARIF 2.1.0, for code hosts and editors
//
// # typeseal forget type
//
// forget removes a type from typeseal.lock. The type is named as PasswordReset or
// account.PasswordReset, or by its salt.
//
// Use it only if none of its tokens are in use: if the type was never deployed, or
// if its last token has expired. After that the type may change in any way. If the
// type itself is gone, its salt may be used again.
//
// In a git repository, types that the main branch does not have yet may change
// without forget.
//
// Options:
//
//	    --github   print annotations for GitHub Actions
//	    --json     print JSON
//	-q, --quiet    say nothing on success
//	    --sarif    print SARIF 2.1.0, for code hosts and editors
//
// # typeseal keygen
//
// keygen prints a new root key: 32 random bytes as text. Keep it in a secret
// store, an environment variable, or a file with mode 0600. A key ring has one
// such key on each line, after a word that says what it is used for, such as
// primary. One key alone is a key ring too.
//
// With --ed25519 it prints two lines: the signing key, which the service that
// mints keeps secret, and the public key, which anyone may have. With --out it
// writes a ring with the secret key and today's date to a new file, and prints
// only the public key, if there is one.
//
// To replace a key later, see typeseal keys rotate.
//
// Options:
//
//	--ed25519    make an Ed25519 key pair, for types with alg=ed25519
//	--out file   write the secret key to this new file with mode 0600,
//	             instead of printing it
//
// # typeseal keys command FILE
//
// keys edits the key ring in FILE, and says when each of its keys can be removed.
// For example, if /srv/app has the ring and typeseal.lock, this line in a crontab
// replaces the primary key every 90 days:
//
//	*/30 * * * * cd /srv/app && typeseal keys rotate app.keys >/dev/null
//
// The commands are
//
//	show    list the keys, what each still opens, and the next step
//	rotate  take the next step of a rotation, if it is due
//	add, promote, retire, accept, revoke, remove
//	        take one step by hand
//	cutoff  revoke tokens that were issued before a time
//	check   list what is wrong or unwise, and exit 1 if there is anything
//	public  print the public keys of a ring of signing keys
//
// A rotation has four steps. A new key is added as accepted: it opens tokens, but
// does not mint. When every program has loaded the ring, the new key is promoted:
// it becomes primary and mints, and the old primary key becomes accepted. When the
// last token of the old key has expired, that key is retired, and opens nothing.
// When every program has loaded that ring, the key is removed.
//
// typeseal.lock says how long tokens live. The commands use the one in the working
// directory or in the nearest folder above it, or those that --lock names. Name
// the locks of all programs that use the ring.
//
// FILE may be a ring of root keys, of signing keys or of public keys. If FILE is
// -, the ring is read from standard input, and a command that edits it prints it
// to standard output, unchanged if the command fails. Otherwise the file is
// replaced as a whole, and keeps its owner and mode. Comments stay where they are.
// No command prints a key, apart from public, and from those that edit with -.
//
// # typeseal keys show FILE
//
// show prints a line for each key: its id, its state and since when it has that
// state, the types whose tokens it still opens, and until when the last of these
// tokens is valid. Then it says which step of a rotation comes next, and when that
// step is due.
//
// With --json, it prints one object. Times are in RFC 3339, and null if unknown:
//
//	file, kind   the ring, and root, signing or public
//	locks        the files that say how long tokens live
//	now          the time for which the rest holds
//	keys         a list of objects with id, state, line, since, and
//	  opens      null without a lock, or a list of tokens that may be valid:
//	             objects with type, minted_until and valid_until, which
//	             are null if there is no end
//	  next       null, or the next step of the key
//	cutoffs      a list of objects with line, before, salt (empty if none),
//	             and binding (true if there is one; it is not shown)
//	next         null, or the next step of the ring: an object with
//	  action     add, promote, retire or remove
//	  key_id     empty for a new key
//	  due        null if it is not due by itself
//	  ready      true if it is due
//	  pinned_by  a list of types whose tokens never expire
//
// Options:
//
//	--json               print JSON
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--max-key-age age    age at which a primary key is replaced; 0 means
//	                     never (default 90d)
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys rotate FILE
//
// rotate takes the next step of a rotation if it is due, and otherwise says when
// it is. Run it from cron, as often as you like: a step that is due breaks
// nothing. The steps are due
//
//	add      when the primary key is older than --max-key-age
//	promote  --propagation after that, when every program has the new key
//	retire   when the last token of the old key has expired: after
//	         --propagation, the longest max-age in the lock, and a minute,
//	         because clocks differ
//	remove   --propagation after that; a revoked key when its tokens have
//	         expired
//
// A type with max-age=unlimited keeps a key from being retired.
//
// With --now, rotate takes the next step even if it is not due, and says which
// tokens are refused because of that. If a key has no since=, rotate writes one,
// and the key's wait begins.
//
// Rotate a ring in one place. If each host rotated its own copy, each would add
// another key, and refuse the tokens of the others.
//
// If you change a state by hand, remove the since= of that key. Its wait would be
// counted from the wrong time, which rotate does not always notice.
//
// For Ed25519, rotate the ring of signing keys. --propagation must be long enough
// for those who verify to get the new public ring.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--max-key-age age    age at which a primary key is replaced; 0 means
//	                     never (default 90d)
//	--now                take the next step even if it is not due
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys cutoff FILE
//
// cutoff adds a line that revokes tokens: all that were issued before now, or
// before --at. With --salt or --binding it revokes only those with the salt, or
// those that are bound to the text. Each program refuses them as soon as it has
// loaded the ring.
//
// A salt that is not in the lock is refused, because it would revoke nothing.
// typeseal keys check says when a cutoff can be deleted, because all of its tokens
// have expired.
//
// Options:
//
//	--at time        time before which the tokens were issued, such as
//	                 2026-11-22T10:00:00Z (default now)
//	--binding text   text that the tokens are bound to, such as session:42
//	--lock file      file typeseal.lock of the programs that use the
//	                 ring; can be repeated
//	--reason text    text that is written beside the cutoff, as a comment
//	--salt salt      salt of the tokens, as in typeseal.lock
//
// # typeseal keys check FILE
//
// check prints a line for each fault, with the file, the line in it, and what to
// do. It changes nothing, and exits 1 if there is a fault:
//
//	ring       the text is not a ring that programs accept
//	mode       others can read or write the file, or it has another owner
//	undated    a key has no since, or a wrong one, so its age is not known
//	clock      a since is in the future
//	age        the primary key is older than --max-key-age
//	due        a step of a rotation is due, such as removing a key
//	salt       no type in the lock has the salt of a cutoff
//	cutoff     a cutoff revokes nothing anymore
//
// The words above are the rules of diagnostics in JSON and SARIF. In cron, use
// --quiet, which says nothing if there is no fault.
//
// Options:
//
//	    --github             print annotations for GitHub Actions
//	    --json               print JSON
//	    --lock file          file typeseal.lock of the programs that use the
//	                         ring; can be repeated
//	    --max-key-age age    age at which a primary key is replaced; 0 means
//	                         never (default 90d)
//	    --propagation time   time after which every program has loaded a
//	                         change of the ring (default 1h)
//	-q, --quiet              say nothing on success
//	    --sarif              print SARIF 2.1.0, for code hosts and editors
//
// # typeseal keys public FILE
//
// public prints the ring for programs that verify: the public keys of the signing
// keys in FILE, in the same states, and the cutoffs. The primary key is accepted
// there, since a public key cannot mint. Run public again after each change.
//
// # typeseal keys add FILE
//
// add adds a new key to the end of the ring. It is accepted: it opens tokens, but
// does not mint. Promote it when every program has loaded the ring.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys promote FILE [KEYID]
//
// promote makes an accepted key primary, which mints. The old primary key becomes
// accepted. Without a key id, it promotes the key that was added.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys retire FILE [KEYID]
//
// retire makes an accepted key retired, which opens nothing. Without a key id, it
// retires the former primary key. Unlike rotate, it does not wait until the tokens
// of the key have expired, but says which have not. To undo it, run typeseal keys
// accept.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys accept FILE KEYID
//
// accept makes a retired key accepted again, because it was retired too early.
// It opens the tokens that it minted, and rotate retires it when they have
// expired. If you edited the state by hand, the key would count as a new one.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys revoke FILE KEYID
//
// revoke makes a key revoked, which opens nothing. Programs see an error that
// matches typeseal.ErrRevoked. A primary key cannot be revoked: add a key and
// promote it first.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal keys remove FILE [KEYID]
//
// remove removes a key from the ring. Without a key id, it removes the retired
// key.
//
// Options:
//
//	--lock file          file typeseal.lock of the programs that use the
//	                     ring; can be repeated
//	--propagation time   time after which every program has loaded a
//	                     change of the ring (default 1h)
//
// # typeseal mint type [JSON]
//
// mint prints a token of a type, to try the handler that opens it:
//
//	curl "http://localhost:8080/reset?token=$(typeseal mint PasswordReset \
//	    '{"uid":42,"email":"ana@example.com"}')"
//
// The token is real: whoever has it can use it. mint says so on standard error,
// with the time at which it expires. Standard output has only the token.
//
// The type is named as PasswordReset or account.PasswordReset, or by its salt. It
// is one of the typeseal.lock in the working directory or a folder above, or of
// those named with --lock. mint needs neither Go nor the source. The key is the
// primary key of the ring that --keys names, or else of typeseal.keys in the
// working directory or beside the lock. A type with alg=ed25519 needs the ring of
// signing keys.
//
// The payload is an object with all fields of the type, as --example prints it.
// If it is -, it is read from standard input. Bytes are in base64, and times in
// RFC 3339. Types that encode themselves are written as their methods encode them:
// as a string, or as base64 of bytes or of msgpack. The methods do not run, so
// mint does not see whether they would accept the value. --ttl gives the token a
// shorter life than the max-age of its type, and --issued another date, to try
// what a program does with an expired one.
//
// It exits 1 if the payload or the state does not fit the type.
//
// With --json it prints one object with these members. Times are in RFC 3339.
//
//	token, type, package, salt, schema_version, key_id, issued_at
//	kind          signed, sealed or public
//	[expires_at]  absent if the token does not expire before the year 10000
//	single_use    the first Redeem uses it up
//	accepted      false: it has expired, is revoked, or is not yet valid
//	verdict       what Verify, Open or Peek would answer now, and why
//
// Options:
//
//	--bound-to text      text that the token is bound to; can be repeated
//	--example            print a payload with zero values, and what its
//	                     fields are
//	--issued time        time at which it was issued, such as
//	                     2026-11-22T10:00:00Z, or -2h for 2 hours ago
//	--json               print JSON
//	--keys file          file with the key ring (default typeseal.keys),
//	                     or - for standard input
//	--lock file          file that describes the types, instead of the
//	                     nearest typeseal.lock; can be repeated
//	--realm name         name of the realm of the key ring
//	--state NAME=VALUE   NAME=VALUE of a state field, such as Hash=x;
//	                     once for each
//	--ttl time           time that the token lives, such as 10m, at most
//	                     the type's max-age
//
// # typeseal inspect [text]
//
// inspect finds the tokens in a text, and says what each of them is and what would
// become of it. The text is the argument or standard input: a token, a link, a
// mail, headers, a line of a log. Damage by mail programs is undone and shown. It
// needs neither Go nor the source.
//
// From the typeseal.lock of the working directory or a folder above, or those
// named with --lock, it knows the types: which of them a token can have, whether
// its age alone has ended it, and the fields of its payload by name. The first
// column says where a line comes from:
//
//	text        from the text
//	unverified  from the token: anyone can write a token with any content
//	authentic   from the token, which a key has verified
//	ring        from the key ring
//	next        what one more thing would tell
//
// With --keys it also shows the state of the token's key, whether the token is
// authentic, and what Verify, Open or Peek would answer now, why, and what to do.
// If the type is single-use, only the store can tell whether the token was used;
// if the type has a grace, a used token is accepted again for that long. If the
// type has state, only the program can tell whether it has changed.
//
// It never shows a key. The payload of a sealed token is shown only with
// --show-sealed, and only if the ring opens it.
//
// It exits 0 if there is a whole token, and with --keys only if all of them would
// be accepted.
//
// With --json it prints one object with these members. Those in brackets may be
// absent. Times are in RFC 3339, and absent after the year 9999. Bytes are in
// base64. Places count bytes from 0, lines and characters from 1. Later versions
// may have more members.
//
//	locks         the files that were read
//	[encoding]    utf-16le, utf-16be or base64, if the text was decoded;
//	              places are those in the decoded text
//	tokens        a list, at most 256:
//	  number, line, column, start, end
//	  whole         false: the token was cut, or changed beyond repair
//	  damage        a list: line, column, start, end, text, and read_as,
//	                which is empty if the text is not part of the token
//	  claims        what the token says: prefix, [key_id], [issued_at],
//	                [age_seconds], [schema_version], [has_state], [kind],
//	                [algorithm], [ttl_seconds], [id] in hexadecimal,
//	                characters, [bytes], [content_bytes]
//	  [payload]     without its type, unless it is sealed: encoding (json,
//	                msgpack, json+deflate, msgpack+deflate or unknown),
//	                bytes, [value], [raw]
//	  types         a list of all types:
//	    type, package, salt, verb, kind, [format], retired
//	    possible, [reason]
//	    max_age_seconds, which is 0 if it is unlimited
//	    [expires_at], [expires_by], which is max_age or ttl, expired
//	    ttl_known     false: the token may end earlier by its own TTL
//	    [fields]      a list: name, go, type as in the lock, value
//	    [authentic]   if a key of the ring was tried
//	  [key]         with --keys: id; state (primary, accepted, retired,
//	                revoked, missing or wrong_ring); [since]; ring and
//	                needs, which are root, public or signing
//	  authentic     true: a key of the ring has verified the token
//	  [verdict]     accepted, [type], [method], text; and error, which is
//	                malformed, unknown key, forged, version, not yet valid,
//	                revoked, expired, payload or retired type
//	other_tokens  a list of what looks like keys or tokens of other systems:
//	              line, column, start, end, looks_like, [format], and types,
//	              the names of those that have this format
//
// Options:
//
//	--bound-to text   text that the token is bound to; can be repeated
//	--json            print JSON
//	--keys file       file with a key ring, or with public keys for
//	                  alg=ed25519, or - for standard input
//	--lock file       file that describes the types, instead of the
//	                  nearest typeseal.lock; can be repeated
//	--number int      show only the token with this number, if the text
//	                  has several
//	--realm name      name of the realm of the key ring
//	--show-sealed     with --keys, show the payload of a sealed token too
//	--type name       name of the only type to try, such as
//	                  PasswordReset or account.PasswordReset
//
// # typeseal directives
//
// A directive is a comment directly above a struct, with a verb and options:
//
//	//typeseal:sign salt=account.password-reset max-age=30m
//	type PasswordReset struct {
//
// The verb says what the struct gets:
//
//	sign    gives Sign and Verify: everyone can read the payload, nobody
//	        can change it
//	seal    gives Seal and Open: nobody can read the payload either
//	former  marks a struct that is an older version of an annotated type
//
// A struct may have both sign and seal. The options are separated by spaces, and
// their order does not matter. The examples leave out salt and max-age.
//
// salt=account.password-reset
//
//	The type's namespace, unique in the module. No token of one salt is
//	accepted as a token of another. If the type gets a new name, keep its
//	salt: tokens that were issued have it. Formats of other systems have
//	other rules: with format=handshake, a salt is optional and is the
//	first field of the token.
//	values:  1 to 64 characters of a-z 0-9 . _ / -; the first is a letter
//	         or a digit
//	default: none, it is required
//	for:     sign and seal, native tokens, format=django or
//	         format=handshake
//
// max-age=30m
//
//	How long a token is valid: 90s, 30m, 12h, 7d or unlimited. Tokens of
//	format=handoff contain no time, so it must be unlimited.
//	values:  whole seconds up to 100 years, such as 90s, 30m, 12h, 7d or
//	         1d12h; or unlimited
//	default: none, it is required
//	for:     sign and seal, tokens of every format
//
// codec=json
//
//	How the payload is encoded. msgpack writes a struct as an array,
//	which is shorter. json writes an object, which people and other
//	languages can read.
//	values:  msgpack or json
//	default: msgpack
//	for:     sign and seal, native tokens
//
// compress
//
//	Compress the payload if that makes the token shorter; seal requires
//	compress=reveals-length. The length of a compressed token tells how
//	often parts of its payload are repeated. If somebody can choose a
//	part, they can learn the rest by trying, even if it is sealed.
//	compress=reveals-length says that you accept this.
//	default: payloads are not compressed
//	for:     sign and seal, native tokens or format=django
//	example: compress
//	         compress=reveals-length with seal
//
// once
//
//	Single use: Peek and Redeem replace Verify and Open. A store
//	remembers which tokens were redeemed, so max-age must have an end.
//	default: a token works until it expires
//	for:     sign and seal, native tokens
//
// grace=30s
//
//	How long Redeem accepts a used token again. People press buttons
//	twice. Details.Repeated says that the token was used before: do not
//	repeat the action then.
//	values:  a duration up to max-age, such as 10s, 30s or 5m
//	default: a token can be redeemed once
//	for:     sign and seal, native tokens
//	example: once grace=30s
//
// version=2
//
//	The schema version of the struct. If a struct changes so that tokens
//	of the old one could not be opened, it gets a new version. typeseal
//	freeze writes the old struct.
//	values:  a number from 0 to 31
//	default: 1
//	for:     sign and seal, native tokens
//
// accept=1
//
//	Older versions that are still opened. Each has a struct with
//	//typeseal:former.
//	values:  versions separated by commas, such as 1,2
//	default: the version of the struct alone
//	for:     sign and seal, native tokens
//	example: version=2 accept=1
//
// mint=1
//
//	The version of new tokens. First deploy the new struct with mint set
//	to the old version. When every host can open the new version, remove
//	mint.
//	values:  a number from 0 to 31
//	default: the version of the struct
//	for:     sign and seal, native tokens
//	example: version=2 accept=1 mint=1
//
// alg=ed25519
//
//	One service signs, everyone with the public key verifies.
//	values:  ed25519
//	default: whoever can verify tokens can sign them too
//	for:     sign, native tokens
//
// prefix=acme_pwr_
//
//	How the token begins, for people and secret scanners.
//	values:  one to three parts of a-z 0-9, each followed by _; the first
//	         has 2 to 12 characters and begins with a letter, the others
//	         have 1 to 11; not typeseal_
//	default: ts1_
//	for:     sign and seal, native tokens
//
// max-size=2048
//
//	The longest token, in characters. A longer one is not minted, and is
//	refused before it is decoded. If no token of a type fits, the type is
//	an error. Tags such as typeseal:"max=200" bound its fields.
//	values:  a number from 128 to 1048576
//	default: 4096; with format=handshake 2048, which is also the most
//	for:     sign and seal, tokens of every format
//
// format=django
//
//	Tokens of another system, byte for byte: Django, handshake or
//	Ax_Handoff. The methods take keys of that system. With handoff, seal
//	is variant A of Ax_Handoff, and sign is variant B.
//	values:  django, handshake or handoff
//	default: native tokens
//	for:     sign and seal
//	example: format=django
//	         format=handoff with seal
//
// algorithm=sha512
//
//	The hash that the other system uses.
//	values:  sha256, sha512, sha384, sha224 or sha1
//	default: sha256
//	for:     sign, format=django or format=handshake
//	example: format=django algorithm=sha512
//
// sep=~
//
//	The separator that Django's signer was given.
//	values:  1 to 16 characters of printable ASCII without quotes and \
//	default: a colon
//	for:     sign, format=django
//	example: format=django sep=~
//
// future=accept
//
//	Accept tokens that are dated in the future. Django and handshake
//	accept them.
//	values:  accept
//	default: tokens that are dated more than a minute in the future are
//	         refused
//	for:     sign, format=django or format=handshake
//	example: format=django future=accept
//
// also=django
//
//	For a migration: accept tokens of another system too, such as JWTs or
//	the sessions of Flask. The methods that open take keys of that system
//	too. itsdangerous means URLSafeTimedSerializer, which also writes the
//	sessions of Flask. securecookie means gorilla/securecookie, of which
//	sign reads signed and seal reads encrypted cookies. jwt means signed
//	JWTs. The other system's tokens have no realm, so every realm accepts
//	them. They have no id, so also cannot be combined with once.
//	values:  django, handshake, handoff, itsdangerous, securecookie or
//	         jwt
//	default: native tokens only
//	for:     sign and seal, native tokens
//	example: also=django until=2027-03-31
//	         also=handoff until=2027-03-31 with seal
//
// until=2027-03-31
//
//	The last day, in UTC, on which tokens of also= are accepted. It is
//	required with also, and is an error without it.
//	values:  a date such as 2027-03-31
//	default: only native tokens are accepted
//	for:     sign and seal, native tokens
//	example: also=django until=2027-03-31
//	         also=handoff until=2027-03-31 with seal
//
// also-salt=cart
//
//	The salt of the tokens of also=. With also=handshake it is the first
//	field of the token, and there is none by default. With
//	also=securecookie it is the name of the cookie. Programs that give
//	itsdangerous no salt use the salt itsdangerous, and Flask's sessions
//	use cookie-session.
//	values:  a salt of the other system
//	default: the salt of the type
//	for:     sign and seal, beside also=django, also=handshake,
//	         also=itsdangerous or also=securecookie
//	example: also=django until=2027-03-31 also-salt=cart
//
// also-algorithm=sha1
//
//	The algorithm of the tokens of also=. It is fixed here, and never
//	taken from a token.
//	values:  sha256, sha512, sha384, sha224 or sha1; with also=jwt hs256,
//	         hs384, hs512, eddsa or ed25519
//	default: sha256; with itsdangerous sha1, with jwt hs256
//	for:     sign and seal, beside also=django, also=handshake,
//	         also=itsdangerous, also=securecookie or also=jwt
//	example: also=django until=2027-03-31 also-algorithm=sha1
//
// also-sep=~
//
//	The separator of the tokens of also=.
//	values:  1 to 16 characters of printable ASCII without quotes and \
//	default: a colon; with itsdangerous a dot
//	for:     sign, beside also=django or also=itsdangerous
//	example: also=django until=2027-03-31 also-sep=~
//
// also-derivation=hmac
//
//	How itsdangerous derives its keys. It is key_derivation in Python.
//	Flask's sessions use hmac.
//	values:  django-concat, concat or hmac
//	default: django-concat
//	for:     sign, beside also=itsdangerous
//	example: also=itsdangerous until=2027-03-31 also-derivation=hmac
//
// also-codec=json
//
//	How securecookie encodes payloads. gob is the default of the library,
//	and json is its JSONEncoder. In the gob of a struct, fields have
//	their names in Go, and in the gob of a map those in JSON. Fields that
//	native tokens leave out are ignored.
//	values:  gob or json
//	default: gob
//	for:     sign and seal, beside also=securecookie
//	example: also=securecookie until=2027-03-31 also-codec=json
//
// also-issuer=shop
//
//	The issuer (iss) that each JWT must have.
//	values:  1 to 200 characters of printable ASCII without quotes and \
//	default: a JWT with an issuer is refused
//	for:     sign, beside also=jwt
//	example: also=jwt until=2027-03-31 also-issuer=shop
//
// also-audience=reset
//
//	The audience (aud) that each JWT must have. A JWT has no salt.
//	Without an issuer, an audience or a field that names the purpose, a
//	JWT for another purpose is accepted if it has the same fields.
//	values:  1 to 200 characters of printable ASCII without quotes and \
//	default: a JWT with an audience is refused
//	for:     sign, beside also=jwt
//	example: also=jwt until=2027-03-31 also-audience=reset
//
// also-missing=zero
//
//	Accept tokens of also= if fields of their JSON are missing or null.
//	Such a field gets its zero value, in structs inside the payload too.
//	Go programs write such JSON with omitempty and for nil slices. Inside
//	a slice or map, null is accepted only for a pointer, a slice, a map
//	or bytes. Unknown names are still refused. Even an empty object is
//	accepted, so your program must refuse a zero that it cannot use, such
//	as user id 0. Tokens for different purposes then need different
//	salts. JWTs have no salt, so also=jwt requires also-audience or
//	also-issuer. also=securecookie requires also-codec=json.
//	values:  zero
//	default: a token without a field, or with null for one that is not a
//	         pointer, is refused
//	for:     sign and seal, beside also=django, also=itsdangerous,
//	         also=securecookie or also=jwt
//	example: also=django until=2027-03-31 also-missing=zero
//	         also=securecookie until=2027-03-31 also-codec=json
//	         also-missing=zero with seal
//
// also-future=accept
//
//	Accept tokens of also= that are dated in the future.
//	values:  accept
//	default: tokens that are dated more than a minute in the future are
//	         refused
//	for:     sign and seal, beside also=django, also=handshake,
//	         also=itsdangerous, also=securecookie or also=jwt
//	example: also=django until=2027-03-31 also-future=accept
//
// tests
//
//	Also generate tests. account_typeseal_test.go tests the methods of
//	the types in account.go with random payloads: each token that was
//	changed, has expired, was redeemed before, or is of another type,
//	key, binding or state must be refused. typeseal --tests writes tests
//	of all types.
//	default: no tests are written
//	for:     sign and seal, tokens of every format
//
// of=PasswordReset
//
//	The type of which the struct is an older version. Its method Upgrade
//	returns the payload as that type.
//	values:  the name of an annotated type in the package
//	default: none, it is required
//	for:     former
//	example: of=PasswordReset version=1
//
// version=1
//
//	Its version.
//	values:  a number from 0 to 31
//	default: none, it is required
//	for:     former
//	example: of=PasswordReset version=1
//
// These tags of fields are read:
//
// `json:"uid"`
//
//	The field's name, in both codecs. Without it, the name is the one in
//	Go. The options omitempty, omitzero and string are errors, because
//	they would have no effect.
//
// `json:"-"`
//
//	Leaves the field out of tokens.
//
// `typeseal:"-"`
//
//	Leaves the field out of tokens, but not of JSON.
//
// `typeseal:"state"`
//
//	Binds tokens to the field's value, which they do not contain. The
//	methods that open take a function that loads the current value. If it
//	is not the one that the token was minted with, the error is ErrStale.
//
// `typeseal:"max=200"`
//
//	Limits the length of a string, slice or map. It counts bytes of a
//	string or []byte, and elements of others. A longer value is not
//	minted, and is refused when it is read.
//
// # typeseal output
//
// Commands print their results to standard output, and everything else to standard
// error: errors, warnings and notes, and on success one line that says what was
// done. --quiet leaves out that line and the notes. If an output is lost, for
// example on a full disk, the exit code is not 0.
//
// At a terminal, lines fit its width, and a diagnostic shows its line of the
// source. Elsewhere each diagnostic is one line, as editors read it:
//
//	account.go:7:45: unknown option "max_age"; did you mean "max-age"?
//
// There are colors at a terminal, unless NO_COLOR is set. With --color=always,
// output is as at a terminal, for example for less -R.
//
// Three options print the diagnostics of a command to standard output instead, and
// check then reports each file that is not up to date, with the rule stale:
//
//	--json    an object with diagnostics, a list of objects
//	--sarif   a log of SARIF 2.1.0; files are relative to the root of the
//	          repository, and columns count UTF-16 code units
//	--github  annotations for GitHub Actions; files and columns as in SARIF
//
// If the exit code is 2, they may have printed nothing. In JSON, a diagnostic has
// the following. What is not known is left out.
//
//	level    error, warning or note
//	rule     the name of the rule that found it, such as salt
//	file     relative to the working directory, if it is in the module; a
//	         file of another revision is written as HEAD:typeseal.lock
//	line, column, endLine, endColumn
//	         from 1, columns in bytes; the end is after the last byte
//	message  what is wrong
//	help     what to do
//	change   of a difference from a lock: an object with outcome
//	         (compatible, given up, needs a version or refused), edit,
//	         package, type, verb and salt
//	keyId    of keys check: the id of the key
//
// The object also has the result of some commands:
//
//	generate, freeze, forget
//	         written and removed, lists of files, and unchanged, the
//	         number of outputs that were up to date
//	freeze, forget
//	         notes, a list of what was done and the next steps
//	list     types, a list of objects, and more; see typeseal help list
//
// # typeseal files
//
// These files belong to typeseal. Commit all of them, apart from the keys:
//
//	account_typeseal.go
//	             the methods of the types in account.go, beside it
//	account_typeseal_test.go
//	             their tests, with --tests or the option tests
//	typeseal.lock
//	             beside go.mod: all types that have tokens
//	typeseal.keys
//	             the key ring of init, which mint uses unless --keys
//	             names another one; with mode 0600, never committed
//
// These exist only while a command runs. If it is killed, they may stay, and can
// be deleted:
//
//	.app.keys.lock
//	             beside app.keys: another command edits this ring
//	.app.keys.tmp
//	             the new ring, with its keys, before it gets its name
//	.typeseal-*.tmp
//	             any other file, before it gets its name
//	typeseal-demo-*
//	             in the folder for temporary files: the program of demo
//
// The folder typeseal in the user's cache folder has notes about former runs, so
// that the next one is faster. It can be deleted at any time. The cache folder is
// $XDG_CACHE_HOME or ~/.cache, on macOS ~/Library/Caches, and on Windows
// %LocalAppData%. If there is none, each run does all of its work.
//
// The commands run go and git from PATH: generate, watch, check, list, diff,
// freeze, forget, init and demo need go, unless they read a --lock instead of the
// source. diff needs git, and others use it if it is installed. The variables of
// go and git have their effect, such as GOFLAGS, GODEBUG, GOOS, GOPROXY,
// GONOSUMDB, GIT_DIR and GIT_WORK_TREE. typeseal itself reads these variables:
//
//	NO_COLOR     if it is not empty, no colors, unless --color=always
//	TERM         if it is dumb, output is as it is without a terminal
//	GOWORK       the workspace, as for the go command
//	GOGC         how much memory is used before it is collected, as in every
//	             program in Go; by default a lot
//
// No variable contains a key: the commands read key rings from files and standard
// input only.
//
// # typeseal completion shell
//
// completion prints a script for a shell. With it, the tab key completes commands,
// options, packages, key ids, and the names of types in typeseal.lock.
//
// bash, with the package bash-completion:
//
//	typeseal completion bash >~/.typeseal.bash
//	echo 'source ~/.typeseal.bash' >>~/.bashrc
//
// zsh, if compinit is called before that in ~/.zshrc:
//
//	typeseal completion zsh >~/.typeseal.zsh
//	echo 'source ~/.typeseal.zsh' >>~/.zshrc
//
// fish:
//
//	typeseal completion fish >~/.config/fish/completions/typeseal.fish
//
// PowerShell:
//
//	typeseal completion powershell >>$PROFILE
//
// If typeseal is a tool of a module, the shell cannot complete go tool typeseal,
// because the words after go belong to the go command. Define a function, which
// it can complete: run go tool typeseal completion in the module, and add the
// function to the same file. In bash and zsh:
//
//	typeseal() { go tool typeseal "$@"; }
//
// In fish:
//
//	function typeseal; go tool typeseal $argv; end
//
// # typeseal man
//
// man prints the help of all commands as one page of a manual. To read it, run
//
//	typeseal man | man -l -
//
// or write it to a file such as ~/.local/share/man/man1/typeseal.1, where the
// command man typeseal finds it.
//
// # typeseal version
//
// version prints the version of typeseal, with the revision if it was built from a
// checkout; the version of Go that built it; and the version of the code that it
// generates, which the runtime in your go.mod must support. Generated code that it
// does not support does not compile until typeseal runs again.
package main
