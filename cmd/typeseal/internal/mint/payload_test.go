package mint

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	"github.com/typeseal/typeseal/generator"
)

// TestWrong: each value that does not fit its type is reported, with its path and without
// the value.
func TestWrong(t *testing.T) {
	inner := []generator.Field{{Name: "a", Type: "int8"}, {Name: "b-c", Type: "*string", Max: 3}}
	for _, c := range []struct{ typ, value, want string }{
		{"bool", `1`, `v is a number; write true or false`},
		{"bool", `null`, `v is null, which only a pointer can be; write true or false`},
		{"int8", `128`, `v is outside the range of int8, -128 to 127`},
		{"int8", `-129`, `v is outside the range of int8, -128 to 127`},
		{"int64", `9223372036854775808`,
			`v is outside the range of int64, -9223372036854775808 to 9223372036854775807`},
		{"uint64", `18446744073709551616`, `v is outside the range of uint64, 0 to 18446744073709551615`},
		{"uint16", `-1`, `v is outside the range of uint16, 0 to 65535`},
		{"int", `1.0`, `v is not a whole number in plain digits, such as 42`},
		{"int", `1e3`, `v is not a whole number in plain digits, such as 42`},
		{"int", `-0`, `v is not a whole number in plain digits, such as 42`},
		{"int", `"1"`, `v is a string; write a number of type int`},
		{"float32", `1e39`, `v is outside the range of float32`},
		{"float64", `-1e309`, `v is outside the range of float64`},
		{"float64", `true`, `v is true or false; write a number of type float64`},
		{"float64", `"nan"`, `v is a string; write a number, or "NaN", "+Inf" or "-Inf"`},
		{"string", `{}`, `v is an object; write a string`},
		{"string", `"\ud800"`, `v has half a surrogate pair, which is not Unicode`},
		{"text", `1`, `v is a number; write a string, as MarshalText writes it`},
		{"[]byte", `"a"`, `v is not standard base64 with padding`},
		{"[]byte", `"YQ"`, `v is not standard base64 with padding`},
		{"[]byte", `"YR=="`, `v is not standard base64 with padding`},
		{"[]byte", `"YW\nJj"`, `v is not standard base64 with padding`},
		{"binary", `"_w=="`, `v is not standard base64 with padding`},
		{"[2]byte", `"YQ=="`, `v has 1 bytes; write 2`},
		{"[2]byte", `[1]`, `v has 1 elements; write 2`},
		{"[2]byte", `[1,256]`, `v[1] is outside the range of uint8, 0 to 255`},
		{"time", `"2026-11-22"`, `v is not a time in RFC 3339 in the years 1 to 9999 in UTC; write ` + forms["time"]},
		{"time", `"2026-11-22t10:00:00Z"`, `v is not a time in RFC 3339`},
		{"time", `"2026-11-22T10:00:00.1234567890Z"`, `v is not a time in RFC 3339`},
		{"time", `"0001-01-01T00:00:00+00:01"`, `v is not a time in RFC 3339`},
		{"time", `"9999-12-31T23:59:59-00:01"`, `v is not a time in RFC 3339`},
		{"time", `"2026-02-29T10:00:00Z"`, `v is not a time in RFC 3339`},
		{"time", `1790000000`, `v is a number; write a time`},
		{"custom", `"kQ=="`, `v is not base64 of exactly one value of msgpack`},
		{"custom", `"AQE="`, `v is not base64 of exactly one value of msgpack`},
		{"custom", `1`, `v is a number; write a string of base64 of msgpack`},
		{"*int8", `"x"`, `v is a string; write a number of type int8`},
		{"[]int8", `[1,null,300]`, "v[1] is null, which only a pointer can be; write a number of type int8\n" +
			"v[2] is outside the range of int8, -128 to 127"},
		{"[]int8", `{}`, `v is an object; write an array`},
		{"[2][]bool", `[[true]]`, `v has 1 elements; write 2`},
		{"map[string]bool", `[]`, `v is an array; write an object`},
		{"map[string]bool", `{"a":true,"a":true}`, `v["a"] is there twice`},
		{"map[string]bool", `{"\udc00":true}`, `v has a name with half a surrogate pair, which is not Unicode`},
		{"map[uint8]bool", `{"256":true}`, `v["256"] has a key that is outside the range of uint8, 0 to 255`},
		{"map[int8]bool", `{"01":true}`, `v["01"] has a key that is not a whole number in plain digits, such as 42`},
		{"struct", `[1]`, `v is an array; write an object with the fields "a", "b-c"`},
		{"struct", `{"a":1}`, `v.b-c is missing; write a string, or null, at most 3 bytes`},
		{"struct", `{"a":1,"b-c":"four"}`, `v.b-c has 4 bytes, but max is 3`},
		{"struct", `{"a":1,"b-c":null,"A":2}`, `v.A is unknown: there is no such field; the fields are "a", "b-c"`},
		{"map[string]*struct", `{"x y":{"a":1,"a":2,"b-c":""}}`, `v["x y"].a is there twice`},
		{"new", `1`, `v has the type new, which this version of typeseal does not know; update it`},
	} {
		fields := []generator.Field{{Name: "v", Type: c.typ, Fields: inner}}
		_, err := encoded(`{"v":`+c.value+`}`, "msgpack", fields)
		lines := func(text string) int { return strings.Count(text, "\n") }
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || lines(err.Error()) != lines(c.want) {
			t.Errorf("%s %s: %v, want %s", c.typ, c.value, err, c.want)
		}
	}
}

