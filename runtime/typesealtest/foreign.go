package typesealtest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
)

// For generated code. A Foreign describes the tokens of a directive that names the format
// of another system, and calls the methods that were generated for it. K is the type of the
// format's keys.
type Foreign[T, K any] struct {
	MaxAge time.Duration // typeseal.Unlimited if tokens carry no time
	Future bool          // tokens from the future are accepted
	Lead   string        // first field of each token, or empty

	Keys func(secret string, older ...string) (K, error)
	Mint func(p T, keys K) (string, error)      // Sign or Seal
	Open func(p *T, keys K, token string) error // Verify or Open

	// One of them is set. It mints a token without the generated code.
	JSON   func(keys K, payload []byte) (string, error)
	Fields func(keys K, fields []string) (string, error)
}

// Test tests the tokens.
func (k *Foreign[T, K]) Test(t *testing.T) {
	t.Helper()
	keys, other := Keys(k.Keys), Keys(k.Keys)
	x := k.peer(keys)
	t.Run("values", func(t *testing.T) {
		x.testValues(t)
		x.testMinted(t, func(v T) (string, error) { return k.Mint(v, keys) })
	})
	t.Run("changed", x.testChanged)
	t.Run("foreign", func(t *testing.T) {
		v := x.sample(t)
		token, err := k.Mint(v, other)
		if err != nil {
			t.Fatal(err)
		}
		x.refuses(t, token, typeseal.ErrForged)
	})
	t.Run("payload", x.testPayload)
	t.Run("missing", x.testMissing)
	t.Run("age", x.testAge)
	t.Run("arguments", func(t *testing.T) {
		v := x.sample(t)
		_, err := k.Mint(v, *new(K))
		refused(t, "minting without a key", err, typeseal.ErrConfig)
		token := x.reference(t, v)
		refused(t, "opening on a nil pointer", k.Open(nil, keys, token), typeseal.ErrNoReceiver)
		refused(t, "opening without a key", k.Open(&v, *new(K), token), typeseal.ErrConfig)
	})
}

func (k *Foreign[T, K]) peer(keys K) *peer[T] {
	also := &Also{MaxAge: k.MaxAge, Future: k.Future, Lead: k.Lead}
	if k.JSON != nil {
		also.JSON = func(payload []byte) (string, error) { return k.JSON(keys, payload) }
	} else {
		also.Fields = func(fields []string) (string, error) { return k.Fields(keys, fields) }
	}
	return newPeer(also, func(p *T, token string) error { return k.Open(p, keys, token) })
}

// A peer is the other system. It mints tokens that open accepts.
type peer[T any] struct {
	*Also
	payloads[T]
	open func(p *T, token string) error
}

func newPeer[T any](also *Also, open func(p *T, token string) error) *peer[T] {
	in := inJSON
	if also.Fields != nil {
		in = inFields
	}
	return &peer[T]{also, newPayloads[T](in), open}
}

// mint returns a token of v.
func (x *peer[T]) mint(v T) (string, error) {
	if x.Gob != nil {
		payload, err := gobOf(&v)
		if err != nil {
			return "", err
		}
		return x.Gob(payload)
	}
	payload, fields, err := x.filler.writer.encode(reflect.ValueOf(&v).Elem(), x.shape)
	switch {
	case err != nil:
		return "", err
	case x.JSON != nil:
		return x.JSON(payload)
	case x.Lead != "":
		fields = append([]string{x.Lead}, fields...)
	}
	return x.Fields(fields)
}

func (x *peer[T]) mintable(v T) error {
	_, err := x.mint(v)
	if err == nil && x.Gob != nil {
		v = ungobbed(v)
		_, _, err = x.filler.writer.encode(reflect.ValueOf(&v).Elem(), x.shape)
	}
	return err
}

