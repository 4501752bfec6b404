package codec_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// methodDecoder allows methods UnmarshalJSON in each payload.
type methodDecoder struct{ jsonDecoder }

func (d *methodDecoder) Reset(b []byte) {
	d.jsonDecoder.Reset(b)
	d.AllowMethods()
}

var byMethod = format{"JSON with methods", inJSON.newEncoder, func() decoder { return new(methodDecoder) }}

// count is a number or a bool in JSON, and hexadecimal as text and in binary.
type count struct{ n int64 }

func (c count) MarshalText() ([]byte, error)   { return strconv.AppendInt(nil, c.n, 16), nil }
func (c count) MarshalBinary() ([]byte, error) { return c.MarshalText() }
func (c count) MarshalJSON() ([]byte, error)   { return strconv.AppendInt(nil, c.n, 10), nil }

func (c *count) UnmarshalText(text []byte) (err error) {
	c.n, err = strconv.ParseInt(string(text), 16, 64)
	return err
}

func (c *count) UnmarshalBinary(data []byte) error { return c.UnmarshalText(data) }

func (c *count) UnmarshalJSON(data []byte) error {
	if string(data) == "true" {
		c.n = 1
		return nil
	}
	if data[0] == '"' {
		return errors.New("a text")
	}
	return json.Unmarshal(data, &c.n)
}

// quoted is another text in JSON than as text.
type quoted struct{ s string }

func (q quoted) MarshalText() ([]byte, error)     { return []byte("text " + q.s), nil }
func (q quoted) MarshalJSON() ([]byte, error)     { return json.Marshal(q.s) }
func (q *quoted) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &q.s) }
func (q *quoted) UnmarshalText(text []byte) error {
	q.s = strings.TrimPrefix(string(text), "text ")
	return nil
}

// TestMethods reads what encoding/json writes with MarshalJSON.
func TestMethods(t *testing.T) {
	type all struct {
		Big    *big.Int         `json:"big"`
		List   []count          `json:"list"`
		Map    map[string]count `json:"map"`
		Quoted [2]quoted        `json:"quoted"`
		Shade  color            `json:"shade"`
		Spot   point            `json:"spot"`
	}
	big1, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	for _, v := range []all{
		{Big: big.NewInt(0), List: []count{{1}, {2}, {3}, {4}, {5}, {6}, {7}}},
		{Big: big1, List: []count{{-10}, {16}}, Map: map[string]count{"a": {1}, "b": {11}}},
		{Quoted: [2]quoted{{`text "\u2028<`}, {"Zoë 😀\x00"}}, Spot: point{1, 2}},
	} {
		v.Shade = color{1, 2, 3}
		in, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		in = []byte(strings.Replace(string(in), `"spot":{}`, `"spot":"AAEAAg=="`, 1))
		in = []byte(strings.NewReplacer(`"list":null`, `"list":[]`, `"map":null`, `"map":{}`).Replace(string(in)))
		v.Spot = point{1, 2}
		var back all
		if !byMethod.decode(in, &back) || !reflect.DeepEqual(back, v) {
			t.Errorf("%s is decoded as %+v", in, back)
		}
	}
}

// TestMethodsText: a text that UnmarshalJSON refuses is for UnmarshalText.
func TestMethodsText(t *testing.T) {
	for in, want := range map[string]int64{`"10"`: 16, `"\u0031f"`: 31, `10`: 10, `1e1`: -1, `true`: 1, `-3`: -3} {
		var v count
		if ok := byMethod.decode([]byte(in), &v); ok != (want != -1) || ok && v.n != want {
			t.Errorf("%s is decoded as %d, %v", in, v.n, ok)
		}
		var strict count
		if ok := inJSON.decode([]byte(in), &strict); ok != (in[0] == '"') {
			t.Errorf("%s is accepted (%v) without methods", in, ok)
		}
	}
}

// TestMethodsRefuse has what stays refused.
func TestMethodsRefuse(t *testing.T) {
	for why, in := range map[string]string{
		"null":                        `null`,
		"an object":                   `{}`,
		"an array":                    `[1]`,
		"nothing":                     ``,
		"a number with a leading 0":   `01`,
		"a sign alone":                `-`,
		"a fraction":                  `1.5`,
		"two values":                  `1 2`,
		"half a word":                 `tru`,
		"a word that the type lacks":  `false`,
		"a text that no method reads": `"x"`,
		"an open text":                `"10`,
		"a bad escape":                `"\x31"`,
		"half a surrogate":            `"\ud800"`,
	} {
		t.Run(why, func(t *testing.T) { checkRefused(t, byMethod, []byte(in), new(count)) })
	}
	checkRefused(t, byMethod, []byte(`1`), new(color)) // it has no UnmarshalJSON
	checkRefused(t, byMethod, []byte(`[1,2,,3]`), new([]count))
}

// TestMethodsShort: numbers take less room than the shortest text.
func TestMethodsShort(t *testing.T) {
	var d codec.JSONDecoder
	for _, allowed := range []bool{true, false} {
		d.Reset([]byte(`[1,2,3]`))
		if allowed {
			d.AllowMethods()
		}
		if s := d.Slice(2); (s.Len() == 3) != allowed || d.Failed() == allowed {
			t.Errorf("allowed %v: %d elements, failed is %v", allowed, s.Len(), d.Failed())
		}
	}
}

// TestMethodsEnd: AllowMethods holds for one payload.
func TestMethodsEnd(t *testing.T) {
	var d codec.JSONDecoder
	for _, allowed := range []bool{true, false} {
		d.Reset([]byte(`7`))
		if allowed {
			d.AllowMethods()
		}
		var v count
		if d.Text(&v); d.End() != allowed {
			t.Errorf("allowed %v: %v", allowed, d.End())
		}
		d.Reset([]byte(`7`))
		if allowed {
			d.AllowMethods()
		}
		if d.Binary(&v); d.End() != allowed {
			t.Errorf("binary, allowed %v: %v", allowed, d.End())
		}
	}
}
