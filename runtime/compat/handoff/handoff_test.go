package handoff

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/fips140"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

const testPhrase = "swordfish, of which there are many"

// TestMain runs only the test of FIPS 140-only mode if the mode is on, since nothing
// else of the package works then.
func TestMain(m *testing.M) {
	flag.Parse()
	if fips140.Enforced() {
		fmt.Println("FIPS 140-only mode: the format needs SHA-1, so only the test of its refusal runs")
		flag.Set("test.run", "^TestFIPSChild$")
		flag.Set("test.bench", "")
		flag.Set("test.fuzz", "")
	}
	os.Exit(m.Run())
}

func newHandoff(t testing.TB, opts ...Option) *Handoff {
	t.Helper()
	keys, err := NewKeys(testPhrase)
	fatal(t, err)
	h, err := New(keys, opts...)
	fatal(t, err)
	return h
}

// mintBody signs any body, which only a holder of the phrase can do.
func mintBody(variant Variant, body string) string {
	keys, _ := NewKeys(testPhrase)
	return "XH" + string(variant) + keys.ring.Primary().Text(body, keylist.Base64) + body + "HX"
}

// sealed encrypts a text under a zero IV.
func sealed(text []byte) []byte {
	block, _ := aes.NewCipher(cipherKey(testPhrase))
	return encrypt(block, append(make([]byte, 16), text...))
}

func zip(text []byte) []byte { return deflate.PackZlib(nil, text, false) }

func mintPacked(variant Variant, packed []byte) string {
	if variant == A {
		packed = sealed(packed)
	}
	return mintBody(variant, base64.RawURLEncoding.EncodeToString(packed))
}

// TestAuthentic reads bodies that only a holder of the phrase can make. All faults give
// the same error.
func TestAuthentic(t *testing.T) {
	h := newHandoff(t)
	var v any
	for _, variant := range []Variant{A, B} {
		good := zip([]byte(`[1, 1, 1, 1, 1]`))
		fatal(t, h.Decode(variant, mintPacked(variant, good), &v))
		fatal(t, h.Decode(variant, mintPacked(variant, zip([]byte(" {\"n\":\t\"Zoë\"}\n"))), &v))
		var zipped bytes.Buffer
		g := gzip.NewWriter(&zipped)
		g.Write([]byte("1"))
		g.Close()
		for name, packed := range map[string][]byte{
			"gzip": zipped.Bytes(), "cut": good[:len(good)-1], "trailing": append(bytes.Clone(good), 0), "empty": nil,
			"two streams": append(bytes.Clone(good), good...), "raw deflate": good[2:],
			"NaN": zip([]byte("NaN")), "doubled": zip([]byte(`{"a":1,"a":2}`)), "surrogate": zip([]byte(`"\ud800"`)),
			"not UTF-8": zip([]byte("\"\xff\"")), "BOM": zip([]byte("\ufeff1")), "two values": zip([]byte("1 2")),
			"deep":  zip([]byte(strings.Repeat("[", 2000) + strings.Repeat("]", 2000))),
			"1e400": zip([]byte("1e400")), "nothing": zip(nil),
		} {
			if err := h.Decode(variant, mintPacked(variant, packed), &v); err != typeseal.ErrPayload {
				t.Errorf("%c %s: %v", variant, name, err)
			}
		}
	}
	for name, body := range map[string]string{
		"foreign": "ab%d", "length": "abcde", "padding": "YQ==", "bits": "YR", "line feed": "YQ\n",
		"15 bytes": strings.Repeat("A", 20), "IV alone": strings.Repeat("A", 22),
		"no whole block": strings.Repeat("A", 44),
	} {
		if err := h.Decode(A, mintBody(A, body), &v); err != typeseal.ErrPayload {
			t.Errorf("%s: %v", name, err)
		}
	}
	for pad := range 256 {
		block := bytes.Repeat([]byte{byte(pad)}, 16)
		block[0] ^= 1
		raw := sealed(block)[:32]
		token := mintBody(A, base64.RawURLEncoding.EncodeToString(raw))
		if err := h.Decode(A, token, &v); err != typeseal.ErrPayload {
			t.Errorf("padding %d: %v", pad, err)
		}
	}
}

