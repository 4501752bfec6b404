package handoff

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// vector is one case of vectors/handoff.json, whose fields text explains each.
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

// difference is one row of the package's table: a quirk to which it applies must
// fail here with read, and encoding its payload with mint.
type difference struct {
	row     string
	applies func(v *vector) bool
	read    error
	mint    error
	cases   []string // those of the published file
}

// differences are tried in order: the first that applies is the one that the
// reader meets first.
var differences = []difference{
	{row: "mac-alphabet", applies: macAlphabet, read: typeseal.ErrMalformed,
		cases: []string{"a_mac_padding_character", "b_mac_padding_character", "a_standard_base64_alphabet", "b_standard_base64_alphabet"}},
	{row: "mac-bits", applies: macBits, read: typeseal.ErrForged,
		cases: []string{"a_mac_noncanonical_last_char", "b_mac_noncanonical_last_char"}},
	{row: "zlib-trailing", applies: trailing, read: typeseal.ErrPayload,
		cases: []string{"authentic_zlib_trailing_bytes"}},
	{row: "body-base64", applies: bodyBase64, read: typeseal.ErrPayload},
	{row: "json-words", applies: words, read: typeseal.ErrPayload, mint: typeseal.ErrMint,
		cases: []string{"a_nan", "b_nan"}},
	{row: "json-double", applies: doubled, read: typeseal.ErrPayload},
	{row: "json-case", applies: cased, read: typeseal.ErrPayload},
	{row: "json-surrogate", applies: surrogate, read: typeseal.ErrPayload, mint: typeseal.ErrMint},
}

// sameAsOriginal are the published quirks that this package copies: authentic
// tokens that fail here as the documents of Ax_Handoff promise.
var sameAsOriginal = []string{
	"authentic_pad_inconsistent", "authentic_body_bad_character_a", "authentic_body_bad_character_b", "authentic_body_length_1_mod_4",
}

func TestVectors(t *testing.T) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = publishedVectors
	}
	for _, v := range readVectors(t, dir) {
		t.Run(v.Name, func(t *testing.T) { v.run(t) })
	}
}

