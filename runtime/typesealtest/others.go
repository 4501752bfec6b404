package typesealtest

import (
	"fmt"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// For generated code. Minted is a Token or a Foreign.
type Minted interface {
	name() string
	newToken(t *testing.T) string        // a token, or the empty text if no payload can be minted
	newOpener() func(token string) error // opens tokens
}

// For generated code. Distinct tests that no type opens the tokens of another.
func Distinct(t *testing.T, types ...Minted) {
	for _, minted := range types {
		token := minted.newToken(t)
		if token == "" {
			continue
		}
		for _, opened := range types {
			if opened != minted {
				refused(t, opened.name()+" of a token of "+minted.name(), opened.newOpener()(token),
					typeseal.ErrInvalid)
			}
		}
	}
}

func (k *Token[T]) name() string {
	return fmt.Sprintf("%T.%s", *new(T), (&tester[T]{Token: k}).openName())
}

func (k *Token[T]) newToken(t *testing.T) string {
	x := newTester(k)
	if x.none != "" {
		return ""
	}
	return x.token(t, &x.first)
}

func (k *Token[T]) newOpener() func(token string) error {
	x := newTester(k)
	return func(token string) error {
		p := x.receiver()
		return x.Open(&p, x.call(Call{Token: token}))
	}
}

func (k *Foreign[T, K]) name() string { return fmt.Sprintf("%T", *new(T)) }

func (k *Foreign[T, K]) newToken(t *testing.T) string {
	x := k.peer(Keys(k.Keys))
	v, why := x.random(x.mintable)
	if why != "" {
		return ""
	}
	return x.reference(t, v)
}

func (k *Foreign[T, K]) newOpener() func(token string) error {
	x := k.peer(Keys(k.Keys))
	return func(token string) error {
		p := x.receiver()
		return x.open(&p, token)
	}
}