// TestNoPadding: whole blocks without padding are refused, even if their last byte is
// zero.
func TestNoPadding(t *testing.T) {
	var packed []byte
	for i := 0; len(packed) == 0 || len(packed)%16 != 0 || packed[len(packed)-1] != 0; i++ {
		packed = zip(fmt.Appendf(nil, "[%d, %q]", i, "abcdefghijklmnopqrstuvwxyz"[:i%26]))
	}
	raw := sealed(packed)[:16+len(packed)]
	var v any
	token := mintBody(A, base64.RawURLEncoding.EncodeToString(raw))
	if err := newHandoff(t).Decode(A, token, &v); !errors.Is(err, typeseal.ErrPayload) {
		t.Errorf("no padding: %v", err)
	}
}

// TestVariants: a reader accepts only the variant that the caller names, since the MAC
// does not cover the letter of the token.
func TestVariants(t *testing.T) {
	h := newHandoff(t)
	var v any
	for _, variant := range []Variant{A, B} {
		other := A + B - variant
		token, err := h.Encode(variant, "x")
		fatal(t, err)
		if err := h.Decode(other, token, &v); !errors.Is(err, typeseal.ErrMalformed) {
			t.Errorf("%c as %c: %v", variant, other, err)
		}
		relabelled := "XH" + string(other) + token[3:]
		if err := h.Decode(other, relabelled, &v); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("%c relabelled %c: %v", variant, other, err)
		}
		if got, err := h.DecodeAny(token, &v); err != nil || got != variant {
			t.Errorf("DecodeAny: %c, %v", got, err)
		}
	}
	for _, unknown := range []Variant{0, 'C', 'a'} {
		if _, err := h.Encode(unknown, 1); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("encode %q: %v", unknown, err)
		}
		if err := h.Decode(unknown, "", &v); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("decode %q: %v", unknown, err)
		}
	}
}

func TestEncryptedDiffers(t *testing.T) {
	h := newHandoff(t)
	one, err := h.Encode(A, "x")
	fatal(t, err)
	two, err := h.Encode(A, "x")
	fatal(t, err)
	if one == two {
		t.Error("the same IV twice")
	}
}

// TestSpec does what generated code does.
func TestSpec(t *testing.T) {
	keys, err := NewKeys(testPhrase)
	fatal(t, err)
	for _, variant := range []Variant{A, B} {
		spec := NewSpec(variant)
		token, err := spec.Mint(keys, []byte(`{"uid":42,"name":"é","ratio":1.0}`))
		fatal(t, err)
		o, err := spec.Open(keys, token)
		if err != nil || string(o.Payload()) != `{"uid":42,"name":"\u00e9","ratio":1.0}` {
			t.Errorf("opened %s, %v", o.Payload(), err)
		}
		if !o.IssuedAt.IsZero() || Finish(o, &keys, true) != nil || Finish(o, &keys, false) != typeseal.ErrPayload {
			t.Errorf("finished %q of %v", o.Payload(), o.IssuedAt)
		}
		if _, err := NewSpec(A+B-variant).Open(keys, token); !errors.Is(err, typeseal.ErrMalformed) {
			t.Errorf("other variant: %v", err)
		}
		if _, err := spec.Mint(keys, []byte("NaN")); !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("NaN: %v", err)
		}
	}
	for what, f := range map[string]func(){
		"unknown variant": func() { NewSpec('C') }, "a limit": func() { NewSpec(A, MaxSize(0)) },
	} {
		if err := compattest.Panicked(t, f); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := NewSpec(A).Open(nil, ""); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("no keys: %v", err)
	}
}

// TestBomb: a payload that inflates to a thousand times its length costs no more memory
// than the limit.
func TestBomb(t *testing.T) {
	bomb := zip([]byte(`"` + strings.Repeat("a", 16<<20) + `"`))
	for _, variant := range []Variant{A, B} {
		h, token := newHandoff(t, MaxSize(1<<20)), mintPacked(variant, bomb)
		var v any
		allocated := compattest.Allocated(func() {
			if err := h.Decode(variant, token, &v); !errors.Is(err, typeseal.ErrPayload) {
				t.Errorf("bomb: %v", err)
			}
		})
		// Besides copies of the token: the text up to the limit, the reader with its window.
		if most := uint64(2*DefaultMaxPayload + 64<<10 + 3*len(token)); allocated > most {
			t.Errorf("%c: allocated %d bytes, more than %d", variant, allocated, most)
		}
		forged := token[:3] + "A" + token[4:]
		if token[3] == 'A' {
			forged = token[:3] + "B" + token[4:]
		}
		if err := h.Decode(variant, forged, &v); !errors.Is(err, typeseal.ErrForged) {
			t.Errorf("forged bomb: %v", err)
		}
	}
}

