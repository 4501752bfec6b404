package codec_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// heavy is an element of which one byte is sent and 64 KiB are not.
type heavy struct {
	Sent bool
	_    [64 << 10]byte
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// decoders read n heavy elements, each in another shape.
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

// TestDecodersWeigh: what a payload makes a decoder allocate is bounded by its
// length, whatever its elements weigh.
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
		got := allocated(func() {
			d.Reset(payload)
			decode(&d)
		})
		if d.End() {
			t.Errorf("%s: accepted", name)
		}
		if most := uint64(128<<10 + 512*len(payload)); got > most {
			t.Errorf("%s: %d bytes make %d KiB, more than %d", name, len(payload), got>>10, most>>10)
		}
	}
}

// TestMapsWeigh is the same for a map's values, in JSON.
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
	got := allocated(func() {
		d.Reset(payload)
		m := codec.MakeMap[int64, heavy](&d.Input, d.Map(3))
		if m != nil {
			t.Error("accepted")
		}
	})
	if d.End() || got > 1<<20 {
		t.Errorf("%d bytes make %d KiB", len(payload), got>>10)
	}
}

// TestSendersWeighLess: a value that an encoder takes is one that every decoder
// takes, and a few heavy elements are fine.
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
		v := codec.Make[[2 * 16 << 10]byte](&d.Input, d.Slice(1)) // twice as large there
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
		t.Errorf("a map's value of 64 KiB in no byte: %v", o.Err())
	}
}

// TestTaken: an encoder that is kept does not reach what its output was lent.
func TestTaken(t *testing.T) {
	var scratch codec.Scratch
	var e codec.MsgpackEncoder
	e.Lend(make([]byte, 0, 64), &scratch)
	e.String("first")
	first, err := e.Output.Take()
	if err != nil {
		t.Fatal(err)
	}
	e.String("later")
	keys := codec.StringKeys(&e.Output, map[string]int{"later": 1})
	if string(first) != "\xa5first" || string(e.Output.Bytes()) != "\xa5later" || string(first[:cap(first)][6:12]) != "\x00\x00\x00\x00\x00\x00" {
		t.Errorf("%q and %q share memory", first, e.Output.Bytes())
	}
	if e.ReleaseStrings(keys); scratch.Size() != 0 {
		t.Error("the scratch space is still in use")
	}
}
