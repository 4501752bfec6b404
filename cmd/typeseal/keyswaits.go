package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// known is what the locks say about the tokens of a ring.
type known struct {
	locks []string // their paths; none: nothing is known

	// tokens have all types, and former those that are no longer in the source. They
	// include those that do not use the ring.
	tokens, former []generator.Token
}

var errNoLock = errors.New("there is no typeseal.lock here, so nobody knows how long tokens live; " +
	"name the lock of the programs that use the ring with --lock")

// read reads the locks that the options name, or else the nearest one. If there is none, it
// returns an empty known.
func (o *ringOptions) read(ctx context.Context, errs io.Writer) (*known, error) {
	k := &known{locks: o.locks}
	if k.locks == nil {
		nearest, err := findLock()
		if err != nil || nearest == "" {
			return k, err
		}
		k.locks = []string{nearest}
	}
	for _, path := range k.locks {
		result, err := readLock(ctx, path, errs)
		if err != nil {
			return nil, err
		}
		k.tokens = append(k.tokens, result.Tokens...)
		k.former = append(k.former, result.Retired...)
	}
	return k, nil
}

// name returns the names of the locks.
func (k *known) name() string { return list(k.locks) }

// uses reports whether the tokens of t are minted and opened with a kind of ring.
func uses(t generator.Token, kind string) bool {
	return t.Format == "" && (t.Kind == "public") == (kind != "root")
}

// types returns the types that use a kind of ring, by name. Of two with one name, the one
// that lives longer counts.
func (k *known) types(kind string) (list []rotation.Type) {
	for _, t := range k.tokens {
		if uses(t, kind) {
			list = append(list, rotation.Type{Name: t.PackageName + "." + t.TypeName, MaxAge: t.MaxAge})
		}
	}
	slices.SortFunc(list, func(a, b rotation.Type) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), compareAges(b.MaxAge, a.MaxAge))
	})
	return slices.CompactFunc(list, func(a, b rotation.Type) bool { return a.Name == b.Name })
}

// compareAges compares two max-ages of which a negative one is the longest.
func compareAges(a, b time.Duration) int {
	if (a < 0) != (b < 0) {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}

// waits returns the waits of a ring. Without a lock, they have no types.
func (o *ringOptions) waits(k *known, kind string) (rotation.Waits, error) {
	w := rotation.Waits{
		Propagation: time.Duration(o.propagation), Types: k.types(kind), MaxKeyAge: time.Duration(o.maxKeyAge),
	}
	if !k.none() && len(w.Types) == 0 {
		return w, fmt.Errorf("%s has no type that uses a ring of %s keys; "+
			"name the lock of the programs that use the ring with --lock", k.name(), kind)
	}
	return w, nil
}

// report returns a report with the plan for a ring. If a lock is wrong, it returns an error
// and the report that it would return if there was none.
func (o *ringOptions) report(cmd *cobra.Command, f *ringFile, ring *rotation.Ring) (*ringReport, error) {
	r := &ringReport{file: f, ring: ring, now: time.Now(), known: &known{}}
	k, err := o.read(cmd.Context(), cmd.ErrOrStderr())
	if err == nil {
		if _, err = o.waits(k, ring.Kind()); err == nil {
			r.known = k
		}
	}
	r.waits, _ = o.waits(r.known, ring.Kind())
	r.replan()
	return r, err
}

// none reports whether there is no lock.
func (k *known) none() bool { return len(k.locks) == 0 }
