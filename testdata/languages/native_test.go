package languages

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"testing"
)

// A tokenVector is a case of native.json, native_state.json or native_more.json. Of the first
// two, the payload is opaque.
type tokenVector struct {
	Name, Reason, Kind, Realm, Salt, Codec, Prefix, Token, Expect string

	MaxAge  *int64 `json:"max_age"`
	Binding []string
	State   []string
	Now     int64

	// Of native.json and native_state.json.
	Root    string
	Version int
	Issued  int64 `json:"iat"`
	TTL     *int64
	ID      *string
	Nonce   *string
	Payload string

	// Of native_more.json.
	Accept      []int
	MaxSize     int `json:"max_size"`
	Once        bool
	Ring        string
	StateValues []stateValue `json:"state_values"`
	Value       any

	mint    *minting
	covered []string // in the place of what a state tag covers
}

type stateValue struct {
	Type  message
	Value any
}

// A minting says how a token is made.
type minting struct {
	Key     string
	Version int
	Issued  int64 `json:"iat"`
	TTL     *int64
	ID      *string
	Nonce   *string
	Payload string
}

// askNative asks about native.json and native_state.json.
func askNative(t *testing.T, name string) (list []exchange) {
	var file struct {
		Keys  []struct{ Text, KID string }
		Cases []struct {
			tokenVector
			Mint bool
		}
	}
	readVectors(t, name, &file)
	for _, k := range file.Keys {
		q := message{"op": "ring", "name": "ring", "text": k.Text, "realm": "", "public": false, "signing": false}
		wrong := is(message{"ids": []any{k.KID}})
		list = append(list, exchange{vector: k.KID, reason: "a key", question: q, wrong: wrong})
	}
	for _, v := range file.Cases {
		v := v.tokenVector.complete(t, v.Mint)
		if name == "native.json" && v.State != nil {
			v = v.covers()
		}
		list = append(list, v.ask("opaque", v.Payload)...)
	}
	return list
}

// complete gives v the members that the cases of native_more.json have.
func (v tokenVector) complete(t *testing.T, mint bool) tokenVector {
	t.Helper()
	root, err := hex.DecodeString(v.Root)
	if err != nil {
		t.Fatal(err)
	}
	v.Accept, v.Reason, v.Ring = []int{v.Version}, v.Expect, keyText("key", root)
	key := v.Ring
	if v.Kind == "public" {
		key = keyText("sec", root)
		v.Ring = keyText("pub", ed25519.NewKeyFromSeed(root).Public().(ed25519.PublicKey))
	}
	if mint {
		v.mint = &minting{key, v.Version, v.Issued, v.TTL, v.ID, v.Nonce, v.Payload}
	}
	return v
}

// keyText returns the text of a key.
func keyText(kind string, key []byte) string {
	sum := sha256.Sum256(pae("typeseal v1 "+kind, string(key)))
	return "typeseal_" + kind + "_v1_" + base64.RawURLEncoding.EncodeToString(append(key, sum[:4]...))
}

// pae is the PAE of FORMAT.md section 1.
func pae(parts ...string) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(parts)))
	for _, p := range parts {
		b = append(binary.LittleEndian.AppendUint64(b, uint64(len(p))), p...)
	}
	return b
}

// covers is about the cases of native.json with state. Their strings are all that the tag covers,
// and the last one is not what an implementation computes. So it is given these strings, and a
// state that is not looked at.
func (v tokenVector) covers() tokenVector {
	v.covered, v.State = v.State, []string{"", "", ""}
	return v
}

// askMore asks about native_more.json.
func askMore(t *testing.T, name string) (list []exchange) {
	var file struct {
		Shape []any
		Texts []keyVector `json:"key_texts"`
		Cases []struct {
			tokenVector
			Mint *minting
		}
	}
	readVectors(t, name, &file)
	for _, v := range file.Texts {
		list = append(list, v.ask())
	}
	for _, v := range file.Cases {
		v.tokenVector.mint = v.Mint
		list = append(list, v.tokenVector.ask(file.Shape, v.Value)...)
	}
	return list
}

