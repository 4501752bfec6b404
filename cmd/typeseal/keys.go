package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

func keysCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys command FILE",
		Short: "rotate, revoke and check the keys of a key ring",
		Long: `keys edits the key ring in FILE, and says when each of its keys can be removed.
For example, if /srv/app has the ring and typeseal.lock, this line in a crontab
replaces the primary key every 90 days:

	*/30 * * * * cd /srv/app && typeseal keys rotate app.keys >/dev/null

The commands are

	show    list the keys, what each still opens, and the next step
	rotate  take the next step of a rotation, if it is due
	add, promote, retire, accept, revoke, remove
	        take one step by hand
	cutoff  revoke tokens that were issued before a time
	check   list what is wrong or unwise, and exit 1 if there is anything
	public  print the public keys of a ring of signing keys

A rotation has four steps. A new key is added as accepted: it opens tokens, but
does not mint. When every program has loaded the ring, the new key is promoted:
it becomes primary and mints, and the old primary key becomes accepted. When the
last token of the old key has expired, that key is retired, and opens nothing.
When every program has loaded that ring, the key is removed.

typeseal.lock says how long tokens live. The commands use the one in the working
directory or in the nearest folder above it, or those that --lock names. Name
the locks of all programs that use the ring.

FILE may be a ring of root keys, of signing keys or of public keys. If FILE is
-, the ring is read from standard input, and a command that edits it prints it
to standard output, unchanged if the command fails. Otherwise the file is
replaced as a whole, and keeps its owner and mode. Comments stay where they are.
No command prints a key, apart from public, and from those that edit with -.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			if isKey(args[0]) {
				return usagef("an argument is a key; run typeseal keys without it for help")
			}
			return unknownCommand(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(keysShowCommand(), keysRotateCommand(), keysCutoffCommand(), keysCheckCommand(),
		keysPublicCommand())
	cmd.AddCommand(keysStepCommands()...)
	return cmd
}

// ringOptions are the options that several of the commands have.
type ringOptions struct {
	locks       []string
	propagation duration
	maxKeyAge   duration
}

// flags adds the options that say how long a rotation waits.
func (o *ringOptions) flags(cmd *cobra.Command) {
	o.propagation = duration(time.Hour)
	o.lockFlag(cmd)
	cmd.Flags().Var(&o.propagation, "propagation",
		"`time` after which every program has loaded a change of the ring")
}

// ageFlag adds the option that says when a rotation begins.
func (o *ringOptions) ageFlag(cmd *cobra.Command) {
	o.maxKeyAge = duration(90 * show.Day)
	cmd.Flags().Var(&o.maxKeyAge, "max-key-age", "`age` at which a primary key is replaced; 0 means never")
}

func (o *ringOptions) lockFlag(cmd *cobra.Command) {
	cmd.Flags().Func("lock", "`file` typeseal.lock of the programs that use the ring; can be repeated",
		notKey(func(name string) { o.locks = append(o.locks, name) }))
}

// ringArg returns the ring that the first argument names.
func ringArg(cmd *cobra.Command, args []string) *ringFile {
	return &ringFile{path: args[0], in: cmd.InOrStdin(), out: cmd.OutOrStdout()}
}

// ringArgs accepts FILE and up to more further arguments, which are described by what.
func ringArgs(more int, what string) cobra.PositionalArgs {
	count := takes(1, 1+more, what)
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case slices.Contains(args, ""):
			return usagef("an argument is empty; %s", checkVariable)
		case slices.ContainsFunc(args, isKey):
			return usagef("an argument is a key; write the name of the file with the ring, and the key's id " +
				"as in typeseal keys show")
		}
		return count(cmd, args)
	}
}

// say prints what an edit did. It is a result, unless the ring itself is.
func say(cmd *cobra.Command, f *ringFile, text string) {
	if f.piped() {
		fmt.Fprint(cmd.ErrOrStderr(), text)
		return
	}
	fmt.Fprint(cmd.OutOrStdout(), text)
}

// second returns the present time for a since, in whole seconds. It is not before the
// change that it dates.
func second() time.Time { return time.Now().Add(time.Second - 1).Truncate(time.Second).UTC() }

// keysText returns the text for some keys: "key 3f9a12c4", or "keys 3f9a12c4 and 77b0c1d2".
func keysText(ids []string) string {
	if len(ids) == 1 {
		return "key " + ids[0]
	}
	return "keys " + list(ids)
}

// list returns words as a sentence has them: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
