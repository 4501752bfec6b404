package typeseal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/observe"
)

// signerFunc is a crypto.Signer that does what a function does.
type signerFunc struct {
	public any
	sign   func(message []byte) ([]byte, error)
}

func (s signerFunc) Public() crypto.PublicKey { return s.public }

func (s signerFunc) Sign(random io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if random == nil || opts.HashFunc() != 0 {
		return nil, errors.New("not pure Ed25519")
	}
	return s.sign(message)
}

// signerKit returns a kit for public tokens with a signer, and the signer's private key.
func signerKit(t *testing.T, behave func(private ed25519.PrivateKey, message []byte) ([]byte, error)) *kit {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	k := &kit{name: "signer", spec: NewSpec(samplePolicy(Public))}
	k.signing, err = NewSigningKey(public, signerFunc{public, func(message []byte) ([]byte, error) {
		return behave(private, message)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if k.public, err = ParsePublicKeyring(k.signing.PublicKey()); err != nil {
		t.Fatal(err)
	}
	return k
}

func honest(private ed25519.PrivateKey, message []byte) ([]byte, error) {
	return ed25519.Sign(private, message), nil
}

// TestSigner: a signer makes the same tokens as the key with the seed, in every realm, and
// is called once for each.
func TestSigner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // in one second, so that tokens are equal
		signing, public := GenerateSigningKey()
		b, err := ring.Signing.Parse(signing)
		if err != nil {
			t.Fatal(err)
		}
		private := ed25519.NewKeyFromSeed(b[:])
		calls := 0
		asked, err := NewSigningKey(ed25519.PublicKey(private[32:]), signerFunc{nil, func(m []byte) ([]byte, error) {
			calls++
			return honest(private, m)
		}})
		if err != nil {
			t.Fatal(err)
		}
		held, err := ParseSigningKey(signing)
		if err != nil {
			t.Fatal(err)
		}
		if asked.PublicKey() != public || asked.String() != held.String() {
			t.Errorf("public key %q of %v, want %q of %v", asked.PublicKey(), asked, public, held)
		}
		ring, err := ParsePublicKeyring(public)
		if err != nil {
			t.Fatal(err)
		}
		spec := NewSpec(samplePolicy(Public))
		for i, realm := range []string{"", "tenant:7"} {
			k := (&kit{spec: spec, signing: asked, public: ring}).realm(realm)
			token := k.mint(t, ana, BoundTo("a"))
			same := (&kit{spec: spec, signing: held, public: ring}).realm(realm).mint(t, ana, BoundTo("a"))
			if got, err := k.open(token, BoundTo("a")); err != nil || got != ana || token != same {
				t.Errorf("realm %q: %+v, %v; the key with the seed makes %s, not %s", realm, got, err, same, token)
			}
			if calls != i+1 {
				t.Errorf("%d calls for %d tokens", calls, i+1)
			}
		}
	})
}

// wantSigner checks an error of minting with a signer that failed for a cause.
func wantSigner(t *testing.T, what string, err, cause error, text string) {
	t.Helper()
	if !errors.Is(err, ErrSigner) || errors.Is(err, ErrInvalid) || errors.Is(err, ErrMint) || blamesToken(err) {
		t.Errorf("%s: %v, want ErrSigner", what, err)
		return
	}
	if err.Error() != text || errors.Unwrap(err) != cause {
		t.Errorf("%s: %q unwraps to %v; want %q and %v", what, err, errors.Unwrap(err), text, cause)
	}
}

