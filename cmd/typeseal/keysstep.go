package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/runtime/rotation"
)

// Accept and revoke are steps that are never due.
const (
	accept rotation.Action = "accept"
	revoke rotation.Action = "revoke"
)

// steps are the commands that take one step by hand.
var steps = []struct {
	action           rotation.Action
	use, short, long string
}{
	{rotation.Add, "add FILE", "add a new key, which opens tokens but does not mint",
		`add adds a new key to the end of the ring. It is accepted: it opens tokens, but
does not mint. Promote it when every program has loaded the ring.`},
	{rotation.Promote, "promote FILE [KEYID]", "make a key primary",
		`promote makes an accepted key primary, which mints. The old primary key becomes
accepted. Without a key id, it promotes the key that was added.`},
	{rotation.Retire, "retire FILE [KEYID]", "make a key open nothing",
		`retire makes an accepted key retired, which opens nothing. Without a key id, it
retires the former primary key. Unlike rotate, it does not wait until the tokens
of the key have expired, but says which have not. To undo it, run typeseal keys
accept.`},
	{accept, "accept FILE KEYID", "make a retired key open tokens again",
		`accept makes a retired key accepted again, because it was retired too early.
It opens the tokens that it minted, and rotate retires it when they have
expired. If you edited the state by hand, the key would count as a new one.`},
	{revoke, "revoke FILE KEYID", "make a key open nothing, because it has leaked",
		`revoke makes a key revoked, which opens nothing. Programs see an error that
matches typeseal.ErrRevoked. A primary key cannot be revoked: add a key and
promote it first.`},
	{rotation.Remove, "remove FILE [KEYID]", "remove a key",
		`remove removes a key from the ring. Without a key id, it removes the retired
key.`},
}

// keysStepCommands returns the commands that take one step by hand.
func keysStepCommands() (list []*cobra.Command) {
	for _, s := range steps {
		args := ringArgs(1, "one file and at most one key id")
		if s.action == rotation.Add {
			args = ringArgs(0, "one file")
		}
		cmd := &cobra.Command{Use: s.use, Short: s.short, Long: s.long, Args: args}
		var o ringOptions
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			f := ringArg(cmd, args)
			said, err := f.edit(cmd.Context(), func(ring *rotation.Ring) (string, error) {
				return o.step(cmd, f, ring, s.action, args[1:])
			})
			if err == nil {
				say(cmd, f, said)
			}
			return err
		}
		o.flags(cmd)
		list = append(list, cmd)
	}
	return list
}

// step takes a step by hand, with the key that the command names. It needs no lock: in an
// incident, a lock that is wrong must not be in the way.
func (o *ringOptions) step(
	cmd *cobra.Command, f *ringFile, ring *rotation.Ring, action rotation.Action, named []string,
) (string, error) {
	r, wrong := o.report(cmd, f, ring)
	if err := r.date(); err != nil {
		return "", err
	}
	step := rotation.Step{Action: action}
	if action != rotation.Add {
		id, err := r.choose(action, named)
		if err != nil {
			return "", err
		}
		if r.key(id).State == resulting[action] {
			r.printf("Key %s is %s already.\n", id, resulting[action])
			return r.b.String(), nil
		}
		if step = r.key(id).Next; step.Action != action {
			step = rotation.Step{Action: action, KeyID: id}
		}
	}
	if r.known.none() && r.key(step.KeyID).State == "accepted" && action != rotation.Promote {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal:", cmp.Or(wrong, errNoLock))
	}
	switch action {
	case accept:
		return r.accept(step.KeyID)
	case revoke:
		return r.revoke(step.KeyID)
	}
	return r.take(step)
}

// resulting has the state that a key has after a step.
var resulting = map[rotation.Action]string{
	rotation.Promote: "primary", rotation.Retire: "retired", accept: "accepted", revoke: "revoked",
}

// accept makes a retired key accepted.
func (r *ringReport) accept(id string) (string, error) {
	if err := r.ring.Accept(id, second()); err != nil {
		return "", r.named(err)
	}
	r.printf("Accepted key %s: it opens its tokens again.\n", id)
	r.others()
	r.replan()
	r.next()
	return r.b.String(), nil
}

// revoke revokes a key.
func (r *ringReport) revoke(id string) (string, error) {
	if r.key(id).State == "primary" {
		return "", fmt.Errorf("key %s is primary, and a ring must have a primary key; "+
			"first run typeseal keys add %s, then typeseal keys promote %[2]s", id, r.file.path)
	}
	if err := r.ring.Revoke(id, second()); err != nil {
		return "", r.named(err)
	}
	r.printf("Revoked key %s: it opens nothing now.\n", id)
	r.others()
	r.harm(taken, revoke, id)
	r.replan()
	r.next()
	return r.b.String(), nil
}

// choose returns the id of the key for a step: the named one, or the only one that the plan
// has the step for.
func (r *ringReport) choose(action rotation.Action, named []string) (string, error) {
	var ids, fit []string
	for _, k := range r.plan.Keys {
		ids = append(ids, k.ID)
		if k.Next.Action == action {
			fit = append(fit, k.ID)
		}
	}
	switch {
	case len(named) == 1 && slices.Contains(ids, named[0]):
		return named[0], nil
	case len(named) == 1:
		return "", unknown(fmt.Sprintf("key %q in %s", named[0], r.file), named[0], ids)
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) == 0:
		return "", usagef("write the id of the key to %s; the ring has %s", action, list(ids))
	}
	return "", usagef("write the id of the key to %s, because there are several: %s", action, list(fit))
}
