package observetest

import (
	"encoding/base64"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const prefix = "ts1_"

// text returns a text as strangers send it. Often it is made of a token of the right type.
func (s *Site) text(kind int) string {
	token := s.texts[s.random.IntN(len(s.texts))]
	if s.random.IntN(4) > 0 {
		token = s.texts[kind+6*s.random.IntN(len(s.texts)/6)]
	}
	switch s.random.IntN(7) {
	case 0:
		return s.noise()
	case 1: // bytes that look like a token
		return encode(append([]byte(s.noise()), byte(0x11+s.random.IntN(3))))
	case 2, 3: // another key
		wire := decode(token)
		s.scramble(wire[1:5])
		return encode(wire)
	case 4: // a forgery
		wire := decode(token)
		i := s.random.IntN(len(wire))
		s.scramble(wire[i : i+1])
		return encode(wire)
	case 5: // damage that Repair removes
		return "<" + token + ">"
	}
	return token
}

// options returns the options of a call: none, Repair, or a binding.
func (s *Site) options() []typeseal.Option {
	switch s.random.IntN(4) {
	case 0:
		return []typeseal.Option{typeseal.Repair()}
	case 1:
		return []typeseal.Option{typeseal.BoundTo(s.noise())}
	}
	return nil
}

// noise returns random bytes.
func (s *Site) noise() string {
	b := make([]byte, s.random.IntN(200))
	s.scramble(b)
	return string(b)
}

func (s *Site) scramble(b []byte) {
	for i := range b {
		b[i] = byte(s.random.Uint32())
	}
}

func decode(token string) []byte {
	return must(base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, prefix)))
}

func encode(wire []byte) string { return prefix + base64.RawURLEncoding.EncodeToString(wire) }
