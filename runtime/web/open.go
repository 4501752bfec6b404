package web

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// An Opener opens a token for a request. The functions of this package return openers of
// generated types. For a type with tokens of another system, or one that accepts such
// tokens with the option also, write a function.
type Opener[T any] func(r *http.Request, token string, opts ...typeseal.Option) (T, error)

// A Loader sets the state fields of *p to their current values. It returns
// typeseal.ErrStale if the state no longer exists, for example because a user was
// deleted. ctx is the context of the request.
type Loader[T any] func(ctx context.Context, p *T) error

// Verify returns an opener that calls T's method Verify with the keys.
func Verify[T any, P verifies[T, K], K any](keys K) Opener[T] {
	return func(_ *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
		return p, P(&p).Verify(keys, token, opts...)
	}
}

// Open returns an opener that calls T's method Open with the keys.
func Open[T any, P opens[T, K], K any](keys K) Opener[T] {
	return func(_ *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
		return p, P(&p).Open(keys, token, opts...)
	}
}

// VerifyState is like Verify, for a type with state.
func VerifyState[T any, P verifiesState[T, K], K any](keys K, load Loader[T]) Opener[T] {
	return func(r *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
		return p, P(&p).Verify(keys, token, load.of(r), opts...)
	}
}

// OpenState is like Open, for a type with state.
func OpenState[T any, P opensState[T, K], K any](keys K, load Loader[T]) Opener[T] {
	return func(r *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
		return p, P(&p).Open(keys, token, load.of(r), opts...)
	}
}

// of returns the loader for a request, or nil if there is none.
func (load Loader[T]) of(r *http.Request) func(*T) error {
	if load == nil {
		return nil
	}
	return func(p *T) error { return load(r.Context(), p) }
}

// Once has the two openers of a token that acts. Peek changes nothing. Redeem uses the
// token up.
type Once[T any] struct{ Peek, Redeem Opener[T] }

// Redeem returns the openers of a single-use type: they call its methods Peek and Redeem
// with the keys and the store.
func Redeem[T any, P redeems[T, K], K any](keys K, store typeseal.Store) Once[T] {
	return Once[T]{
		Peek: func(r *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
			return p, P(&p).Peek(r.Context(), keys, store, token, opts...)
		},
		Redeem: func(r *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
			return p, P(&p).Redeem(r.Context(), keys, store, token, opts...)
		},
	}
}

// RedeemState is like Redeem, for a type with state.
func RedeemState[T any, P redeemsState[T, K], K any](keys K, store typeseal.Store, load Loader[T]) Once[T] {
	return Once[T]{
		Peek: func(r *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
			return p, P(&p).Peek(r.Context(), keys, store, token, load.of(r), opts...)
		},
		Redeem: func(r *http.Request, token string, opts ...typeseal.Option) (p T, err error) {
			return p, P(&p).Redeem(r.Context(), keys, store, token, load.of(r), opts...)
		},
	}
}

// Again returns the openers of a token that may be used any number of times, such as the
// token of an unsubscribe link.
func Again[T any](open Opener[T]) Once[T] { return Once[T]{open, open} }

// The constraints of the constructors: the methods that the generator writes for each kind
// of type.
type (
	verifies[T, K any] interface {
		*T
		Verify(keys K, token string, opts ...typeseal.Option) error
	}
	opens[T, K any] interface {
		*T
		Open(keys K, token string, opts ...typeseal.Option) error
	}
	verifiesState[T, K any] interface {
		*T
		Verify(keys K, token string, load func(*T) error, opts ...typeseal.Option) error
	}
	opensState[T, K any] interface {
		*T
		Open(keys K, token string, load func(*T) error, opts ...typeseal.Option) error
	}
	redeems[T, K any] interface {
		*T
		Peek(ctx context.Context, keys K, store typeseal.Store, token string, opts ...typeseal.Option) error
		Redeem(ctx context.Context, keys K, store typeseal.Store, token string, opts ...typeseal.Option) error
	}
	redeemsState[T, K any] interface {
		*T
		Peek(
			ctx context.Context, keys K, store typeseal.Store, token string, load func(*T) error,
			opts ...typeseal.Option,
		) error
		Redeem(
			ctx context.Context, keys K, store typeseal.Store, token string, load func(*T) error,
			opts ...typeseal.Option,
		) error
	}
	signs[T, K any] interface {
		verifies[T, K]
		Sign(keys K, opts ...typeseal.Option) (string, error)
	}
	seals[T, K any] interface {
		opens[T, K]
		Seal(keys K, opts ...typeseal.Option) (string, error)
	}
	sealsState[T, K any] interface {
		opensState[T, K]
		Seal(keys K, opts ...typeseal.Option) (string, error)
	}
)
