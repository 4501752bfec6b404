package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
)

// inspectOptions are the options of inspect.
type inspectOptions struct {
	inspect.Question
	keyFile, realm string
	typeName       string // empty: any type of the locks
	asJSON         bool
}

const inspectHelp = `inspect finds the tokens in a text, and says what each of them is and what would
become of it. The text is the argument or standard input: a token, a link, a
mail, headers, a line of a log. Damage by mail programs is undone and shown. It
needs neither Go nor the source.

From the typeseal.lock of the working directory or a folder above, or those
named with --lock, it knows the types: which of them a token can have, whether
its age alone has ended it, and the fields of its payload by name. The first
column says where a line comes from:

	text        from the text
	unverified  from the token: anyone can write a token with any content
	authentic   from the token, which a key has verified
	ring        from the key ring
	next        what one more thing would tell

With --keys it also shows the state of the token's key, whether the token is
authentic, and what Verify, Open or Peek would answer now, why, and what to do.
If the type is single-use, only the store can tell whether the token was used;
if the type has a grace, a used token is accepted again for that long. If the
type has state, only the program can tell whether it has changed.

It never shows a key. The payload of a sealed token is shown only with
--show-sealed, and only if the ring opens it.

It exits 0 if there is a whole token, and with --keys only if all of them would
be accepted.

With --json it prints one object with these members. Those in brackets may be
absent. Times are in RFC 3339, and absent after the year 9999. Bytes are in
base64. Places count bytes from 0, lines and characters from 1. Later versions
may have more members.

	locks         the files that were read
	[encoding]    utf-16le, utf-16be or base64, if the text was decoded;
	              places are those in the decoded text
	tokens        a list, at most 256:
	  number, line, column, start, end
	  whole         false: the token was cut, or changed beyond repair
	  damage        a list: line, column, start, end, text, and read_as,
	                which is empty if the text is not part of the token
	  claims        what the token says: prefix, [key_id], [issued_at],
	                [age_seconds], [schema_version], [has_state], [kind],
	                [algorithm], [ttl_seconds], [id] in hexadecimal,
	                characters, [bytes], [content_bytes]
	  [payload]     without its type, unless it is sealed: encoding (json,
	                msgpack, json+deflate, msgpack+deflate or unknown),
	                bytes, [value], [raw]
	  types         a list of all types:
	    type, package, salt, verb, kind, [format], retired
	    possible, [reason]
	    max_age_seconds, which is 0 if it is unlimited
	    [expires_at], [expires_by], which is max_age or ttl, expired
	    ttl_known     false: the token may end earlier by its own TTL
	    [fields]      a list: name, go, type as in the lock, value
	    [authentic]   if a key of the ring was tried
	  [key]         with --keys: id; state (primary, accepted, retired,
	                revoked, missing or wrong_ring); [since]; ring and
	                needs, which are root, public or signing
	  authentic     true: a key of the ring has verified the token
	  [verdict]     accepted, [type], [method], text; and error, which is
	                malformed, unknown key, forged, version, not yet valid,
	                revoked, expired, payload or retired type
	other_tokens  a list of what looks like keys or tokens of other systems:
	              line, column, start, end, looks_like, [format], and types,
	              the names of those that have this format`

