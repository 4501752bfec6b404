package handoff

import (
	"bytes"
	"compress/gzip"
	"crypto/fips140"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const testPhrase = "swordfish, of which there are many"

// TestMain runs only the test of FIPS 140-only mode if that is on, for nothing else
// of the package works in it.
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

// mintBody signs any body: what only the holder of the phrase can make.
func mintBody(variant Variant, body string) string {
	return "XH" + string(variant) + string(derive(testPhrase).take().sum([]byte(body))) + body + "HX"
}

func encrypt(s *secret, text []byte, iv [16]byte) []byte { return s.encrypt(append(iv[:], text...)) }

func zip(text []byte) []byte { return appendDeflated(nil, text, false) }

func mintPacked(variant Variant, packed []byte) string {
	if variant == A {
		packed = encrypt(derive(testPhrase), packed, [16]byte{})
	}
	return mintBody(variant, base64.RawURLEncoding.EncodeToString(packed))
}

// TestAuthentic: P17 and P18, all of them one error with one text.
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
			"deep": zip([]byte(strings.Repeat("[", 2000) + strings.Repeat("]", 2000))), "1e400": zip([]byte("1e400")), "nothing": zip(nil),
		} {
			if err := h.Decode(variant, mintPacked(variant, packed), &v); err != typeseal.ErrPayload {
				t.Errorf("%c %s: %v", variant, name, err)
			}
		}
	}
	for name, body := range map[string]string{
		"foreign": "ab%d", "length": "abcde", "padding": "YQ==", "bits": "YR", "line feed": "YQ\n", "15 bytes": strings.Repeat("A", 20),
		"IV alone": strings.Repeat("A", 22), "no whole block": strings.Repeat("A", 44),
	} {
		if err := h.Decode(A, mintBody(A, body), &v); err != typeseal.ErrPayload {
			t.Errorf("%s: %v", name, err)
		}
	}
	for pad := range 256 {
		block := bytes.Repeat([]byte{byte(pad)}, 16)
		block[0] ^= 1
		raw := encrypt(derive(testPhrase), block, [16]byte{})[:32]
		if err := h.Decode(A, mintBody(A, base64.RawURLEncoding.EncodeToString(raw)), &v); err != typeseal.ErrPayload {
			t.Errorf("padding %d: %v", pad, err)
		}
	}
}

// TestNoPadding: a stream that needs no padding still has to have some, even
// where its last byte could be read as none.
func TestNoPadding(t *testing.T) {
	var packed []byte
	for i := 0; len(packed) == 0 || len(packed)%16 != 0 || packed[len(packed)-1] != 0; i++ {
		packed = zip(fmt.Appendf(nil, "[%d, %q]", i, "abcdefghijklmnopqrstuvwxyz"[:i%26]))
	}
	raw := encrypt(derive(testPhrase), packed, [16]byte{})[:16+len(packed)]
	var v any
	if err := newHandoff(t).Decode(A, mintBody(A, base64.RawURLEncoding.EncodeToString(raw)), &v); !errors.Is(err, typeseal.ErrPayload) {
		t.Errorf("no padding: %v", err)
	}
}

// TestVariants: P19. The letter is outside the MAC, so that the caller's counts.
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

// TestSpec: what generated code does.
func TestSpec(t *testing.T) {
	keys, err := NewKeys(testPhrase)
	fatal(t, err)
	for _, variant := range []Variant{A, B} {
		spec := NewSpec(variant)
		token, err := spec.Mint(keys, []byte(`{"uid":42,"name":"é","ratio":1.0}`))
		fatal(t, err)
		if o, err := spec.Open(keys, token); err != nil || string(o.Payload) != `{"uid":42,"name":"\u00e9","ratio":1.0}` {
			t.Errorf("opened %s, %v", o.Payload, err)
		} else if !o.IssuedAt.IsZero() || Finish(o, &keys, true) != nil || Finish(o, &keys, false) != typeseal.ErrPayload {
			t.Errorf("finished: %+v", o)
		}
		if _, err := NewSpec(A+B-variant).Open(keys, token); !errors.Is(err, typeseal.ErrMalformed) {
			t.Errorf("other variant: %v", err)
		}
		if _, err := spec.Mint(keys, []byte("NaN")); !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("NaN: %v", err)
		}
	}
	for _, bad := range []*Spec{NewSpec('C'), NewSpec(A, MaxSize(0))} {
		if _, err := bad.Mint(keys, []byte("1")); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("bad spec: %v", err)
		}
		if _, err := bad.Open(keys, ""); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("bad spec: %v", err)
		}
	}
	if _, err := NewSpec(A).Open(nil, ""); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("no keys: %v", err)
	}
}

