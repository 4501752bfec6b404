package typeseal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// vector is one case of native.json or native_state.json.
type vector struct {
	Name         string            `json:"name"`
	Kind         string            `json:"kind"`
	Root         string            `json:"root"`
	Realm        string            `json:"realm"`
	Salt         string            `json:"salt"`
	Codec        string            `json:"codec"`
	Version      int               `json:"version"`
	Issued       int64             `json:"iat"`
	Payload      string            `json:"payload"`
	TTL          *uint32           `json:"ttl"`
	ID           *string           `json:"id"`
	State        []string          `json:"state"`
	Binding      []string          `json:"binding"`
	Nonce        *string           `json:"nonce"`
	Now          int64             `json:"now"`
	MaxAge       int64             `json:"max_age"`
	Token        string            `json:"token"`
	Expect       string            `json:"expect"`
	Intermediate map[string]string `json:"intermediate"`
	Mint         bool              `json:"mint"`
	Prefix       string            `json:"prefix"`
}

var expectations = map[string]error{
	"ok":            nil,
	"malformed":     ErrMalformed,
	"unknown_key":   ErrUnknownKey,
	"forged":        ErrForged,
	"version":       ErrVersion,
	"not_yet_valid": ErrNotYetValid,
	"expired":       ErrExpired,
	"stale":         ErrStale,
}

var vectorKinds = map[string]Kind{"sign": Signed, "seal": Sealed, "public": Public}

// vectorFile is a file of vectors. Fields explains the members of a case.
type vectorFile struct {
	Format string            `json:"format"`
	Origin string            `json:"origin"`
	Fields map[string]string `json:"fields"`
	Keys   []vectorKey       `json:"keys"`
	Cases  []vector          `json:"cases"`
}

// readVectors reads a file with the same form of cases as native.json.
func readVectors(t *testing.T, name string) (file vectorFile) {
	readVectorFile(t, name, &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file
}

// readVectorFile reads a file of testdata/vectors, or of the folder that the
// environment variable TYPESEAL_VECTORS names.
func readVectorFile(t *testing.T, name string, file any) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "testdata", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s holds no %s", dir, name)
	}
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(file); err != nil {
		t.Fatal(err)
	}
}

// TestVectors runs the cases of native.json.
func TestVectors(t *testing.T) {
	file := readVectors(t, "native.json")
	for i, k := range file.Keys {
		t.Run("key-"+strconv.Itoa(i), k.run)
	}
	for _, v := range file.Cases {
		t.Run(v.Name, v.run)
	}
}

// TestStateVectors runs the cases of native_state.json. They give only the values of the
// state, and not the rest of the message that a state tag covers.
func TestStateVectors(t *testing.T) {
	for _, v := range readVectors(t, "native_state.json").Cases {
		t.Run(v.Name, func(t *testing.T) {
			spec, keys := v.spec(t), v.keys(t)
			if v.Mint {
				m := v.begun(t, spec, keys, v.bindings())
				m.State(v.State...)
				m.Msgpack().Reset(append(m.room.message, unhex(t, v.Payload)...))
				if token, err := m.Text(); err != nil || token != v.Token {
					t.Errorf("minted %s, %v\n  want %s", token, err, v.Token)
				}
			}
			o, err := openAt(spec, keys, v.Token, v.bindings(), v.Now)
			if err != nil {
				t.Fatal(err)
			}
			if fresh := o.room.fresh(v.State); fresh != (v.Expect == "ok") {
				t.Errorf("fresh is %v, expected %s", fresh, v.Expect)
			}
		})
	}
}

type vectorKey struct {
	Root  string `json:"root"`
	KeyID string `json:"kid"`
	Text  string `json:"text"`
}

func (v vectorKey) run(t *testing.T) {
	key := unhex32(t, v.Root)
	root := suite.NewRoot(key)
	if got := keyIDText(root.KeyID()); got != v.KeyID {
		t.Errorf("key id %s, want %s", got, v.KeyID)
	}
	if got := ring.Root.Format(key); got != v.Text {
		t.Errorf("text %s, want %s", got, v.Text)
	}
	if got, err := ring.Root.Parse(v.Text); err != nil || got != key {
		t.Errorf("parsed %x, %v, want %x", got, err, key)
	}
}

func (v vector) run(t *testing.T) {
	want, known := expectations[v.Expect]
	if !known {
		t.Fatalf("unknown expectation %q", v.Expect)
	}
	if v.Kind == "" || vectorKinds[v.Kind] == 0 {
		t.Fatalf("unknown kind %q", v.Kind)
	}
	spec, keys := v.spec(t), v.keys(t)
	if v.Mint {
		v.checkIntermediate(t, spec, keys)
		if got := v.mint(t, spec, keys); got != v.Token {
			t.Errorf("minted %s\n  want %s", got, v.Token)
		}
	}
	payload, err := v.open(spec, keys)
	if err != want {
		t.Fatalf("opening: %v, want %v", err, want)
	}
	if err == nil && hex.EncodeToString(payload) != v.Payload {
		t.Errorf("payload %x, want %s", payload, v.Payload)
	}
}

