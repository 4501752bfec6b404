package typeseal

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// oldSample is version 1 of sample.
type oldSample struct{ ID int64 }

var errNoUpgrade = errors.New("no such user")

func (s *oldSample) Upgrade() (sample, error) {
	switch s.ID {
	case 0:
		return sample{}, errNoUpgrade
	case 1:
		return sample{}, ErrPayload
	}
	return sample{ID: s.ID, Name: "of old"}, nil
}

// newest does what generated code does for a type that also accepts version 1.
func (k *kit) newest(token string) (s sample, err error) {
	o, err := k.begun(token)
	if err != nil {
		return s, err
	}
	var v sample
	switch o.Version() {
	case 1:
		var v1 oldSample
		d := o.Msgpack()
		d.Struct(1)
		v1.ID = d.Int(64)
		v, err = Upgraded(o, v1.Upgrade)
	default:
		v.decode(o.Msgpack())
	}
	if err != nil {
		return s, err
	}
	if err := Decoded(o, &v); err != nil {
		return s, err
	}
	return v, nil
}

// packed returns a payload of integers.
func packed(ids ...int64) string {
	var e codec.MsgpackEncoder
	e.Array(len(ids))
	for _, id := range ids {
		e.Int(id)
	}
	return string(e.Output.Bytes())
}

// TestVersions: exactly the accepted versions are opened, and their payloads
// are upgraded.
func TestVersions(t *testing.T) {
	for _, kind := range []Kind{Signed, Sealed, Public} {
		p := samplePolicy(kind)
		first := newKit(t, p)
		p.Version, p.Accept = 2, []int{1}
		both := first.with(p)
		p.Accept = nil
		second := first.with(p)
		p.Version, p.Accept = 1, []int{1, 2}
		careful := first.with(p)

		old, today := first.raw(t, packed(42), nil), second.mint(t, ana)
		if got, err := both.newest(old); err != nil || got != (sample{42, "of old"}) {
			t.Errorf("upgraded to %v, %v", got, err)
		}
		for _, k := range []*kit{both, careful, second} {
			if got, err := k.newest(today); err != nil || got != ana {
				t.Errorf("version 2: %v, %v", got, err)
			}
		}
		_, err := first.open(today)
		wantKind(t, "newer", err, ErrVersion)
		_, err = second.open(old)
		wantKind(t, "older", err, ErrVersion)
		if c, err := Inspect(careful.raw(t, packed(42), nil)); err != nil || c.Version != 1 {
			t.Errorf("minted %+v, %v", c, err)
		}
	}
}

// TestUpgradeFails: an error of Upgrade does not blame the token, unless it is
// ErrPayload itself. Upgrade is not called if the payload cannot be decoded.
func TestUpgradeFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := samplePolicy(Signed)
		first := newKit(t, p)
		p.Version, p.Accept = 2, []int{1}
		both := first.with(p)
		own, bad := first.raw(t, packed(0), nil), first.raw(t, packed(1), nil)
		odd, fine := first.raw(t, packed(0, 0), nil), first.raw(t, packed(9), nil)

		if _, err := both.newest(own); err != errNoUpgrade {
			t.Errorf("own error: %v", err)
		}
		_, err := both.newest(bad)
		wantKind(t, "Upgrade refuses the token", err, ErrPayload)
		_, err = both.newest(odd)
		wantKind(t, "another payload", err, ErrPayload)

		time.Sleep(p.MaxAge + time.Second)
		_, err = both.newest(fine)
		wantKind(t, "expired", err, ErrExpired)
		if e, ok := errors.AsType[*ExpiredError[sample]](err); !ok || e.Payload() != (sample{9, "of old"}) {
			t.Errorf("expired: %#v", err)
		}
		for _, token := range []string{own, bad, odd} {
			if _, err := both.newest(token); err != ErrExpired {
				t.Errorf("expired and not upgraded: %v", err)
			}
		}
	})
}