func TestBomb(t *testing.T) {
	bomb := zip([]byte(`"` + strings.Repeat("a", 16<<20) + `"`))
	for _, variant := range []Variant{A, B} {
		h, token := newHandoff(t, MaxSize(1<<20)), mintPacked(variant, bomb)
		var v any
		allocated := allocations(func() {
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

func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
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
	if err := newHandoff(t, MaxPayload(DefaultMaxPayload-1)).Decode(B, token, &v); !errors.Is(err, typeseal.ErrPayload) {
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
	many := strings.Split(strings.Repeat("k ", 16)+"k", " ")
	if _, err := NewKeys("k", many[:16]...); err != nil {
		t.Errorf("16 fallbacks: %v", err)
	}
	for _, phrases := range [][]string{{""}, {"k", ""}, append([]string{"k"}, many...)} {
		if _, err := NewKeys(phrases[0], phrases[1:]...); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%d phrases: %v", len(phrases), err)
		}
	}
	for phrase, weak := range map[string]bool{
		testPhrase: false, "x": true, "short but strong"[1:]: true, "short but strong": false, strings.Repeat("abcdefg", 9): true,
		"My secret pass phr@se! Yes!!": true, "mY s3cR3t p@$s phr@s3! Unb-b-b-re@k@ble!!": true, "þëëp-þöp! ñëvër förgét!": false,
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
		token, err := h.Encode(variant, Object{{"uid", 42}})
		fatal(t, err)
		refused := func(changed string) {
			var v any
			if err := h.Decode(variant, changed, &v); !errors.Is(err, typeseal.ErrForged) && !errors.Is(err, typeseal.ErrMalformed) {
				t.Errorf("%q: %v", changed, err)
			}
		}
		for i := range token {
			refused(token[:i])
			for _, c := range "A=B-é\n\x00" {
				refused(token[:i] + string(c) + token[i:])
				if string(c) != token[i:i+1] {
					refused(token[:i] + string(c) + token[i+1:])
				}
			}
		}
		refused(token + "\n")
		refused(token + token)
		refused(token + "HX")
		refused("ts1_AdnSiEQAapK3AHsidWlkIjo0Mn381JqsipJaYyK-2Hw65MzJEQ") // P22
	}
}

func TestUntouched(t *testing.T) {
	h := newHandoff(t)
	type payload struct{ A, B int }
	v := payload{7, 7}
	for _, text := range []string{`{"A":1,"B":"x"}`, `{"A":1,"B":2,"C":3}`} {
		if err := h.Decode(B, mintPacked(B, zip([]byte(text))), &v); !errors.Is(err, typeseal.ErrPayload) || v != (payload{7, 7}) {
			t.Errorf("%s: %v, %+v", text, err, v)
		}
	}
	if err := h.Decode(B, mintPacked(B, zip([]byte("1"))), v); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("no pointer: %v", err)
	}
}

// TestNames: no reader takes a name for another, in any target. The rules are
// pyjson's, and tested there.
func TestNames(t *testing.T) {
	type payload struct {
		Admin bool `json:"is_admin"`
		Inner []map[string]*struct{ K int }
	}
	h := newHandoff(t)
	for text, want := range map[string]error{
		`{"is_admin": true, "Inner": [{"k": {"K": 1}}]}`: nil, `{}`: nil,
		`{"is_admin":false,"IS_ADMIN":true}`: typeseal.ErrPayload, `{"IS_ADMIN":true}`: typeseal.ErrPayload,
		`{"is_admin":false,"i\u017f_admin":true}`: typeseal.ErrPayload, `{"i\u017f_admin":true}`: typeseal.ErrPayload,
		`{"Inner":[{"k":{"\u212a":1}}]}`: typeseal.ErrPayload, `{"inner":[]}`: typeseal.ErrPayload,
	} {
		for _, variant := range []Variant{A, B} {
			token := mintPacked(variant, zip([]byte(text)))
			if err := h.Decode(variant, token, new(payload)); !errors.Is(err, want) {
				t.Errorf("Decode of %s: %v, want %v", text, err, want)
			}
			if _, err := h.DecodeAny(token, new(payload)); !errors.Is(err, want) {
				t.Errorf("DecodeAny of %s: %v, want %v", text, err, want)
			}
		}
	}
	for _, target := range []any{new(any), new(json.RawMessage), new(map[string]int)} {
		if err := h.Decode(B, mintPacked(B, zip([]byte(`{"a":1,"A":2}`))), target); !errors.Is(err, typeseal.ErrPayload) {
			t.Errorf("%T: %v", target, err)
		}
	}
	if _, err := h.Encode(A, map[string]int{"a": 1, "A": 2}); err != nil {
		t.Errorf("for Python these are two names: %v", err)
	}
}

// loud fails when written, with its payload in the error's text.
type loud string

func (l loud) MarshalJSON() ([]byte, error) {
	return nil, fmt.Errorf("payload %q: %w: %w", string(l), errBroken, typeseal.ErrForged)
}

type loudText string

func (l loudText) MarshalText() ([]byte, error) { return loud(l).MarshalJSON() }

// TestCallers: an error of a method of the caller's blames no token, and is not
// quoted.
func TestCallers(t *testing.T) {
	h := newHandoff(t)
	for name, mint := range map[string]func(any) error{
		"JSON":   func(v any) error { _, err := JSON(v); return err },
		"Encode": func(v any) error { _, err := h.Encode(A, v); return err },
	} {
		for _, v := range []any{loud("secret"), []any{loudText("secret")}, struct{ V *loudText }{new(loudText)}, map[string]loud{"k": "secret"}} {
			err := mint(v)
			if !errors.Is(err, typeseal.ErrMint) || !errors.Is(err, errBroken) || errors.Is(err, typeseal.ErrInvalid) || errors.Is(err, typeseal.ErrForged) {
				t.Errorf("%s of %T: %v", name, v, err)
			}
			if want := typeseal.ErrMint.Error() + ": handoff: a marshal method failed"; err.Error() != want {
				t.Errorf("%s of %T: %q, want %q", name, v, err, want)
			}
		}
	}
}

type broken struct{}

var errBroken = errors.New("no")

func (broken) MarshalJSON() ([]byte, error) { return nil, errBroken }

// TestJSON: the style and the errors. Package pyjson tests the rest.
func TestJSON(t *testing.T) {
	for want, v := range map[string]any{
		`{"b": 1.0, "a": [2, "\u00e9"]}`: Object{{"b", 1.0}, {"a", []any{2, "é"}}},
		`{"B": 1, "a": {}}`: struct {
			B int
			A any `json:"a"`
		}{1, map[string]any{}},
		`[1.0, {"x": "\u00e9"}]`: json.RawMessage(" [1E0,\n{\"x\" :\"é\"}]"),
		`[{"Name": "a"}]`:        []struct{ Name string }{{"a"}},
	} {
		if got, err := JSON(v); err != nil || string(got) != want {
			t.Errorf("%T: %s, want %s: %v", v, got, want, err)
		}
	}
	for want, v := range map[string]any{
		"handoff: NaN and infinities are not JSON": math.NaN(), "handoff: doubled name": Object{{"a", 1}, {"a", 2}},
		"handoff: JSON that Python would not write": json.RawMessage("{"), "handoff: a marshal method failed": broken{},
	} {
		got, err := JSON(v)
		if got != nil || !errors.Is(err, typeseal.ErrMint) || err.Error() != typeseal.ErrMint.Error()+": "+want {
			t.Errorf("%T: %s, %v, want %s", v, got, err, want)
		}
		if _, err := newHandoff(t).Encode(B, v); !errors.Is(err, typeseal.ErrMint) {
			t.Errorf("Encode %T: %v", v, err)
		}
	}
	if _, err := JSON(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("method: %v", err)
	}
	if FloatText(1, 64) != "1.0" || FloatText(float64(float32(0.1)), 32) != "0.1" {
		t.Error("FloatText")
	}
}

// TestNoSecrets: L01 and L02.
func TestNoSecrets(t *testing.T) {
	h := newHandoff(t)
	spec := NewSpec(A)
	type holder struct {
		Public  Keys
		private Keys
		h       Handoff
	}
	var log bytes.Buffer
	for _, v := range []any{h.keys, *h.keys, h, *h, spec, *spec, []any{h, h.keys}, holder{*h.keys, *h.keys, *h}, &holder{*h.keys, *h.keys, *h}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		j, _ := json.Marshal(v)
		log.Write(j)
		slog.New(slog.NewTextHandler(&log, nil)).Info("k", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("k", "v", v)
	}
	derived := derive(testPhrase)
	for _, part := range [][]byte{[]byte(testPhrase[:9]), derived.mac[:8], derived.cipher[:8]} {
		for _, form := range []string{string(part), fmt.Sprintf("%x", part), fmt.Sprintf("%X", part), strings.Trim(fmt.Sprint(part), "[]")} {
			if strings.Contains(log.String(), form) {
				t.Errorf("found %.4q in the output", form)
			}
		}
	}
}

// TestFIPSOnly: P21, a clear error and no panic.
func TestFIPSOnly(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestFIPSChild$", "-test.v")
	cmd.Env = append(os.Environ(), "GODEBUG=fips140=only")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestFIPSChild") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	fips := func(what string, err error) {
		if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := NewKeys(testPhrase)
	fips("NewKeys", err)
	// Keys made elsewhere must not panic either.
	keys := &Keys{derived: func() []*secret { return []*secret{derive(testPhrase)} }}
	_, err = New(keys)
	fips("New", err)
	_, err = NewSpec(A).Mint(keys, []byte("1"))
	fips("Mint", err)
	_, err = NewSpec(A).Open(keys, "XHADC1ZeyZ_oYrNrDVxtzyAx2X9SaAHX")
	fips("Open", err)
}

// FuzzDecode signs whatever body the fuzzer makes, so that every step is
// reached, and gives the raw body as a token too.
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
