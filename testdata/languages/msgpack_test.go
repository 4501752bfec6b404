package languages

import (
	"slices"
)

// A speller writes values. It makes choices that a writer does not have: other orders and
// spellings that are accepted if free is set, and one mistake, at the choice with the number
// at.
type speller struct {
	*valuer
	free    bool
	at      int // -1: no mistake
	choices int // so far
	out     []byte
}

// mistake reports whether to make a mistake here.
func (s *speller) mistake() bool {
	s.choices++
	return s.choices-1 == s.at
}

func (s *speller) put(b ...byte) { s.out = append(s.out, b...) }

// msgpack writes the value of a struct.
func (s *speller) msgpack(fields []field, v value) { s.msgpackStruct(fields, v) }

func (s *speller) msgpackStruct(fields []field, v value) {
	n := len(fields)
	if s.mistake() {
		n += s.IntN(3) - 1
	}
	s.size(max(0, n), 0x90, 16, 0, 0xdc, 0xdd)
	for i, f := range fields {
		if s.mistake() {
			switch s.IntN(3) {
			case 0:
				continue
			case 1:
				s.msgpackValue(f.Type, v.items[i])
			}
		}
		s.msgpackValue(f.Type, v.items[i])
	}
}

// codes are codes that mean something.
var codes = []byte{0x00, 0x7f, 0x80, 0x81, 0x90, 0x91, 0xa0, 0xa1, 0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
	0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda,
	0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff}

func (s *speller) msgpackValue(t *typ, v value) {
	if s.mistake() {
		switch s.IntN(4) {
		case 0:
			s.put(0xc0)
			return
		case 1:
			s.put(codes[s.IntN(len(codes))])
		case 2:
			s.anything()
			return
		default: // a value of another type
			other := &typ{Kind: []string{"bool", "string", "bytes", "time"}[s.IntN(4)]}
			t, v = other, s.value(other, 0)
		}
	}
	switch t.Kind {
	case "nullable":
		if v.null {
			s.put(0xc0)
			return
		}
		s.msgpackValue(t.Of, v)
	case "bool":
		if v.truth {
			s.put(0xc3)
		} else {
			s.put(0xc2)
		}
	case "int", "uint":
		s.msgpackInt(v)
	case "float":
		s.msgpackFloat(t.Bits, v)
	case "string", "text":
		s.size(len(v.data), 0xa0, 32, 0xd9, 0xda, 0xdb)
		s.put(v.data...)
	case "bytes", "binary":
		s.size(len(v.data), 0, 0, 0xc4, 0xc5, 0xc6)
		s.put(v.data...)
	case "time":
		s.msgpackTime(v)
	case "list", "array":
		s.size(len(v.items), 0x90, 16, 0, 0xdc, 0xdd)
		for _, item := range v.items {
			s.msgpackValue(t.Of, item)
		}
	case "map":
		s.msgpackMap(t, v)
	case "struct":
		s.msgpackStruct(t.Fields, v)
	}
}

// anything writes a value of msgpack, such as a type of ours may have.
func (s *speller) anything() {
	some := []string{"\xc0", "\xc2", "\x00", "\x05", "\xff", "\xe0", "\xa1x", "\xa0", "\xc4\x00", "\xc4\x01x", "\x90",
		"\x91\xc0", "\x80", "\x81\xa1k\x01", "\xca\x3f\x80\x00\x00", "\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00",
		"\xd6\xff\x00\x00\x00\x01", "\xd4\x01\x00", "\xcc\x80", "\xd0\x80", "\xc7\x00\x05", "\xd5\xff\x00\x00"}
	s.out = append(s.out, some[s.IntN(len(some))]...)
}

// size writes a length: in the code itself if it is below small, else in the form of 1, 2 or 4
// bytes. Code 0 is no form.
func (s *speller) size(n int, fix byte, small int, code1, code2, code4 byte) {
	form := 4
	switch {
	case n < small:
		form = 0
	case n < 1<<8 && code1 != 0:
		form = 1
	case n < 1<<16:
		form = 2
	}
	if s.mistake() {
		if s.IntN(3) == 0 {
			n = max(0, n+s.IntN(3)-1)
		} else {
			form = []int{0, 1, 2, 4}[s.IntN(4)]
		}
	}
	switch form {
	case 0:
		s.put(fix | byte(n))
	case 1:
		s.put(code1, byte(n))
	case 2:
		s.put(append([]byte{code2}, be(uint64(n), 2)...)...)
	case 4:
		s.put(append([]byte{code4}, be(uint64(n), 4)...)...)
	}
}

