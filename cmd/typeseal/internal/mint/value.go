package mint

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
)

// Values are bool, int64, uint64, float32, float64, string, []byte, array, time.Time, custom,
// object and []any, or nil.
type (
	// An object has the fields of a struct in the order of the lock, or the entries of a map.
	object []member
	member struct {
		name  string
		value any
	}
	array  []byte // [N]byte
	custom []byte // one value of msgpack
)

// field reads the value of a field, and compares it with its bound.
func (p *payload) field(path string, raw []byte, f generator.Field) any {
	v := p.value(path, raw, f.Type, f.Fields)
	if n := size(v); f.Max > 0 && n > f.Max {
		p.add(path, "has %d %s, but max is %d", n, unit(f.Type), f.Max)
	}
	return v
}

// size returns the size of a value to which a bound applies.
func size(v any) int64 {
	switch v := v.(type) {
	case string:
		return int64(len(v))
	case []byte:
		return int64(len(v))
	case []any:
		return int64(len(v))
	case object:
		return int64(len(v))
	}
	return 0
}

// value reads a value. Its type is the text of a generator.Field, and fields are those of the
// struct in it. If the value is wrong, it is reported, and the result does not matter.
func (p *payload) value(path string, raw []byte, typ string, fields []generator.Field) any {
	raw = bytes.TrimSpace(raw)
	op, rest := typetext.Container(typ)
	_, isMap := typetext.Key(op)
	switch {
	case op == "*" && raw[0] == 'n':
		return nil
	case op == "*":
		return p.value(path, raw, rest, fields)
	case raw[0] == 'n':
		p.add(path, "is null, which only a pointer can be; write %s", form(typ))
		return nil
	case typ == "[]byte":
		return p.base64(path, raw, typ)
	case rest == "byte":
		return p.byteArray(path, raw, typ, typetext.Number(op))
	case isMap:
		return p.table(path, raw, typ, fields)
	case op != "":
		return p.list(path, raw, typ, fields)
	case typ == "struct":
		return p.structure(path, raw, fields)
	}
	return p.leaf(path, raw, typ)
}

// is reports whether a value begins with one of some characters, and if not, that it has
// another type.
func (p *payload) is(path string, raw []byte, typ, begins string) bool {
	if strings.IndexByte(begins, raw[0]) >= 0 {
		return true
	}
	p.add(path, "is %s; write %s", what(raw), form(typ))
	return false
}

// list reads a list or an array.
func (p *payload) list(path string, raw []byte, typ string, fields []generator.Field) any {
	if !p.is(path, raw, typ, "[") {
		return nil
	}
	op, elem := typetext.Container(typ)
	list := []any{}
	for i, e := range elements(raw) {
		list = append(list, p.value(fmt.Sprintf("%s[%d]", path, i), e, elem, fields))
	}
	if n := typetext.Number(op); op != "[]" && len(list) != n {
		p.add(path, "has %d elements; write %d", len(list), n)
	}
	return list
}

// table reads a map.
func (p *payload) table(path string, raw []byte, typ string, fields []generator.Field) any {
	if !p.is(path, raw, typ, "{") {
		return nil
	}
	op, elem := typetext.Container(typ)
	key, _ := typetext.Key(op)
	entries := object{}
	pathOf := func(name string, i int) string {
		if p.sealed {
			return fmt.Sprintf("%s[key %d]", path, i+1)
		}
		return fmt.Sprintf("%s[%q]", path, name)
	}
	for _, e := range p.entries(path, raw, pathOf) {
		if key != "string" {
			p.number(e.path, "has a key that is", e.name, key)
		}
		entries = append(entries, member{e.name, p.value(e.path, e.raw, elem, fields)})
	}
	return entries
}

// number reads an integer. If it is wrong, the sentence about it begins with is.
func (p *payload) number(path, is, text, typ string) any {
	digits := strings.TrimPrefix(text, "-")
	plain := digits != "" && strings.Trim(digits, "0123456789") == "" && (digits[0] != '0' || text == "0")
	if !plain {
		p.add(path, "%s not a whole number in plain digits, such as 42", is)
		return nil
	}
	bits := typetext.Bits(typ)
	var v any
	var err error
	least, most := "0", strconv.FormatUint(math.MaxUint64>>(64-bits), 10)
	if typetext.Stem(typ) == "uint" {
		v, err = strconv.ParseUint(text, 10, bits)
	} else {
		v, err = strconv.ParseInt(text, 10, bits)
		least = strconv.FormatInt(math.MinInt64>>(64-bits), 10)
		most = strconv.FormatInt(math.MaxInt64>>(64-bits), 10)
	}
	if err != nil {
		p.add(path, "%s outside the range of %s, %s to %s", is, typ, least, most)
	}
	return v
}