func TestLimits(t *testing.T) {
	h := newHandoff(t)
	var v any
	long := strings.Repeat("x", DefaultMaxPayload-2)
	token, err := h.Encode(B, long)
	fatal(t, err)
	fatal(t, h.Decode(B, token, &v))
	if _, err := h.Encode(B, long+"x"); !errors.Is(err, typeseal.ErrMint) {
		t.Errorf("encode: %v", err)
	}
	narrow := newHandoff(t, MaxPayload(DefaultMaxPayload-1))
	if err := narrow.Decode(B, token, &v); !errors.Is(err, typeseal.ErrPayload) {
		t.Errorf("payload: %v", err)
	}
	if err := newHandoff(t, MaxSize(len(token))).Decode(B, token, &v); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	short := newHandoff(t, MaxSize(len(token)-1))
	if err := short.Decode(B, token, &v); !errors.Is(err, typeseal.ErrMalformed) {
		t.Errorf("token: %v", err)
	}
	if _, err := short.Encode(B, long); !errors.Is(err, typeseal.ErrMint) {
		t.Errorf("encode: %v", err)
	}
	huge := "XHA" + strings.Repeat("A", 64<<20)
	if n := testing.AllocsPerRun(10, func() { h.open(huge, A, compact) }); n > 0 {
		t.Errorf("64 MiB: %v allocations", n)
	}
}

func TestKeys(t *testing.T) {
	many := compattest.Fallbacks("k")
	if _, err := NewKeys("k", many[:16]...); err != nil {
		t.Errorf("16 fallbacks: %v", err)
	}
	for _, phrases := range [][]string{{""}, {"k", ""}, append([]string{"k"}, many...)} {
		if _, err := NewKeys(phrases[0], phrases[1:]...); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%d phrases: %v", len(phrases), err)
		}
	}
	for phrase, weak := range map[string]bool{
		testPhrase: false, "x": true, "short but strong"[1:]: true, "short but strong": false,
		strings.Repeat("abcdefg", 9): true, "My secret pass phr@se! Yes!!": true,
		"mY s3cR3t p@$s phr@s3! Unb-b-b-re@k@ble!!": true, "þëëp-þöp! ñëvër förgét!": false,
	} {
		keys, err := NewKeys(testPhrase, phrase)
		if fatal(t, err); (keys.Warning() != "") != weak {
			t.Errorf("%q: warning %q", phrase, keys.Warning())
		}
	}
	for _, none := range []*Keys{nil, {}} {
		if _, err := New(none); !errors.Is(err, typeseal.ErrConfig) || none.Warning() != "" {
			t.Errorf("no keys: %v", err)
		}
	}
	newer, err := NewKeys("another pass phrase", testPhrase)
	fatal(t, err)
	h, err := New(newer)
	fatal(t, err)
	token, err := newHandoff(t).Encode(A, "x")
	fatal(t, err)
	var v any
	fatal(t, h.Decode(A, token, &v))
	token, err = h.Encode(A, "x")
	fatal(t, err)
	if err := newHandoff(t).Decode(A, token, &v); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("new token, old phrase: %v", err)
	}
}

// TestEveryChange: no proper prefix and no change of one character passes.
func TestEveryChange(t *testing.T) {
	h := newHandoff(t)
	for _, variant := range []Variant{A, B} {
		token, err := h.Encode(variant, Object{{Name: "uid", Value: 42}})
		fatal(t, err)
		refused := func(changed string) {
			var v any
			err := h.Decode(variant, changed, &v)
			if !errors.Is(err, typeseal.ErrForged) && !errors.Is(err, typeseal.ErrMalformed) {
				t.Errorf("%q: %v", changed, err)
			}
		}
		compattest.EveryChange(token, "A=B-é\n\x00", refused)
		refused(token + "\n")
		refused(token + "HX")
	}
}

