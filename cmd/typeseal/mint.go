package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/mint"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// mintOptions are the options of mint.
type mintOptions struct {
	mint.Order
	locks           []string
	keyFile, realm  string
	ttl             duration
	example, asJSON bool
}

const mintHelp = `mint prints a token of a type, to try the handler that opens it:

	curl "http://localhost:8080/reset?token=$(typeseal mint PasswordReset \
	    '{"uid":42,"email":"ana@example.com"}')"

The token is real: whoever has it can use it. mint says so on standard error,
with the time at which it expires. Standard output has only the token.

The type is named as PasswordReset or account.PasswordReset, or by its salt. It
is one of the typeseal.lock in the working directory or a folder above, or of
those named with --lock. mint needs neither Go nor the source. The key is the
primary key of the ring that --keys names, or else of typeseal.keys in the
working directory or beside the lock. A type with alg=ed25519 needs the ring of
signing keys.

The payload is an object with all fields of the type, as --example prints it.
If it is -, it is read from standard input. Bytes are in base64, and times in
RFC 3339. Types that encode themselves are written as their methods encode them:
as a string, or as base64 of bytes or of msgpack. The methods do not run, so
mint does not see whether they would accept the value. --ttl gives the token a
shorter life than the max-age of its type, and --issued another date, to try
what a program does with an expired one.

It exits 1 if the payload or the state does not fit the type.

With --json it prints one object with these members. Times are in RFC 3339.

	token, type, package, salt, schema_version, key_id, issued_at
	kind          signed, sealed or public
	[expires_at]  absent if the token does not expire before the year 10000
	single_use    the first Redeem uses it up
	accepted      false: it has expired, is revoked, or is not yet valid
	verdict       what Verify, Open or Peek would answer now, and why`

func mintCommand() *cobra.Command {
	var o mintOptions
	cmd := &cobra.Command{
		Use:   "mint type [JSON]",
		Short: "make a token of a type, to try a handler",
		Long:  mintHelp,
		Args:  mintArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.Func("lock", "`file` that describes the types, instead of the nearest typeseal.lock; can be repeated",
		notKey(func(path string) { o.locks = append(o.locks, path) }))
	flags.Func("keys", "`file` with the key ring (default typeseal.keys), or - for standard input",
		notKey(func(path string) { o.keyFile = path }))
	flags.StringVar(&o.realm, "realm", "", "`name` of the realm of the key ring")
	flags.StringArrayVar(&o.BoundTo, "bound-to", nil, "`text` that the token is bound to; can be repeated")
	flags.StringArrayVar(&o.State, "state", nil,
		"`NAME=VALUE` of a state field, such as Hash=x; once for each")
	flags.Var(&o.ttl, "ttl", "`time` that the token lives, such as 10m, at most the type's max-age")
	flags.Lookup("ttl").DefValue = "" // not 0s: without the option, it is the max-age
	flags.Func("issued", "`time` at which it was issued, such as 2026-11-22T10:00:00Z, or -2h for 2 hours ago",
		o.setIssued)
	flags.BoolVar(&o.example, "example", false, "print a payload with zero values, and what its fields are")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON")
	return cmd
}

// mintArgs accepts the name of a type and a payload.
func mintArgs(cmd *cobra.Command, args []string) error {
	if slices.ContainsFunc(args, isKey) {
		return usagef("an argument is a key; write the name of the file that has the key after --keys")
	}
	return takes(1, 2, "the name of one type and a payload")(cmd, args)
}

var errIssued = errors.New("write a time such as 2026-11-22T10:00:00Z, or -2h for 2 hours ago")

func (o *mintOptions) setIssued(text string) (err error) {
	if back, ok := strings.CutPrefix(text, "-"); ok {
		var d duration
		if d.Set(back) != nil {
			return errIssued
		}
		o.Issued = time.Now().Add(-time.Duration(d))
	} else if o.Issued, err = time.Parse(time.RFC3339, text); err != nil {
		return errIssued
	}
	if o.Issued.Unix() < 0 {
		return errors.New("tokens cannot be dated before 1970")
	}
	return nil
}

func (o *mintOptions) run(cmd *cobra.Command, args []string) error {
	locks, err := o.readType(cmd, args[0])
	if err != nil {
		return err
	}
	switch {
	case o.example && len(args) == 2:
		return usagef("mint takes a payload or --example, but both were given")
	case o.example:
		return o.printExample(cmd)
	case len(args) == 1:
		return o.noPayload(args[0])
	case args[1] == "-" && o.keyFile == "-":
		return usagef("both the payload and the keys would be read from standard input; name the file with the keys")
	}
	if err := o.checkTTL(cmd); err != nil {
		return err
	}
	if err := o.readPayload(cmd, args[1]); err != nil {
		return err
	}
	if err := o.readRing(cmd, locks); err != nil {
		return err
	}
	o.Near, o.TTL = nearest, time.Duration(o.ttl)
	minted, err := o.Mint()
	var faults mint.Faults
	switch {
	case errors.As(err, &faults):
	case errors.Is(err, typeseal.ErrMint):
		faults = mint.Faults{strings.TrimPrefix(err.Error(), "typeseal: ")}
	case err != nil:
		return err
	default:
		return o.print(cmd, minted)
	}
	for _, fault := range faults {
		tell(cmd.ErrOrStderr(), "typeseal: %s", fault)
	}
	return errFindings
}

// readType finds the type that a name means, and returns the paths of the locks.
func (o *mintOptions) readType(cmd *cobra.Command, name string) ([]string, error) {
	locks, types, err := lockTypes(cmd, o.locks)
	switch {
	case err != nil:
		return nil, err
	case locks == nil:
		return nil, errNoTypes
	}
	var found []*inspect.Type
	var names []string
	for _, t := range types {
		if named(t, name) {
			found = append(found, t)
		}
		names = append(names, t.TypeName, t.Name(), t.Salt)
	}
	if slices.ContainsFunc(found, func(t *inspect.Type) bool { return !t.Retired }) {
		found = slices.DeleteFunc(found, func(t *inspect.Type) bool { return t.Retired })
	}
	switch len(found) {
	case 0:
		slices.Sort(names)
		return nil, unknown(fmt.Sprintf("type %q, which is not in %s", name, list(locks)), name, slices.Compact(names))
	case 1:
		o.Type = found[0]
		return locks, nil
	}
	var lines []string
	for _, t := range found {
		lines = append(lines, fmt.Sprintf("%q", lineName(t)))
	}
	return nil, usagef("several types are named %s; write one of %s", name, list(lines))
}

// named reports whether a person may mean a type by a name.
func named(t *inspect.Type, name string) bool {
	return t.Named(name) || t.Salt == name || lineName(t) == name
}

// lineName is how the lines of a type in the lock begin, such as "sign account.reset".
func lineName(t *inspect.Type) string { return t.Verb + " " + t.Salt }

// checkTTL returns an error for a --ttl that the type does not allow.
func (o *mintOptions) checkTTL(cmd *cobra.Command) error {
	switch t := o.Type; {
	case !cmd.Flags().Changed("ttl"):
	case o.ttl == 0:
		return usagef("option --ttl: a token lives at least 1s")
	case t.MaxAge != typeseal.Unlimited && time.Duration(o.ttl) > t.MaxAge:
		return usagef("option --ttl: %s is longer than the max-age of %s, which is %s", o.ttl.String(), t.Name(), t.Age)
	}
	return nil
}

// maxPayload is the size in bytes of the largest JSON that mint reads.
const maxPayload = 16 << 20

// readPayload reads the JSON that the argument is, or from standard input.
func (o *mintOptions) readPayload(cmd *cobra.Command, arg string) (err error) {
	if o.Payload = arg; arg != "-" {
		return nil
	}
	in := cmd.InOrStdin()
	if isTerminal(in) {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal: write the payload as JSON, then press Enter and Ctrl-D "+
			"(on Windows: Ctrl-Z and Enter)")
	}
	o.Payload, err = readAll(cmd.Context(), in, maxPayload)
	if err == nil && len(o.Payload) > maxPayload {
		err = errors.New("standard input: the payload is longer than 16 MiB")
	}
	return err
}

