package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/runtime/rotation"
)

func keysShowCommand() *cobra.Command {
	var o ringOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show FILE",
		Short: "list the keys, what each still opens, and the next step",
		Long: `show prints a line for each key: its id, its state and since when it has that
state, the types whose tokens it still opens, and until when the last of these
tokens is valid. Then it says which step of a rotation comes next, and when that
step is due.

With --json, it prints one object. Times are in RFC 3339, and null if unknown:

	file, kind   the ring, and root, signing or public
	locks        the files that say how long tokens live
	now          the time for which the rest holds
	keys         a list of objects with id, state, line, since, and
	  opens      null without a lock, or a list of tokens that may be valid:
	             objects with type, minted_until and valid_until, which
	             are null if there is no end
	  next       null, or the next step of the key
	cutoffs      a list of objects with line, before, salt (empty if none),
	             and binding (true if there is one; it is not shown)
	next         null, or the next step of the ring: an object with
	  action     add, promote, retire or remove
	  key_id     empty for a new key
	  due        null if it is not due by itself
	  ready      true if it is due
	  pinned_by  a list of types whose tokens never expire`,
		Args: ringArgs(0, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := ringArg(cmd, args)
			ring, _, err := f.read(cmd.Context())
			if err != nil {
				return err
			}
			r, err := o.report(cmd, f, ring)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), r.document())
			}
			return r.show(cmd)
		},
	}
	o.flags(cmd)
	o.ageFlag(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// show prints the table and the next step.
func (r *ringReport) show(cmd *cobra.Command) error {
	rows := [][]string{{"KEY", "STATE", "SINCE", "OPENS", "UNTIL"}}
	for _, key := range r.plan.Keys {
		opens, until := opensText(key, r.known)
		rows = append(rows, []string{key.ID, key.State, optional(key.Since), opens, until})
	}
	if err := show.Table(cmd.OutOrStdout(), rows); err != nil {
		return err
	}
	if r.known.none() {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal:", errNoLock)
		return nil
	}
	r.printf("Max-ages are read from %s.\n", r.known.name())
	if ids := r.undated(); ids != nil {
		why := "there is no since= after " + keysText(ids)
		if r.changedByHand() {
			why = "states were changed by hand, but not the since= of " + keysText(ids)
		}
		r.printf("No wait can be counted: %s. Run typeseal keys rotate %s to write it.\n", why, r.file.path)
	} else {
		r.next()
	}
	_, err := io.WriteString(cmd.OutOrStdout(), r.b.String())
	return err
}

// opensText returns the cells that say what a key opens, and until when.
func opensText(k rotation.Outlook, known *known) (opens, until string) {
	switch {
	case k.State == "retired" || k.State == "revoked":
		return "nothing", ""
	case k.State == "primary":
		return "all, and mints", ""
	case k.Next.Action == rotation.Promote:
		return "all, but has minted none", ""
	case known.none():
		return "?", "?"
	case k.Next.Action == "":
		return "all", ""
	case len(k.Opens) == 0:
		return "nothing that is valid", ""
	}
	var names []string
	for _, t := range k.Opens {
		names = append(names, t.Type)
	}
	if len(names) > 3 {
		names = append(names[:2], fmt.Sprintf("%d more", len(names)-2))
	}
	until = "for ever"
	if end := k.Opens[0].Until; !end.IsZero() {
		until = show.Instant(end)
	}
	return list(names), until
}

// optional returns the text of a time, or "" if it is zero.
func optional(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return show.Instant(t)
}

// A ringDocument is what show --json prints.
type ringDocument struct {
	File    string           `json:"file"`
	Kind    string           `json:"kind"`
	Locks   []string         `json:"locks"`
	Now     time.Time        `json:"now"`
	Keys    []keyDocument    `json:"keys"`
	Cutoffs []cutoffDocument `json:"cutoffs"`
	Next    *stepDocument    `json:"next"`
}

type keyDocument struct {
	ID    string           `json:"id"`
	State string           `json:"state"`
	Line  int              `json:"line"`
	Since *time.Time       `json:"since"`
	Opens []tokensDocument `json:"opens"`
	Next  *stepDocument    `json:"next"`
}

type tokensDocument struct {
	Type   string     `json:"type"`
	Minted *time.Time `json:"minted_until"`
	Until  *time.Time `json:"valid_until"`
}

type cutoffDocument struct {
	Line    int       `json:"line"`
	Before  time.Time `json:"before"`
	Salt    string    `json:"salt"`
	Binding bool      `json:"binding"`
}

type stepDocument struct {
	Action string     `json:"action"`
	KeyID  string     `json:"key_id"`
	Due    *time.Time `json:"due"`
	Ready  bool       `json:"ready"`
	Pinned []string   `json:"pinned_by"`
}

// document returns the document for a report. Without a lock, it has no steps.
func (r *ringReport) document() ringDocument {
	d := ringDocument{
		File: r.file.path, Kind: r.ring.Kind(), Locks: append([]string{}, r.known.locks...),
		Now: r.now.UTC().Truncate(time.Second), Keys: []keyDocument{}, Cutoffs: []cutoffDocument{},
	}
	for _, key := range r.plan.Keys {
		doc := keyDocument{ID: key.ID, State: key.State, Line: key.Line, Since: timeOrNull(key.Since)}
		if !r.known.none() {
			doc.Opens, doc.Next = tokensOf(key), r.stepDocument(key.Next)
		}
		d.Keys = append(d.Keys, doc)
	}
	for _, c := range r.ring.Cutoffs() {
		d.Cutoffs = append(d.Cutoffs, cutoffDocument{c.Line, c.Before, c.Salt, c.Binding != nil})
	}
	if !r.known.none() {
		d.Next = r.stepDocument(r.plan.Next)
	}
	return d
}

func tokensOf(k rotation.Outlook) []tokensDocument {
	list := []tokensDocument{}
	for _, t := range k.Opens {
		list = append(list, tokensDocument{t.Type, timeOrNull(t.Minted), timeOrNull(t.Until)})
	}
	return list
}

// stepDocument returns the document for a step, or nil if it is none.
func (r *ringReport) stepDocument(s rotation.Step) *stepDocument {
	if s.Action == "" {
		return nil
	}
	return &stepDocument{string(s.Action), s.KeyID, timeOrNull(s.Due), s.Ready(r.now), append([]string{}, s.Pinned...)}
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
