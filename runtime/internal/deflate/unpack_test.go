package deflate

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/hex"
	"io"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
)

const session = `{"uid":1234567890,"email":"ana.maria@example.com","tenant":"acme-logistics",` +
	`"role":"editor","device":"7QmX2c9LpRt4vWz0","tier":3,"trusted":true}`

func deflated(t testing.TB, text string, level int) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

// FuzzUnpack compares with a new reader of compress/flate, which must read the whole
// stream too.
func FuzzUnpack(f *testing.F) {
	for _, text := range []string{"", "a", session, strings.Repeat("ab", 999), strings.Repeat(session, 300)} {
		for _, level := range []int{flate.NoCompression, flate.HuffmanOnly, flate.BestSpeed, flate.BestCompression} {
			f.Add(deflated(f, text, level))
		}
	}
	for _, s := range []string{
		"", "07", "03", "0300", "010000ffff", "010100feff61", "0101000000",
		"05c0810800000000a0ff0b80", // a code for distances, and no distance
		"4bcc", "4b0400", "4b0402", "030000",
		// Codes with too many or too few words, lengths after the last one, a repeat code
		// without a length before it, symbols that do not exist, a block without
		// distances.
		"ddd381000000000090ff6b5100", "d3181b00909fff541800", "f5cb810dc0300cc3b0ffbfe62b29a1011e",
		"c5de81000000000090ff6b5900",
		"759d810000000040feaf0d01", "05c00501000000009078eaff0904", "0dc1010500000000a0ffaf03",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		const most = 1 << 17
		in := bytes.NewReader(stream)
		want, err := io.ReadAll(io.LimitReader(flate.NewReader(in), most+1))
		complete := err == nil && in.Len() == 0
		for _, limit := range []int{most, len(want), max(0, len(want)-1)} {
			good := complete && len(want) <= min(limit, most)
			for _, room := range []int{0, 100, limit} {
				got, ok := Unpack(make([]byte, room), stream, limit)
				if ok != good {
					t.Fatalf("%x up to %d, with room for %d: %v, want %v (%v)", stream, limit, room, ok, good, err)
				}
				if !ok && (len(got) > 0 || cap(got) != room) || ok && !bytes.Equal(got, want) {
					t.Fatalf("%x up to %d, with room for %d: %q, want %q", stream, limit, room, got, want)
				}
			}
		}
	})
}

// TestLevels reads the output of compress/flate at every level, for short and long texts.
func TestLevels(t *testing.T) {
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		for n := range 12 {
			text := strings.Repeat(session, n*n)
			got, ok := Unpack(nil, deflated(t, text, level), len(text))
			if !ok || string(got) != text {
				t.Errorf("level %d, %d bytes: %d bytes, %v", level, len(text), len(got), ok)
			}
		}
	}
}

// TestDamage: a stream that is cut, has a byte after it or a changed bit is accepted only
// if compress/zlib accepts it. A refused stream never returns a part of a text.
func TestDamage(t *testing.T) {
	stream := PackZlib(nil, []byte(session), false)
	for n := range stream {
		if got, ok := UnpackZlib(nil, stream[:n], 1<<16); ok || len(got) > 0 {
			t.Errorf("cut to %d bytes: %q, %v", n, got, ok)
		}
	}
	if _, ok := UnpackZlib(nil, append(bytes.Clone(stream), 0), 1<<16); ok {
		t.Error("a byte after the stream is accepted")
	}
	for bit := range 8 * len(stream) {
		changed := bytes.Clone(stream)
		changed[bit/8] ^= 1 << (bit % 8)
		in := bytes.NewReader(changed)
		good := false
		if z, err := zlib.NewReader(in); err == nil {
			_, err = io.Copy(io.Discard, z)
			good = err == nil && in.Len() == 0
		}
		if _, ok := UnpackZlib(nil, changed, 1<<16); ok != good {
			t.Errorf("bit %d changed: %v, want %v", bit, ok, good)
		}
	}
}

// TestDictionary: a stream with a preset dictionary is refused, even the empty one,
// which compress/zlib accepts.
func TestDictionary(t *testing.T) {
	stream := PackZlib(nil, []byte(session), false)
	for name, header := range map[string]string{
		"a dictionary": "\x78\x20", "the empty dictionary": "\x78\x20\x00\x00\x00\x01",
	} {
		if _, ok := UnpackZlib(nil, append([]byte(header), stream[2:]...), 1<<16); ok {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestLimit: a text may be as long as the limit, and no longer. Unpack allocates in
// proportion to the text, however large the limit is.
func TestLimit(t *testing.T) {
	text := strings.Repeat("a", 1<<20)
	stream := deflated(t, text, flate.BestCompression)
	if got, ok := Unpack(nil, stream, len(text)); !ok || string(got) != text {
		t.Error("a text as long as the limit is refused")
	}
	if _, ok := Unpack(nil, stream, len(text)-1); ok {
		t.Error("a text longer than the limit is accepted")
	}
	for _, limit := range []int{16 * len(text), math.MaxInt} {
		if got, ok := Unpack(nil, stream, limit); !ok || cap(got) > 2*len(text) {
			t.Errorf("room for %d bytes, %v", cap(got), ok)
		}
	}
}

// TestNothingIsLeft: whether or not a stream is valid, no text remains in the reader that
// goes back to the pool, or in memory that the text was moved out of.
func TestNothingIsLeft(t *testing.T) {
	own := unpackers.New().(*unpacker)
	unpackers = sync.Pool{New: func() any { return own }} // for this test's package
	window := func() []byte {
		return reflect.ValueOf(own.text).Elem().FieldByName("dict").FieldByName("hist").Bytes()
	}
	for _, n := range []int{1, 3, 100, 1000} {
		text := strings.Repeat(session, n)
		stream := deflated(t, text, flate.BestSpeed)
		wrong := bytes.Clone(stream)
		wrong[len(wrong)-1] ^= 0xff
		for what, in := range map[string][]byte{
			"good": stream, "cut": stream[:len(stream)-1], "longer": append(bytes.Clone(stream), 0), "changed": wrong,
		} {
			room := make([]byte, 200)
			got, ok := Unpack(room, in, len(text))
			if ok != (string(got) == text) || what == "good" != ok {
				t.Fatalf("%d sessions, %s: %d bytes, %v", n, what, len(got), ok)
			}
			if len(window()) != 32<<10 || !zero(window()) {
				t.Errorf("%d sessions, %s: the reader keeps text", n, what)
			}
			if !ok && !zero(room) || ok && len(text) > len(room) && !zero(room) {
				t.Errorf("%d sessions, %s: the room keeps text", n, what)
			}
		}
	}
}

func zero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

func BenchmarkUnpack(b *testing.B) {
	stream := deflated(b, session, flate.BestSpeed)
	room := make([]byte, 1024)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Unpack(room, stream, 1<<16); !ok {
			b.Fatal("refused")
		}
	}
}
