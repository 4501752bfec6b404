package typesealtest

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// testValues: zero and random payloads are the same after a round trip, in tokens of the
// generated code and in those that are made without it.
func (x *tester[T]) testValues(t *testing.T) {
	if zero := *new(T); x.mintable(zero) == nil { // no type refuses its zero value
		x.testValue(t, zero)
	}
	for range rounds {
		x.testValue(t, x.sample())
	}
}

func (x *tester[T]) testValue(t *testing.T, v T) {
	t.Helper()
	want, c := x.expected(&v), Call{Load: x.load(&v)}
	token := x.token(t, &v)
	x.opens(t, token, want, c)
	reference, err := x.reference(x.Policy, &v)
	if err != nil {
		t.Fatal(err)
	}
	x.opens(t, reference, want, c)
	if want == nil {
		return // Downgrade may not give the same twice
	}
	random := x.Policy.Kind == typeseal.Sealed || x.Policy.Once
	if len(token) != len(reference) || !random && token != reference {
		t.Errorf("%s of %+v returns another token than FORMAT.md specifies\n got: %s\nwant: %s", x.mintName(), v,
			token, reference)
	}
}

// testBounds: a field with a max= tag takes as many bytes or elements, and not one more.
func (x *tester[T]) testBounds(t *testing.T) {
	v := x.sample()
	if x.Downgrade != nil {
		t.Skip("new tokens have the bounds of an older version")
	}
	for _, f := range bounded(x.shape, nil, "") {
		for _, extra := range []int{0, 1} {
			v := v
			if !resize(reflect.ValueOf(&v).Elem().FieldByIndex(f.index), f.shape, f.max+extra) {
				continue
			}
			c := Call{Load: x.load(&v)}
			token, err := x.mint(x.Policy, reflect.ValueOf(&v).Elem(), unbounded(x.shape), x.stateOf(&v))
			switch {
			case err != nil: // longer than max-size, or of elements that have no zero value
			case extra == 0:
				x.opens(t, x.token(t, &v), &v, c)
				x.opens(t, token, &v, c)
			default:
				_, err := x.Mint(v, x.call(c))
				refused(t, x.mintName()+" with "+f.name+" beyond its max= tag", err, typeseal.ErrMint)
				x.refuses(t, token, typeseal.ErrPayload, c)
			}
		}
	}
}

// bounded returns the fields of a payload, and of the structs in it, that have a max= tag.
func bounded(s *shape, index []int, path string) (list []field) {
	for _, f := range s.sent() {
		f.index = append(index[:len(index):len(index)], f.index...)
		f.name = path + f.name
		switch {
		case f.kind == structure:
			list = append(list, bounded(f.shape, f.index, f.name+".")...)
		case f.max > 0:
			list = append(list, f)
		}
	}
	return list
}

// unbounded returns a shape without the bounds of the fields.
func unbounded(s *shape) *shape {
	if s == nil {
		return nil
	}
	free := *s
	free.elem, free.fields = unbounded(s.elem), append([]field(nil), s.fields...)
	for i := range free.fields {
		free.fields[i].max, free.fields[i].shape = 0, unbounded(free.fields[i].shape)
	}
	return &free
}

// resize sets v to a value of n bytes or elements. It reports false if there is none.
func resize(v reflect.Value, s *shape, n int) bool {
	if n > 1<<20 {
		return false
	}
	switch s.kind {
	case pointer:
		p := reflect.New(s.elem.typ)
		v.Set(p.Convert(v.Type()))
		return resize(p.Elem(), s.elem, n)
	case text:
		v.SetString(strings.Repeat("a", n))
	case bytes, list:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
	case mapping:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range n {
			key := reflect.New(s.key.typ).Elem()
			switch {
			case s.key.kind == text:
				key.SetString(strings.Repeat("k", i))
			case s.key.kind == integer && !key.OverflowInt(int64(i)):
				key.SetInt(int64(i))
			case s.key.kind == unsigned && !key.OverflowUint(uint64(i)):
				key.SetUint(uint64(i))
			default:
				return false
			}
			v.SetMapIndex(key, reflect.Zero(s.elem.typ))
		}
	default:
		return false
	}
	return true
}

// testAppend: AppendSign and AppendSeal append a token, and nothing if they fail.
func (x *tester[T]) testAppend(t *testing.T) {
	v := x.sample()
	want := x.expected(&v)
	before := []byte("before ")
	text, err := x.Append(v, before[:len(before):len(before)], x.call(Call{}))
	token, ok := strings.CutPrefix(string(text), string(before))
	if err != nil || !ok {
		t.Fatalf("Append%s returns %q, %v", x.mintName(), text, err)
	}
	x.opens(t, token, want, Call{Load: x.load(&v)})
	bound := Call{Load: x.load(&v), Options: []typeseal.Option{typeseal.BoundTo("test:1")}}
	text, err = x.Append(v, nil, x.call(bound))
	if err != nil {
		t.Fatal(err)
	}
	x.opens(t, string(text), want, bound)
	text, err = x.Append(v, before, Call{})
	if !errors.Is(err, typeseal.ErrConfig) || string(text) != string(before) {
		t.Errorf("Append%s without a key returns %q, %v", x.mintName(), text, err)
	}
}
