package languages

import (
	"math/rand/v2"
	"slices"
)

// A payloader makes payloads of a shape in a codec: valid ones, in the spelling of a writer or
// in others, ones with a mistake, and damaged ones.
type payloader struct {
	*rand.Rand
	fields []field
	codec  string
	former [][]byte // some payloads, for splices
}

// payload returns a payload. Its kind is for statistics.
func (p *payloader) payload() (kind string, payload []byte) {
	kind = []string{"plain", "free", "wild", "mistake", "mistake", "damage"}[p.IntN(6)]
	r := &valuer{Rand: p.Rand, left: size(p.Rand)}
	if kind == "wild" {
		r.wild = 8
	}
	v := r.record(p.fields)
	free := kind == "free" || kind != "plain" && p.IntN(2) == 0
	payload, choices := p.spell(v, free, -1)
	switch kind {
	case "mistake":
		payload, _ = p.spell(v, free, p.IntN(choices))
	case "damage":
		payload = p.damaged(payload)
	}
	if len(p.former) < 16 {
		p.former = append(p.former, payload)
	} else {
		p.former[p.IntN(16)] = payload
	}
	return kind, payload
}

// spell writes a value, with a mistake at one choice or, if it is -1, without. It returns how
// many choices there were.
func (p *payloader) spell(v value, free bool, at int) (payload []byte, choices int) {
	s := &speller{valuer: &valuer{Rand: p.Rand}, free: free, at: at}
	if p.codec == "json" {
		s.json(p.fields, v)
	} else {
		s.msgpack(p.fields, v)
	}
	return s.out, max(s.choices, 1)
}

// damaged returns a payload with one to three changed places.
func (p *payloader) damaged(payload []byte) []byte {
	b := slices.Clone(payload)
	for range 1 + p.IntN(3) {
		if len(b) == 0 {
			return []byte{byte(p.Uint32())}
		}
		at := p.IntN(len(b))
		switch p.IntN(8) {
		case 0:
			b[at] ^= 1 << p.IntN(8)
		case 1:
			b = slices.Insert(b, at, p.byte())
		case 2:
			b = slices.Delete(b, at, at+1)
		case 3:
			b[at] = p.byte()
		case 4: // a piece again
			b = slices.Insert(b, at, b[at:at+1+p.IntN(min(8, len(b)-at))]...)
		case 5: // a piece less
			b = slices.Delete(b, at, at+1+p.IntN(min(8, len(b)-at)))
		case 6: // the end of another payload
			if len(p.former) > 0 {
				other := p.former[p.IntN(len(p.former))]
				b = append(b[:at], other[min(at, len(other)):]...)
			}
		default:
			b = b[:at]
		}
	}
	return b
}

// byte returns a byte that means something in the codec, or any.
func (p *payloader) byte() byte {
	if p.IntN(4) == 0 {
		return byte(p.Uint32())
	}
	if p.codec == "json" {
		const some = "\"\\{}[]:,-+.eE0123456789tfnulaTZ =/\x00\n\t\xef\xbb\xbf\xc0\xed"
		return some[p.IntN(len(some))]
	}
	return codes[p.IntN(len(codes))]
}
