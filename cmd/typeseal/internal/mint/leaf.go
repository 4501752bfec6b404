package mint

import (
	"encoding/base64"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/runtime/codec"
)

const numeric = "-0123456789"

// leaf reads a value that has no parts.
func (p *payload) leaf(path string, raw []byte, typ string) any {
	switch typetext.Stem(typ) {
	case "bool":
		return p.is(path, raw, typ, "tf") && raw[0] == 't'
	case "int", "uint":
		if p.is(path, raw, typ, numeric) {
			return p.number(path, "is", string(raw), typ)
		}
		return nil
	case "float":
		return p.float(path, raw, typ)
	case "string", "text":
		return p.text(path, raw, typ)
	case "binary":
		return p.base64(path, raw, typ)
	case "time":
		return p.time(path, raw)
	case "custom":
		return p.custom(path, raw)
	}
	p.add(path, "has the type %s, which this version of typeseal does not know; update it", typ)
	return nil
}

// text reads a string.
func (p *payload) text(path string, raw []byte, typ string) string {
	if !p.is(path, raw, typ, `"`) {
		return ""
	}
	s, ok := text(raw)
	if !ok {
		p.add(path, "has half a surrogate pair, which is not Unicode")
	}
	return s
}

// base64 reads bytes.
func (p *payload) base64(path string, raw []byte, typ string) []byte {
	if !p.is(path, raw, typ, `"`) {
		return nil
	}
	s, ok := text(raw)
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if !ok || err != nil || strings.ContainsAny(s, "\r\n") {
		p.add(path, "is not standard base64 with padding")
	}
	return b
}

// byteArray reads a [n]byte, which may also be an array of numbers, as JSON payloads have it.
func (p *payload) byteArray(path string, raw []byte, typ string, n int) any {
	if raw[0] != '[' {
		b := p.base64(path, raw, typ)
		if raw[0] == '"' && len(b) != n {
			p.add(path, "has %d bytes; write %d", len(b), n)
		}
		return array(b)
	}
	var b array
	list, _ := p.list(path, raw, "["+strconv.Itoa(n)+"]uint8", nil).([]any)
	for _, v := range list {
		v, _ := v.(uint64)
		b = append(b, byte(v))
	}
	return b
}

// notNumbers are the texts of the floats that JSON does not have.
var notNumbers = map[string]float64{"NaN": math.NaN(), "+Inf": math.Inf(1), "-Inf": math.Inf(-1)}

// float reads a float. If the codec can write those that JSON does not have, they are texts.
func (p *payload) float(path string, raw []byte, typ string) any {
	bits := typetext.Bits(typ)
	var f float64
	if raw[0] == '"' && !p.json {
		s, _ := text(raw)
		v, ok := notNumbers[s]
		if !ok {
			p.add(path, "is a string; write a number, or \"NaN\", \"+Inf\" or \"-Inf\"")
		}
		f = v
	} else if p.is(path, raw, typ, numeric) {
		v, err := strconv.ParseFloat(string(raw), bits)
		if err != nil {
			p.add(path, "is outside the range of %s", typ)
		}
		f = v
	}
	if bits == 32 {
		return float32(f)
	}
	return f
}

var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$`)

// time reads a time, in any time zone.
func (p *payload) time(path string, raw []byte) any {
	if !p.is(path, raw, "time", `"`) {
		return nil
	}
	s, _ := text(raw)
	t, ok := parseTime(s)
	if !ok {
		p.add(path, "is not a time in RFC 3339 in the years 1 to 9999 in UTC; write %s", forms["time"])
	}
	return t
}

// parseTime reads a time that payloads and states can have.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	t = t.UTC()
	return t, err == nil && rfc3339.MatchString(s) && t.Year() >= 1 && t.Year() <= 9999
}

// custom reads what the msgpack methods of a type write.
func (p *payload) custom(path string, raw []byte) any {
	b := p.base64(path, raw, "custom")
	if raw[0] != '"' {
		return nil
	}
	var e codec.MsgpackEncoder
	if e.Value(b); e.Failed() {
		p.add(path, "is not base64 of exactly one value of msgpack")
	}
	return custom(b)
}