// TestSignerFaults: whatever a signer returns, no token comes of it unless it is a signature
// of the message, and the observer learns whose fault it was.
func TestSignerFaults(t *testing.T) {
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	down := fmt.Errorf("POST /sign: %w", os.ErrDeadlineExceeded)
	type private = ed25519.PrivateKey
	sign, bad := ed25519.Sign, "typeseal: signer failed: "+errBadSignature.Error()
	for what, c := range map[string]struct {
		behave func(p private, m []byte) ([]byte, error)
		cause  error
		text   string
	}{
		"fails": {func(private, []byte) ([]byte, error) { return nil, down }, down, "typeseal: signer failed"},
		"signs and fails": {func(p private, m []byte) ([]byte, error) { return sign(p, m), down }, down,
			"typeseal: signer failed"},
		"blames the token": {func(p private, m []byte) ([]byte, error) { return nil, ErrExpired }, nil,
			"typeseal: signer failed"},
		"nil":   {func(private, []byte) ([]byte, error) { return nil, nil }, errBadSignature, bad},
		"empty": {func(private, []byte) ([]byte, error) { return []byte{}, nil }, errBadSignature, bad},
		"zeros": {func(private, []byte) ([]byte, error) { return make([]byte, 64), nil }, errBadSignature, bad},
		"another key": {func(_ private, m []byte) ([]byte, error) { return sign(stranger, m), nil },
			errBadSignature, bad},
		"another message": {func(p private, m []byte) ([]byte, error) { return sign(p, m[1:]), nil },
			errBadSignature, bad},
		"a changed message": {func(p private, m []byte) ([]byte, error) { m[len(m)-1]++; return sign(p, m), nil },
			errBadSignature, bad},
		"a hash of the message": {func(p private, m []byte) ([]byte, error) {
			h := crypto.SHA512.New()
			h.Write(m)
			s, err := p.Sign(nil, h.Sum(nil), crypto.SHA512) // Ed25519ph
			return s, err
		}, errBadSignature, bad},
		"63 bytes": {func(p private, m []byte) ([]byte, error) { return sign(p, m)[:63], nil }, errBadSignature, bad},
		"65 bytes": {func(p private, m []byte) ([]byte, error) { return append(sign(p, m), 0), nil },
			errBadSignature, bad},
		"one bit": {func(p private, m []byte) ([]byte, error) {
			s := sign(p, m)
			s[40] ^= 1
			return s, nil
		}, errBadSignature, bad},
		"the message": {func(p private, m []byte) ([]byte, error) { return m, nil }, errBadSignature, bad},
		"hexadecimal": {func(p private, m []byte) ([]byte, error) {
			return []byte(hex.EncodeToString(sign(p, m))), nil
		}, errBadSignature, bad},
	} {
		var r recorder
		fault := true
		plain := signerKit(t, func(p private, m []byte) ([]byte, error) {
			if fault {
				return c.behave(p, m)
			}
			return honest(p, m)
		})
		k := plain.observed(&r)
		token, err := k.tryMint(ana)
		wantSigner(t, what, err, c.cause, c.text)
		e := r.last(t, what)
		if token != "" || e.Op != observe.Mint || e.Reason != ErrSigner || e.Invalid || e.KeyID == 0 {
			t.Errorf("%s: token %q, %+v", what, token, e)
		}
		m, err := k.begin()
		if err != nil {
			t.Fatal(err)
		}
		ana.encode(m.Msgpack())
		kept, err := m.AppendText([]byte("kept"))
		wantSigner(t, what, err, c.cause, c.text)
		if string(kept) != "kept" {
			t.Errorf("%s: AppendText returns %q", what, kept)
		}
		fault = false
		if got, err := plain.open(k.mint(t, ana)); err != nil || got != ana {
			t.Errorf("after %s: %+v, %v", what, got, err)
		}
	}
}

// TestSignerKeeps: a signer that keeps or changes the message and its signature changes no
// token, and sees nothing of later ones.
func TestSignerKeeps(t *testing.T) {
	var messages, signatures [][]byte
	k := signerKit(t, func(p ed25519.PrivateKey, m []byte) ([]byte, error) {
		s := ed25519.Sign(p, m)
		messages, signatures = append(messages, bytes.Clone(m), m), append(signatures, s)
		return s, nil
	})
	var tokens []string
	for i := range 20 {
		tokens = append(tokens, k.mint(t, sample{ID: int64(i), Name: strings.Repeat("x", i)}))
	}
	for i := 0; i < len(messages); i += 2 {
		if !bytes.Equal(messages[i], messages[i+1]) {
			t.Fatalf("message %d changed after the signer was called", i/2)
		}
		clear(messages[i+1])
		clear(signatures[i/2])
	}
	for i, token := range tokens {
		if got, err := k.open(token); err != nil || got.ID != int64(i) {
			t.Errorf("token %d: %+v, %v", i, got, err)
		}
	}
	scribbler := signerKit(t, func(p ed25519.PrivateKey, m []byte) ([]byte, error) {
		s := ed25519.Sign(p, m)
		clear(m)
		return s, nil
	})
	if got, err := scribbler.open(scribbler.mint(t, ana)); err != nil || got != ana {
		t.Errorf("a signer that clears the message: %+v, %v", got, err)
	}
}

// TestSignerPanics: the panic reaches the caller, and no memory is used twice afterwards.
func TestSignerPanics(t *testing.T) {
	rotten := signerKit(t, func(ed25519.PrivateKey, []byte) ([]byte, error) { panic("rotten") })
	good := signerKit(t, honest)
	for range 50 {
		m, err := rotten.begin()
		if err != nil {
			t.Fatal(err)
		}
		sample{Name: "of the panic"}.encodeTo(m)
		func() {
			defer func() {
				if p := recover(); p != "rotten" {
					t.Errorf("panic %v", p)
				}
			}()
			m.Text()
		}()
		other, err := good.begin()
		if err != nil {
			t.Fatal(err)
		}
		ana.encodeTo(other)
		if _, err := m.Text(); err != errNoPayload {
			t.Errorf("Text after a panic: %v", err)
		}
		token, err := other.Text()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := good.open(token); err != nil || got != ana {
			t.Fatalf("after a panic: %+v, %v", got, err)
		}
	}
}

