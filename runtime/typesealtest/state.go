package typesealtest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

var errLoad = errors.New("the state cannot be loaded")

// testState: a token opens only if the state that is loaded is the one it was minted with.
func (x *tester[T]) testState(t *testing.T) {
	v := x.sample()
	token := x.token(t, &v)
	x.opens(t, token, x.expected(&v), Call{Load: x.load(&v)})
	for _, f := range x.shape.states() {
		x.refuses(t, token, typeseal.ErrStale, Call{Load: func(p any) error {
			err := x.load(&v)(p)
			alter(reflect.ValueOf(p).Elem().FieldByIndex(f.index), f.shape)
			return err
		}})
	}
	fails := func(err error) Call { return Call{Load: func(any) error { return err }} }
	x.refuses(t, token, typeseal.ErrStale, fails(typeseal.ErrStale))
	x.refuses(t, token, errLoad, fails(errLoad))
	for range 5 { // some of the random states are zero
		v := x.sample()
		if want := x.expected(&v); want != nil {
			x.testLoad(t, x.token(t, &v), v, want)
		}
	}
}

// testLoad: the function that loads gets the payload, and can change nothing but the state.
func (x *tester[T]) testLoad(t *testing.T, token string, v T, want *T) {
	for _, o := range x.openings() {
		p, calls := x.receiver(), 0
		err := o.call(&p, x.call(Call{Token: token, Load: func(loaded any) error {
			calls++
			if !x.same(loaded.(*T), want) {
				t.Errorf("%s passes another payload to the function that loads\n got: %+v\nwant: %+v", o.name,
					loaded, *want)
			}
			scramble(reflect.ValueOf(loaded).Elem(), x.shape)
			return x.load(&v)(loaded)
		}}))
		switch {
		case err != nil || calls != 1:
			t.Errorf("%s: %v, after %d calls of the function that loads", o.name, err, calls)
		case !x.same(&p, want):
			t.Errorf("%s takes changes to the payload from the function that loads\n got: %+v\nwant: %+v", o.name, p,
				*want)
		case !slices.Equal(x.stateOf(&p), x.stateOf(&v)):
			t.Errorf("%s does not set the state\n got: %q\nwant: %q", o.name, x.stateOf(&p), x.stateOf(&v))
		}
	}
}

// alter changes a state field to another value.
func alter(v reflect.Value, s *shape) {
	switch s.kind {
	case boolean:
		v.SetBool(!v.Bool())
	case integer:
		v.SetInt(v.Int() ^ 1)
	case unsigned:
		v.SetUint(v.Uint() ^ 1)
	case text:
		v.SetString(v.String() + "a")
	case bytes:
		setBytes(v, append(bytesOf(v), 'a'))
	case moment:
		// Nanoseconds, because the year must stay one that the codec can write.
		old := v.Convert(timeType).Interface().(time.Time)
		v.Set(reflect.ValueOf(old.Add(time.Duration(1 - 2*(old.Nanosecond()&1)))).Convert(v.Type()))
	}
}

// scramble changes what a payload shares with its copies: the elements of its lists and
// maps, and what its pointers point to.
func scramble(v reflect.Value, s *shape) {
	switch s.kind {
	case structure:
		for _, f := range s.sent() {
			scramble(v.FieldByIndex(f.index), f.shape)
		}
	case pointer:
		if !v.IsNil() {
			scramble(v.Elem(), s.elem)
		}
	case list, array:
		for i := range v.Len() {
			scramble(v.Index(i), s.elem)
		}
	case mapping:
		v.Clear()
	case bytes:
		for i := range v.Len() {
			v.Index(i).SetUint(v.Index(i).Uint() ^ 1)
		}
	case ownText, ownBinary, ownMsgpack:
		v.SetZero()
	default:
		if s.kind != byteArray && s.kind != float {
			alter(v, s)
		}
	}
}
