package rotation_test

import (
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// TestSigningRing: the primary key of a ring of signing keys signs, and the public ring verifies the tokens of
// each key that was primary, until the key is retired.
func TestSigningRing(t *testing.T) {
	text, _ := typeseal.GenerateSigningKey()
	ring, err := rotation.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	sign := func() string {
		key, err := typeseal.ParseSigningKey(ring.Text())
		if err != nil {
			t.Fatal(err)
		}
		token, err := shop.Receipt{Order: 42}.Sign(key)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	public := func() *typeseal.PublicKeyring {
		text, err := ring.Public()
		if err != nil {
			t.Fatal(err)
		}
		keys, err := typeseal.ParsePublicKeyring(text)
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	verify := func(what, token string, want error) {
		t.Helper()
		var r shop.Receipt
		if err := r.Verify(public(), token); !errors.Is(err, want) || err == nil && r.Order != 42 {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	old := ring.Keys()[0].ID
	first := sign()
	id, err := ring.Add(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	early := public()
	verify("before the rotation", first, nil)
	if err := ring.Promote(id, time.Now()); err != nil {
		t.Fatal(err)
	}
	second := sign()
	verify("of the old key", first, nil)
	verify("of the new key", second, nil)
	var r shop.Receipt
	if err := r.Verify(early, second); err != nil {
		t.Errorf("the public ring of before the promotion refuses the new key: %v", err)
	}
	if err := ring.Retire(old, time.Now()); err != nil {
		t.Fatal(err)
	}
	verify("of the retired key", first, typeseal.ErrUnknownKey)
	verify("of the new key, later", second, nil)
	key, err := typeseal.ParseSigningKey(ring.Text())
	if err != nil {
		t.Fatal(err)
	}
	if lone, err := typeseal.ParsePublicKeyring(key.PublicKey()); err != nil || r.Verify(lone, second) != nil {
		t.Errorf("PublicKey is not that of the primary key: %v", err)
	}
}
