package typesealtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/replay"
)

// A tester tests the tokens of one directive.
type tester[T any] struct {
	*Token[T]
	keyring
	payloads[T]
	specs map[string]*typeseal.Spec // made here and not by the generated code, by policy

	first T      // a random value that can be minted
	none  string // why there is no such value, or empty
}

func newTester[T any](k *Token[T]) *tester[T] {
	in := inMsgpack
	if k.Policy.Codec == typeseal.JSON {
		in = inJSON
	}
	x := &tester[T]{Token: k, keyring: keys(), payloads: newPayloads[T](in), specs: map[string]*typeseal.Spec{}}
	x.filler.writer.custom = k.Custom
	x.first, x.none = x.random(x.mintable)
	return x
}

// A keyring has the keys of all tests of a program.
type keyring struct {
	ringText, publicText string
	ring, otherRing      *typeseal.Keyring
	sign, otherSign      *typeseal.SigningKey
	public               *typeseal.PublicKeyring
}

var keys = sync.OnceValue(func() (k keyring) {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	var err error
	k.ringText = typeseal.GenerateKey()
	k.ring, err = typeseal.ParseKeyring(k.ringText)
	must(err)
	k.otherRing, err = typeseal.ParseKeyring(typeseal.GenerateKey())
	must(err)
	secret, public := typeseal.GenerateSigningKey()
	k.publicText = public
	k.sign, err = typeseal.ParseSigningKey(secret)
	must(err)
	k.public, err = typeseal.ParsePublicKeyring(public)
	must(err)
	secret, _ = typeseal.GenerateSigningKey()
	k.otherSign, err = typeseal.ParseSigningKey(secret)
	must(err)
	return k
})

// mintable returns an error if a payload cannot be minted, also with a TTL, and opened
// again.
func (x *tester[T]) mintable(v T) error {
	older, s, err := x.minted(v)
	if err == nil {
		_, err = x.mint(x.Policy, older, s, x.stateOf(&v), typeseal.TTL(time.Second))
	}
	if err == nil {
		_, err = x.restored(v)
	}
	if err == nil && tooHeavy(x.Mint(v, x.call(Call{}))) {
		err = codec.ErrTooHeavy
	}
	return err
}

// tooHeavy reports whether a value takes too much memory, which depends on the fields that
// tokens do not contain.
func tooHeavy(_ string, err error) bool { return errors.Is(err, codec.ErrTooHeavy) }

// minted returns what a new token of v contains: v, or the result of Downgrade.
func (x *tester[T]) minted(v T) (reflect.Value, *shape, error) {
	if x.Downgrade == nil {
		return reflect.ValueOf(&v).Elem(), x.shape, nil
	}
	older, err := x.Downgrade(v)
	if err != nil {
		return reflect.Value{}, nil, fmt.Errorf("method Downgrade: %w", err)
	}
	return addressable(reflect.ValueOf(older)), x.version(x.Policy.Version).shape(x.filler.writer.in), nil
}

// restored returns what opening a new token of v gives: v, or the result of Downgrade and
// Upgrade.
func (x *tester[T]) restored(v T) (T, error) {
	if x.Downgrade == nil {
		return v, nil
	}
	older, err := x.Downgrade(v)
	if err != nil {
		return v, err
	}
	return x.version(x.Policy.Version).upgrade(older)
}

// expected returns what opening a new token of v gives, or nil if that cannot be known
// because Upgrade or Downgrade uses random numbers.
func (x *tester[T]) expected(v *T) *T {
	want, err := x.restored(*v)
	again, errAgain := x.restored(*v)
	if err != nil || errAgain != nil || !x.same(&want, &again) {
		return nil
	}
	return &want
}

// sample returns a random payload.
func (x *tester[T]) sample() T {
	v, why := x.random(x.mintable)
	if why != "" {
		return x.first
	}
	return v
}

// specOf returns the Spec of a policy.
func (x *tester[T]) specOf(p typeseal.Policy) *typeseal.Spec {
	name := fmt.Sprintf("%+v", p)
	if x.specs[name] == nil {
		x.specs[name] = typeseal.NewSpec(p)
	}
	return x.specs[name]
}

// begin begins a token without the generated code.
func (x *tester[T]) begin(p typeseal.Policy, state []string, opts ...typeseal.Option) (m *typeseal.Minting, err error) {
	if p.Kind == typeseal.Public {
		m, err = x.specOf(p).MintPublic(x.sign, opts...)
	} else {
		m, err = x.specOf(p).Mint(x.ring, opts...)
	}
	if err == nil && p.State {
		m.State(state...)
	}
	return m, err
}

// mint returns a token of v that is made without the generated code.
func (x *tester[T]) mint(
	p typeseal.Policy, v reflect.Value, s *shape, state []string, opts ...typeseal.Option,
) (string, error) {
	payload, _, err := x.filler.writer.encode(v, s)
	if err != nil {
		return "", err
	}
	return x.mintRaw(p, string(payload), state, opts...)
}

