package handoff

import (
	"bytes"
	"crypto/aes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// vector is one case of vectors/handoff.json, where the text "fields" explains the
// fields.
type vector struct {
	Name, Op, Note, Quirk string
	Source                string
	Variant               string
	Secret                string
	Payload               json.RawMessage
	PayloadText           string `json:"payload_text"`
	URandomHex            string `json:"urandom_hex"`
	IVHex                 string `json:"iv_hex"`
	ZlibHex               string `json:"zlib_hex"`
	AESKeyHex             string `json:"aes_key_hex"`
	HMACKeyHex            string `json:"hmac_key_hex"`
	EncodeExact           bool   `json:"encode_exact"`
	Token                 string
	Expect                string
	ErrorClass            string `json:"error_class"`
	ErrorMessage          string `json:"error_message"`
}

type difference = compattest.Difference[*vector]

// differences are tried in the order in which the reader checks them.
var differences = []difference{
	{Row: "mac-alphabet", Applies: macAlphabet, Read: typeseal.ErrMalformed,
		Cases: []string{"a_mac_padding_character", "b_mac_padding_character",
			"a_standard_base64_alphabet", "b_standard_base64_alphabet"}},
	{Row: "mac-bits", Applies: macBits, Read: typeseal.ErrForged,
		Cases: []string{"a_mac_noncanonical_last_char", "b_mac_noncanonical_last_char"}},
	{Row: "zlib-trailing", Applies: trailing, Read: typeseal.ErrPayload,
		Cases: []string{"authentic_zlib_trailing_bytes"}},
	{Row: "body-base64", Applies: bodyBase64, Read: typeseal.ErrPayload},
	{Row: "json-words", Applies: text(compattest.Words), Read: typeseal.ErrPayload, Mint: typeseal.ErrMint,
		Cases: []string{"a_nan", "b_nan"}},
	{Row: "json-double", Applies: text(compattest.Doubled), Read: typeseal.ErrPayload},
	{Row: "json-case", Applies: text(compattest.Cased), Read: typeseal.ErrPayload},
	{Row: "json-surrogate", Applies: text(compattest.Surrogate), Read: typeseal.ErrPayload, Mint: typeseal.ErrMint},
}

// sameAsOriginal are the cases with a quirk in which this package fails as Ax_Handoff's
// documentation promises.
var sameAsOriginal = []string{
	"authentic_pad_inconsistent", "authentic_body_bad_character_a", "authentic_body_bad_character_b",
	"authentic_body_length_1_mod_4",
}

func TestVectors(t *testing.T) {
	for _, v := range compattest.Vectors[vector](t, "handoff.json") {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

func TestDifferences(t *testing.T) {
	look := func(v *vector) (name, quirk string, d *difference) { return v.Name, v.Quirk, v.difference() }
	compattest.Differences(t, "handoff.json", differences, sameAsOriginal, look)
}

func (v *vector) run(t *testing.T) {
	keys, err := NewKeys(v.Secret)
	if v.Secret == "" {
		if !errors.Is(err, typeseal.ErrConfig) || v.Expect != "serialize_error" && v.Expect != "unserialize_error" {
			t.Errorf("keys: %v, want %s", err, v.Expect)
		}
		return
	}
	fatal(t, err)
	h, err := New(keys, MaxSize(1<<20), MaxPayload(1<<20))
	fatal(t, err)
	switch v.Op {
	case "encode":
		v.keys(t)
		v.encode(t, h)
		v.decode(t, h)
	case "decode":
		v.decode(t, h)
	case "encode_error":
		_, err := h.Encode(v.variant(), v.Payload)
		if v.Expect != "serialize_error" || !errors.Is(err, typeseal.ErrConfig) && !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("encode: %v, want %s", err, v.Expect)
		}
	default:
		t.Fatalf("unknown op %q", v.Op)
	}
}

func (v *vector) keys(t *testing.T) {
	got := hex.EncodeToString(macKey(sha1, keylist.Namespace{}, v.Secret))
	if v.HMACKeyHex != "" && got != v.HMACKeyHex {
		t.Errorf("MAC key %s", got)
	}
	if got := hex.EncodeToString(cipherKey(v.Secret)); v.AESKeyHex != "" && got != v.AESKeyHex {
		t.Errorf("AES key %s", got)
	}
}

// encode compares the JSON text, and the token that is made of the published compressed
// text. It reads the token that this package makes of the JSON.
func (v *vector) encode(t *testing.T, h *Handoff) {
	if d := v.difference(); d != nil && d.Mint != nil {
		if _, err := h.Encode(v.variant(), json.RawMessage(v.PayloadText)); !errors.Is(err, d.Mint) {
			t.Errorf("encode: %v, want %v", err, d.Mint)
		}
	} else {
		v.encodeText(t, h)
	}
	packed, err := hex.DecodeString(v.ZlibHex)
	fatal(t, err)
	iv, err := hex.DecodeString(v.IVHex)
	fatal(t, err)
	m, block, err := h.keys.primary()
	fatal(t, err)
	room := m.Take()
	room.Packed = packed
	if v.variant() == A {
		room.Packed = encrypt(block, append(iv, packed...))
	}
	token, err := h.seal(room, v.variant())
	if err != nil || token != v.Token {
		t.Errorf("token\n%s, want\n%s, %v", token, v.Token, err)
	}
}

func (v *vector) encodeText(t *testing.T, h *Handoff) {
	for _, payload := range []any{json.RawMessage(v.PayloadText), compattest.Value(t, v.Payload)} {
		text, err := pyjson.Append(nil, payload, style)
		if err != nil || string(text) != v.PayloadText {
			t.Errorf("text %s, want %s, %v", text, v.PayloadText, err)
		}
		token, err := h.Encode(v.variant(), payload)
		fatal(t, err)
		if got, err := v.open(h, token); err != nil || got != v.PayloadText {
			t.Errorf("own token: %s, %v", got, err)
		}
	}
}

func (v *vector) decode(t *testing.T, h *Handoff) {
	got, err := v.open(h, v.Token)
	if err != nil && !errors.Is(err, typeseal.ErrInvalid) {
		t.Fatalf("decode: %v", err)
	}
	if want := v.verdict(t); !slices.ContainsFunc(want, func(w error) bool { return errors.Is(err, w) }) {
		t.Fatalf("decode: %v, want one of %v", err, want)
	}
	if err == nil && got != v.PayloadText {
		t.Errorf("payload %s, want %s", got, v.PayloadText)
	}
}

// open reads a token with Decode and DecodeAny, and as the other variant. It returns the
// JSON in the spelling of Python.
func (v *vector) open(h *Handoff, token string) (string, error) {
	var free, named json.RawMessage
	variant, err := h.DecodeAny(token, &free)
	if want := v.variant(); want.known() {
		if err2 := h.Decode(want, token, &named); err != err2 || !bytes.Equal(free, named) {
			return "", errors.Join(errors.New("Decode and DecodeAny differ"), err2)
		}
		other := A + B - want
		if err2 := h.Decode(other, token, &named); !errors.Is(err2, typeseal.ErrMalformed) {
			return "", errors.Join(errors.New("decoded as the other variant"), err2)
		}
	}
	if err != nil {
		return "", err
	}
	if variant != v.variant() {
		return "", errors.New("another variant")
	}
	text, err := pyjson.Append(nil, free, style)
	return string(text), err
}

func (v *vector) variant() Variant {
	if len(v.Variant) != 1 {
		return 0
	}
	return Variant(v.Variant[0])
}

// verdict returns the errors that decoding may return.
func (v *vector) verdict(t *testing.T) []error {
	t.Helper()
	if d := v.difference(); d != nil {
		return []error{d.Read}
	}
	switch v.Expect {
	case "ok":
		return []error{nil}
	case "tampered":
		return []error{typeseal.ErrForged}
	case "unserialize_error":
		return []error{typeseal.ErrMalformed, typeseal.ErrPayload}
	}
	t.Fatalf("unknown expectation %q", v.Expect)
	return nil
}

func (v *vector) difference() *difference {
	if v.Quirk == "" || v.Expect != "ok" && v.Expect != "tampered" {
		return nil
	}
	return compattest.First(differences, v)
}

// The functions below look at tokens for the table, without the code under test.

func (v *vector) mac() string { return v.Token[3:30] }

func macAlphabet(v *vector) bool { return strings.ContainsAny(v.mac(), "+/=") }

func macBits(v *vector) bool {
	b, _ := base64.RawURLEncoding.DecodeString(v.mac())
	return v.Expect == "ok" && base64.RawURLEncoding.EncodeToString(b) != v.mac()
}

// content returns the JSON text and the bytes after the zlib stream.
func (v *vector) content() (text, rest []byte) {
	b, _ := base64.RawURLEncoding.DecodeString(v.Token[30 : len(v.Token)-2])
	if v.Variant == "A" {
		block, _ := aes.NewCipher(cipherKey(v.Secret))
		b = decrypt(block, b)
	}
	return compattest.Inflated(b)
}

func bodyBase64(v *vector) bool {
	body := v.Token[30 : len(v.Token)-2]
	b, _ := base64.RawURLEncoding.DecodeString(body)
	return v.Expect == "ok" && base64.RawURLEncoding.EncodeToString(b) != body
}

func trailing(v *vector) bool {
	_, rest := v.content()
	return v.Expect == "ok" && len(rest) > 0
}

// text makes a condition of a row from a condition of the JSON text.
func text(applies func(text []byte) bool) func(*vector) bool {
	return func(v *vector) bool {
		text, _ := v.content()
		return v.Expect == "ok" && applies(text)
	}
}

func fatal(t testing.TB, err error) {
	t.Helper()
	compattest.Check(t, err)
}
