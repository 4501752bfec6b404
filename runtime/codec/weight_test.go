package codec_test

import (
	"errors"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// heavy is an element with one field that is sent, and 64 KiB of memory that are not.
type heavy struct {
	Sent bool
	_    [64 << 10]byte
}

// decoders decode heavy elements of three types: a slice, a slice of pointers, and a
// slice of slices.
var decoders = map[string]func(*codec.MsgpackDecoder){
	"slice": func(d *codec.MsgpackDecoder) {
		s := d.Slice(1)
		v := codec.Make[heavy](&d.Input, s)
		for i := 0; d.More(&s); i++ {
			v = append(v, heavy{})
			v[i].Sent = d.Bool()
		}
	},
	"pointers": func(d *codec.MsgpackDecoder) {
		s := d.Slice(1)
		v := codec.Make[*heavy](&d.Input, s)
		for i := 0; d.More(&s); i++ {
			v = append(v, nil)
			if !d.Nil() {
				v[i] = codec.New[heavy](&d.Input)
				v[i].Sent = d.Bool()
			}
		}
	},
	"slices": func(d *codec.MsgpackDecoder) {
		s := d.Slice(1)
		v := codec.Make[[]heavy](&d.Input, s)
		for i := 0; d.More(&s); i++ {
			v = append(v, codec.Make[heavy](&d.Input, d.Slice(1)))
		}
	},
}

// TestDecodersWeigh checks that the length of a payload limits the memory of its value.
func TestDecodersWeigh(t *testing.T) {
	const n = 4000
	elements := map[string]func(*codec.MsgpackEncoder){
		"slice":    func(e *codec.MsgpackEncoder) { e.Bool(true) },
		"pointers": func(e *codec.MsgpackEncoder) { e.Bool(true) },
		"slices":   func(e *codec.MsgpackEncoder) { e.Array(1); e.Bool(true) },
	}
	for name, decode := range decoders {
		var e codec.MsgpackEncoder
		e.Array(n)
		for range n {
			elements[name](&e)
		}
		payload := e.Output.Bytes()
		var d codec.MsgpackDecoder
		got := bytesPerRun(func() {
			d.Reset(payload)
			decode(&d)
		})
		if d.End() {
			t.Errorf("%s: accepted", name)
		}
		if most := uint64(128<<10 + 512*len(payload)); got > most {
			t.Errorf("%s: %d bytes allocate %d KiB, more than %d", name, len(payload), got>>10, most>>10)
		}
	}
}

// TestMapsWeigh checks the same for the values of a map, in JSON.
func TestMapsWeigh(t *testing.T) {
	var e codec.JSONEncoder
	e.OpenObject()
	for i := range 900 {
		e.IntKey(i, int64(i+100))
		e.Bool(true)
	}
	e.CloseObject()
	payload := e.Output.Bytes()
	var d codec.JSONDecoder
	got := bytesPerRun(func() {
		d.Reset(payload)
		m := codec.MakeMap[int64, heavy](&d.Input, d.Map(3))
		if m != nil {
			t.Error("accepted")
		}
	})
	if d.End() || got > 1<<20 {
		t.Errorf("%d bytes allocate %d KiB", len(payload), got>>10)
	}
}

// TestSendersWeighLess checks that decoders accept what an encoder accepts, even if
// the type is twice as large for them, and that a few heavy elements are accepted.
func TestSendersWeighLess(t *testing.T) {
	for n := range 16 {
		var e codec.MsgpackEncoder
		e.Reset(append(make([]byte, 0, 8), "header"...))
		e.Array(n)
		codec.Weigh[[16 << 10]byte](&e.Output, n)
		for range n {
			e.Bool(true)
		}
		payload, err := e.Output.Take()
		var d codec.MsgpackDecoder
		d.Reset(payload[len("header"):])
		v := codec.Make[[2 * 16 << 10]byte](&d.Input, d.Slice(1))
		if err == nil && cap(v) != n {
			t.Errorf("%d elements were encoded and cannot be decoded", n)
		}
		if taken := err == nil; taken != (n <= 2) || !taken && !errors.Is(err, codec.ErrTooHeavy) {
			t.Errorf("%d elements of 16 KiB: %v", n, err)
		}
	}
	var o codec.Output
	codec.WeighMap[string, heavy](&o, 1)
	if o.Err() != codec.ErrTooHeavy {
		t.Errorf("a map with a value of 64 KiB that is encoded in zero bytes: %v", o.Err())
	}
}