func (x *peer[T]) reference(t *testing.T, v T) string {
	t.Helper()
	token, err := x.mint(v)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// sample returns a random payload. If there is none, it skips the test.
func (x *peer[T]) sample(t *testing.T) T {
	t.Helper()
	v, why := x.random(x.mintable)
	if why != "" {
		x.skip(t, why)
	}
	if x.Gob != nil {
		return ungobbed(v)
	}
	return v
}

func (x *peer[T]) opens(t *testing.T, token string, want *T) {
	t.Helper()
	p := x.receiver()
	if err := x.open(&p, token); err != nil {
		t.Errorf("opening %s: %v", token, err)
	} else if !x.same(&p, want) {
		t.Errorf("another payload\n got: %+v\nwant: %+v", p, *want)
	}
}

func (x *peer[T]) refuses(t *testing.T, token string, want error) {
	t.Helper()
	p, before := x.receivers()
	x.refusesInto(t, token, want, &p, &before)
}

// refusesInto is refuses with two equal receivers.
func (x *peer[T]) refusesInto(t *testing.T, token string, want error, p, before *T) {
	t.Helper()
	refused(t, "opening "+token, x.open(p, token), want)
	if !reflect.DeepEqual(p, before) {
		t.Errorf("opening fails, but changes the receiver\n was: %+v\n is: %+v", *before, *p)
	}
}

func (x *peer[T]) testValues(t *testing.T) {
	for range rounds {
		v := x.sample(t)
		x.opens(t, x.reference(t, v), &v)
	}
}

// testMinted: payloads are the same after a round trip.
func (x *peer[T]) testMinted(t *testing.T, mint func(T) (string, error)) {
	for n := range rounds {
		var v T
		if n > 0 {
			v = x.sample(t)
		} else if x.mintable(v) != nil {
			continue // a type refuses its zero value
		}
		token, err := mint(v)
		if errors.Is(err, codec.ErrTooHeavy) {
			continue
		}
		if err != nil {
			t.Fatalf("%+v: %v", v, err)
		}
		x.opens(t, token, &v)
	}
}

func (x *peer[T]) testChanged(t *testing.T) {
	p, before := x.receivers()
	damaged(x.reference(t, x.sample(t)), func(text string) bool {
		x.refusesInto(t, text, typeseal.ErrInvalid, &p, &before)
		return !t.Failed()
	})
}

// testPayload: an authentic token with a payload that is not one of T is refused.
func (x *peer[T]) testPayload(t *testing.T) {
	v := x.sample(t)
	try := func(token string, err error) {
		t.Helper()
		if err == nil {
			x.refuses(t, token, typeseal.ErrPayload)
		}
	}
	if x.Gob != nil {
		for _, bad := range badGobs(t, &v) {
			try(x.Gob(bad))
		}
		return
	}
	payload, fields, err := x.filler.writer.encode(reflect.ValueOf(&v).Elem(), x.shape)
	if err != nil {
		t.Fatal(err)
	}
	if x.JSON != nil {
		cut := string(payload[:len(payload)-1])
		for _, bad := range []string{"null", "[]", `{"unknown":1}`, `{"unknown":null}`, cut} {
			try(x.JSON([]byte(bad)))
		}
		return
	}
	lead := []string{}
	if x.Lead != "" {
		lead = append(lead, x.Lead)
		try(x.Fields(append([]string{x.Lead + "x"}, fields...)))
	}
	try(x.Fields(append(append(lead, fields...), "more")))
	if len(fields) > 1 {
		try(x.Fields(append(lead, fields[1:]...)))
	}
}

// testAge: a token is valid until its max-age, and not after it.
func (x *peer[T]) testAge(t *testing.T) {
	v := x.sample(t)
	var token, ahead string
	at(t, 0, func(t *testing.T) { token = x.reference(t, v) })
	at(t, 62*time.Second, func(t *testing.T) { ahead = x.reference(t, v) })
	if x.MaxAge == typeseal.Unlimited {
		return
	}
	at(t, x.MaxAge-time.Second, func(t *testing.T) { x.opens(t, token, &v) })
	at(t, x.MaxAge+time.Second, func(t *testing.T) {
		x.refuses(t, token, typeseal.ErrExpired)
		p := x.receiver()
		expired, ok := errors.AsType[*typeseal.ExpiredError[T]](x.open(&p, token))
		if !ok {
			t.Errorf("the error of an expired token is not a %T", expired)
		} else if p = expired.Payload(); !x.same(&p, &v) {
			t.Errorf("the error has another payload\n got: %+v\nwant: %+v", p, v)
		}
	})
	at(t, 0, func(t *testing.T) {
		if x.Future {
			x.opens(t, ahead, &v)
		} else {
			x.refuses(t, ahead, typeseal.ErrNotYetValid)
		}
	})
}
