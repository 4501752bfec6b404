package codec_test

import (
	"math"
	"math/rand/v2"
	"time"
)

// sample has fields of all kinds that encoding/json and vmihailenco/msgpack encode
// in the same way as this package.
type sample struct {
	Yes      bool                `json:"yes"`
	I8       int8                `json:"i8"`
	I16      int16               `json:"i16"`
	I32      int32               `json:"i32"`
	I64      int64               `json:"i64"`
	Int      int                 `json:"int"`
	U8       uint8               `json:"u8"`
	U16      uint16              `json:"u16"`
	U32      uint32              `json:"u32"`
	U64      uint64              `json:"u64"`
	Uint     uint                `json:"uint"`
	F32      float32             `json:"f32"`
	F64      float64             `json:"f64"`
	Text     string              `json:"text"`
	Data     []byte              `json:"data"`
	Array    [4]byte             `json:"array"`
	Three    [3]int16            `json:"three"`
	At       time.Time           `json:"at"`
	For      time.Duration       `json:"for"`
	Maybe    *int64              `json:"maybe"`
	Words    []string            `json:"words"`
	Table    [][]uint16          `json:"table"`
	Inner    inner               `json:"inner"`
	Inners   []inner             `json:"inners"`
	Other    *inner              `json:"other"`
	Labels   map[string]string   `json:"labels"`
	Switches map[string]bool     `json:"switches"`
	ByInt    map[int16]inner     `json:"by_int"`
	ByUint   map[uint64][]string `json:"by_uint"`
}

type inner struct {
	Name string `json:"name"`
	N    int32  `json:"n"`
}

// randomSample returns a sample with many numbers at the boundaries between two forms.
// Times are in UTC, floats are finite, and empty slices are nil, so that the sample
// equals the decoded value. Maps that vmihailenco/msgpack does not sort have at most one
// entry.
func randomSample(r *rand.Rand) *sample {
	v := &sample{
		Yes: r.IntN(2) == 0,
		I8:  int8(randomInt(r)), I16: int16(randomInt(r)), I32: int32(randomInt(r)),
		I64: randomInt(r), Int: int(randomInt(r)),
		U8: uint8(randomInt(r)), U16: uint16(randomInt(r)), U32: uint32(randomInt(r)),
		U64: uint64(randomInt(r)), Uint: uint(randomInt(r)),
		F32: randomFloat32(r), F64: randomFloat64(r),
		Text:  randomText(r),
		Data:  []byte(randomText(r)),
		Array: [4]byte{byte(r.Uint32()), 0, 255, byte(r.Uint32())},
		Three: [3]int16{int16(randomInt(r)), int16(randomInt(r)), int16(randomInt(r))},
		At:    randomTime(r),
		For:   time.Duration(randomInt(r)),
		Words: several(r, randomText),
		Table: several(r, func(r *rand.Rand) []uint16 {
			return several(r, func(r *rand.Rand) uint16 { return uint16(randomInt(r)) })
		}),
		Inner:    randomInner(r),
		Inners:   several(r, randomInner),
		Labels:   make(map[string]string),
		Switches: make(map[string]bool),
	}
	if len(v.Data) == 0 {
		v.Data = nil
	}
	if r.IntN(2) == 0 {
		v.Maybe, v.Other = new(randomInt(r)), new(randomInner(r))
		v.ByInt = map[int16]inner{int16(randomInt(r)): randomInner(r)}
		v.ByUint = map[uint64][]string{uint64(randomInt(r)): several(r, randomText)}
	}
	for range 1 + r.IntN(20) {
		v.Labels[randomText(r)] = randomText(r)
		v.Switches[randomText(r)] = r.IntN(2) == 0
	}
	return v
}

func randomInner(r *rand.Rand) inner { return inner{randomText(r), int32(randomInt(r))} }

// several returns 0 to 20 elements. The shortest header of msgpack holds lengths up to
// 15.
func several[T any](r *rand.Rand, one func(*rand.Rand) T) []T {
	n := max(0, r.IntN(25)-4)
	if n == 0 {
		return nil
	}
	v := make([]T, n)
	for i := range v {
		v[i] = one(r)
	}
	return v
}

// randomInt returns a number that differs by at most 2 from a power of two or from
// its negative.
func randomInt(r *rand.Rand) int64 {
	v := int64(1)<<r.IntN(64) + r.Int64N(5) - 2
	if r.IntN(2) == 0 {
		return -v
	}
	return v
}

func randomFloat64(r *rand.Rand) float64 {
	for {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return []float64{f, math.Trunc(f), float64(r.IntN(1e6)) / 1000, 0}[r.IntN(4)]
		}
	}
}

func randomFloat32(r *rand.Rand) float32 {
	for {
		if f := math.Float32frombits(r.Uint32()); f == f && !math.IsInf(float64(f), 0) {
			return f
		}
	}
}

// randomText returns text with many characters that JSON escapes or may escape.
func randomText(r *rand.Rand) string {
	n := []int{r.IntN(4), r.IntN(40), 31 + r.IntN(2), r.IntN(300)}[r.IntN(4)]
	text := make([]rune, n)
	for i := range text {
		text[i] = []rune{
			rune(' ' + r.IntN(95)), rune(' ' + r.IntN(95)), rune(r.IntN(0x20)), '"', '\\', '<', '&', 0x7f,
			'é', 'ſ', '\u2028', '\ufffd', '\uffff', '😀', rune(r.IntN(0xd800)),
		}[r.IntN(15)]
	}
	return string(text)
}

// randomTime returns a time in the years 1 to 9999, in any of msgpack's forms.
func randomTime(r *rand.Rand) time.Time {
	sec := []int64{r.Int64N(1 << 32), r.Int64N(1 << 34), -62135596800 + r.Int64N(315537897600)}[r.IntN(3)]
	return time.Unix(sec, []int64{0, r.Int64N(1e9), 500_000_000}[r.IntN(3)]).UTC()
}

// random returns a source of the same numbers in every run.
func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