// mintRaw returns a token with any bytes as its payload.
func (x *tester[T]) mintRaw(
	p typeseal.Policy, payload string, state []string, opts ...typeseal.Option,
) (string, error) {
	m, err := x.begin(p, state, opts...)
	if err != nil {
		return "", err
	}
	m.JSON().Raw(payload) // writes bytes as they are
	return m.Text()
}

// reference returns a token of v that is made without the generated code. It fails if the
// policy makes the token longer than max-size.
func (x *tester[T]) reference(p typeseal.Policy, v *T) (string, error) {
	older, s, err := x.minted(*v)
	if err != nil {
		return "", err
	}
	return x.mint(p, older, s, x.stateOf(v))
}

// token returns a token that the generated code mints.
func (x *tester[T]) token(t *testing.T, v *T, opts ...typeseal.Option) string {
	t.Helper()
	token, err := x.Mint(*v, x.call(Call{Options: opts}))
	if err != nil {
		t.Fatalf("%s: %v", x.mintName(), err)
	}
	return token
}

// call fills in the arguments that are missing.
func (x *tester[T]) call(c Call) Call {
	if c.Context == nil {
		c.Context = context.Background()
	}
	if c.Keys == nil {
		c.Keys = x.ring
	}
	if c.SigningKey == nil {
		c.SigningKey = x.sign
	}
	if c.PublicKeys == nil {
		c.PublicKeys = x.public
	}
	if c.Store == nil {
		c.Store = replay.NewMemory(replay.AcceptEarlier())
	}
	if c.Load == nil {
		c.Load = func(any) error { return nil }
	}
	return c
}

// An opening is a method that opens tokens.
type opening[T any] struct {
	name string
	call func(p *T, c Call) error
}

func (x *tester[T]) openings() []opening[T] {
	list := []opening[T]{{x.openName(), x.Open}}
	if x.Redeem != nil {
		list = append(list, opening[T]{"Redeem", x.Redeem})
	}
	return list
}

func (x *tester[T]) mintName() string {
	if x.Policy.Kind == typeseal.Sealed {
		return "Seal"
	}
	return "Sign"
}

func (x *tester[T]) openName() string {
	switch {
	case x.Policy.Once:
		return "Peek"
	case x.Policy.Kind == typeseal.Sealed:
		return "Open"
	}
	return "Verify"
}

// opens tests that a token is accepted, and that its payload is want unless that is nil.
func (x *tester[T]) opens(t *testing.T, token string, want *T, c Call) {
	t.Helper()
	c.Token = token
	for _, o := range x.openings() {
		p := x.receiver()
		if err := o.call(&p, x.call(c)); err != nil {
			t.Errorf("%s of %s: %v", o.name, token, err)
		} else if want != nil && !x.same(&p, want) {
			t.Errorf("%s gives another payload\n got: %+v\nwant: %+v", o.name, p, *want)
		}
	}
}

// refuses tests that a token is refused with an error that matches want, that the receiver
// stays as it was, and that the token is not redeemed.
func (x *tester[T]) refuses(t *testing.T, token string, want error, c Call) {
	t.Helper()
	p, before := x.receivers()
	x.refusesInto(t, token, want, c, &p, &before)
}

// refusesInto is refuses with two equal receivers.
func (x *tester[T]) refusesInto(t *testing.T, token string, want error, c Call, p, before *T) {
	t.Helper()
	c.Token = token
	for _, o := range x.openings() {
		call := x.call(c)
		err := o.call(p, call)
		refused(t, o.name+" of "+token, err, want)
		if !reflect.DeepEqual(p, before) {
			t.Errorf("%s fails, but changes the receiver\n was: %+v\n is: %+v", o.name, *before, *p)
		}
		if store, ok := call.Store.(*replay.Memory); ok && c.Store == nil && store.Len() > 0 {
			t.Errorf("%s redeems a token that it refuses", o.name)
		}
	}
}

// An errorLike is an error of a method of the user, which may be another one with the same
// text each time.
type errorLike struct{ error }

// refused tests an error. It must match ErrInvalid exactly if want does.
func refused(t *testing.T, what string, err, want error) {
	t.Helper()
	matches := errors.Is(err, want)
	if _, ok := want.(errorLike); ok {
		matches = err != nil && err.Error() == want.Error()
	}
	switch {
	case !matches:
		t.Errorf("%s: error %v, want %v", what, err, want)
	case errors.Is(err, typeseal.ErrInvalid) != errors.Is(want, typeseal.ErrInvalid):
		t.Errorf("%s: error %v matches ErrInvalid: %v", what, err, errors.Is(err, typeseal.ErrInvalid))
	}
}

// load returns a function that sets the state to that of v.
func (x *tester[T]) load(v *T) func(any) error {
	return func(p any) error {
		for _, f := range x.shape.states() {
			reflect.ValueOf(p).Elem().FieldByIndex(f.index).Set(reflect.ValueOf(v).Elem().FieldByIndex(f.index))
		}
		return nil
	}
}
