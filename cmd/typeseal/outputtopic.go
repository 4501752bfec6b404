package main

import "github.com/spf13/cobra"

// outputTopic returns the help topic about what the commands print. It is not a command.
func outputTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "output",
		Short: "what the commands print, also for programs",
		Long: `Commands print their results to standard output, and everything else to standard
error: errors, warnings and notes, and on success one line that says what was
done. --quiet leaves out that line and the notes. If an output is lost, for
example on a full disk, the exit code is not 0.

At a terminal, lines fit its width, and a diagnostic shows its line of the
source. Elsewhere each diagnostic is one line, as editors read it:

	account.go:7:45: unknown option "max_age"; did you mean "max-age"?

There are colors at a terminal, unless NO_COLOR is set. With --color=always,
output is as at a terminal, for example for less -R.

Three options print the diagnostics of a command to standard output instead, and
check then reports each file that is not up to date, with the rule stale:

	--json    an object with diagnostics, a list of objects
	--sarif   a log of SARIF 2.1.0; files are relative to the root of the
	          repository, and columns count UTF-16 code units
	--github  annotations for GitHub Actions; files and columns as in SARIF

If the exit code is 2, they may have printed nothing. In JSON, a diagnostic has
the following. What is not known is left out.

	level    error, warning or note
	rule     the name of the rule that found it, such as salt
	file     relative to the working directory, if it is in the module; a
	         file of another revision is written as HEAD:typeseal.lock
	line, column, endLine, endColumn
	         from 1, columns in bytes; the end is after the last byte
	message  what is wrong
	help     what to do
	change   of a difference from a lock: an object with outcome
	         (compatible, given up, needs a version or refused), edit,
	         package, type, verb and salt
	keyId    of keys check: the id of the key

The object also has the result of some commands:

	generate, freeze, forget
	         written and removed, lists of files, and unchanged, the
	         number of outputs that were up to date
	freeze, forget
	         notes, a list of what was done and the next steps
	list     types, a list of objects, and more; see typeseal help list`,
	}
}
