package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

func keysCheckCommand() *cobra.Command {
	var o ringOptions
	var r reporter
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "list what is wrong or unwise, and exit 1 if there is anything",
		Long: `check prints a line for each fault, with the file, the line in it, and what to
do. It changes nothing, and exits 1 if there is a fault:

	ring       the text is not a ring that programs accept
	mode       others can read or write the file, or it has another owner
	undated    a key has no since, or a wrong one, so its age is not known
	clock      a since is in the future
	age        the primary key is older than --max-key-age
	due        a step of a rotation is due, such as removing a key
	salt       no type in the lock has the salt of a cutoff
	cutoff     a cutoff revokes nothing anymore

The words above are the rules of diagnostics in JSON and SARIF. In cron, use
--quiet, which says nothing if there is no fault.`,
		Args: ringArgs(0, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := ringArg(cmd, args)
			text, err := f.text(cmd.Context())
			if err != nil {
				return err
			}
			found, err := o.check(cmd, f, text)
			if err != nil {
				return err
			}
			if err := r.print(cmd, ".", found, cmd.OutOrStdout(), document{found}); err != nil {
				return err
			}
			r.tell(cmd, "%s: no problem was found.", f)
			return nil
		},
	}
	o.flags(cmd)
	o.ageFlag(cmd)
	r.flags(cmd)
	return cmd
}

// A checker collects what is wrong or unwise with a ring.
type checker struct {
	*ringReport
	found []report.Diagnostic
}

// add adds a diagnostic. Line 0 is the whole file.
func (c *checker) add(rule string, line int, keyID, message, help string) {
	d := report.Diagnostic{
		Level: report.Error, Rule: rule, File: filepath.ToSlash(c.file.String()), Line: line, KeyID: keyID,
		Message: message, Help: help,
	}
	if path, err := filepath.Abs(c.file.path); err == nil && !c.file.piped() {
		d.Path = path
	}
	c.found = append(c.found, d)
}

// check returns the faults of a ring.
func (o *ringOptions) check(cmd *cobra.Command, f *ringFile, text string) ([]report.Diagnostic, error) {
	ring, err := rotation.Parse(text)
	if err != nil {
		c := &checker{ringReport: &ringReport{file: f}}
		c.text(err)
		return c.found, nil
	}
	r, err := o.report(cmd, f, ring)
	if err != nil {
		return nil, err
	}
	if r.known.none() {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal:", errNoLock)
	}
	c := &checker{r, []report.Diagnostic{}} // JSON shows it as a list, even if it is empty
	c.mode()
	for _, key := range c.plan.Keys {
		c.key(key)
	}
	for _, cut := range ring.Cutoffs() {
		c.cutoff(cut)
	}
	return c.found, nil
}

// refusal is the form of an error about a ring.
var refusal = regexp.MustCompile(`^[a-z ]+: (?:line (\d+): )?(.*)$`)

// text reports a text that is not a ring.
func (c *checker) text(err error) {
	line, text := 0, err.Error()
	if m := refusal.FindStringSubmatch(text); m != nil {
		text = m[2]
		line, _ = strconv.Atoi(m[1])
	}
	c.split("ring", line, text, "programs refuse the ring until it is fixed")
}

// split adds a fault whose message says what to do after a semicolon, or else help does.
func (c *checker) split(check string, line int, text, help string) {
	message, after, ok := strings.Cut(text, "; ")
	if ok {
		help = after
	}
	c.add(check, line, "", message, help)
}

// mode reports a file that programs refuse or warn about.
func (c *checker) mode() {
	info, err := os.Stat(c.file.path)
	if c.file.piped() || err != nil {
		return
	}
	if c.ring.Kind() != "public" && readable(info) { // loading it would log the same
		c.add("mode", 0, "", "everyone can read it", "run chmod o-r on it")
		err = othersWrite(info)
	} else {
		err = loadable(c.file.path, c.ring.Kind(), info)
	}
	if err != nil {
		text := err.Error()
		if _, after, ok := strings.Cut(text, c.file.path+": "); ok {
			text = after
		}
		c.split("mode", 0, text, "programs cannot read it")
	}
}

// loadable returns the error that a program gets for a file with a ring of a kind.
func loadable(path, kind string, info fs.FileInfo) (err error) {
	if otherOwner(info) && os.Geteuid() == 0 { // its owner may run the program, which root cannot try
		return othersWrite(info)
	}
	switch kind {
	case "root":
		_, err = typeseal.KeyringFromFile(path)
	case "signing":
		_, err = typeseal.SigningKeyFromFile(path)
	default:
		_, err = typeseal.PublicKeyringFromFile(path)
	}
	return err
}

// key reports what is wrong with a key.
func (c *checker) key(k rotation.Outlook) {
	rotate := "run typeseal keys rotate " + c.file.path
	ahead, isAhead := c.ahead(k.Key)
	switch {
	case slices.Contains(c.undated(), k.ID):
		what := "no since"
		if !k.Since.IsZero() {
			what = "a since from before its state was changed by hand"
		}
		c.add("undated", k.Line, k.ID, "key "+k.ID+" has "+what+", so nobody knows how old it is", rotate)
		return
	case isAhead:
		c.add("clock", k.Line, k.ID, ahead, correctClock)
		return
	case k.State == "primary" && c.old(k):
		c.add("age", k.Line, k.ID, fmt.Sprintf("key %s has been primary for %s, and --max-key-age is %s", k.ID,
			show.Span(c.now.Sub(k.Since)), (*duration)(&c.waits.MaxKeyAge).String()), rotate)
		return
	}
	if s := k.Next; s.Action != rotation.Add && s.Ready(c.now) && (!c.known.none() || s.Action == rotation.Promote) {
		c.add("due", k.Line, k.ID, fmt.Sprintf("%s: since %s, %s", dueText(s), show.Instant(s.Due), c.reason(s)),
			c.advice(s))
	}
}

// correctClock is the advice for a since in the future.
const correctClock = "set the clock, or correct the since"

// old reports whether a primary key is too old, and no key waits to replace it.
func (c *checker) old(primary rotation.Outlook) bool {
	for _, k := range c.plan.Keys {
		if k.Next.Action == rotation.Promote {
			return false
		}
	}
	return c.waits.MaxKeyAge > 0 && c.now.Sub(primary.Since) > c.waits.MaxKeyAge
}

// dueText says which step is due.
func dueText(s rotation.Step) string {
	done := map[rotation.Action]string{
		rotation.Promote: "promoted", rotation.Retire: "retired", rotation.Remove: "removed",
	}
	return fmt.Sprintf("key %s can be %s", s.KeyID, done[s.Action])
}

// advice says how to take a step that is due.
func (c *checker) advice(s rotation.Step) string {
	if c.ring.Kind() == "public" {
		return fmt.Sprintf("run typeseal keys %s %s %s", s.Action, c.file.path, s.KeyID)
	}
	return "run typeseal keys rotate " + c.file.path
}

// cutoff reports a cutoff that revokes nothing.
func (c *checker) cutoff(cut rotation.Cutoff) {
	if c.known.none() {
		return
	}
	if cut.Salt != "" {
		if err := c.known.checkSalt(cut.Salt, c.ring.Kind()); err != nil {
			c.split("salt", cut.Line, err.Error(), "correct the salt, or delete the line")
			return
		}
	}
	if end, never := c.known.cutoffEnd(cut, c.ring.Kind()); !never && c.now.After(end) {
		c.add("cutoff", cut.Line, "", "the cutoff revokes nothing anymore, since all of its tokens have expired",
			"delete the line")
	}
}
