package typeseal

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// moreVectors is native_more.json: tokens that are opened with a key ring, with
// the value of the payload and the state.
type moreVectors struct {
	Format   string            `json:"format"`
	Origin   string            `json:"origin"`
	Fields   map[string]string `json:"fields"`
	Shape    any               `json:"shape"` // sample's
	KeyTexts []keyTextVector   `json:"key_texts"`
	Cases    []moreVector      `json:"cases"`
}

type moreVector struct {
	Name        string     `json:"name"`
	Reason      string     `json:"reason"`
	Kind        string     `json:"kind"`
	Salt        string     `json:"salt"`
	Codec       string     `json:"codec"`
	Accept      []int      `json:"accept"`
	MaxAge      *int64     `json:"max_age"`
	Prefix      string     `json:"prefix"`
	MaxSize     int        `json:"max_size"`
	Once        bool       `json:"once"`
	Ring        string     `json:"ring"`
	Realm       string     `json:"realm"`
	Binding     []string   `json:"binding"`
	State       []string   `json:"state"`
	StateValues []any      `json:"state_values"` // for generated code, which writes State from them
	Now         int64      `json:"now"`
	Token       string     `json:"token"`
	Mint        *moreMint  `json:"mint"`
	Expect      string     `json:"expect"`
	Value       *moreValue `json:"value"`
}

type moreMint struct {
	Key     string  `json:"key"`
	Version int     `json:"version"`
	Issued  int64   `json:"iat"`
	TTL     *uint32 `json:"ttl"`
	ID      *string `json:"id"`
	Nonce   *string `json:"nonce"`
	Payload string  `json:"payload"`
}

type moreValue struct {
	ID   string `json:"uid"`
	Name string `json:"name"`
}

// TestMoreVectors runs native_more.json.
func TestMoreVectors(t *testing.T) {
	var file moreVectors
	readVectorFile(t, "native_more.json", &file)
	if len(file.Cases) == 0 || len(file.KeyTexts) == 0 {
		t.Fatal("no cases")
	}
	for _, v := range file.KeyTexts {
		v.check(t)
	}
	for _, v := range file.Cases {
		t.Run(v.Name, v.run)
	}
}

func (v moreVector) run(t *testing.T) {
	if v.Reason == "" {
		t.Fatal("no reason")
	}
	if v.Mint != nil {
		if token := v.mint(t); token != v.Token {
			t.Errorf("%s: minted %s\n  want %s", v.Reason, token, v.Token)
		}
	}
	value, err := v.open(t)
	if got := verdict(err); got != v.Expect {
		t.Fatalf("%s: %s (%v), want %s", v.Reason, got, err, v.Expect)
	}
	switch {
	case (value == nil) != (v.Value == nil):
		t.Errorf("%s: value %v, want %v", v.Reason, value, v.Value)
	case value != nil && *value != *v.Value:
		t.Errorf("%s: value %v, want %v", v.Reason, *value, *v.Value)
	}
}

// verdict returns the word for an error in the vectors.
func verdict(err error) string {
	if err == nil {
		return "ok"
	}
	for _, kind := range []struct {
		err  error
		word string
	}{
		{ErrUnknownKey, "unknown_key"}, {ErrMalformed, "malformed"}, {ErrForged, "forged"},
		{ErrVersion, "version"}, {ErrNotYetValid, "not_yet_valid"},
		{ErrRevoked, "revoked"}, {ErrExpired, "expired"}, {ErrPayload, "payload"}, {ErrStale, "stale"},
	} {
		if errors.Is(err, kind.err) && errors.Is(err, ErrInvalid) {
			return kind.word
		}
	}
	return "another error"
}

func (v moreVector) policy(version int) Policy {
	p := Policy{
		Kind: vectorKinds[v.Kind], Salt: v.Salt, Version: version, Accept: v.Accept, MaxAge: Unlimited,
		Prefix: v.Prefix, MaxSize: v.MaxSize, State: v.State != nil, Once: v.Once,
	}
	p.Codec, p.Deflate = vectorCodec(v.Codec)
	if v.MaxAge != nil {
		p.MaxAge = time.Duration(*v.MaxAge) * time.Second
	}
	return p
}

