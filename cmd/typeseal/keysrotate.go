package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/runtime/rotation"
)

func keysRotateCommand() *cobra.Command {
	var o ringOptions
	var early bool
	cmd := &cobra.Command{
		Use:   "rotate FILE",
		Short: "take the next step of a rotation, if it is due",
		Long: `rotate takes the next step of a rotation if it is due, and otherwise says when
it is. Run it from cron, as often as you like: a step that is due breaks
nothing. The steps are due

	add      when the primary key is older than --max-key-age
	promote  --propagation after that, when every program has the new key
	retire   when the last token of the old key has expired: after
	         --propagation, the longest max-age in the lock, and a minute,
	         because clocks differ
	remove   --propagation after that; a revoked key when its tokens have
	         expired

A type with max-age=unlimited keeps a key from being retired.

With --now, rotate takes the next step even if it is not due, and says which
tokens are refused because of that. If a key has no since=, rotate writes one,
and the key's wait begins.

Rotate a ring in one place. If each host rotated its own copy, each would add
another key, and refuse the tokens of the others.

If you change a state by hand, remove the since= of that key. Its wait would be
counted from the wrong time, which rotate does not always notice.

For Ed25519, rotate the ring of signing keys. --propagation must be long enough
for those who verify to get the new public ring.`,
		Args: ringArgs(0, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := ringArg(cmd, args)
			said, err := f.edit(cmd.Context(), func(ring *rotation.Ring) (string, error) {
				return o.rotate(cmd, f, ring, early)
			})
			if err == nil {
				say(cmd, f, said)
			}
			return err
		},
	}
	o.flags(cmd)
	o.ageFlag(cmd)
	cmd.Flags().BoolVar(&early, "now", false, "take the next step even if it is not due")
	return cmd
}

// rotate takes the next step of a rotation, if it is due or early is set.
func (o *ringOptions) rotate(cmd *cobra.Command, f *ringFile, ring *rotation.Ring, early bool) (string, error) {
	if ring.Kind() == "public" {
		return "", errors.New("a ring of public keys follows the ring of signing keys: " +
			"rotate that one, then write this one with typeseal keys public")
	}
	r, err := o.report(cmd, f, ring)
	switch {
	case err != nil:
		return "", err
	case r.known.none():
		return "", errNoLock
	}
	if err := r.date(); err != nil {
		return "", err
	}
	for _, k := range ring.Keys() {
		if text, ok := r.ahead(k); ok { // cron mails it, since it would go unseen for as long as the wait
			fmt.Fprintf(cmd.ErrOrStderr(), "typeseal: %s: %s; %s\n", f, text, correctClock)
		}
	}
	step := r.plan.Next
	if step.Action != "" && (early || step.Ready(r.now)) {
		return r.take(step)
	}
	r.printf("Nothing to do yet.\n")
	if step.Action == rotation.Add && step.Due.IsZero() {
		r.printf("Next: add a new key when you run typeseal keys rotate --now %s\n", f.path)
	}
	r.next()
	r.harm(wouldTake, step.Action, step.KeyID)
	return r.b.String(), nil
}

// take takes a step, and says what comes next.
func (r *ringReport) take(step rotation.Step) (string, error) {
	id, err := r.ring.Take(step, second())
	if err != nil {
		return "", r.named(err)
	}
	r.done(step.Action, id)
	if !step.Ready(r.now) {
		r.harm(taken, step.Action, id)
	}
	r.replan()
	r.next()
	return r.b.String(), nil
}
