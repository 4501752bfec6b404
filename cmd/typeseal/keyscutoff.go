package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// cutoffOptions are the options of a cutoff.
type cutoffOptions struct {
	ringOptions
	salt, reason string
	binding      *string
	before       time.Time // zero: now
}

func keysCutoffCommand() *cobra.Command {
	var o cutoffOptions
	cmd := &cobra.Command{
		Use:   "cutoff FILE",
		Short: "revoke the tokens that were issued before a time",
		Long: `cutoff adds a line that revokes tokens: all that were issued before now, or
before --at. With --salt or --binding it revokes only those with the salt, or
those that are bound to the text. Each program refuses them as soon as it has
loaded the ring.

A salt that is not in the lock is refused, because it would revoke nothing.
typeseal keys check says when a cutoff can be deleted, because all of its tokens
have expired.`,
		Args: ringArgs(0, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.salt != "" && o.binding != nil {
				return usagef("a cutoff has a salt or a binding, but not both; write two cutoffs")
			}
			f := ringArg(cmd, args)
			said, err := f.edit(cmd.Context(), func(ring *rotation.Ring) (string, error) {
				return o.cut(cmd, f, ring)
			})
			if err == nil {
				say(cmd, f, said)
			}
			return err
		},
	}
	o.lockFlag(cmd)
	cmd.Flags().Func("salt", "`salt` of the tokens, as in typeseal.lock",
		notEmpty(func(salt string) { o.salt = salt }))
	cmd.Flags().Func("binding", "`text` that the tokens are bound to, such as session:42",
		notEmpty(func(binding string) { o.binding = &binding }))
	cmd.Flags().Func("at", "`time` before which the tokens were issued, such as 2026-11-22T10:00:00Z (default now)",
		o.setBefore)
	cmd.Flags().StringVar(&o.reason, "reason", "", "`text` that is written beside the cutoff, as a comment")
	return cmd
}

func (o *cutoffOptions) setBefore(text string) (err error) {
	if o.before, err = time.Parse(time.RFC3339, text); err != nil {
		return errors.New("write a time such as 2026-11-22T10:00:00Z")
	}
	return nil
}

// cut adds the cutoff.
func (o *cutoffOptions) cut(cmd *cobra.Command, f *ringFile, ring *rotation.Ring) (string, error) {
	r, err := o.report(cmd, f, ring)
	switch {
	case o.salt == "": // then the lock is only good to know
	case err != nil:
		return "", err
	case r.known.none():
		fmt.Fprintln(cmd.ErrOrStderr(),
			"typeseal: there is no typeseal.lock here, so the salt was not checked: see that it is spelled right")
	default:
		if err := r.known.checkSalt(o.salt, ring.Kind()); err != nil {
			return "", err
		}
	}
	cut := rotation.Cutoff{Before: o.before.UTC(), Salt: o.salt, Binding: o.binding}
	if o.before.IsZero() {
		cut.Before = second()
	}
	if err := r.ring.Cut(cut, o.reason); err != nil {
		return "", r.named(err)
	}
	r.printf("Each program that loads the ring refuses %s that were issued before %s.\n",
		cutText(cut), show.Instant(cut.Before))
	r.others()
	switch end, never := r.known.cutoffEnd(cut, r.ring.Kind()); {
	case r.known.none():
	case never:
		r.printf("Keep the cutoff: some of these tokens never expire (max-age=unlimited).\n")
	case r.now.After(end):
		r.printf("But all of these tokens have expired, so the cutoff revokes nothing.\n")
	default:
		r.printf("Keep the cutoff until %s, when the last of these tokens has expired.\n", show.Instant(end))
	}
	return r.b.String(), nil
}

// cutText names the tokens that a cutoff revokes. It does not show a binding.
func cutText(c rotation.Cutoff) string {
	switch {
	case c.Salt != "":
		return "tokens with salt " + c.Salt
	case c.Binding != nil:
		return "tokens with the binding"
	}
	return "all tokens"
}

// checkSalt returns an error if no token that uses the kind of ring has the salt.
func (k *known) checkSalt(salt, kind string) error {
	var salts []string
	elsewhere := ""
	for _, t := range append(k.tokens[:len(k.tokens):len(k.tokens)], k.former...) {
		switch {
		case uses(t, kind) && t.Salt == salt:
			return nil
		case uses(t, kind):
			salts = append(salts, t.Salt)
		case t.Salt == salt:
			elsewhere = keysOf(t)
		}
	}
	if elsewhere != "" {
		return usagef("tokens with salt %q do not use a ring of %s keys, but %s", salt, kind, elsewhere)
	}
	return unknown(fmt.Sprintf("salt %q, which is not in %s", salt, k.name()), salt, salts)
}

// keysOf says which keys the tokens of t use.
func keysOf(t generator.Token) string {
	switch {
	case t.Format != "":
		return "keys of " + t.Format
	case t.Kind == "public":
		return "Ed25519 keys"
	}
	return "root keys"
}

// cutoffEnd returns when the last token that a cutoff revokes has expired. It is the zero time
// if there is none, and never is set if some never expire.
func (k *known) cutoffEnd(c rotation.Cutoff, kind string) (end time.Time, never bool) {
	for _, t := range k.tokens {
		if !uses(t, kind) || c.Salt != "" && c.Salt != t.Salt {
			continue
		}
		if t.MaxAge < 0 {
			return end, true
		}
		last := c.Before.Add(t.MaxAge + rotation.ClockSkew)
		if c.Binding == nil && t.Also.Until.After(last) {
			last = t.Also.Until // these may say nothing about when they were issued
		}
		if last.After(end) {
			end = last
		}
	}
	return end, false
}
