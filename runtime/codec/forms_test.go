package codec_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// TestIntegers encodes the integers at each boundary between two forms or two types.
// Decoders must accept them for the types that they fit, and for no others.
func TestIntegers(t *testing.T) {
	for _, test := range []struct {
		v              int64
		msgpack        string
		signed, unsign int // fewest bits; 0 if no type fits
	}{
		{0, "00", 8, 8},
		{127, "7f", 8, 8},
		{128, "cc80", 16, 8},
		{255, "ccff", 16, 8},
		{256, "cd0100", 16, 16},
		{32767, "cd7fff", 16, 16},
		{32768, "cd8000", 32, 16},
		{65535, "cdffff", 32, 16},
		{65536, "ce00010000", 32, 32},
		{math.MaxInt32, "ce7fffffff", 32, 32},
		{math.MaxInt32 + 1, "ce80000000", 64, 32},
		{math.MaxUint32, "ceffffffff", 64, 32},
		{math.MaxUint32 + 1, "cf0000000100000000", 64, 64},
		{1<<53 + 1, "cf0020000000000001", 64, 64},
		{math.MaxInt64, "cf7fffffffffffffff", 64, 64},
		{-1, "ff", 8, 0},
		{-32, "e0", 8, 0},
		{-33, "d0df", 8, 0},
		{-128, "d080", 8, 0},
		{-129, "d1ff7f", 16, 0},
		{-32768, "d18000", 16, 0},
		{-32769, "d2ffff7fff", 32, 0},
		{math.MinInt32, "d280000000", 32, 0},
		{math.MinInt32 - 1, "d3ffffffff7fffffff", 64, 0},
		{math.MinInt64, "d38000000000000000", 64, 0},
	} {
		for _, f := range formats {
			want := unhex(test.msgpack)
			if f.name == inJSON.name {
				want = strconv.AppendInt(nil, test.v, 10)
			}
			checkInteger(t, f, want, test.v, func(e encoder) { e.Int(test.v) })
			if test.v >= 0 {
				checkInteger(t, f, want, test.v, func(e encoder) { e.Uint(uint64(test.v)) })
			}
			for _, bits := range []int{8, 16, 32, 64} {
				d := f.reader(want)
				got := d.Int(bits)
				if fits := bits >= test.signed; d.End() != fits || fits && got != test.v || !fits && got != 0 {
					t.Errorf("%s: Int(%d) of %d returns %d, %v", f.name, bits, test.v, got, d.End())
				}
				d = f.reader(want)
				u, fits := d.Uint(bits), test.unsign != 0 && bits >= test.unsign
				if d.End() != fits || fits && u != uint64(test.v) || !fits && u != 0 {
					t.Errorf("%s: Uint(%d) of %d returns %d, %v", f.name, bits, test.v, u, d.End())
				}
			}
		}
	}
}

func checkInteger(t *testing.T, f format, want []byte, v int64, write func(encoder)) {
	t.Helper()
	e := f.newEncoder()
	if write(e); !bytes.Equal(e.output().Bytes(), want) {
		t.Errorf("%s: %d is encoded as %x, want %x", f.name, v, e.output().Bytes(), want)
	}
}

// TestMsgpackLengths encodes the lengths at each boundary between two headers.
func TestMsgpackLengths(t *testing.T) {
	for _, test := range []struct {
		n                        int
		str, bin, array, entries string // headers in hex digits
	}{
		{0, "a0", "c400", "90", "80"},
		{15, "af", "c40f", "9f", "8f"},
		{16, "b0", "c410", "dc0010", "de0010"},
		{31, "bf", "c41f", "dc001f", "de001f"},
		{32, "d920", "c420", "dc0020", "de0020"},
		{255, "d9ff", "c4ff", "dc00ff", "de00ff"},
		{256, "da0100", "c50100", "dc0100", "de0100"},
		{65535, "daffff", "c5ffff", "dcffff", "deffff"},
		{65536, "db00010000", "c600010000", "dd00010000", "df00010000"},
	} {
		text := strings.Repeat("x", test.n)
		m := map[int]bool{}
		for i := range test.n {
			m[i] = true
		}
		checkHeader(t, test.str, text)
		checkHeader(t, test.bin, []byte(text))
		checkHeader(t, test.array, make([]bool, test.n))
		checkHeader(t, test.entries, m)
		checkHeader(t, test.bin, reflect.Zero(reflect.ArrayOf(test.n, reflect.TypeFor[byte]())).Interface())
		checkHeader(t, test.array, reflect.Zero(reflect.ArrayOf(test.n, reflect.TypeFor[bool]())).Interface())
	}
}

