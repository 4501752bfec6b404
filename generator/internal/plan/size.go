package plan

import (
	"math"

	"github.com/typeseal/typeseal/generator/internal/model"
)

type sizeKey struct {
	codec Codec
	shape *model.Shape
}

// maxSize caps the results of size. No token is longer.
const maxSize = math.MaxInt32

// size is the least number of bytes that a value of the shape takes in a codec, and at
// least 1. Before decoders allocate, they divide the rest of the input by it.
func (b *fileBuilder) size(codec Codec, s *model.Shape) int {
	key := sizeKey{codec, s}
	if n, ok := b.sizes[key]; ok {
		return n
	}
	var n int64
	if codec.JSON() {
		n = b.sizeJSON(s)
	} else {
		n = b.sizeMsgpack(s)
	}
	b.sizes[key] = int(min(n, maxSize))
	return b.sizes[key]
}

func (b *fileBuilder) sizeMsgpack(s *model.Shape) int64 {
	switch s.Kind {
	case model.Float:
		return int64(s.Bits/8) + 1
	case model.Bytes, model.Binary:
		return 2
	case model.ByteArray:
		return header(s.Len, math.MaxUint8, 2) + s.Len
	case model.Time:
		return 6
	case model.Array:
		return header(s.Len, 15, 1) + s.Len*int64(b.size(Msgpack, s.Elem))
	case model.Struct:
		n := header(int64(len(s.Fields)), 15, 1)
		for _, f := range s.Fields {
			n += int64(b.size(Msgpack, f.Shape))
		}
		return n
	}
	return 1
}

// header is the size of msgpack's header for n bytes or elements. It is small up to
// most, and then contains a length of two or four bytes.
func header(n, most, small int64) int64 {
	switch {
	case n <= most:
		return small
	case n <= math.MaxUint16:
		return 3
	}
	return 5
}

func (b *fileBuilder) sizeJSON(s *model.Shape) int64 {
	switch s.Kind {
	case model.Bool:
		return int64(len("true"))
	case model.Int, model.Uint, model.Float:
		return 1
	case model.Time:
		return int64(len(`"2006-01-02T15:04:05Z"`))
	case model.ByteArray:
		return 1 + max(1, 2*s.Len) // [0,0]
	case model.Array:
		return 1 + max(1, s.Len*int64(b.size(JSON, s.Elem)+1))
	case model.Pointer:
		return int64(min(len("null"), b.size(JSON, s.Elem)))
	case model.Struct:
		n := int64(1)
		for _, f := range s.Fields {
			n += int64(len(f.Wire) + len(`"":,`) + b.size(JSON, f.Shape))
		}
		return max(n, int64(len("{}")))
	}
	return 2
}

// entrySize is the least number of bytes that an entry of a map takes.
func (b *fileBuilder) entrySize(codec Codec, s *model.Shape) int {
	switch {
	case codec == Msgpack:
		return b.size(codec, s.Key) + b.size(codec, s.Elem)
	case s.Key.Kind == model.String:
		return len(`"":`) + b.size(codec, s.Elem)
	}
	return len(`"0":`) + b.size(codec, s.Elem)
}
