package codec_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vmihailenco/msgpack/v5"
)

// samplesEach is the number of random values in each comparison.
const samplesEach = 500

// judge encodes v with the most compact options of vmihailenco/msgpack.
func judge(t *testing.T, v any) []byte {
	t.Helper()
	var buf bytes.Buffer
	m := msgpack.NewEncoder(&buf)
	m.UseCompactInts(true)
	m.UseArrayEncodedStructs(true)
	m.SetSortMapKeys(true)
	if err := m.Encode(v); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// filled returns a copy of v with empty slices and maps instead of nil, which other
// encoders encode as null.
func filled(v *sample) *sample {
	f := *v
	f.Data = append([]byte{}, f.Data...)
	f.Words = append([]string{}, f.Words...)
	f.Inners = append([]inner{}, f.Inners...)
	f.Table = [][]uint16{}
	for _, row := range v.Table {
		f.Table = append(f.Table, append([]uint16{}, row...))
	}
	if f.Labels == nil {
		f.Labels = map[string]string{}
	}
	if f.Switches == nil {
		f.Switches = map[string]bool{}
	}
	f.ByInt = map[int16]inner{}
	for k, e := range v.ByInt {
		f.ByInt[k] = e
	}
	f.ByUint = map[uint64][]string{}
	for k, e := range v.ByUint {
		f.ByUint[k] = append([]string{}, e...)
	}
	return &f
}

// firstDifference quotes both texts from the first byte that differs.
func firstDifference(ours, theirs string) string {
	i := 0
	for i < len(ours) && i < len(theirs) && ours[i] == theirs[i] {
		i++
	}
	return fmt.Sprintf("differ at byte %d:\nours   %.60q\ntheirs %.60q", i, ours[i:], theirs[i:])
}

func TestMsgpackAgainstJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		ours, _ := inMsgpack.encode(v)
		if theirs := judge(t, filled(v)); !bytes.Equal(ours, theirs) {
			t.Fatal(firstDifference(string(ours), string(theirs)))
		}
		checkSample(t, inMsgpack, ours, v)
	}
}

// checkSample checks that a payload is decoded to v.
func checkSample(t *testing.T, f format, payload []byte, v *sample) {
	t.Helper()
	var back sample
	if ok := f.decode(payload, &back); !ok || !reflect.DeepEqual(&back, v) {
		t.Fatalf("decoded (%v) another value:\n%s", ok, cmp.Diff(v, &back))
	}
}

// withoutSeparators replaces escapes that JSON does not require. encoding/json writes
// them for old JavaScript engines.
var withoutSeparators = strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029")

func TestJSONAgainstJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		ours, _ := inJSON.encode(v)
		var buf bytes.Buffer
		judge := json.NewEncoder(&buf)
		judge.SetEscapeHTML(false)
		if err := judge.Encode(filled(v)); err != nil {
			t.Fatal(err)
		}
		theirs := withoutSeparators.Replace(strings.TrimSuffix(buf.String(), "\n"))
		if string(ours) != theirs {
			t.Fatal(firstDifference(string(ours), theirs))
		}
		checkSample(t, inJSON, ours, v)
	}
}

// TestJSONReadsJudge decodes what encoding/json encodes, with its escapes for HTML.
func TestJSONReadsJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		theirs, err := json.Marshal(filled(v))
		if err != nil {
			t.Fatal(err)
		}
		checkSample(t, inJSON, theirs, v)
	}
}

func TestJudgeReadsJSON(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		var back sample
		ours, _ := inJSON.encode(v)
		if err := json.Unmarshal(ours, &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(&back, filled(v)) {
			t.Fatalf("encoding/json decoded another value:\n%s", cmp.Diff(filled(v), &back))
		}
	}
}

// TestMsgpackKnownDifferences has values that vmihailenco/msgpack encodes in another
// form. Here nil stands only for nil pointers, so that readers in other languages do
// not need to know Go's nil slices. The result of MarshalText is text.
func TestMsgpackKnownDifferences(t *testing.T) {
	for _, test := range []struct {
		v            any
		theirs, ours string
	}{
		{[]string(nil), "c0", "90"},
		{[]byte(nil), "c0", "c400"},
		{map[string]bool(nil), "c0", "80"},
		{color{1, 2, 3}, "c40723303130323033", "a723303130323033"},
	} {
		if theirs := hex.EncodeToString(judge(t, test.v)); theirs != test.theirs {
			t.Errorf("%T: vmihailenco/msgpack encodes %s, no longer %s", test.v, theirs, test.theirs)
		}
		if ours, _ := inMsgpack.encode(pointer(test.v)); hex.EncodeToString(ours) != test.ours {
			t.Errorf("%T is encoded as %x, want %s", test.v, ours, test.ours)
		}
	}
}

// TestMsgpackSameAsJudge has values that vmihailenco/msgpack might encode in another
// form, but does not.
func TestMsgpackSameAsJudge(t *testing.T) {
	for why, v := range map[string]any{
		"a duration":             90 * time.Minute,
		"the zero time":          time.Time{},
		"NaN":                    math.NaN(),
		"an infinity":            float32(math.Inf(-1)),
		"a BinaryMarshaler":      point{1, -1},
		"an array of bytes":      [3]byte{1, 2, 3},
		"a string of 70000":      strings.Repeat("a", 70000),
		"a byte slice of 70000":  make([]byte, 70000),
		"a slice of 70000 bools": make([]bool, 70000),
	} {
		ours, err := inMsgpack.encode(pointer(v))
		if theirs := judge(t, v); err != nil || !bytes.Equal(ours, theirs) {
			t.Errorf("%s (%v):\nours   %.40x\ntheirs %.40x", why, err, ours, theirs)
		}
	}
}