// checkHeader checks the first bytes of a value's encoding, and that the value can be
// decoded.
func checkHeader(t *testing.T, want string, v any) {
	t.Helper()
	payload, err := inMsgpack.encode(pointer(v))
	if header := hex.EncodeToString(payload[:len(want)/2]); err != nil || header != want {
		t.Errorf("the header of %T is %s (%v), want %s", v, header, err, want)
	}
	back := reflect.New(reflect.TypeOf(v)).Interface()
	if !inMsgpack.decode(payload, back) {
		t.Fatalf("%T with the header %s was refused", v, want)
	}
	if again, _ := inMsgpack.encode(back); !bytes.Equal(again, payload) {
		t.Errorf("%T with the header %s was decoded as another value", v, want)
	}
}

// TestEmpty checks that nil and empty slices and maps have the same encoding, which is
// decoded as nil.
func TestEmpty(t *testing.T) {
	type lists struct {
		Words []string          `json:"words"`
		Data  []byte            `json:"data"`
		Pairs map[string]string `json:"pairs"`
	}
	for _, f := range formats {
		payload, _ := f.encode(&lists{})
		empty, _ := f.encode(&lists{[]string{}, []byte{}, map[string]string{}})
		var back lists
		if !f.decode(payload, &back) || back.Words != nil || back.Data != nil || back.Pairs != nil {
			t.Errorf("%s: %q is decoded as %+v", f.name, payload, back)
		}
		if !bytes.Equal(empty, payload) {
			t.Errorf("%s: %q differs from %q", f.name, empty, payload)
		}
	}
}

// TestDeclaredBytes converts slices whose element type is declared as byte.
func TestDeclaredBytes(t *testing.T) {
	type octet byte
	v := []octet{1, 2, 255}
	b := codec.ToBytes(v)
	if !bytes.Equal(b, []byte{1, 2, 255}) || !slices.Equal(codec.FromBytes[octet](b), v) {
		t.Errorf("%v became %v", v, b)
	}
	if codec.FromBytes[octet]([]byte{}) != nil {
		t.Error("an empty slice did not become nil")
	}
	codec.FillBytes(v, func(dst []byte) { copy(dst, "abc") })
	if !slices.Equal(v, []octet{'a', 'b', 'c'}) {
		t.Errorf("filled with %v", v)
	}
}

// TestTimeZones checks that a time's zone is not encoded.
func TestTimeZones(t *testing.T) {
	at := time.Date(2026, 8, 30, 14, 0, 0, 5e8, time.FixedZone("", 2*3600))
	for _, f := range formats {
		payload, err := f.encode(&at)
		var back time.Time
		if !f.decode(payload, &back) || back != at.UTC() || err != nil {
			t.Errorf("%s: %q (%v) is decoded as %v", f.name, payload, err, back)
		}
	}
}

// TestJSONFloats compares floats at the boundaries between two forms with those of
// encoding/json.
func TestJSONFloats(t *testing.T) {
	for _, v := range []float64{
		0, math.Copysign(0, -1), 1, -1.5, 0.1, 1e6, 123456789, 1e20, 1e21, 1.5e21, -1e21, 1e22, 1e-5, 1e-6, 9.99e-7,
		1e-7, 1e-9, 1e-10, 1e-100, 1e100, math.MaxFloat32, math.SmallestNonzeroFloat32, math.MaxFloat64,
		math.SmallestNonzeroFloat64, math.Nextafter(1e21, 0), math.Nextafter(1e-6, 0), 9007199254740993,
	} {
		var back64 float64
		checkFloat(t, &v, &back64)
		if short := float32(v); !math.IsInf(float64(short), 0) {
			var back32 float32
			checkFloat(t, &short, &back32)
		}
	}
}