// TestDifferences holds the table against the published file and the package's
// documentation.
func TestDifferences(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	fatal(t, err)
	held := map[string]string{}
	for _, d := range differences {
		if !bytes.Contains(doc, []byte("\n//\t"+d.row+" ")) {
			t.Errorf("doc.go does not explain %s", d.row)
		}
		for _, name := range d.cases {
			held[name] = d.row
		}
	}
	for _, v := range readVectors(t, publishedVectors) {
		row := ""
		if d := v.difference(); d != nil {
			row = d.row
		}
		if row != held[v.Name] || v.Quirk != "" && (row == "") != slices.Contains(sameAsOriginal, v.Name) {
			t.Errorf("%s: row %q, the table says %q", v.Name, row, held[v.Name])
		}
	}
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
		v.keys(t, keys)
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

func (v *vector) keys(t *testing.T, keys *Keys) {
	pairs, err := keys.list()
	fatal(t, err)
	if got := hex.EncodeToString(pairs[0].mac[:]); v.HMACKeyHex != "" && got != v.HMACKeyHex {
		t.Errorf("MAC key %s", got)
	}
	if got := hex.EncodeToString(pairs[0].cipher[:]); v.AESKeyHex != "" && got != v.AESKeyHex {
		t.Errorf("AES key %s", got)
	}
}

// encode compares the JSON text, then the token from the compressed text on, and
// reads what this package compresses itself.
func (v *vector) encode(t *testing.T, h *Handoff) {
	if d := v.difference(); d != nil && d.mint != nil {
		if _, err := h.Encode(v.variant(), json.RawMessage(v.PayloadText)); !errors.Is(err, d.mint) {
			t.Errorf("encode: %v, want %v", err, d.mint)
		}
	} else {
		v.encodeText(t, h)
	}
	packed, err := hex.DecodeString(v.ZlibHex)
	fatal(t, err)
	iv, err := hex.DecodeString(v.IVHex)
	fatal(t, err)
	s, err := h.primary(v.variant())
	fatal(t, err)
	tagger := s.take()
	tagger.packed = append(append(iv, make([]byte, 16)...)[:16], packed...)
	token, err := h.seal(s, tagger, v.variant())
	if err != nil || token != v.Token {
		t.Errorf("token\n%s, want\n%s, %v", token, v.Token, err)
	}
}

func (v *vector) encodeText(t *testing.T, h *Handoff) {
	for _, payload := range []any{json.RawMessage(v.PayloadText), goValue(t, v.Payload)} {
		text, err := JSON(payload)
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

// open reads a token both ways, and as the other variant, and returns its JSON
// in Python's spelling.
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
	text, err := JSON(free)
	return string(text), err
}

func (v *vector) variant() Variant {
	if len(v.Variant) != 1 {
		return 0
	}
	return Variant(v.Variant[0])
}

// verdict lists the errors that decoding may give.
func (v *vector) verdict(t *testing.T) []error {
	t.Helper()
	if d := v.difference(); d != nil {
		return []error{d.read}
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
	for i := range differences {
		if v.Quirk != "" && (v.Expect == "ok" || v.Expect == "tampered") && differences[i].applies(v) {
			return &differences[i]
		}
	}
	return nil
}

// What follows looks at tokens with means of its own, for the table.

func (v *vector) mac() string { return v.Token[3:30] }

func macAlphabet(v *vector) bool { return strings.ContainsAny(v.mac(), "+/=") }

func macBits(v *vector) bool {
	b, _ := base64.RawURLEncoding.DecodeString(v.mac())
	return v.Expect == "ok" && base64.RawURLEncoding.EncodeToString(b) != v.mac()
}

// content returns the JSON text and what stands after the zlib stream.
func (v *vector) content() (text, rest []byte) {
	b, _ := base64.RawURLEncoding.DecodeString(v.Token[30 : len(v.Token)-2])
	if v.Variant == "A" {
		b = derive(v.Secret).decrypt(b)
	}
	src := bytes.NewReader(b)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, nil
	}
	text, _ = io.ReadAll(z)
	rest, _ = io.ReadAll(src)
	return text, rest
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

func words(v *vector) bool {
	text, _ := v.content()
	return v.Expect == "ok" && text != nil && !json.Valid(text)
}

func doubled(v *vector) bool {
	text, _ := v.content()
	return v.Expect == "ok" && text != nil && doubledName(json.NewDecoder(bytes.NewReader(text)))
}

// cased has names that are doubled once case is ignored.
func cased(v *vector) bool {
	text, _ := v.content()
	return v.Expect == "ok" && text != nil && doubledName(json.NewDecoder(bytes.NewReader(bytes.ToLower(bytes.ToUpper(text)))))
}

func doubledName(d *json.Decoder) bool {
	first, _ := d.Token()
	if first != json.Delim('{') && first != json.Delim('[') {
		return false
	}
	found, seen := false, map[any]bool{}
	for d.More() {
		if first == json.Delim('{') {
			name, _ := d.Token()
			found = found || seen[name]
			seen[name] = true
		}
		found = doubledName(d) || found
	}
	d.Token()
	return found
}

// surrogate: encoding/json puts U+FFFD where an escape is half a pair.
func surrogate(v *vector) bool {
	text, _ := v.content()
	var value any
	json.Unmarshal(text, &value)
	again, _ := json.Marshal(value)
	return v.Expect == "ok" && !strings.Contains(strings.ToLower(string(text)), `\ufffd`) && bytes.ContainsRune(again, '\ufffd')
}

// goValue makes Go values of JSON that Python wrote: ints, floats, Objects.
func goValue(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return nextValue(t, d)
}

func nextValue(t *testing.T, d *json.Decoder) any {
	t.Helper()
	tok, err := d.Token()
	fatal(t, err)
	switch tok {
	case json.Delim('{'):
		o := Object{}
		for d.More() {
			name, _ := d.Token()
			o = append(o, Member{name.(string), nextValue(t, d)})
		}
		d.Token()
		return o
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, nextValue(t, d))
		}
		d.Token()
		return list
	}
	n, ok := tok.(json.Number)
	if !ok {
		return tok
	}
	if i, err := n.Int64(); err == nil && n != "-0" {
		return i
	}
	if strings.ContainsAny(string(n), ".eE") {
		f, _ := strconv.ParseFloat(string(n), 64)
		return f
	}
	return n
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var publishedVectors = filepath.Join("..", "..", "..", "testdata", "vectors")

// readVectors skips the test when the file is not there, and fails on fields
// that it does not know.
func readVectors(t *testing.T, dir string) []vector {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "handoff.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no such file")
	}
	fatal(t, err)
	var file struct {
		Format, Origin string
		Fields         map[string]string
		Cases          []vector
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	fatal(t, d.Decode(&file))
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file.Cases
}
