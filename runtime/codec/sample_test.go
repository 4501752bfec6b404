package codec_test

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// sample has a field of each kind that travels, and stands for all payloads in
// the tests that follow. What is written by hand here is what typeseal generates.
//
// It holds only what encoding/json and vmihailenco/msgpack write as we do; their
// differences have tables of their own.
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

func encodeSample(e *codec.MsgpackEncoder, v *sample) {
	e.Array(29)
	e.Bool(v.Yes)
	e.Int(int64(v.I8))
	e.Int(int64(v.I16))
	e.Int(int64(v.I32))
	e.Int(v.I64)
	e.Int(int64(v.Int))
	e.Uint(uint64(v.U8))
	e.Uint(uint64(v.U16))
	e.Uint(uint64(v.U32))
	e.Uint(v.U64)
	e.Uint(uint64(v.Uint))
	e.Float32(v.F32)
	e.Float64(v.F64)
	e.String(v.Text)
	e.Bytes(v.Data)
	e.Bytes(v.Array[:])
	e.Array(len(v.Three))
	for i := range v.Three {
		e.Int(int64(v.Three[i]))
	}
	e.Time(v.At)
	e.Int(int64(v.For))
	if v.Maybe == nil {
		e.Nil()
	} else {
		e.Int(*v.Maybe)
	}
	encodeStrings(e, v.Words)
	e.Array(len(v.Table))
	for i := range v.Table {
		e.Array(len(v.Table[i]))
		for j := range v.Table[i] {
			e.Uint(uint64(v.Table[i][j]))
		}
	}
	encodeInner(e, &v.Inner)
	e.Array(len(v.Inners))
	for i := range v.Inners {
		encodeInner(e, &v.Inners[i])
	}
	if v.Other == nil {
		e.Nil()
	} else {
		encodeInner(e, v.Other)
	}
	e.Map(len(v.Labels))
	labels := codec.StringKeys(&e.Output, v.Labels)
	for _, k := range labels {
		e.String(k)
		e.String(v.Labels[k])
	}
	e.ReleaseStrings(labels)
	e.Map(len(v.Switches))
	switches := codec.StringKeys(&e.Output, v.Switches)
	for _, k := range switches {
		e.String(k)
		e.Bool(v.Switches[k])
	}
	e.ReleaseStrings(switches)
	e.Map(len(v.ByInt))
	ints := codec.IntKeys(&e.Output, v.ByInt)
	for _, k := range ints {
		e.Int(k)
		value := v.ByInt[int16(k)]
		encodeInner(e, &value)
	}
	e.ReleaseInts(ints)
	e.Map(len(v.ByUint))
	uints := codec.UintKeys(&e.Output, v.ByUint)
	for _, k := range uints {
		e.Uint(k)
		encodeStrings(e, v.ByUint[k])
	}
	e.ReleaseUints(uints)
}

func encodeStrings(e *codec.MsgpackEncoder, v []string) {
	e.Array(len(v))
	for i := range v {
		e.String(v[i])
	}
}

func encodeInner(e *codec.MsgpackEncoder, v *inner) {
	e.Array(2)
	e.String(v.Name)
	e.Int(int64(v.N))
}