// checkFloat encodes the float that v points to, and decodes it into back.
func checkFloat(t *testing.T, v, back any) {
	t.Helper()
	want, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	got, err := inJSON.encode(v)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("encoded %s (%v), want %s", got, err, want)
	}
	if ok := inJSON.decode(got, back); !ok {
		t.Errorf("%s was refused", got)
	}
	if again, _ := inJSON.encode(back); !bytes.Equal(again, want) {
		t.Errorf("%s was decoded as %s", want, again)
	}
}

// TestText has characters at each place in a word of eight bytes and after the last
// one, since text is scanned in such words.
func TestText(t *testing.T) {
	for piece, valid := range map[string]bool{
		"é": true, "😀": true, "\x7f": true, "\"": true, "\\": true, "\x1f": true, "\x00": true, " ": true,
		"\x80": false, "\xff": false, "\xc3": false,
	} {
		for before := range 26 {
			for after := range 18 {
				text := strings.Repeat("a", before) + piece + strings.Repeat("z", after)
				checkText(t, text, valid)
			}
		}
	}
}

func checkText(t *testing.T, text string, valid bool) {
	t.Helper()
	for _, f := range formats {
		payload, err := f.encode(&text)
		var got string
		if ok := f.decode(payload, &got); ok != valid || valid && got != text {
			t.Errorf("%s: %q is decoded as %q (%v)", f.name, text, got, ok)
		}
		if valid != (err == nil) || !valid && err != codec.ErrUTF8 {
			t.Errorf("%s: %q is encoded with the error %v", f.name, text, err)
		}
		if valid && f.name == inJSON.name {
			var judged string
			if err := json.Unmarshal(payload, &judged); err != nil || judged != text {
				t.Errorf("encoding/json decodes %s as %q (%v)", payload, judged, err)
			}
		}
	}
}

// TestJSONControlCharacters checks that they are refused without an escape.
func TestJSONControlCharacters(t *testing.T) {
	for before := range 26 {
		for _, c := range "\x00\n\x1f" {
			in := `"` + strings.Repeat("a", before) + string(c) + `zzzzzzzzz"`
			checkRefused(t, inJSON, []byte(in), new(string))
		}
	}
}

// TestJSONEscapes decodes escapes, necessary or not, at each place in a word of eight
// bytes.
func TestJSONEscapes(t *testing.T) {
	for in, want := range map[string]string{
		`\u0041\u00e9\u20AC`: "Aé€",
		`\ud83d\ude00`:       "😀",
		`\uD83D\uDE00`:       "😀",
		`\/\"\\`:             `/"\`,
		`\u0000`:             "\x00",
		`\u003c\u2028`:       "<\u2028",
		`\ufffd`:             "\ufffd",
		`é\u00e9é`:           "ééé",
	} {
		for n := range 9 {
			before, after := strings.Repeat("x", n), strings.Repeat("y", n)
			var got string
			if !inJSON.decode([]byte(`"`+before+in+after+`"`), &got) || got != before+want+after {
				t.Errorf("%s after %d bytes is decoded as %q", in, n, got)
			}
		}
	}
}

// TestNothingAliasesInput overwrites the payload, whose buffer the runtime uses
// again, after decoding.
func TestNothingAliasesInput(t *testing.T) {
	for _, f := range formats {
		payload := []byte("\xa3abc\xa2de\xc4\x02fg\xa1h\xc4\x01i")
		if f.name == inJSON.name {
			payload = []byte(`"abc""\u0064e""Zmc=""h""aQ=="`)
		}
		d := f.reader(payload)
		plain, escaped, data := d.String(), d.String(), d.Bytes()
		var text, binary keeper
		d.Text(&text)
		d.Binary(&binary)
		if !d.End() {
			t.Errorf("%s: refused", f.name)
		}
		clear(payload)
		got := []string{plain, escaped, string(data), string(text.kept), string(binary.kept)}
		if want := []string{"abc", "de", "fg", "h", "i"}; !slices.Equal(got, want) {
			t.Errorf("%s: the values changed to %q", f.name, got)
		}
	}
}