func (v moreVector) options() (opts []Option) {
	for _, b := range v.Binding {
		opts = append(opts, BoundTo(b))
	}
	return opts
}

func (v moreVector) mint(t *testing.T) string {
	spec := NewSpec(v.policy(v.Mint.Version))
	spec.deflate = false // the payload of a vector is already compressed
	stamped := vector{Issued: v.Mint.Issued, TTL: v.Mint.TTL, ID: v.Mint.ID, Nonce: v.Mint.Nonce}
	m := stamped.begun(t, spec, v.keys(t), v.options())
	if v.State != nil {
		m.State(v.State...)
	}
	m.Msgpack().Reset(append(m.room.message, unhex(t, v.Mint.Payload)...))
	token, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// keys returns the keys that mint.
func (v moreVector) keys(t *testing.T) *view {
	if v.Kind == "public" {
		key, err := ParseSigningKey(v.Mint.Key)
		if err != nil {
			t.Fatal(err)
		}
		return key.WithRealm(v.Realm).viewed()
	}
	return mustRing(t, v.Mint.Key).WithRealm(v.Realm).viewed()
}

// begin is Spec.Open at the vector's time.
func (v moreVector) begin(t *testing.T, spec *Spec) (*Opening, error) {
	if v.Kind != "public" {
		return openAt(spec, mustRing(t, v.Ring).WithRealm(v.Realm).viewed(), v.Token, v.options(), v.Now)
	}
	ring, err := ParsePublicKeyring(v.Ring)
	if err != nil {
		t.Fatal(err)
	}
	return openAt(spec, ring.WithRealm(v.Realm).viewed(), v.Token, v.options(), v.Now)
}

// open does what generated code does, except redeeming. It returns the payload that comes
// with the verdict, or nil.
func (v moreVector) open(t *testing.T) (*moreValue, error) {
	spec := NewSpec(v.policy(v.Accept[0]))
	o, err := v.begin(t, spec)
	if err != nil {
		return nil, err
	}
	defer o.end(nil)
	var s sample
	if spec.codec == "json" || spec.codec == "json+deflate" {
		s.decodeJSON(o.JSON())
	} else {
		s.decode(o.Msgpack())
	}
	err = Decoded(o, &s)
	if expired := new(ExpiredError[sample]); errors.As(err, &expired) {
		return newMoreValue(expired.Payload()), err
	}
	if err == nil && v.State != nil {
		err = o.Fresh(v.State...)
	}
	if err != nil {
		return nil, err
	}
	return newMoreValue(s), nil
}

func newMoreValue(s sample) *moreValue {
	return &moreValue{strconv.FormatInt(s.ID, 10), s.Name}
}

// decodeJSON reads a payload in which sample's fields have the names of the vectors.
func (s *sample) decodeJSON(d *codec.JSONDecoder) {
	o := d.Object()
	for d.Field(&o, []string{"uid", "name"}) {
		switch o.Index {
		case 0:
			s.ID = d.Int(64)
		case 1:
			s.Name = d.String()
		}
	}
}

// keyTextVector is the text of one key. Key is null if the text is refused.
type keyTextVector struct {
	Reason string          `json:"reason"`
	Kind   string          `json:"kind"`
	Text   string          `json:"text"`
	Key    json.RawMessage `json:"key"`
	ID     string          `json:"id"`
}

var keyKinds = map[string]*ring.Kind{"root": ring.Root, "signing": ring.Signing, "public": ring.Public}

func (v keyTextVector) check(t *testing.T) {
	kind, known := keyKinds[v.Kind]
	if !known || v.Reason == "" {
		t.Fatalf("kind %q, reason %q", v.Kind, v.Reason)
	}
	_, err := kind.Read(v.Text)
	key, _ := kind.Parse(v.Text)
	var want *string
	if err := json.Unmarshal(v.Key, &want); err != nil {
		t.Fatal(err)
	}
	switch {
	case want == nil:
		if err == nil {
			t.Errorf("%s, %s: accepted", v.Text, v.Reason)
		}
	case err != nil || key != unhex32(t, *want) || kind.Format(key) != v.Text:
		t.Errorf("%s: read %x (%v), want %s", v.Text, key, err, *want)
	}
}