func (s sample) encodeTo(m *Minting) { s.encode(m.Msgpack()) }

// TestSignerStalls: while a signer stalls, others mint with the same key.
func TestSignerStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := signerKit(t, func(p ed25519.PrivateKey, m []byte) ([]byte, error) {
			if bytes.Contains(m, []byte("slow")) {
				time.Sleep(time.Minute)
			}
			return honest(p, m)
		})
		start := time.Now()
		var slow sync.WaitGroup
		for range 10 {
			slow.Go(func() {
				if _, err := k.tryMint(sample{Name: "slow"}); err != nil || time.Since(start) != time.Minute {
					t.Errorf("%v after %v", err, time.Since(start))
				}
			})
		}
		synctest.Wait()
		for range 100 {
			if got, err := k.open(k.mint(t, ana)); err != nil || got != ana {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		if k.realm("other").mint(t, ana); time.Since(start) != 0 {
			t.Errorf("minting waited for %v", time.Since(start))
		}
		slow.Wait()
	})
}

// TestSignerConcurrent: many goroutines mint with one signer, some calls of which fail.
func TestSignerConcurrent(t *testing.T) {
	k := signerKit(t, func(p ed25519.PrivateKey, m []byte) ([]byte, error) {
		if s := ed25519.Sign(p, m); s[0]%3 > 0 {
			return s, nil
		}
		clear(m)
		return m[:64], nil
	})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 50 {
				sent := sample{ID: int64(g*100 + i), Name: strings.Repeat("x", i)}
				token, err := k.tryMint(sent)
				if errors.Is(err, ErrSigner) {
					continue
				}
				if got, openErr := k.open(token); err != nil || openErr != nil || got != sent {
					t.Errorf("%v, %+v, %v", err, got, openErr)
				}
			}
		})
	}
	wg.Wait()
}

// TestSignerNotAsked: a signer is not asked to sign what cannot become a token.
func TestSignerNotAsked(t *testing.T) {
	calls := 0
	k := signerKit(t, func(p ed25519.PrivateKey, m []byte) ([]byte, error) {
		calls++
		return honest(p, m)
	})
	for what, err := range map[string]error{
		"a payload that is not UTF-8": second(k.tryMint(sample{Name: "\xff"})),
		"a payload that is too long":  second(k.tryMint(sample{Name: strings.Repeat("x", 4000)})),
		"a wrong option":              second(k.tryMint(ana, TTL(0))),
	} {
		if err == nil || errors.Is(err, ErrSigner) || calls > 0 {
			t.Errorf("%s: %v after %d calls", what, err, calls)
		}
	}
	longest := sample{Name: strings.Repeat("x", 2960)} // so that the token has 4062 characters
	if _, err := k.tryMint(longest); err != nil || calls != 1 {
		t.Errorf("a long token: %v after %d calls", err, calls)
	}
}

func second(_ string, err error) error { return err }

// nilSigner is a signer as a pointer, slice, map, function and channel.
type (
	pointerSigner struct{ signerFunc }
	sliceSigner   []byte
	mapSigner     map[string]string
	funcSigner    func()
	chanSigner    chan int
)

func (sliceSigner) Public() crypto.PublicKey { return nil }
func (mapSigner) Public() crypto.PublicKey   { return nil }
func (funcSigner) Public() crypto.PublicKey  { return nil }
func (chanSigner) Public() crypto.PublicKey  { return nil }

func (sliceSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, nil }
func (mapSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error)   { return nil, nil }
func (funcSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error)  { return nil, nil }
func (chanSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error)  { return nil, nil }