func inspectCommand() *cobra.Command {
	var o inspectOptions
	cmd := &cobra.Command{
		Use:   "inspect [text]",
		Short: "show what is in a token, and why it would be accepted or refused",
		Long:  inspectHelp,
		Args:  takes(0, 1, "one text"),
		RunE:  func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.Func("lock", "`file` that describes the types, instead of the nearest typeseal.lock; can be repeated",
		notKey(func(path string) { o.Locks = append(o.Locks, path) }))
	flags.Func("keys", "`file` with a key ring, or with public keys for alg=ed25519, or - for standard input",
		notKey(func(path string) { o.keyFile = path }))
	flags.StringVar(&o.realm, "realm", "", "`name` of the realm of the key ring")
	flags.StringArrayVar(&o.BoundTo, "bound-to", nil, "`text` that the token is bound to; can be repeated")
	flags.Func("type", "`name` of the only type to try, such as PasswordReset or account.PasswordReset",
		notEmpty(func(name string) { o.typeName = name }))
	flags.IntVar(&o.Number, "number", 0, "show only the token with this number, if the text has several")
	flags.BoolVar(&o.ShowSealed, "show-sealed", false, "with --keys, show the payload of a sealed token too")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON")
	return cmd
}

// notKey returns the function of an option that names a file. It refuses the text of a
// key, which an error about the file would print.
func notKey(set func(name string)) func(string) error {
	return func(name string) error {
		if isKey(name) {
			return errors.New("it is a key; write the name of the file that has the key")
		}
		return notEmpty(set)(name)
	}
}

// isKey reports whether an argument has a secret key, which must not be printed.
func isKey(arg string) bool {
	return strings.Contains(arg, "typeseal_key_") || strings.Contains(arg, "typeseal_sec_")
}

func (o *inspectOptions) run(cmd *cobra.Command, args []string) error {
	if o.keyFile == "-" && len(args) == 0 {
		return usagef("both the token and the keys would be read from standard input; give the token as an argument")
	}
	given, err := readPasted(cmd, args)
	if err != nil {
		return err
	}
	text, err := inspect.Decode(given)
	if err != nil {
		return err
	}
	lockErr := o.readTypes(cmd)
	if lockErr != nil && !errors.Is(lockErr, errFindings) {
		return lockErr
	}
	if err := o.readRing(cmd); err != nil {
		return err
	}
	result, err := o.Inspect(text, time.Now())
	if err == nil {
		err = o.show(cmd, given, result)
	}
	if err == nil && (lockErr != nil || !result.Good()) {
		err = errFindings
	}
	return err
}

// show prints the result for the text that was given.
func (o *inspectOptions) show(cmd *cobra.Command, given string, result *inspect.Inspection) (err error) {
	if o.asJSON {
		err = printJSON(cmd.OutOrStdout(), result)
	} else {
		err = result.Print(cmd.OutOrStdout())
	}
	if len(result.Tokens) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal:", noToken(given, len(result.Others) > 0))
	}
	return err
}

// noToken says that a text has no token, but perhaps tokens of others, or keys.
func noToken(given string, others bool) string {
	const none = "this text has no token of typeseal"
	switch {
	case strings.TrimSpace(given) == "":
		return "the text is empty; write a token, or a text with one, as the argument or to standard input"
	case others:
		return none
	}
	return none + "; it may be cut or re-encoded"
}

// readRing reads the ring that the option --keys names.
func (o *inspectOptions) readRing(cmd *cobra.Command) error {
	if o.keyFile == "" {
		return nil
	}
	f := &ringFile{path: o.keyFile, in: cmd.InOrStdin()}
	text, err := f.text(cmd.Context())
	if err == nil {
		o.Ring, err = inspect.NewRing(f.String(), text, o.realm)
	}
	return err
}

// readTypes reads the types of the locks that were named, or of the nearest one. If an error
// matches errFindings, it was printed, and there may be types of other locks.
func (o *inspectOptions) readTypes(cmd *cobra.Command) error {
	locks, types, err := lockTypes(cmd, o.Locks)
	if locks == nil && err == nil && o.typeName != "" {
		err = errNoTypes
	}
	o.Locks, o.Types = locks, types
	if o.typeName == "" || err != nil {
		return err
	}
	o.Types = slices.DeleteFunc(o.Types, func(t *inspect.Type) bool { return !t.Named(o.typeName) })
	if o.OneType = len(o.Types) > 0; !o.OneType {
		return usagef("%s has no type of that name", strings.Join(o.Locks, ", "))
	}
	return nil
}

// lockTypes returns the types of locks, or if none are named, of the nearest one, and the
// paths of the locks. If an error matches errFindings, it was printed.
func lockTypes(cmd *cobra.Command, locks []string) (paths []string, types []*inspect.Type, err error) {
	if locks == nil {
		path, err := findLock()
		if err != nil || path == "" {
			return nil, nil, err
		}
		locks = []string{path}
	}
	for _, path := range locks {
		result, e := readLock(cmd.Context(), path, cmd.ErrOrStderr())
		if result == nil {
			return locks, nil, e
		}
		err = errors.Join(err, e)
		types = append(types, inspect.TypesOf(result)...)
	}
	return locks, types, err
}