func (v vector) spec(t *testing.T) *Spec {
	p := Policy{
		Kind: vectorKinds[v.Kind], Salt: v.Salt, Codec: Msgpack, Version: v.Version,
		MaxAge: time.Duration(v.MaxAge) * time.Second, Prefix: v.Prefix, State: v.State != nil,
	}
	p.Codec, p.Deflate = vectorCodec(v.Codec)
	spec := NewSpec(p)
	spec.deflate = false // the payloads of vectors are already encoded and compressed
	return spec
}

// vectorCodec returns the codec of a name, or 0.
func vectorCodec(name string) (c Codec, deflate bool) {
	name, deflate = strings.CutSuffix(name, "+deflate")
	return map[string]Codec{"json": JSON, "msgpack": Msgpack}[name], deflate
}

// keys returns a ring with the key of v. ParseKeyring would refuse that key, because it
// is published.
func (v vector) keys(t *testing.T) *view {
	kind := ring.Root
	if v.Kind == "public" {
		kind = ring.Signing // a signing key also has the public key
	}
	k := newKey(kind, ring.NewKey(kind, unhex32(t, v.Root)))
	return handle[Keyring](fixed(&keySet{keys: []*key{k}, primary: k}), v.Realm, nil).viewed()
}

func (v vector) bindings() (opts []Option) {
	for _, b := range v.Binding {
		opts = append(opts, BoundTo(b))
	}
	return opts
}

// mint is like Spec.Mint, with the time, id, nonce and state tag of v.
func (v vector) mint(t *testing.T, spec *Spec, keys *view) string {
	m := v.begun(t, spec, keys, v.bindings())
	w := m.room
	if v.State != nil {
		copy(w.message[w.state:], v.stateTag(w.keys.At(), w.header))
		complete := *spec
		complete.state = false // there is none left to bind
		w.spec = &complete
	}
	m.Msgpack().Reset(append(w.message, unhex(t, v.Payload)...))
	token, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// stateTag returns the state tag of v. The strings of v include the other parts that the
// tag covers.
func (v vector) stateTag(keys *subkeys, h envelope.Header) []byte {
	return keys.state.Append(nil, appendState(nil, h, v.State, 0), nil, envelope.StateSize)
}

func (v vector) begun(t *testing.T, spec *Spec, keys *view, opts []Option) *Minting {
	m := new(Minting)
	err := spec.mintWith(m, keys, spec.kind == envelope.Public, opts, v.Issued)
	if err != nil {
		t.Fatal(err)
	}
	if v.TTL != nil {
		m.room.stamp.ttl = *v.TTL
	}
	if v.ID != nil {
		m.room.stamp.hasID = true
		copy(m.room.stamp.id[:], unhex(t, *v.ID))
	}
	if v.Nonce != nil {
		copy(m.room.stamp.nonce[:], unhex(t, *v.Nonce))
	}
	m.room.begin(opts)
	return m
}

// open is like Spec.Open, with the time and the state of v.
func (v vector) open(spec *Spec, keys *view) ([]byte, error) {
	o, err := openAt(spec, keys, v.Token, v.bindings(), v.Now)
	switch {
	case err != nil:
		return nil, err
	case o.room.expired:
		return nil, ErrExpired
	case v.State != nil && !bytes.Equal(o.room.content.State, v.stateTag(o.room.keys.At(), o.room.parts.Header)):
		return nil, ErrStale
	}
	return o.room.payload, nil
}

func (v vector) checkIntermediate(t *testing.T, spec *Spec, keys *view) {
	room := v.begun(t, spec, keys, nil).room
	header, domain := room.header, spec.domain(v.Realm)
	got := map[string]string{"kid": keyIDText(room.key.id)}
	got["header"] = hex.EncodeToString(header.Append(nil))
	if v.Kind == "public" {
		got["public_key"] = hex.EncodeToString(room.key.public[:])
	} else {
		subkey := func(use string) string {
			key := suite.NewRoot(unhex32(t, v.Root)).Subkey(use, domain)
			return hex.EncodeToString(key[:])
		}
		got["sign_key"] = subkey(suite.Sign)
		got["enc_key"] = subkey(suite.SealEnc)
		got["tag_key"] = subkey(suite.SealTag)
	}
	if v.State != nil {
		got["state_tag"] = hex.EncodeToString(v.stateTag(room.keys.At(), header))
	}
	for name, want := range v.Intermediate {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unhex32(t *testing.T, s string) [32]byte {
	return [32]byte(unhex(t, s))
}
