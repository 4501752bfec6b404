// Package ignored looks at errors, or not.
package ignored

import (
	"context"

	typeseal "github.com/typeseal/typeseal/runtime"

	"example.com/app/tokens"
)

// Local is a type of the same package.
//
//typeseal:sign salt=ignored.local max-age=30m
type Local struct{ ID int64 }

type embeds struct{ tokens.Reset }

func bad(ctx context.Context, keys *typeseal.Keyring, store typeseal.Store, token string) {
	var r tokens.Reset
	r.Verify(keys, token)            // want `the error of Reset.Verify is ignored, so any text is accepted as a token`
	_ = r.Verify(keys, token)        // want `the error of Reset.Verify is ignored`
	(r.Verify(keys, token))          // want `the error of Reset.Verify is ignored`
	go r.Verify(keys, token)         // want `the error of Reset.Verify is ignored`
	defer r.Verify(keys, token)      // want `the error of Reset.Verify is ignored`
	var _ = r.Verify(keys, token)    // want `the error of Reset.Verify is ignored`
	n, _ := 1, r.Verify(keys, token) // want `the error of Reset.Verify is ignored`
	_ = n

	var i tokens.Invite
	i.Redeem(ctx, keys, store, token)   // want `the error of Invite.Redeem is ignored`
	_ = i.Peek(ctx, keys, store, token) // want `the error of Invite.Peek is ignored`

	var l Local
	l.Verify(keys, token)          // want `the error of Local.Verify is ignored`
	new(Local).Verify(keys, token) // want `the error of Local.Verify is ignored`

	var e embeds
	e.Verify(keys, token) // want `the error of Reset.Verify is ignored`

	func() {
		r.Verify(keys, token) // want `the error of Reset.Verify is ignored`
	}()
}

// Another has methods with the same names, which nobody generated.
type Another struct{}

func (Another) Verify(*typeseal.Keyring, string) error { return nil }

type verifier interface {
	Verify(keys *typeseal.Keyring, token string, opts ...typeseal.Option) error
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func good(keys *typeseal.Keyring, token string, v verifier) error {
	var r tokens.Reset
	if r.Verify(keys, token) != nil {
		return r.Verify(keys, token)
	}
	must(r.Verify(keys, token))
	err := r.Verify(keys, token)
	errs := []error{r.Verify(keys, token), err}
	Another{}.Verify(keys, token)
	v.Verify(keys, token) // an interface may have other methods
	_, _ = r.Sign(keys)
	return errs[0]
}
