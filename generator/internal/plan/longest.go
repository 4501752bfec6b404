package plan

import (
	"math"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// Longest returns the length in characters of the longest new token of the directive, now
// or when mint is the version of the struct. If a payload has parts without a bound, it
// reports false, and the result is for tokens in which those parts are empty.
func Longest(t *model.Type, d *directive.Directive) (characters int, bounded bool) {
	payloads := []*model.Shape{t.Shape}
	if d.Format == "" && d.Mint != d.Version {
		payloads = append(payloads, t.Former(d.Mint).Shape)
	}
	return LongestOf(d, slices.ContainsFunc(t.Shape.Fields, func(f *model.Field) bool { return f.State }), payloads...)
}

// LongestOf is Longest for tokens with any of these payloads. state reports whether the
// type has state.
func LongestOf(d *directive.Directive, state bool, payloads ...*model.Shape) (characters int, bounded bool) {
	if d.Format != "" {
		return 0, false
	}
	s := sizes{codec: Codec(d.Codec), done: map[*model.Shape]extent{}}
	payload := fixed(0)
	for _, shape := range payloads {
		e := s.shape(shape, 0)
		payload = extent{max(payload.most, e.most), payload.bounded && e.bounded}
	}
	wire := d.Kind().Overhead() + contract.TTLSize + payload.most
	if d.Once && !d.Kind().HasID() {
		wire += contract.IDSize
	}
	if state {
		wire += contract.StateSize
	}
	if d.Deflate {
		wire += contract.DeflateFlag
	}
	return int(min(int64(len(d.Prefix))+(wire*8+5)/6, math.MaxInt32)), payload.bounded
}

// An extent is the largest size of a value, in bytes. If the size is not bounded, the
// parts without a bound count as empty.
type extent struct {
	most    int64
	bounded bool
}

// hugeExtent caps sizes, so that sums and products do not overflow. No token is as
// large.
const hugeExtent = 1 << 40

func (e extent) plus(n int64) extent { return extent{min(e.most+n, hugeExtent), e.bounded} }

func (e extent) and(o extent) extent {
	return extent{min(e.most+o.most, hugeExtent), e.bounded && o.bounded}
}

func (e extent) times(n int64) extent {
	if n > 0 && e.most > hugeExtent/n {
		return extent{hugeExtent, e.bounded}
	}
	return extent{e.most * n, e.bounded || n == 0}
}

func fixed(n int64) extent { return extent{n, true} }

// sizes computes the largest sizes of values in a codec.
type sizes struct {
	codec Codec
	done  map[*model.Shape]extent // of shapes without a max= tag
}

// shape returns the extent of a value. bound is the value of its max= tag, or 0.
func (s *sizes) shape(shape *model.Shape, bound int64) extent {
	if bound > 0 {
		return s.find(shape, bound)
	}
	if e, ok := s.done[shape]; ok {
		return e
	}
	s.done[shape] = s.find(shape, 0)
	return s.done[shape]
}

func (s *sizes) find(shape *model.Shape, bound int64) extent {
	switch shape.Kind {
	case model.Pointer:
		e := s.shape(shape.Elem, bound)
		if s.codec == JSON {
			return extent{max(e.most, int64(len("null"))), e.bounded}
		}
		return e // nil is one byte
	case model.Text, model.Binary, model.Custom:
		return extent{s.text(0).most, false}
	case model.String:
		return extent{s.text(bound).most, bound > 0}
	case model.Bytes:
		e := fixed(bound).plus(header(bound, math.MaxUint8, 2))
		if s.codec == JSON { // base64
			e = fixed((bound + 2) / 3).times(4).plus(2)
		}
		return extent{e.most, bound > 0}
	case model.Slice:
		return s.list(s.shape(shape.Elem, 0), bound, bound > 0)
	case model.Array:
		return s.list(s.shape(shape.Elem, 0), shape.Len, true)
	case model.Map:
		return s.list(s.key(shape.Key).and(s.shape(shape.Elem, 0)), bound, bound > 0)
	case model.Struct:
		return s.fields(shape)
	}
	if s.codec == JSON {
		return fixed(scalarJSON(shape))
	}
	return fixed(scalarMsgpack(shape))
}

// text is a string of n bytes. In JSON, a control character takes six.
func (s *sizes) text(n int64) extent {
	if s.codec == JSON {
		return fixed(6).times(n).plus(2)
	}
	small := int64(1)
	if n > 31 {
		small = 2
	}
	return fixed(n).plus(header(n, math.MaxUint8, small))
}

// list is n elements or entries. It is unbounded if there can be more.
func (s *sizes) list(elem extent, n int64, bounded bool) extent {
	var e extent
	if s.codec == JSON {
		e = elem.plus(1).times(n).plus(int64(len("[]")) - min(n, 1))
	} else {
		e = elem.times(n).plus(header(n, 15, 1))
	}
	e.bounded = e.bounded && bounded
	return e
}

// key is the key of a map. JSON quotes numbers, and has a colon after the key.
func (s *sizes) key(shape *model.Shape) extent {
	e := s.shape(shape, 0)
	switch {
	case s.codec != JSON:
		return e
	case shape.Kind == model.String:
		return e.plus(int64(len(":")))
	}
	return e.plus(int64(len(`"":`)))
}

func (s *sizes) fields(shape *model.Shape) extent {
	var sent []*model.Field
	for _, f := range shape.Fields {
		if !f.State {
			sent = append(sent, f)
		}
	}
	sum := fixed(header(int64(len(sent)), 15, 1))
	if s.codec == JSON {
		sum = fixed(int64(len("{}")) - min(int64(len(sent)), 1))
	}
	for _, f := range sent {
		if s.codec == JSON {
			sum = sum.plus(int64(len(f.Wire) + len(`"":,`)))
		}
		sum = sum.and(s.shape(f.Shape, f.Max))
	}
	return sum
}

func scalarMsgpack(shape *model.Shape) int64 {
	switch shape.Kind {
	case model.Int, model.Uint, model.Float:
		return 1 + bytesOf(shape)
	case model.ByteArray:
		return header(shape.Len, math.MaxUint8, 2) + shape.Len
	case model.Time:
		return 15 // with nanoseconds, before 1970 or after 2514
	}
	return 1 // a bool
}

// bytesOf is the size of a number. An int has up to 64 bits.
func bytesOf(shape *model.Shape) int64 {
	if shape.Bits == 0 {
		return 8
	}
	return int64(shape.Bits / 8)
}

func scalarJSON(shape *model.Shape) int64 {
	switch shape.Kind {
	case model.Int:
		return map[int64]int64{1: 4, 2: 6, 4: 11, 8: 20}[bytesOf(shape)] // -128
	case model.Uint:
		return map[int64]int64{1: 3, 2: 5, 4: 10, 8: 20}[bytesOf(shape)]
	case model.Float:
		return map[int64]int64{4: int64(len("-340282350000000000000")),
			8: int64(len("-0.0000012345678901234567"))}[bytesOf(shape)]
	case model.ByteArray:
		return 1 + max(1, 4*shape.Len) // [255,255]
	case model.Time:
		return int64(len(`"2006-01-02T15:04:05.999999999Z"`))
	}
	return int64(len("false"))
}
