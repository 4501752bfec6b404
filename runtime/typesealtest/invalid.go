package typesealtest

import (
	"reflect"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// testChanged: a token that was cut, or of which one character was changed, is refused.
func (x *tester[T]) testChanged(t *testing.T) {
	v := x.sample()
	p, before := x.receivers()
	damaged(x.token(t, &v), func(text string) bool {
		x.refusesInto(t, text, typeseal.ErrInvalid, Call{Load: x.load(&v)}, &p, &before)
		return !t.Failed()
	})
}

// damaged calls try with everything that a token becomes if it is cut, or if a character is
// changed or added, until it returns false. Of a long token, it leaves out most characters
// in the middle.
func damaged(token string, try func(text string) bool) {
	step := 1 + len(token)/2000
	for i := 0; i < len(token); i++ {
		if i > 400 && i < len(token)-400 && i%step != 0 {
			continue
		}
		other := "A"
		if token[i] == 'A' {
			other = "B"
		}
		if !try(token[:i]) || !try(token[:i]+other+token[i+1:]) {
			return
		}
	}
	_ = try(token+"A") && try(token+token)
}

// testForeign: tokens of another key, realm, salt, prefix or kind are refused, although they
// are authentic. So are tokens with other compression, state or use.
func (x *tester[T]) testForeign(t *testing.T) {
	v := x.sample()
	c := Call{Load: x.load(&v)}
	other := x.call(Call{Keys: x.otherRing, SigningKey: x.otherSign})
	token, err := x.Mint(v, other)
	if err != nil {
		t.Fatal(err)
	}
	x.refuses(t, token, typeseal.ErrUnknownKey, c)
	realm := x.call(Call{Keys: x.ring.WithRealm("other"), SigningKey: x.sign.WithRealm("other")})
	if token, err = x.Mint(v, realm); err != nil {
		t.Fatal(err)
	}
	x.refuses(t, token, typeseal.ErrForged, c)
	for _, change := range []struct {
		what   string
		want   error
		change func(p *typeseal.Policy)
	}{
		{"salt", typeseal.ErrForged, func(p *typeseal.Policy) { p.Salt = "typesealtest" }},
		{"compression", typeseal.ErrForged, func(p *typeseal.Policy) { p.Deflate = !p.Deflate }},
		{"prefix", typeseal.ErrMalformed, func(p *typeseal.Policy) { p.Prefix = "other_" }},
		{"kind", typeseal.ErrMalformed, func(p *typeseal.Policy) {
			if p.Kind == typeseal.Signed {
				p.Kind = typeseal.Sealed
			} else {
				p.Kind = typeseal.Signed
			}
		}},
		{"state", typeseal.ErrMalformed, func(p *typeseal.Policy) { p.State = !p.State }},
		{"once", typeseal.ErrMalformed, func(p *typeseal.Policy) { p.Once, p.Grace = false, 0 }},
	} {
		p, want := x.Policy, change.want
		if change.what == "once" && !p.Once || change.what == "state" && p.Kind == typeseal.Public {
			continue
		}
		if change.what == "prefix" && x.Also != nil {
			want = typeseal.ErrInvalid // it is refused as a token of the other system
		}
		change.change(&p)
		if token, err := x.reference(p, &v); err == nil {
			x.refuses(t, token, want, c)
		}
	}
}

// testPayload: an authentic token with a payload that is not one of T is refused.
func (x *tester[T]) testPayload(t *testing.T) {
	v := x.sample()
	older, s, err := x.minted(v)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(payload string) {
		t.Helper()
		token, err := x.mintRaw(x.Policy, payload, x.stateOf(&v))
		if err == nil { // not too long
			x.refuses(t, token, typeseal.ErrPayload, Call{Load: x.load(&v)})
		}
	}
	good, _, err := x.filler.writer.encode(older, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "\xc1", string(good[:len(good)-1]), string(good) + "\x00", "null", "\xc0"} {
		refuse(bad)
	}
	for _, name := range s.names() {
		for _, write := range []func(*writer, field) bool{writeNil, writeLarge, writeSmall, writeTwice} {
			w := x.filler.writer
			w.instead = func(w *writer, f field) bool { return f.name == name && write(w, f) }
			if bad, _, err := w.encode(older, s); err == nil && string(bad) != string(good) {
				refuse(string(bad))
			}
		}
	}
}

// writeNil writes nil in place of a value that is never nil.
func writeNil(w *writer, f field) bool {
	if f.kind == pointer || f.kind == ownMsgpack {
		return false
	}
	w.scalars().Nil()
	return true
}

// writeLarge writes a number that is too large for an integer of less than 64 bits.
func writeLarge(w *writer, f field) bool {
	if !f.small() {
		return false
	}
	w.scalars().Uint(1 << f.typ.Bits())
	return true
}

// writeSmall writes a number that is too small.
func writeSmall(w *writer, f field) bool {
	if !f.small() {
		return false
	}
	w.scalars().Int(-1 << f.typ.Bits())
	return true
}

// writeTwice writes a map that has a key twice.
func writeTwice(w *writer, f field) bool {
	if f.kind != mapping {
		return false
	}
	key, elem := reflect.New(f.key.typ).Elem(), reflect.New(f.elem.typ).Elem()
	if w.in == inMsgpack {
		w.msgpack.Map(2)
		for range 2 {
			w.value(key, f.key, 0)
			w.value(elem, f.elem, 0)
		}
		return true
	}
	name := "0"
	if f.key.kind == text {
		name = ""
	}
	w.json.OpenObject()
	for i := range 2 {
		w.json.Key(i, name)
		w.value(elem, f.elem, 0)
	}
	w.json.CloseObject()
	return true
}

// testSize: a token that is longer than max-size is refused before anything else.
func (x *tester[T]) testSize(t *testing.T) {
	most := x.Policy.MaxSize
	if most == 0 {
		most = 4096
	}
	p := x.Policy
	p.MaxSize = 2 * most
	if p.MaxSize > 1<<20 {
		t.Skip("no token is longer than the longest that the directive can allow")
	}
	content := make([]byte, most)
	x.filler.rand.Read(content) // it cannot be compressed
	token := func(n int) string {
		text, err := x.mintRaw(p, "\xc1"+string(content[:n]), make([]string, len(x.shape.states())))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	n := (most - len(token(0))) * 3 / 4
	for len(token(n)) <= most {
		n++
	}
	x.refuses(t, token(n), typeseal.ErrMalformed, Call{})
	x.refuses(t, token(n-1), typeseal.ErrPayload, Call{})
}

// testBinding: a token that is bound to a value opens only with it.
func (x *tester[T]) testBinding(t *testing.T) {
	v := x.sample()
	want := x.expected(&v)
	one, two := typeseal.BoundTo("test:1"), typeseal.BoundTo("test:2")
	with := func(opts ...typeseal.Option) Call { return Call{Load: x.load(&v), Options: opts} }
	bound := x.token(t, &v, one)
	x.opens(t, bound, want, with(one))
	x.refuses(t, bound, typeseal.ErrForged, with())
	x.refuses(t, bound, typeseal.ErrForged, with(two))
	x.refuses(t, x.token(t, &v), typeseal.ErrForged, with(one))
	both := x.token(t, &v, one, two)
	x.opens(t, both, want, with(one, two))
	x.refuses(t, both, typeseal.ErrForged, with(two, one))
}

// testArguments: calls that cannot be right fail with ErrConfig, whatever the token.
func (x *tester[T]) testArguments(t *testing.T) {
	v := x.sample()
	token := x.token(t, &v)
	_, err := x.Mint(v, Call{})
	refused(t, x.mintName()+" without a key", err, typeseal.ErrConfig)
	for _, o := range x.openings() {
		c := x.call(Call{Token: token, Load: x.load(&v)})
		refused(t, o.name+" on a nil pointer", o.call(nil, c), typeseal.ErrNoReceiver)
		p := x.receiver()
		c.Keys, c.PublicKeys = nil, nil
		refused(t, o.name+" without a key", o.call(&p, c), typeseal.ErrConfig)
	}
	if x.Redeem != nil {
		c := x.call(Call{Token: token, Load: x.load(&v)})
		c.Store = nil
		p := x.receiver()
		refused(t, "Redeem without a store", x.Redeem(&p, c), typeseal.ErrConfig)
		if err := x.Open(&p, c); err != nil {
			t.Errorf("Peek without a store: %v", err)
		}
	}
	if x.Policy.State {
		for _, o := range x.openings() {
			c := x.call(Call{Token: token})
			c.Load = nil
			p := x.receiver()
			refused(t, o.name+" without a function that loads the state", o.call(&p, c), typeseal.ErrNoLoad)
		}
	}
}
