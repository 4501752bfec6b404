package typeseal

import (
	"reflect"
	"testing"
	"time"
)

// nothings returns nil and zero values of every type whose methods programs call.
func nothings() []any {
	return []any{
		(*Keyring)(nil), new(Keyring), (*PublicKeyring)(nil), new(PublicKeyring), (*SigningKey)(nil), new(SigningKey),
		(*Spec)(nil), new(Spec), new(Minting), new(Opening), new(Option), new(ExpiredError[sample]),
		(*ExpiredError[sample])(nil),
	}
}

// TestZeroValues: no method of a nil or zero value panics if its arguments are nil or
// zero values. Methods that can fail return ErrConfig, unless an argument is at
// fault. Package fmt handles the printing of nil pointers.
func TestZeroValues(t *testing.T) {
	methods := 0
	for _, v := range nothings() {
		value := reflect.ValueOf(v)
		for i := range value.NumMethod() {
			method := value.Type().Method(i)
			_, printer := reflect.Zero(value.Type().Elem()).Type().MethodByName(method.Name)
			if printer && value.IsNil() {
				continue
			}
			if method.Name == "Format" {
				continue // needs a fmt.State
			}
			methods++
			callWithNothing(t, value.Type().String()+"."+method.Name, value.Method(i))
		}
	}
	if methods < 40 {
		t.Errorf("only %d methods were called", methods)
	}
}

func callWithNothing(t *testing.T, name string, method reflect.Value) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s panics: %v", name, p)
		}
	}()
	var args []reflect.Value
	for i := range method.Type().NumIn() {
		args = append(args, reflect.Zero(method.Type().In(i)))
	}
	call := method.Call
	if method.Type().IsVariadic() {
		call = method.CallSlice
	}
	for _, result := range call(args) {
		// A zero Minting returns errNoPayload. An ExpiredError is an error of its own.
		if err, ok := result.Interface().(error); ok && err != errNoPayload && err != ErrExpired {
			wantConfig(t, name, err)
		}
	}
}

// TestZeroKeys: minting and opening with a nil or zero ring or key fails with
// ErrConfig, also after WithRealm.
func TestZeroKeys(t *testing.T) {
	signed, public := NewSpec(samplePolicy(Signed)), NewSpec(samplePolicy(Public))
	for _, k := range []*Keyring{nil, {}, (*Keyring)(nil).WithRealm("a"), new(Keyring).WithRealm("a")} {
		_, err := signed.Mint(k)
		wantConfig(t, "minting", err)
		_, err = signed.Open(k, "ts1_")
		wantConfig(t, "opening", err)
		wantConfig(t, "a cutoff", k.Revoked(signed, time.Now()))
	}
	for _, k := range []*PublicKeyring{nil, {}, (*PublicKeyring)(nil).WithRealm("a"),
		new(PublicKeyring).WithRealm("a")} {
		_, err := public.OpenPublic(k, "ts1_")
		wantConfig(t, "opening a public token", err)
		wantConfig(t, "a cutoff", k.Revoked(public, time.Now()))
	}
	for _, k := range []*SigningKey{nil, {}, (*SigningKey)(nil).WithRealm("a"), new(SigningKey).WithRealm("a")} {
		_, err := public.MintPublic(k)
		wantConfig(t, "signing", err)
		if text := k.PublicKey(); text != "" {
			t.Errorf("a zero signing key has the public key %q", text)
		}
	}
	ring := mustRing(t, GenerateKey())
	for _, s := range []*Spec{nil, {}} {
		_, err := s.Mint(ring)
		wantConfig(t, "minting without a policy", err)
		_, err = s.Open(ring, "ts1_")
		wantConfig(t, "opening without a policy", err)
		wantConfig(t, "a cutoff without a policy", ring.Revoked(s, time.Now()))
	}
}