// TestNotJSON: a text that is not one value of JSON is one fault.
func TestNotJSON(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "the payload is empty",
		" \n":                 "the payload is empty",
		"{\"a\":\"\xff\"}":    "the payload is not UTF-8",
		"{\"é\":1,\n  'b'}":   "the payload is not JSON: line 2, column 3: invalid character '\\''",
		"{}{}":                "the payload is not JSON: line 1, column 3: invalid character '{' after top-level value",
		"{":                   "the payload is not JSON: line 1, column 1: unexpected end of JSON input",
		"\ufeff{}":            "the payload is not JSON: line 1, column 1: invalid character",
		"NaN":                 "the payload is not JSON: line 1, column 1: invalid character 'N'",
		"null":                "the payload is null; write an object with the fields",
		"[" + `{"v":1}` + "]": "the payload is an array; write an object with the fields",
	} {
		_, err := encoded(text, "json", nil)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	deep := strings.Repeat(`[`, 20_000)
	if _, err := encoded(deep+strings.Repeat("]", 20_000), "json", nil); err == nil {
		t.Error("20,000 arrays within each other are accepted")
	}
}

// TestSealedKeys: faults of a sealed payload do not show keys of maps.
func TestSealedKeys(t *testing.T) {
	p := &payload{sealed: true, near: func(string, []string) string { return "" }}
	p.read(`{"v":{"a":1,"hunter2":1,"hunter2":2}}`, []generator.Field{{Name: "v", Type: "map[string]bool"}})
	want := "v[key 3] is there twice\nv[key 1] is a number; write true or false\nv[key 2] is a number; " +
		"write true or false"
	if got := p.Faults.Error(); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

// TestWritten: forms that the vectors do not have.
func TestWritten(t *testing.T) {
	for _, c := range []struct{ typ, value, want string }{
		{"custom", `"wA=="`, "c0"},
		{"custom", `"kgEC"`, "920102"},
		{"[3]byte", `[1,2,255]`, "c4030102ff"},
		{"[3]byte", `"AQL/"`, "c4030102ff"},
		{"time", `"1970-01-01T01:00:01+01:00"`, "d6ff00000001"},
		{"float64", `"-Inf"`, "cbfff0000000000000"},
		{"float32", `1`, "ca3f800000"},
		{"*[]string", `["a"]`, "91a161"},
		{"*[]string", `null`, "c0"},
		{"map[int8]string", `{"10":"a","9":"b","-1":"c"}`, "83ffa16309a1620aa161"},
		{"map[uint8]*map[string]bool", `{"10":{"b":true,"a":false},"9":null}`, "8209c00a82a161c2a162c3"},
	} {
		got, err := encoded(` { "v" : `+c.value+" }\n", "msgpack", []generator.Field{{Name: "v", Type: c.typ}})
		if err != nil || hex.EncodeToString(got) != "91"+c.want {
			t.Errorf("%s %s: %x, %v, want %s", c.typ, c.value, got, err, c.want)
		}
	}
	got, err := encoded(`{"v":{"9":2,"10":1}}`, "json", []generator.Field{{Name: "v", Type: "map[int64]uint8"}})
	if err != nil || string(got) != `{"v":{"10":1,"9":2}}` {
		t.Errorf("%s, %v", got, err)
	}
}

// TestExample: an example is the zero value, and a lock with huge arrays has none.
func TestExample(t *testing.T) {
	for typ, want := range map[string]string{
		"[2][]int8":              `{"v":[[],[]]}`,
		"[2]byte":                `{"v":"AAA="}`,
		"[2]*struct":             `{"v":[null,null]}`,
		"map[string]bool":        `{"v":{}}`,
		"custom":                 `{"v":"wA=="}`,
		"[65536][65536]int":      "",
		"[65536][65536][65536]*": "",
	} {
		token := generator.Token{Fields: []generator.Field{{Name: "v", Type: typ}}}
		got, err := Example(&inspect.Type{Token: token})
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %.80s, %v, want %s", typ, got, err, want)
		}
	}
}
