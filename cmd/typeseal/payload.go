package main

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// A decoder is a *codec.JSONDecoder or a *codec.MsgpackDecoder. Both remember the first
// error.
type decoder interface {
	Nil() bool
	Bool() bool
	Int(bits int) int64
	Uint(bits int) uint64
	Float32() float32
	Float64() float64
	String() string
	Bytes() []byte
	ByteArray(dst []byte)
	Time() time.Time
	Slice(min int) codec.Seq
	Array(n int) codec.Seq
	Map(min int) codec.Seq
	More(s *codec.Seq) bool
	Key() string
	IntKey(bits int) int64
	UintKey(bits int) uint64
}

// read reads a value as generated code would, and drops it. Its type is the text of a
// generator.Field, and fields are those of the struct in it. read cannot run the methods of
// types that encode themselves, and checks only that there is a value.
func read(d decoder, typ string, fields []generator.Field) {
	op, rest := container(typ)
	switch {
	case typ == "[]byte":
		d.Bytes()
	case rest == "byte":
		d.ByteArray(make([]byte, number(op)))
	case op == "":
		readLeaf(d, typ, fields)
	case op == "*":
		if !d.Nil() {
			read(d, rest, fields)
		}
	default:
		readParts(d, op, rest, fields)
	}
}

// container splits the type of a container, such as []int64, into the container's own
// part and the type of its elements. op is empty if typ is a leaf.
func container(typ string) (op, rest string) {
	if rest, ok := strings.CutPrefix(typ, "*"); ok {
		return "*", rest
	}
	before, rest, ok := strings.Cut(typ, "]")
	if !ok {
		return "", typ
	}
	return before + "]", rest
}

// number returns the number in a text such as [16] or uint16, or 0.
func number(text string) int {
	n, _ := strconv.Atoi(strings.Trim(text, "[]abcdefghijklmnopqrstuvwxyz"))
	return n
}

func readLeaf(d decoder, typ string, fields []generator.Field) {
	bits := cmp.Or(number(typ), codec.WordBits) // an int has the size that it has here
	switch strings.TrimRight(typ, "0123456789") {
	case "bool":
		d.Bool()
	case "int":
		d.Int(bits)
	case "uint":
		d.Uint(bits)
	case "float":
		if bits == 32 {
			d.Float32()
		} else {
			d.Float64()
		}
	case "string", "text":
		_ = d.String()
	case "binary":
		d.Bytes()
	case "time":
		d.Time()
	case "struct":
		readStruct(d, fields)
	case "custom":
		d.(*codec.MsgpackDecoder).Value()
	default:
		panic("inspect cannot read a " + typ)
	}
}

// readParts reads a value that has any number of parts. An element has at least one byte,
// and an entry of a map two.
func readParts(d decoder, op, elem string, fields []generator.Field) {
	switch {
	case op == "[]":
		for seq := d.Slice(1); d.More(&seq); {
			read(d, elem, fields)
		}
	case strings.HasPrefix(op, "map["):
		key := strings.TrimSuffix(strings.TrimPrefix(op, "map["), "]")
		bits := cmp.Or(number(key), codec.WordBits)
		for seq := d.Map(2); d.More(&seq); {
			switch {
			case strings.HasPrefix(key, "int"):
				d.IntKey(bits)
			case strings.HasPrefix(key, "uint"):
				d.UintKey(bits)
			default:
				d.Key()
			}
			read(d, elem, fields)
		}
	default:
		for seq := d.Array(number(op)); d.More(&seq); {
			read(d, elem, fields)
		}
	}
}

// readStruct reads a struct: in JSON an object, whose fields are in any order, and in
// msgpack an array of the fields.
func readStruct(d decoder, fields []generator.Field) {
	switch d := d.(type) {
	case *codec.JSONDecoder:
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Name
		}
		for o := d.Object(); d.Field(&o, names); {
			read(d, fields[o.Index].Type, fields[o.Index].Fields)
		}
	case *codec.MsgpackDecoder:
		d.Struct(len(fields))
		for _, f := range fields {
			read(d, f.Type, f.Fields)
		}
	}
}
