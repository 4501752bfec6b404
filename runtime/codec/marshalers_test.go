package codec_test

import (
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// color travels as text: #rrggbb.
type color struct{ r, g, b uint8 }

func (c color) MarshalText() ([]byte, error) {
	return []byte("#" + hex.EncodeToString([]byte{c.r, c.g, c.b})), nil
}

func (c *color) UnmarshalText(text []byte) error {
	rgb, err := hex.DecodeString(strings.TrimPrefix(string(text), "#"))
	if err != nil || len(rgb) != 3 {
		return errors.New("not a color: " + string(text))
	}
	c.r, c.g, c.b = rgb[0], rgb[1], rgb[2]
	if canonical, _ := c.MarshalText(); string(canonical) != string(text) {
		return errors.New("another spelling of a color: " + string(text))
	}
	return nil
}

// point travels as four bytes.
type point struct{ x, y int16 }

func (p point) MarshalBinary() ([]byte, error) {
	b := binary.BigEndian.AppendUint16(nil, uint16(p.x))
	return binary.BigEndian.AppendUint16(b, uint16(p.y)), nil
}

func (p *point) UnmarshalBinary(b []byte) error {
	if len(b) != 4 {
		return errors.New("not a point")
	}
	p.x, p.y = int16(binary.BigEndian.Uint16(b)), int16(binary.BigEndian.Uint16(b[2:]))
	return nil
}

var errSecret = errors.New("cannot marshal s3cret")

// broken is a marshaler that returns what it is told to.
type broken struct {
	out []byte
	err error
}

func (b broken) MarshalText() ([]byte, error)   { return b.out, b.err }
func (b broken) MarshalBinary() ([]byte, error) { return b.out, b.err }

func (b *broken) UnmarshalText(text []byte) error   { b.out = text; return nil }
func (b *broken) UnmarshalBinary(data []byte) error { b.out = data; return nil }

// keeper keeps the slice it is given, which its interface forbids.
type keeper struct{ kept []byte }

func (k *keeper) UnmarshalText(b []byte) error   { k.kept = b; return nil }
func (k *keeper) UnmarshalBinary(b []byte) error { k.kept = b; return nil }

func TestMarshalersMsgpack(t *testing.T) {
	var e codec.MsgpackEncoder
	e.Text(color{0xff, 0x80, 0}, new(color))
	e.Binary(point{-1, 2}, new(point))
	if got, want := hex.EncodeToString(e.Output.Bytes()), "a7"+hex.EncodeToString([]byte("#ff8000"))+"c404ffff0002"; got != want {
		t.Errorf("encoded %s, want %s", got, want)
	}
	var d codec.MsgpackDecoder
	var c color
	var p point
	d.Reset(e.Output.Bytes())
	d.Text(&c)
	d.Binary(&p)
	if !d.End() || c != (color{0xff, 0x80, 0}) || p != (point{-1, 2}) {
		t.Errorf("decoded (%v) %v and %v", d.End(), c, p)
	}
}

func TestMarshalersJSON(t *testing.T) {
	var e codec.JSONEncoder
	e.Text(color{0xff, 0x80, 0}, new(color))
	e.Binary(point{-1, 2}, new(point))
	if got, want := string(e.Output.Bytes()), `"#ff8000""//8AAg=="`; got != want {
		t.Errorf("encoded %s, want %s", got, want)
	}
	var d codec.JSONDecoder
	var c color
	var p point
	d.Reset([]byte(`"\u0023ff8000""//8AAg=="`))
	d.Text(&c)
	d.Binary(&p)
	if !d.End() || c != (color{0xff, 0x80, 0}) || p != (point{-1, 2}) {
		t.Errorf("decoded (%v) %v and %v", d.End(), c, p)
	}
}

// The error of a user's method can be found, but its text cannot leak.
func TestMarshalerFails(t *testing.T) {
	for name, encode := range map[string]func(b broken) error{
		"msgpack text":   func(b broken) error { var e codec.MsgpackEncoder; e.Text(b, &b); return e.Err() },
		"msgpack binary": func(b broken) error { var e codec.MsgpackEncoder; e.Binary(b, &b); return e.Err() },
		"JSON text":      func(b broken) error { var e codec.JSONEncoder; e.Text(b, &b); return e.Err() },
		"JSON binary":    func(b broken) error { var e codec.JSONEncoder; e.Binary(b, &b); return e.Err() },
	} {
		t.Run(name, func(t *testing.T) {
			err := encode(broken{err: errSecret})
			if !errors.Is(err, codec.ErrValue) || !errors.Is(err, errSecret) {
				t.Errorf("got %v, want one that is ErrValue and the method's own", err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the text has the method's own in it: %v", err)
			}
			if err := encode(broken{out: []byte("fine")}); err != nil {
				t.Errorf("without an error: %v", err)
			}
		})
	}
}

func TestMarshalTextNotUTF8(t *testing.T) {
	text := broken{out: []byte("a\xffb")}
	var m codec.MsgpackEncoder
	if m.Text(text, &text); m.Err() != codec.ErrValue {
		t.Errorf("msgpack: %v, want ErrValue", m.Err())
	}
	var j codec.JSONEncoder
	if j.Text(text, &text); j.Err() != codec.ErrValue {
		t.Errorf("JSON: %v, want ErrValue", j.Err())
	}
}

func TestUnmarshalerFails(t *testing.T) {
	var c color
	var p point
	var m codec.MsgpackDecoder
	m.Reset([]byte("\xa3red"))
	if m.Text(&c); !m.Failed() {
		t.Error("msgpack: UnmarshalText's error was ignored")
	}
	m.Reset([]byte("\xc4\x01a"))
	if m.Binary(&p); !m.Failed() {
		t.Error("msgpack: UnmarshalBinary's error was ignored")
	}
	var j codec.JSONDecoder
	j.Reset([]byte(`"red"`))
	if j.Text(&c); !j.Failed() {
		t.Error("JSON: UnmarshalText's error was ignored")
	}
	j.Reset([]byte(`"AAA="`))
	if j.Binary(&p); !j.Failed() {
		t.Error("JSON: UnmarshalBinary's error was ignored")
	}
}

// After a failure no method of the user's sees made-up input.
func TestUnmarshalerNotCalledAfterFailure(t *testing.T) {
	var m codec.MsgpackDecoder
	var j codec.JSONDecoder
	m.Fail()
	j.Fail()
	var k keeper
	m.Text(&k)
	m.Binary(&k)
	j.Text(&k)
	j.Binary(&k)
	if k.kept != nil {
		t.Error("an unmarshal method was called after a failure")
	}
}

// X04: the input is a buffer that the runtime uses again.
func TestX04NothingAliasesInput(t *testing.T) {
	type reader interface {
		Reset([]byte)
		String() string
		Bytes() []byte
		Text(encoding.TextUnmarshaler)
		Binary(encoding.BinaryUnmarshaler)
		End() bool
	}
	for in, d := range map[string]reader{
		"\xa3abc\xa2de\xc4\x02fg\xa1h\xc4\x01i": new(codec.MsgpackDecoder),
		`"abc""\u0064e""Zmc=""h""aQ=="`:         new(codec.JSONDecoder),
	} {
		b := []byte(in)
		d.Reset(b)
		plain, escaped, data := d.String(), d.String(), d.Bytes()
		var text, binary keeper
		d.Text(&text)
		d.Binary(&binary)
		if !d.End() {
			t.Errorf("%q was refused", in)
		}
		clear(b)
		got := []string{plain, escaped, string(data), string(text.kept), string(binary.kept)}
		if want := []string{"abc", "de", "fg", "h", "i"}; !slices.Equal(got, want) {
			t.Errorf("from %q got %q after it was overwritten, want %q", in, got, want)
		}
	}
}