// readRing reads the ring that --keys names, or the typeseal.keys here or beside a lock.
func (o *mintOptions) readRing(cmd *cobra.Command, locks []string) error {
	paths := []string{keyFile}
	for _, lock := range locks {
		paths = append(paths, filepath.Join(filepath.Dir(lock), keyFile))
	}
	if o.keyFile == "" {
		i := slices.IndexFunc(paths, func(path string) bool { _, err := os.Stat(path); return err == nil })
		if i < 0 {
			return usagef("there is no %s here or beside %s; name the file with the key ring with --keys", keyFile,
				list(locks))
		}
		o.keyFile = paths[i]
	}
	f := &ringFile{path: o.keyFile, in: cmd.InOrStdin()}
	text, err := f.text(cmd.Context())
	if err == nil {
		o.Ring, err = mint.NewRing(f.String(), text, o.realm)
	}
	return err
}

// noPayload returns the error for a command line without a payload.
func (o *mintOptions) noPayload(name string) error {
	example, err := mint.Example(o.Type)
	if err != nil {
		return err
	}
	if strings.Contains(name, " ") {
		name = "'" + name + "'"
	}
	return usagef("%s needs its payload as JSON, such as\n\ttypeseal mint %[1]s '%s'\nFor what its fields are, "+
		"run typeseal mint --example %[1]s.", name, example)
}

// printExample prints a payload, and on standard error what its fields are.
func (o *mintOptions) printExample(cmd *cobra.Command) error {
	example, err := mint.Example(o.Type)
	if err != nil {
		return err
	}
	if rows := mint.Legend(o.Type); len(rows) > 0 {
		if err := show.Table(cmd.ErrOrStderr(), rows); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), example)
	return err
}

// print prints the token, and on standard error what it can do.
func (o *mintOptions) print(cmd *cobra.Command, m *mint.Minted) (err error) {
	if o.asJSON {
		err = printJSON(cmd.OutOrStdout(), m)
	} else {
		_, err = fmt.Fprintln(exactly(cmd.OutOrStdout()), m.Token)
	}
	if err != nil {
		return err
	}
	what := fmt.Sprintf("it is a %s token of %s, version %d, by key %s", m.Kind, m.Type, m.Version, m.KeyID)
	if m.Accepted || m.Later {
		tell(cmd.ErrOrStderr(), "typeseal: this token is real: whoever has it can use it %s; treat it like a password",
			o.use(m))
	}
	if !m.Accepted {
		what += "\ntypeseal: " + m.Verdict
	}
	tell(cmd.ErrOrStderr(), "typeseal: %s", what)
	return nil
}

// use says when a token can be used.
func (o *mintOptions) use(m *mint.Minted) string {
	use := "without an end"
	if !m.Ends.IsZero() {
		use = "until " + show.Instant(m.Ends)
	}
	if m.Later {
		use = "from " + show.Instant(m.IssuedAt) + " " + use
	}
	if m.Once {
		use = "once, " + use
	}
	if len(o.BoundTo) > 0 {
		use += ", in a call with the same bindings"
	}
	if o.Type.State != nil {
		use += ", while the state is the same"
	}
	return use
}