// TestSignerRefusals: a signer is refused if it is nil, has another public key, or has one
// that must not be used.
func TestSignerRefusals(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	counting := ed25519.NewKeyFromSeed([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f" +
		"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"))
	seed := unhex32(t, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60") // of RFC 8032
	printed := ed25519.NewKeyFromSeed(seed[:])
	confused := append(bytes.Clone(other[:32]), public...)
	some := signerFunc{public, func(m []byte) ([]byte, error) { return honest(private, m) }}
	of := func(p any) signerFunc { return signerFunc{p, some.sign} }
	pub := func(p ed25519.PrivateKey) ed25519.PublicKey { return ed25519.PublicKey(p[32:]) }
	weak := ed25519.PublicKey(append([]byte{1}, make([]byte, 31)...))
	errWeak, errPublished := ring.Public.Refuse([32]byte(weak)), ring.Signing.Refuse(seed)
	errCounted := ring.Signing.Refuse([32]byte(counting.Seed()))

	for what, c := range map[string]struct {
		public ed25519.PublicKey
		signer crypto.Signer
		reason error
	}{
		"nil":                     {public, nil, errNoSigner},
		"a nil pointer":           {public, (*pointerSigner)(nil), errNoSigner},
		"a nil private key":       {public, ed25519.PrivateKey(nil), errNoSigner},
		"a nil *PrivateKey":       {public, (*ed25519.PrivateKey)(nil), errNoSigner},
		"a nil slice":             {public, sliceSigner(nil), errNoSigner},
		"a nil map":               {public, mapSigner(nil), errNoSigner},
		"a nil function":          {public, funcSigner(nil), errNoSigner},
		"a nil channel":           {public, chanSigner(nil), errNoSigner},
		"nothing at all":          {nil, nil, errNoSigner},
		"no public key":           {nil, some, errPublicSize},
		"31 bytes":                {public[:31], some, errPublicSize},
		"33 bytes":                {append(bytes.Clone(public), 0), some, errPublicSize},
		"a private key as public": {ed25519.PublicKey(private), some, errPublicSize},
		"small order":             {weak, of(weak), errWeak},
		"not canonical":           {bytes.Repeat([]byte{0xff}, 32), some, errWeak},
		"published":               {pub(printed), of(pub(printed)), errPublished},
		"another public key":      {pub(other), some, errOtherPublic},
		"a nil Ed25519 key":       {public, of(ed25519.PublicKey(nil)), errOtherPublic},
		"an ECDSA key":            {public, curve, errOtherPublic},
		"another private key":     {public, other, errOtherPublic},
		"a confused private key":  {public, ed25519.PrivateKey(confused), errOtherPublic},
		"a seed as private key":   {public, private[:32], errOtherPublic},
		"an empty private key":    {public, &ed25519.PrivateKey{}, errOtherPublic},
		"a counted private key":   {pub(counting), counting, errCounted},
		"a counted *PrivateKey":   {pub(counting), &counting, errCounted},
	} {
		k, err := NewSigningKey(c.public, c.signer)
		wantConfig(t, what, err)
		if k != nil || !errors.Is(err, c.reason) {
			t.Errorf("%s: %v, %v", what, k, err)
		}
	}
	for what, signer := range map[string]crypto.Signer{
		"a private key": private, "a pointer": &private, "a function": some, "no public key": of(nil),
		"a public key in bytes": of([]byte(public)), "a pointer to another type": &pointerSigner{some},
	} {
		k, err := NewSigningKey(public, signer)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if _, err := (&kit{spec: NewSpec(samplePolicy(Public)), signing: k}).tryMint(ana); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestSignerCopiesPublic: the caller may change the public key afterwards.
func TestSignerCopiesPublic(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewSigningKey(public, signerFunc{nil, func(m []byte) ([]byte, error) { return honest(private, m) }})
	if err != nil {
		t.Fatal(err)
	}
	clear(public)
	if _, err := (&kit{spec: NewSpec(samplePolicy(Public)), signing: k}).tryMint(ana); err != nil {
		t.Error(err)
	}
}

// secretSigner holds its password in plain sight.
type secretSigner struct {
	signerFunc
	Password string
	private  ed25519.PrivateKey
}

// TestSignerPrinting: neither a key nor a token that is being minted shows the signer.
func TestSignerPrinting(t *testing.T) {
	const password = "the password of the HSM"
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer := &secretSigner{signerFunc{nil, func(m []byte) ([]byte, error) { return honest(private, m) }},
		password, private}
	key, err := NewSigningKey(public, signer)
	if err != nil {
		t.Fatal(err)
	}
	const realm = "tenant:acme"
	k := &kit{spec: NewSpec(samplePolicy(Public)), signing: key.WithRealm(realm)}
	k.mint(t, ana)
	m, err := k.begin()
	if err != nil {
		t.Fatal(err)
	}
	wantHidden(t, "a minting", []any{m}, password, string(private[:32]), string(private[:16]))
	for what, v := range map[string]*SigningKey{"a key": key, "a key with a realm": k.signing} {
		wantHidden(t, what, places(*v), password, string(private[:32]), string(private[:16]), realm)
	}
	if want := "typeseal.SigningKey(" + keyIDText(setOf(key).primary.id) + ")"; fmt.Sprint(key) != want {
		t.Errorf("prints %v, want %s", key, want)
	}
}