func (s *speller) msgpackInt(v value) {
	bits := v.num
	if v.neg {
		bits = -bits
	}
	if s.mistake() { // another form
		n := 1 << s.IntN(4)
		base := byte(0xcc)
		if s.IntN(2) == 0 {
			base = 0xd0
		}
		switch s.IntN(4) {
		case 0:
			s.put(append([]byte{0xcb}, be(floatBits(float64(v.num), 64), 8)...)...)
		case 1:
			s.put(append([]byte{0xca}, be(floatBits(float64(v.num), 32), 4)...)...)
		default:
			s.put(append([]byte{base + map[int]byte{1: 0, 2: 1, 4: 2, 8: 3}[n]}, be(bits, n)...)...)
		}
		return
	}
	switch {
	case v.neg && v.num <= 32, !v.neg && v.num < 128:
		s.put(byte(bits))
	case v.neg && v.num <= 1<<7:
		s.put(0xd0, byte(bits))
	case v.neg && v.num <= 1<<15:
		s.put(append([]byte{0xd1}, be(bits, 2)...)...)
	case v.neg && v.num <= 1<<31:
		s.put(append([]byte{0xd2}, be(bits, 4)...)...)
	case v.neg:
		s.put(append([]byte{0xd3}, be(bits, 8)...)...)
	case v.num < 1<<8:
		s.put(0xcc, byte(bits))
	case v.num < 1<<16:
		s.put(append([]byte{0xcd}, be(bits, 2)...)...)
	case v.num < 1<<32:
		s.put(append([]byte{0xce}, be(bits, 4)...)...)
	default:
		s.put(append([]byte{0xcf}, be(bits, 8)...)...)
	}
}

func (s *speller) msgpackFloat(bits int, v value) {
	number := v.num
	if s.mistake() {
		bits = 96 - bits
	}
	if bits == 32 {
		s.put(append([]byte{0xca}, be(number, 4)...)...)
	} else {
		s.put(append([]byte{0xcb}, be(number, 8)...)...)
	}
}

func (s *speller) msgpackTime(v value) {
	form := 12
	switch {
	case v.nano == 0 && v.sec >= 0 && v.sec < 1<<32:
		form = 4
	case v.sec >= 0 && v.sec < 1<<34 && v.nano < 1<<30:
		form = 8
	}
	if s.mistake() {
		form = []int{4, 8, 12}[s.IntN(3)]
	}
	ext := byte(0xff)
	if s.mistake() {
		ext = []byte{0, 1, 0xfe, 0x7f, 0x80}[s.IntN(5)]
	}
	var data []byte
	switch form {
	case 4:
		data = be(uint64(v.sec), 4)
	case 8:
		data = be(uint64(v.nano)<<34|uint64(v.sec)&(1<<34-1), 8)
	default:
		data = append(be(uint64(v.nano), 4), be(uint64(v.sec), 8)...)
	}
	head := map[int][]byte{4: {0xd6}, 8: {0xd7}, 12: {0xc7, 12}}[form]
	if s.mistake() {
		n := byte(len(data))
		head = [][]byte{{0xc7, n}, {0xc8, 0, n}, {0xc9, 0, 0, 0, n}, {0xd8}, {0xd5}, {0xc7, 0}}[s.IntN(6)]
	}
	s.put(append(append(slices.Clone(head), ext), data...)...)
}

func (s *speller) msgpackMap(t *typ, v value) {
	items := v.items
	if !s.free {
		items = v.sorted(byKey(t.Key))
	}
	if len(items) > 0 && s.mistake() { // a key twice
		items = append(slices.Clone(items), items[0], items[len(items)-1])
	}
	s.size(len(items)/2, 0x80, 16, 0, 0xde, 0xdf)
	for i := 0; i < len(items); i += 2 {
		s.msgpackValue(t.Key, items[i])
		s.msgpackValue(t.Of, items[i+1])
	}
}
