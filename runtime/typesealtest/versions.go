package typesealtest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// For generated code. Former describes an older schema version, whose struct is F. upgrade
// calls the methods Upgrade that lead to T.
func Former[F, T any](version int, upgrade func(older F) (T, error)) Version[T] {
	return Version[T]{
		number:  version,
		shape:   func(in codecName) *shape { return shapeOf(reflect.TypeFor[F](), in) },
		upgrade: func(older any) (T, error) { return upgrade(older.(F)) },
	}
}

// version returns an accepted older version, or nil.
func (k *Token[T]) version(number int) *Version[T] {
	for i := range k.Versions {
		if k.Versions[i].number == number {
			return &k.Versions[i]
		}
	}
	return nil
}

// testVersions: tokens of versions that the directive does not list are refused, and those
// of former versions are upgraded.
func (x *tester[T]) testVersions(t *testing.T) {
	v := x.sample()
	for n := range 32 {
		if x.accepts(n) {
			continue
		}
		p := x.Policy
		p.Version = n
		token, err := x.reference(p, &v)
		if err != nil {
			t.Fatal(err)
		}
		x.refuses(t, token, typeseal.ErrVersion, Call{Load: x.load(&v)})
	}
	for i := range x.Versions {
		x.testFormer(t, &x.Versions[i])
	}
}

func (x *tester[T]) accepts(version int) bool {
	return version == x.Policy.Version || slices.Contains(x.Policy.Accept, version)
}

// testFormer: tokens of an older version give what the methods Upgrade give.
func (x *tester[T]) testFormer(t *testing.T, former *Version[T]) {
	s := former.shape(x.filler.writer.in)
	p := x.Policy
	p.Version = former.number
	upgraded := 0
	for range rounds {
		older := reflect.New(s.typ).Elem()
		x.filler.fill(older, s, 0)
		token, err := x.mint(p, older, s, x.stateOf(&x.first))
		if err != nil {
			continue // a type refuses its random value, or the token is too long
		}
		want, err := former.upgrade(older.Interface())
		again, errAgain := former.upgrade(older.Interface())
		c := Call{Load: x.load(&x.first)}
		switch {
		case err == typeseal.ErrPayload:
			x.refuses(t, token, typeseal.ErrPayload, c)
		case err != nil && errors.Is(err, typeseal.ErrInvalid):
		case err != nil:
			x.refuses(t, token, errorLike{err}, c)
		case errAgain != nil || !x.same(&want, &again): // Upgrade uses random numbers
			upgraded++
			x.opens(t, token, nil, c)
		default:
			upgraded++
			x.opens(t, token, &want, c)
		}
	}
	if upgraded == 0 {
		t.Skipf("Upgrade refuses all random values of version %d; package typesealtest documents how to give it others",
			former.number)
	}
	t.Logf("version %d: %d of %d random values were upgraded", former.number, upgraded, rounds)
}
