package codec_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// checkRefused checks that a payload is not decoded into the value that v points to,
// and that the decoder returns zero values after a failure.
func checkRefused(t *testing.T, f format, payload []byte, v any) {
	t.Helper()
	d := f.reader(payload)
	if read(d, reflect.ValueOf(v).Elem()); d.End() {
		t.Errorf("%s: %.100q was decoded as %v", f.name, payload, reflect.ValueOf(v).Elem())
	}
	if d.Failed() && (d.Int(64) != 0 || d.Uint(64) != 0 || d.Float64() != 0 || d.Float32() != 0 || d.Bool() ||
		d.Nil() || d.String() != "" || d.Bytes() != nil || !d.Time().IsZero()) {
		t.Errorf("%s: after refusing %.100q the decoder returns values", f.name, payload)
	}
}

// TestJSONRefuses and TestMsgpackRefuses have only the cases that are not among the
// vectors of codec.json.
func TestJSONRefuses(t *testing.T) {
	for why, test := range map[string]struct {
		in   string
		into any
	}{
		"a name twice, out of order":        {`{"n":1,"name":"a","n":1}`, new(inner)},
		"10,000 names":                      {`{` + strings.Repeat(`"x":1,`, 10_000) + `"x":1}`, new(inner)},
		"objects 100,000 deep":              {strings.Repeat(`{"a":`, 100_000), new(map[string]bool)},
		"100,000 commas":                    {`[` + strings.Repeat(",", 100_000) + `]`, new([]string)},
		"text after the digits of a key":    {`{"1""2":true}`, new(map[uint8]bool)},
		"invalid UTF-8 after a backslash":   {"\"\\\xff\"", new(string)},
		"an unknown escape in upper case":   {`"\N"`, new(string)},
		"no end after a backslash":          {`"abc\`, new(string)},
		"no end of more than eight bytes":   {`"abcdefghijklmno`, new(string)},
		"2^64 + 1, which is 1 in 64 bits":   {`18446744073709551617`, new(int8)},
		"a number of 40 digits":             {strings.Repeat("9", 40), new(uint64)},
		"-0 for an unsigned integer":        {`-0`, new(uint64)},
		"00 for an unsigned integer":        {`00`, new(uint64)},
		"an underscore in an integer":       {`1_000`, new(int64)},
		"a line feed after an integer":      {"1\n", new(int64)},
		"a carriage return inside base64":   {"\"Z\rg==\"", new([]byte)},
		"base64 for an array of four bytes": {`"AAAAAA=="`, new([4]byte)},
	} {
		t.Run(why, func(t *testing.T) { checkRefused(t, inJSON, []byte(test.in), test.into) })
	}
}

func TestMsgpackRefuses(t *testing.T) {
	for why, test := range map[string]struct {
		in   string // hex digits
		into any
	}{
		"array32 of 2^32 - 1 for a struct":  {"dd ffffffff", new(inner)},
		"array16 in array16":                {"dc ffff dc ffff dc ffff", new([][]string)},
		"a byte after an integer":           {"01 01", new(int64)},
		"the reserved code for text":        {"c1", new(string)},
		"uint32 for 65,535, unsigned":       {"ce 0000ffff", new(uint64)},
		"uint64 for 2^32 - 1, unsigned":     {"cf 00000000 ffffffff", new(uint64)},
		"int16 for 300, which is uint16":    {"d1 012c", new(int64)},
		"int16 for 300, unsigned":           {"d1 012c", new(uint64)},
		"int64 for 2^40, which is uint64":   {"d3 00000100 00000000", new(int64)},
		"a str for an array of four bytes":  {"a4 61616161", new([4]byte)},
		"three bytes for an array of four":  {"c4 03 616161", new([4]byte)},
		"map16 for one entry":               {"de 0001 01 01", new(map[int]int)},
		"an ext32 of 2^32 - 1 bytes":        {"c9 ffffffff ff 00000000", new(time.Time)},
		"a negative number for an unsigned": {"d0 80", new(uint64)},
	} {
		t.Run(why, func(t *testing.T) { checkRefused(t, inMsgpack, unhex(test.in), test.into) })
	}
}

// TestTruncated checks that no payload is accepted if its end is missing.
func TestTruncated(t *testing.T) {
	r := random()
	for _, f := range formats {
		for range 2 {
			whole, _ := f.encode(randomSample(r))
			for n := range whole {
				if f.decode(whole[:n:n], new(sample)) {
					t.Fatalf("%s: %d of %d bytes were accepted", f.name, n, len(whole))
				}
			}
		}
	}
}

// TestEncodersRefuse checks the errors for values that cannot be encoded.
func TestEncodersRefuse(t *testing.T) {
	east := time.FixedZone("", 3600)
	both := map[string]struct {
		write func(encoder)
		want  error
	}{
		"invalid UTF-8":              {func(e encoder) { e.String("a\xff") }, codec.ErrUTF8},
		"invalid UTF-8 in long text": {func(e encoder) { e.String(strings.Repeat("é", 40) + "\xc3") }, codec.ErrUTF8},
		"invalid UTF-8 in a key":     {func(e encoder) { e.Key(0, "\xff") }, codec.ErrUTF8},
		"the year 10000":             {writeTime(10000, 0, time.UTC), codec.ErrTime},
		"the year 0":                 {writeTime(1, -1, time.UTC), codec.ErrTime},
		"the year 0 in UTC":          {writeTime(1, time.Hour-1, east), codec.ErrTime},
		"more than the maximum":      {func(e encoder) { e.Max(6, 5) }, codec.ErrTooLarge},
		"two errors":                 {func(e encoder) { e.Max(3, 2); e.String("\xff") }, codec.ErrTooLarge},
		"an error of a method":       {func(e encoder) { e.Fail(errSecret); e.String("\xff") }, errSecret},
		"text that is not UTF-8":     {func(e encoder) { e.Text(broken{out: "\xff"}, new(broken)) }, codec.ErrValue},
	}
	for why, test := range both {
		for _, f := range formats {
			t.Run(f.name+" "+why, func(t *testing.T) { checkFails(t, f, test.write, test.want) })
		}
	}
	for why, write := range map[string]func(encoder){
		"NaN":                   func(e encoder) { e.Float64(math.NaN()) },
		"infinity":              func(e encoder) { e.Float64(math.Inf(1)) },
		"NaN as a float32":      func(e encoder) { e.Float32(float32(math.NaN())) },
		"infinity as a float32": func(e encoder) { e.Float32(float32(math.Inf(-1))) },
	} {
		t.Run("JSON "+why, func(t *testing.T) { checkFails(t, inJSON, write, codec.ErrNumber) })
	}
	if n := 1; codec.WordBits == 64 { // truncated to 32 bits, this length would be 0
		tooLong := func(e encoder) { e.(*msgpackEncoder).Array(n << (codec.WordBits / 2)) }
		checkFails(t, inMsgpack, tooLong, codec.ErrTooLarge)
	}
}

// writeTime returns a function that encodes the time d after the beginning of a year.
func writeTime(year int, d time.Duration, zone *time.Location) func(encoder) {
	return func(e encoder) { e.Time(time.Date(year, 1, 1, 0, 0, 0, 0, zone).Add(d)) }
}

func checkFails(t *testing.T, f format, write func(encoder), want error) {
	t.Helper()
	e := f.newEncoder()
	if write(e); e.Err() != want || !e.Failed() {
		t.Errorf("Err returns %v, want %v", e.Err(), want)
	}
	e.Int(1) // calls after a failure are allowed
	if e.Reset(nil); e.Err() != nil || len(e.output().Bytes()) != 0 {
		t.Error("Reset keeps the error or the bytes")
	}
}

// TestMax checks the maximum itself, which must be accepted.
func TestMax(t *testing.T) {
	for _, f := range formats {
		e, d := f.newEncoder(), f.newDecoder()
		e.Max(5, 5)
		d.Max(5, 5)
		if e.Failed() || d.Failed() {
			t.Errorf("%s: a length at its maximum was refused", f.name)
		}
		if d.Max(6, 5); !d.Failed() {
			t.Errorf("%s: a length above its maximum was decoded", f.name)
		}
	}
}

// TestMethodFails checks that the error of a type's own method can be found, but
// that its text is not shown.
func TestMethodFails(t *testing.T) {
	for _, f := range formats {
		for name, encode := range map[string]func(encoder, broken){
			"text":   func(e encoder, b broken) { e.Text(b, &b) },
			"binary": func(e encoder, b broken) { e.Binary(b, &b) },
		} {
			e := f.newEncoder()
			encode(e, broken{err: errSecret})
			err := e.Err()
			if !errors.Is(err, codec.ErrValue) || !errors.Is(err, errSecret) || err.Error() != codec.ErrValue.Error() {
				t.Errorf("%s %s: %v", f.name, name, err)
			}
			e.Reset(nil)
			if encode(e, broken{out: "fine"}); e.Err() != nil {
				t.Errorf("%s %s: %v for a method that does not fail", f.name, name, e.Err())
			}
		}
	}
}

// TestUnmarshalerFails checks that a decoder fails if a type's own method does.
func TestUnmarshalerFails(t *testing.T) {
	checkRefused(t, inMsgpack, []byte("\xa3red"), new(color))
	checkRefused(t, inMsgpack, []byte("\xc4\x01a"), new(point))
	checkRefused(t, inJSON, []byte(`"red"`), new(color))
	checkRefused(t, inJSON, []byte(`"AAA="`), new(point))
	for _, f := range formats { // after a failure no method is called
		d, k := f.newDecoder(), keeper{}
		d.Fail()
		d.Text(&k)
		d.Binary(&k)
		if k.kept != nil {
			t.Errorf("%s: a method was called after a failure", f.name)
		}
	}
}
