package languages

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
)

// sameDecimals reports whether two JSON texts of the same length differ only in decimals of
// which each is as near to a float as the other.
func sameDecimals(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	const number = "+-.0123456789eE"
	for i := 0; i < len(a); i++ {
		if a[i] == b[i] {
			continue
		}
		start := i
		for start > 0 && strings.IndexByte(number, a[start-1]) >= 0 {
			start--
		}
		end := i
		for end < len(a) && strings.IndexByte(number, a[end]) >= 0 {
			end++
		}
		if end == i || !tie(a[start:end], b[start:end]) {
			return false
		}
		i = end - 1
	}
	return true
}

// tie reports whether two decimals are read as the same float, which is in the middle between
// them.
func tie(a, b string) bool {
	x, ok := new(big.Rat).SetString(a)
	y, ok2 := new(big.Rat).SetString(b)
	if !ok || !ok2 {
		return false
	}
	x.Add(x, y)
	x.Quo(x, big.NewRat(2, 1))
	for _, bits := range []int{32, 64} {
		f, _ := strconv.ParseFloat(a, bits)
		g, _ := strconv.ParseFloat(b, bits)
		if exact := new(big.Rat).SetFloat64(f); f == g && exact != nil && exact.Cmp(x) == 0 {
			return true
		}
	}
	return false
}

// sameNaNs reports whether two payloads in msgpack of the same length differ only in the bits
// of a NaN, of which only the sign and the bits of the fraction can differ.
func sameNaNs(a, b []byte) bool {
	for i := 0; i < len(a); i++ {
		if a[i] == b[i] {
			continue
		}
		start, size := nanAt(a, i)
		if other, _ := nanAt(b, i); size == 0 || other != start {
			return false
		}
		i = start + size - 1
	}
	return len(a) == len(b)
}

// nanAt returns where a NaN begins that has the byte at i, and its size; 0: there is none.
func nanAt(b []byte, i int) (start, size int) {
	for _, form := range []struct {
		code byte
		size int
	}{{0xca, 4}, {0xcb, 8}} {
		for start := max(1, i-form.size+1); start <= i && start+form.size <= len(b); start++ {
			if b[start-1] == form.code && isNaN(b[start:start+form.size]) {
				return start, form.size
			}
		}
	}
	return 0, 0
}

func isNaN(b []byte) bool {
	bits := uint64(0)
	for _, c := range b {
		bits = bits<<8 | uint64(c)
	}
	if len(b) == 4 {
		return math.IsNaN(float64(math.Float32frombits(uint32(bits))))
	}
	return math.IsNaN(math.Float64frombits(bits))
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"a":1125899906842624.2}`, `{"a":1125899906842624.3}`, true}, // of 2^50 + 1/4
		{`{"a":[1,2097152.2],"b":0}`, `{"a":[1,2097152.3],"b":0}`, true},
		{`{"a":1125899906842624.1}`, `{"a":1125899906842624.3}`, false},
		{`{"a":1125899906842624.2,"b":1}`, `{"a":1125899906842624.3,"b":2}`, false},
		{`{"a":0.1}`, `{"a":0.2}`, false},
		{`{"a":1}`, `{"b":1}`, false},
		{`[1]`, `[1,2]`, false},
		{`"\u001f"`, `"\u001F"`, false},
	} {
		if got := sameDecimals(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: %v", c.a, c.b, got)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"\x91\xca\x7f\xc0\x00\x00", "\x91\xca\x7f\x80\x00\x01", true},
		{"\x91\xca\xff\xc0\x00\x00", "\x91\xca\x7f\xc0\x00\x00", true},
		{"\x91\xca\x7f\xc0\x00\x00", "\x91\xca\x7f\x80\x00\x00", false}, // infinity
		{"\x91\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "\x91\xcb\x7f\xf0\x00\x00\x00\x00\x00\x01", true},
		{"\x91\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "\x91\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00", false},
		{"\x91\x01", "\x91\x02", false},
	} {
		if got := sameNaNs([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("%x, %x: %v", c.a, c.b, got)
		}
	}
}
