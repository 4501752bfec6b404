package inflate

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/hex"
	"io"
	"strings"
	"testing"
)

const session = `{"uid":1234567890,"email":"ana.maria@example.com","tenant":"acme-logistics","role":"editor","device":"7QmX2c9LpRt4vWz0","tier":3,"trusted":true}`

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

func zlibbed(t testing.TB, text string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

// FuzzAppend compares with compress/flate, which must read the whole input too.
func FuzzAppend(f *testing.F) {
	for _, text := range []string{"", "a", session, strings.Repeat("ab", 999), strings.Repeat(session, 300)} {
		for _, level := range []int{flate.NoCompression, flate.HuffmanOnly, flate.BestSpeed, flate.BestCompression} {
			f.Add(deflated(f, text, level))
		}
	}
	for _, s := range []string{
		"", "07", "03", "0300", "010000ffff", "010100feff61", "0101000000",
		"05c0810800000000a0ff0b80", // no distance but a code for one
		"4bcc", "4b0400", "4b0402", "030000",
		// Codes with too many words or too few, lengths beyond the last, a repeat of
		// nothing, symbols that none may have, a block without distances.
		"ddd381000000000090ff6b5100", "d3181b00909fff541800", "f5cb810dc0300cc3b0ffbfe62b29a1011e", "c5de81000000000090ff6b5900",
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
				dst := append(make([]byte, 0, 5+room), "front"...)
				got, ok := Append(dst, stream, limit)
				if ok != good {
					t.Fatalf("%x up to %d, with room for %d: %v, want %v (%v)", stream, limit, room, ok, good, err)
				}
				if !ok && string(got) != "front" || ok && !bytes.Equal(got[5:], want) {
					t.Fatalf("%x up to %d, with room for %d: %q, want %q", stream, limit, room, got, want)
				}
			}
		}
	})
}

// TestLevels reads what compress/flate writes at every level, long and short.
func TestLevels(t *testing.T) {
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		for n := range 12 {
			text := strings.Repeat(session, n*n)
			got, ok := Append(nil, deflated(t, text, level), len(text))
			if !ok || string(got) != text {
				t.Errorf("level %d, %d bytes: %d bytes, %v", level, len(text), len(got), ok)
			}
		}
	}
}

// TestDamage: a stream that is cut, goes on, or has a bit changed is refused or
// read as compress/flate reads it, and never gives half a text.
func TestDamage(t *testing.T) {
	stream := zlibbed(t, session)
	for n := range stream {
		if got, ok := AppendZlib([]byte("x"), stream[:n], 1<<16); ok || string(got) != "x" {
			t.Errorf("cut to %d bytes: %q, %v", n, got, ok)
		}
	}
	if _, ok := AppendZlib(nil, append(bytes.Clone(stream), 0), 1<<16); ok {
		t.Error("a byte after the stream is accepted")
	}
	dictionary := append([]byte{0x78, 0x20}, stream[2:]...)
	if _, ok := AppendZlib(nil, dictionary, 1<<16); ok {
		t.Error("a preset dictionary is accepted")
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
		if _, ok := AppendZlib(nil, changed, 1<<16); ok != good {
			t.Errorf("bit %d changed: %v, want %v", bit, ok, good)
		}
	}
}

// TestLimit: a text is as long as allowed and not longer, and one that is far too
// long costs no memory.
func TestLimit(t *testing.T) {
	text := strings.Repeat("a", 1<<20)
	stream := deflated(t, text, flate.BestCompression)
	if got, ok := Append(nil, stream, len(text)); !ok || string(got) != text {
		t.Error("a text as long as the limit is refused")
	}
	if _, ok := Append(nil, stream, len(text)-1); ok {
		t.Error("a text longer than the limit is accepted")
	}
	dst := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(10, func() { Append(dst, stream, 1<<16) }); n > 0 {
		t.Errorf("%v allocations for a text that is too long", n)
	}
	if got, ok := Append(nil, stream, 16*len(text)); !ok || cap(got) > len(text)+len(text)/8 {
		t.Errorf("room for %d bytes", cap(got))
	}
}

func BenchmarkAppendZlib(b *testing.B) {
	stream := zlibbed(b, session)
	dst := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := AppendZlib(dst, stream, 1<<16); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkStandardLibrary(b *testing.B) {
	stream := zlibbed(b, session)
	var src bytes.Reader
	src.Reset(stream)
	z, err := zlib.NewReader(&src)
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]byte, 1024)
	b.ReportAllocs()
	for b.Loop() {
		src.Reset(stream)
		z.(zlib.Resetter).Reset(&src, nil)
		if _, err := io.ReadFull(z, dst); err != io.ErrUnexpectedEOF {
			b.Fatal(err)
		}
	}
}
