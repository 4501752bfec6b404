package codec_test

import (
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

func encodeSampleJSON(e *codec.JSONEncoder, v *sample) {
	e.Raw(`{"yes":`).Bool(v.Yes)
	e.Raw(`,"i8":`).Int(int64(v.I8))
	e.Raw(`,"i16":`).Int(int64(v.I16))
	e.Raw(`,"i32":`).Int(int64(v.I32))
	e.Raw(`,"i64":`).Int(v.I64)
	e.Raw(`,"int":`).Int(int64(v.Int))
	e.Raw(`,"u8":`).Uint(uint64(v.U8))
	e.Raw(`,"u16":`).Uint(uint64(v.U16))
	e.Raw(`,"u32":`).Uint(uint64(v.U32))
	e.Raw(`,"u64":`).Uint(v.U64)
	e.Raw(`,"uint":`).Uint(uint64(v.Uint))
	e.Raw(`,"f32":`).Float32(v.F32)
	e.Raw(`,"f64":`).Float64(v.F64)
	e.Raw(`,"text":`).String(v.Text)
	e.Raw(`,"data":`).Bytes(v.Data)
	e.Raw(`,"array":`).ByteArray(v.Array[:])
	e.Raw(`,"three":`).OpenArray()
	for i := range v.Three {
		e.Elem(i)
		e.Int(int64(v.Three[i]))
	}
	e.CloseArray()
	e.Raw(`,"at":`).Time(v.At)
	e.Raw(`,"for":`).Int(int64(v.For))
	e.Raw(`,"maybe":`)
	if v.Maybe == nil {
		e.Nil()
	} else {
		e.Int(*v.Maybe)
	}
	e.Raw(`,"words":`)
	encodeStringsJSON(e, v.Words)
	e.Raw(`,"table":`).OpenArray()
	for i := range v.Table {
		e.Elem(i)
		e.OpenArray()
		for j := range v.Table[i] {
			e.Elem(j)
			e.Uint(uint64(v.Table[i][j]))
		}
		e.CloseArray()
	}
	e.CloseArray()
	e.Raw(`,"inner":`)
	encodeInnerJSON(e, &v.Inner)
	e.Raw(`,"inners":`).OpenArray()
	for i := range v.Inners {
		e.Elem(i)
		encodeInnerJSON(e, &v.Inners[i])
	}
	e.CloseArray()
	e.Raw(`,"other":`)
	if v.Other == nil {
		e.Nil()
	} else {
		encodeInnerJSON(e, v.Other)
	}
	e.Raw(`,"labels":`).OpenObject()
	labels := codec.StringKeys(&e.Output, v.Labels)
	for i, k := range labels {
		e.Key(i, k)
		e.String(v.Labels[k])
	}
	e.ReleaseStrings(labels)
	e.CloseObject()
	e.Raw(`,"switches":`).OpenObject()
	switches := codec.StringKeys(&e.Output, v.Switches)
	for i, k := range switches {
		e.Key(i, k)
		e.Bool(v.Switches[k])
	}
	e.ReleaseStrings(switches)
	e.CloseObject()
	e.Raw(`,"by_int":`).OpenObject()
	ints := codec.JSONIntKeys(&e.Output, v.ByInt)
	for i, k := range ints {
		e.IntKey(i, k)
		value := v.ByInt[int16(k)]
		encodeInnerJSON(e, &value)
	}
	e.ReleaseInts(ints)
	e.CloseObject()
	e.Raw(`,"by_uint":`).OpenObject()
	uints := codec.JSONUintKeys(&e.Output, v.ByUint)
	for i, k := range uints {
		e.UintKey(i, k)
		encodeStringsJSON(e, v.ByUint[k])
	}
	e.ReleaseUints(uints)
	e.CloseObject()
	e.CloseObject()
}

func encodeStringsJSON(e *codec.JSONEncoder, v []string) {
	e.OpenArray()
	for i := range v {
		e.Elem(i)
		e.String(v[i])
	}
	e.CloseArray()
}

func encodeInnerJSON(e *codec.JSONEncoder, v *inner) {
	e.Raw(`{"name":`).String(v.Name)
	e.Raw(`,"n":`).Int(int64(v.N))
	e.CloseObject()
}

var sampleNames = []string{
	"yes", "i8", "i16", "i32", "i64", "int", "u8", "u16", "u32", "u64", "uint", "f32", "f64", "text", "data",
	"array", "three", "at", "for", "maybe", "words", "table", "inner", "inners", "other", "labels", "switches",
	"by_int", "by_uint",
}

func decodeSampleJSON(d *codec.JSONDecoder, v *sample) {
	o := d.Object()
	for d.Field(&o, sampleNames) {
		switch o.Index {
		case 0:
			v.Yes = d.Bool()
		case 1:
			v.I8 = int8(d.Int(8))
		case 2:
			v.I16 = int16(d.Int(16))
		case 3:
			v.I32 = int32(d.Int(32))
		case 4:
			v.I64 = d.Int(64)
		case 5:
			v.Int = int(d.Int(codec.WordBits))
		case 6:
			v.U8 = uint8(d.Uint(8))
		case 7:
			v.U16 = uint16(d.Uint(16))
		case 8:
			v.U32 = uint32(d.Uint(32))
		case 9:
			v.U64 = d.Uint(64)
		case 10:
			v.Uint = uint(d.Uint(codec.WordBits))
		case 11:
			v.F32 = d.Float32()
		case 12:
			v.F64 = d.Float64()
		case 13:
			v.Text = d.String()
		case 14:
			v.Data = d.Bytes()
		case 15:
			d.ByteArray(v.Array[:])
		case 16:
			s := d.Array(len(v.Three))
			for i := 0; d.More(&s); i++ {
				v.Three[i] = int16(d.Int(16))
			}
		case 17:
			v.At = d.Time()
		case 18:
			v.For = time.Duration(d.Int(64))
		case 19:
			if !d.Nil() {
				v.Maybe = new(d.Int(64))
			}
		case 20:
			v.Words = decodeStringsJSON(d)
		case 21:
			s := d.Slice(2)
			v.Table = codec.Make[[]uint16](&d.Input, s)
			for d.More(&s) {
				row := d.Slice(1)
				r := codec.Make[uint16](&d.Input, row)
				for d.More(&row) {
					r = append(r, uint16(d.Uint(16)))
				}
				v.Table = append(v.Table, r)
			}
		case 22:
			decodeInnerJSON(d, &v.Inner)
		case 23:
			s := d.Slice(17)
			v.Inners = codec.Make[inner](&d.Input, s)
			for d.More(&s) {
				var elem inner
				decodeInnerJSON(d, &elem)
				v.Inners = append(v.Inners, elem)
			}
		case 24:
			if !d.Nil() {
				v.Other = new(inner)
				decodeInnerJSON(d, v.Other)
			}
		case 25:
			s := d.Map(5)
			v.Labels = codec.MakeMap[string, string](&d.Input, s)
			for d.More(&s) {
				k := d.Key()
				if _, dup := v.Labels[k]; dup {
					d.Fail()
				}
				v.Labels[k] = d.String()
			}
		case 26:
			s := d.Map(7)
			v.Switches = codec.MakeMap[string, bool](&d.Input, s)
			for d.More(&s) {
				k := d.Key()
				if _, dup := v.Switches[k]; dup {
					d.Fail()
				}
				v.Switches[k] = d.Bool()
			}
		case 27:
			s := d.Map(21)
			v.ByInt = codec.MakeMap[int16, inner](&d.Input, s)
			for d.More(&s) {
				k := int16(d.IntKey(16))
				if _, dup := v.ByInt[k]; dup {
					d.Fail()
				}
				var value inner
				decodeInnerJSON(d, &value)
				v.ByInt[k] = value
			}
		case 28:
			s := d.Map(6)
			v.ByUint = codec.MakeMap[uint64, []string](&d.Input, s)
			for d.More(&s) {
				k := d.UintKey(64)
				if _, dup := v.ByUint[k]; dup {
					d.Fail()
				}
				v.ByUint[k] = decodeStringsJSON(d)
			}
		}
	}
}

func decodeStringsJSON(d *codec.JSONDecoder) []string {
	s := d.Slice(2)
	v := codec.Make[string](&d.Input, s)
	for d.More(&s) {
		v = append(v, d.String())
	}
	return v
}

var innerNames = []string{"name", "n"}

func decodeInnerJSON(d *codec.JSONDecoder, v *inner) {
	o := d.Object()
	for d.Field(&o, innerNames) {
		switch o.Index {
		case 0:
			v.Name = d.String()
		case 1:
			v.N = int32(d.Int(32))
		}
	}
}