// A keyVector is the text of a single key.
type keyVector struct {
	Reason, Kind, Text string
	Key                *string
	ID                 string
}

func (v keyVector) ask() exchange {
	q := message{"op": "key_text", "kind": v.Kind, "text": v.Text}
	e := exchange{vector: v.Kind + " key " + v.Text, reason: v.Reason, question: q}
	e.wrong = is(message{"error": "configuration"})
	if v.Key != nil {
		e.wrong = is(message{"ids": []any{v.ID}})
	}
	return e
}

// ask asks for a token's payload, and for the token if a writer can make it. The payload is of
// the given fields, or opaque.
func (v tokenVector) ask(fields, value any) (list []exchange) {
	add := func(q message, want message) {
		list = append(list, exchange{vector: v.Name, reason: v.Reason, question: q, wrong: is(want)})
	}
	add(v.policy(fields, v.Accept...), message{})
	add(v.ring(v.Ring, v.Kind == "public", false), message{})
	want := message{"value": value}
	if v.Expect != "ok" {
		want = message{"error": v.Expect}
	}
	if v.Expect == "expired" && fields != "opaque" {
		want["value"] = value
	}
	add(v.about(message{"op": "open", "token": v.Token, "now": v.Now}), want)
	if v.mint != nil {
		add(v.policy("opaque", v.mint.Version), message{})
		add(v.ring(v.mint.Key, false, v.Kind == "public"), message{})
		add(v.about(v.mint.question()), message{"token": v.Token})
	}
	return list
}

// about adds what opening and minting have in common.
func (v tokenVector) about(q message) message {
	q["policy"], q["ring"], q["state"], q["bindings"] = "p", "k", v.state(), append([]string{}, v.Binding...)
	if v.covered != nil {
		q["covered"] = v.covered
	}
	return q
}

func (m minting) question() message {
	return message{"op": "stamp", "version": m.Version, "iat": m.Issued, "ttl": m.TTL, "id": m.ID, "nonce": m.Nonce,
		"payload": m.Payload}
}

var kinds = map[string]string{"sign": "signed", "seal": "sealed", "public": "public"}

func (v tokenVector) policy(fields any, versions ...int) message {
	payloads := map[int]any{}
	for _, version := range versions {
		payloads[version] = fields
	}
	q := message{"op": "policy", "name": "p", "kind": kinds[v.Kind], "codec": v.Codec, "salt": v.Salt,
		"prefix": "ts1_", "maxAge": v.MaxAge, "maxSize": 4096, "once": v.Once, "mint": versions[0],
		"payloads": payloads, "state": v.forms()}
	if v.Prefix != "" {
		q["prefix"] = v.Prefix
	}
	if v.MaxSize != 0 {
		q["maxSize"] = v.MaxSize
	}
	return q
}

func (v tokenVector) ring(text string, public, signing bool) message {
	return message{"op": "ring", "name": "k", "text": text, "realm": v.Realm, "now": v.Now,
		"public": public, "signing": signing}
}

// forms are the fields of the state; nil: the type has none. A vector without state values has
// texts.
func (v tokenVector) forms() (list []message) {
	for i := range v.State {
		form := "text"
		if v.StateValues != nil {
			form = formOf[v.StateValues[i].Type["kind"].(string)]
		}
		list = append(list, message{"name": "s" + string(rune('a'+i)), "form": form})
	}
	return list
}

var formOf = map[string]string{
	"string": "text", "bytes": "bytes", "int": "integer", "uint": "integer", "bool": "bool", "time": "time",
}

func (v tokenVector) state() (list []any) {
	for i, text := range v.State {
		if v.StateValues != nil {
			list = append(list, v.StateValues[i].Value)
		} else {
			list = append(list, text)
		}
	}
	return list
}
