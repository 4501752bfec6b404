package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/floor"
	"github.com/typeseal/typeseal/testdata/bench/peers"
)

// shared has the methods that are generated for a type with //typeseal:sign and
// //typeseal:seal.
type shared interface {
	Sign(*typeseal.Keyring, ...typeseal.Option) (string, error)
	AppendSign([]byte, *typeseal.Keyring, ...typeseal.Option) ([]byte, error)
	Verify(*typeseal.Keyring, string, ...typeseal.Option) error
	Seal(*typeseal.Keyring, ...typeseal.Option) (string, error)
	AppendSeal([]byte, *typeseal.Keyring, ...typeseal.Option) ([]byte, error)
	Open(*typeseal.Keyring, string, ...typeseal.Option) error
}

// signing has the methods that are generated for a type with //typeseal:sign alone.
type signing interface {
	Sign(*typeseal.Keyring, ...typeseal.Option) (string, error)
	Verify(*typeseal.Keyring, string, ...typeseal.Option) error
}

// public has the methods that are generated for alg=ed25519.
type public interface {
	Sign(*typeseal.SigningKey, ...typeseal.Option) (string, error)
	Verify(*typeseal.PublicKeyring, string, ...typeseal.Option) error
}

// A bare floor makes and opens tokens.
type bare interface {
	Mint() string
	AppendMint([]byte) []byte
	Open(string) (string, bool)
}

var errFloor = errors.New("the floor refuses its own token")

// addShared adds the rows of a payload under a key ring, with their floors.
func addShared(t *tokens, payload, codec string, v shared) error {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	signed, err1 := v.Sign(keys)
	sealed, err2 := v.Seal(keys)
	content, err3 := contentOf(signed)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	err = errors.Join(
		addFloor(t, payload, codec, peers.Sign, floor.NewSigned(newKey(), content), signed),
		addFloor(t, payload, codec, peers.Seal, floor.NewSealed(newKey(), newKey(), content), sealed),
	)
	if err != nil {
		return err
	}
	add := func(op op, who string, length int, run func() error) {
		t.add(row{key: key{payload, op, who, codec}, length: length, keyID: true, run: run})
	}
	got := fresh(v)
	if err := got.Verify(keys, signed); err != nil || !reflect.DeepEqual(got, v) {
		return fmt.Errorf("%s, %s: opened as %+v: %w", payload, codec, got, err)
	}
	var dst []byte
	add(sign, typeSeal, len(signed), func() error { _, err := v.Sign(keys); return err })
	add(sign, appended, 0, func() (err error) { dst, err = v.AppendSign(dst[:0], keys); return err })
	add(verify, typeSeal, 0, func() error { return got.Verify(keys, signed) })
	add(seal, typeSeal, len(sealed), func() error { _, err := v.Seal(keys); return err })
	add(seal, appended, 0, func() (err error) { dst, err = v.AppendSeal(dst[:0], keys); return err })
	add(open, typeSeal, 0, func() error { return got.Open(keys, sealed) })
	return nil
}

// addPacked adds the rows of a payload that is compressed, which has no floor.
func addPacked(t *tokens, payload string, v signing) error {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	token, err := v.Sign(keys)
	if err != nil {
		return err
	}
	got := fresh(v)
	if err := got.Verify(keys, token); err != nil || !reflect.DeepEqual(got, v) {
		return fmt.Errorf("%s, compressed: opened as %+v: %w", payload, got, err)
	}
	t.add(row{key: key{payload, sign, packed, asJSON}, length: len(token), keyID: true,
		run: func() error { _, err := v.Sign(keys); return err }})
	t.add(row{key: key{payload, verify, packed, asJSON}, run: func() error { return got.Verify(keys, token) }})
	return nil
}

// addFloor adds the floor of a token that was minted. Both must have the same length.
func addFloor(t *tokens, payload, codec string, kind peers.Kind, f bare, token string) error {
	own := f.Mint()
	if len(own) != len(token) {
		return fmt.Errorf("floor of %s, %s: %d characters, the token has %d", payload, kind, len(own), len(token))
	}
	add := func(op op, who string, run func() error) {
		t.add(row{key: key{payload, op, who, codec}, run: run})
	}
	mints, opens := pairs[kind][0], pairs[kind][1]
	var dst []byte
	add(mints, theFloor, func() error { f.Mint(); return nil })
	add(mints, theFloor+", append", func() error { dst = f.AppendMint(dst[:0]); return nil })
	add(opens, theFloor, func() error {
		if _, ok := f.Open(own); !ok {
			return errFloor
		}
		return nil
	})
	return nil
}

// addPublic adds the rows of a payload under an Ed25519 key.
func addPublic(t *tokens, payload, codec string, v public) error {
	private, ring, err := newPair()
	if err != nil {
		return err
	}
	token, err1 := v.Sign(private)
	content, err2 := contentOf(token)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	add := func(op op, who string, length int, run func() error) {
		t.add(row{key: key{payload, op, who, codec}, length: length, keyID: who == typeSeal, run: run})
	}
	got := fresh(v)
	if err := got.Verify(ring, token); err != nil || !reflect.DeepEqual(got, v) {
		return fmt.Errorf("%s, %s, Ed25519: opened as %+v: %w", payload, codec, got, err)
	}
	f := floor.NewPublic(ed25519.NewKeyFromSeed(newKey()), "bench.session-public", strings.ToLower(codec), content)
	add(ed25519Sign, theFloor, 0, func() error { f.Sign(); return nil })
	add(ed25519Verify, theFloor, 0, func() error {
		if !f.Verify() {
			return errFloor
		}
		return nil
	})
	add(ed25519Sign, typeSeal, len(token), func() error { _, err := v.Sign(private); return err })
	add(ed25519Verify, typeSeal, 0, func() error { return got.Verify(ring, token) })
	return nil
}

// fresh returns a new payload of v's type, which is a pointer.
func fresh[T any](v T) T { return reflect.New(reflect.TypeOf(v).Elem()).Interface().(T) }

func newPair() (*typeseal.SigningKey, *typeseal.PublicKeyring, error) {
	signing, public := typeseal.GenerateSigningKey()
	private, err1 := typeseal.ParseSigningKey(signing)
	ring, err2 := typeseal.ParsePublicKeyring(public)
	return private, ring, errors.Join(err1, err2)
}

// contentOf returns the payload of a signed token, encoded.
func contentOf(token string) ([]byte, error) {
	claims, err := typeseal.Inspect(token)
	if err != nil {
		return nil, err
	}
	return claims.Payload, nil
}

func newKey() []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}