// TestObjects runs the checks that all formats with JSON share.
func TestObjects(t *testing.T) {
	h := newHandoff(t)
	f := compattest.Format{
		Name: "handoff", Mint: map[string]func(any) error{}, Read: map[string]func(string, any) error{},
	}
	for _, variant := range []Variant{A, B} {
		f.Mint["Encode "+string(variant)] = func(v any) error { _, err := h.Encode(variant, v); return err }
		f.Read["Decode "+string(variant)] = func(text string, v any) error {
			return h.Decode(variant, mintPacked(variant, zip([]byte(text))), v)
		}
		f.Read["DecodeAny "+string(variant)] = func(text string, v any) error {
			_, err := h.DecodeAny(mintPacked(variant, zip([]byte(text))), v)
			return err
		}
	}
	t.Run("callers", f.Callers)
	t.Run("refused", f.Refused)
	t.Run("names", f.Names)
	t.Run("untouched", f.Untouched)
}

// TestStyle: tokens contain JSON with the white space of Python's json module. The caller
// gets it without white space. Package pyjson tests the rest.
func TestStyle(t *testing.T) {
	for want, v := range map[string]any{
		`{"b": 1.0, "a": [2, "\u00e9"]}`: Object{{Name: "b", Value: 1.0}, {Name: "a", Value: []any{2, "é"}}},
		`[1.0, {"x": "\u00e9"}]`:         json.RawMessage(" [1E0,\n{\"x\" :\"é\"}]"),
	} {
		h := newHandoff(t)
		token, err := h.Encode(B, v)
		fatal(t, err)
		packed, err := base64.RawURLEncoding.DecodeString(token[headerLen : len(token)-len(foot)])
		fatal(t, err)
		if text, _ := compattest.Inflated(packed); string(text) != want {
			t.Errorf("%T: %s, want %s", v, text, want)
		}
		var got json.RawMessage
		compact := strings.NewReplacer(", ", ",", ": ", ":").Replace(want)
		if err := h.Decode(B, token, &got); err != nil || string(got) != compact {
			t.Errorf("%T: %s, want %s: %v", v, got, compact, err)
		}
	}
}

func TestNoSecrets(t *testing.T) {
	h := newHandoff(t)
	spec := NewSpec(A)
	token, err := spec.Mint(h.keys, []byte(`"of somebody"`))
	fatal(t, err)
	o, err := spec.Open(h.keys, token)
	fatal(t, err)
	type holder struct {
		Public  Keys
		private Keys
		h       Handoff
	}
	all := holder{*h.keys, *h.keys, *h}
	secrets := []string{
		testPhrase[:9], string(macKey(sha1, keylist.Namespace{}, testPhrase)), string(cipherKey(testPhrase)),
		"of somebody",
	}
	compattest.NoSecrets(t, secrets, h.keys, *h.keys, h, *h, spec, *spec, o, &o, all, &all)
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestFIPSChild") }

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	if _, err := NewKeys(testPhrase); !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
		t.Error(err)
	}
}

// FuzzDecode reads the fuzzer's text as a token, and also as the body of a signed token,
// so that the text reaches every step.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{"1", `{"a": [1, 2.5, "\u00e9"]}`, "NaN", ""} {
		f.Add(zip([]byte(text)), true)
		f.Add(zip([]byte(text)), false)
	}
	h := newHandoff(f)
	f.Fuzz(func(t *testing.T, packed []byte, encrypted bool) {
		variant := B
		if encrypted {
			variant = A
		}
		var v any
		for _, token := range []string{string(packed), "XH" + string(packed), mintBody(variant, string(packed))} {
			if _, err := h.DecodeAny(token, &v); err != nil && !errors.Is(err, typeseal.ErrInvalid) {
				t.Fatal(err)
			}
		}
		var text json.RawMessage
		err := h.Decode(variant, mintPacked(variant, packed), &text)
		if err != nil && !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatal(err)
		}
		if err == nil && (!json.Valid(text) || len(text) > 6*DefaultMaxPayload) {
			t.Fatalf("accepted %q", text)
		}
	})
}