func decodeSample(d *codec.MsgpackDecoder, v *sample) {
	d.Struct(29)
	v.Yes = d.Bool()
	v.I8 = int8(d.Int(8))
	v.I16 = int16(d.Int(16))
	v.I32 = int32(d.Int(32))
	v.I64 = d.Int(64)
	v.Int = int(d.Int(codec.WordBits))
	v.U8 = uint8(d.Uint(8))
	v.U16 = uint16(d.Uint(16))
	v.U32 = uint32(d.Uint(32))
	v.U64 = d.Uint(64)
	v.Uint = uint(d.Uint(codec.WordBits))
	v.F32 = d.Float32()
	v.F64 = d.Float64()
	v.Text = d.String()
	v.Data = d.Bytes()
	d.ByteArray(v.Array[:])
	three := d.Array(len(v.Three))
	for i := 0; d.More(&three); i++ {
		v.Three[i] = int16(d.Int(16))
	}
	v.At = d.Time()
	v.For = time.Duration(d.Int(64))
	if !d.Nil() {
		v.Maybe = new(d.Int(64))
	}
	v.Words = decodeStrings(d)
	table := d.Slice(1)
	v.Table = codec.Make[[]uint16](&d.Input, table)
	for d.More(&table) {
		row := d.Slice(1)
		r := codec.Make[uint16](&d.Input, row)
		for d.More(&row) {
			r = append(r, uint16(d.Uint(16)))
		}
		v.Table = append(v.Table, r)
	}
	decodeInner(d, &v.Inner)
	inners := d.Slice(3)
	v.Inners = codec.Make[inner](&d.Input, inners)
	for d.More(&inners) {
		var elem inner
		decodeInner(d, &elem)
		v.Inners = append(v.Inners, elem)
	}
	if !d.Nil() {
		v.Other = new(inner)
		decodeInner(d, v.Other)
	}
	labels := d.Map(2)
	v.Labels = codec.MakeMap[string, string](&d.Input, labels)
	for d.More(&labels) {
		k := d.Key()
		if _, dup := v.Labels[k]; dup {
			d.Fail()
		}
		v.Labels[k] = d.String()
	}
	switches := d.Map(2)
	v.Switches = codec.MakeMap[string, bool](&d.Input, switches)
	for d.More(&switches) {
		k := d.Key()
		if _, dup := v.Switches[k]; dup {
			d.Fail()
		}
		v.Switches[k] = d.Bool()
	}
	ints := d.Map(4)
	v.ByInt = codec.MakeMap[int16, inner](&d.Input, ints)
	for d.More(&ints) {
		k := int16(d.IntKey(16))
		if _, dup := v.ByInt[k]; dup {
			d.Fail()
		}
		var value inner
		decodeInner(d, &value)
		v.ByInt[k] = value
	}
	uints := d.Map(2)
	v.ByUint = codec.MakeMap[uint64, []string](&d.Input, uints)
	for d.More(&uints) {
		k := d.UintKey(64)
		if _, dup := v.ByUint[k]; dup {
			d.Fail()
		}
		v.ByUint[k] = decodeStrings(d)
	}
}

func decodeStrings(d *codec.MsgpackDecoder) []string {
	s := d.Slice(1)
	v := codec.Make[string](&d.Input, s)
	for d.More(&s) {
		v = append(v, d.String())
	}
	return v
}

func decodeInner(d *codec.MsgpackDecoder, v *inner) {
	d.Struct(2)
	v.Name = d.String()
	v.N = int32(d.Int(32))
}

// msgpackOf and jsonOf encode v; they do not look for failure.
func msgpackOf(v *sample) []byte {
	var e codec.MsgpackEncoder
	encodeSample(&e, v)
	return e.Output.Bytes()
}

func jsonOf(v *sample) []byte {
	var e codec.JSONEncoder
	encodeSampleJSON(&e, v)
	return e.Output.Bytes()
}

func sampleFromMsgpack(b []byte) (v sample, ok bool) {
	var d codec.MsgpackDecoder
	d.Reset(b)
	decodeSample(&d, &v)
	return v, d.End()
}

func sampleFromJSON(b []byte) (v sample, ok bool) {
	var d codec.JSONDecoder
	d.Reset(b)
	decodeSampleJSON(&d, &v)
	return v, d.End()
}

// randomSample returns a sample whose numbers prefer the boundaries of their
// forms. Times are in UTC, floats finite, and what is empty is nil: so does it
// come back. Maps whose order the judges do not sort have one entry at most.
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

// several returns 0 to 20 elements, on both sides of the shortest header.
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

// randomInt returns a number next to plus or minus a power of two.
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

// randomText returns text with much that JSON escapes, or may.
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

// randomTime returns a time of any year that travels, in each of the forms.
func randomTime(r *rand.Rand) time.Time {
	sec := []int64{r.Int64N(1 << 32), r.Int64N(1 << 34), -62135596800 + r.Int64N(315537897600)}[r.IntN(3)]
	return time.Unix(sec, []int64{0, r.Int64N(1e9), 500_000_000}[r.IntN(3)]).UTC()
}

// random returns the same sequence in every run.
func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
