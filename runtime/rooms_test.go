//go:build !race

// Under the race detector, sync.Pool drops items at random.

package typeseal

import (
	"bytes"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// ownRooms returns the only room of each kind, and a function that returns how many
// more were made.
func ownRooms(t *testing.T) (mint *mintRoom, open *openRoom, more func() int) {
	procs, percent := runtime.GOMAXPROCS(1), debug.SetGCPercent(-1) // otherwise a pool may drop its items
	mint, open = new(mintRoom), new(openRoom)
	made := -2
	mintRooms = sync.Pool{New: func() any { made++; return new(mintRoom) }}
	openRooms = sync.Pool{New: func() any { made++; return new(openRoom) }}
	mintRooms.Put(mint)
	openRooms.Put(open)
	t.Cleanup(func() {
		runtime.GOMAXPROCS(procs)
		debug.SetGCPercent(percent)
		mintRooms = sync.Pool{New: func() any { return new(mintRoom) }}
		openRooms = sync.Pool{New: func() any { return new(openRoom) }}
	})
	return mint, open, func() int {
		mintRooms.Get()
		openRooms.Get()
		return made + 2
	}
}

// held returns all memory of the rooms.
func held(m *mintRoom, o *openRoom) (all []byte) {
	for _, b := range [][]byte{m.message, m.bound, m.wire, m.text, o.wire, o.head, o.bound, o.text} {
		all = append(all, b[:cap(b)]...)
	}
	return all
}

// TestRoomsAreWiped: however a call ends, the rooms contain nothing of a payload,
// state, binding or token.
func TestRoomsAreWiped(t *testing.T) {
	const secret = "a secret of somebody"
	for _, deflate := range []bool{false, true} {
		p := samplePolicy(Sealed)
		p.State, p.Deflate = true, deflate
		k := newKit(t, p)
		long := sample{Name: strings.Repeat(secret, 5)}
		bound := []Option{BoundTo(secret)}
		token := k.bind(t, long, []string{secret}, bound...)
		open := func(o *Opening, err error) *Opening {
			if err != nil {
				t.Fatal(err)
			}
			var s sample
			s.decode(o.Msgpack())
			if err := Decoded(o, &s); err != nil || s != long {
				t.Fatalf("%+v, %v", s, err)
			}
			return o
		}
		begin := func() *Minting {
			m, err := k.begin(bound...)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		for what, run := range map[string]func(){
			"minting":   func() { k.bind(t, long, []string{secret}, bound...) },
			"appending": func() { m := begin(); m.State(secret); long.encode(m.Msgpack()); m.AppendText(nil) },
			"no state":  func() { m := begin(); long.encode(m.Msgpack()); m.Text() },
			"no payload": func() {
				m := begin()
				m.State(secret)
				m.Text()
			},
			"too long": func() { m := begin(); m.State(secret); m.Msgpack().Bytes(make([]byte, 5000)); m.Text() },
			"an error": func() {
				m := begin()
				m.State(secret)
				e := m.Msgpack()
				long.encode(e)
				e.Fail(errors.New("not this one"))
				m.Text()
			},
			"ending":     func() { open(k.begun(token, bound...)).end(nil) },
			"fresh":      func() { o := open(k.begun(token, bound...)); o.Fresh(secret) },
			"stale":      func() { open(k.begun(token, bound...)).Fresh(secret, secret) },
			"payload":    func() { o, _ := k.begun(token, bound...); o.Msgpack(); Decoded(o, new(sample)) },
			"no decoder": func() { o, _ := k.begun(token, bound...); Decoded(o, new(sample)) },
			"forged":     func() { k.begun(token[:len(token)-9]+"AAAAAA"+token[len(token)-3:], bound...) },
		} {
			mint, opened, more := ownRooms(t)
			run()
			left := held(mint, opened)
			if len(left) == 0 || len(bytes.Trim(left, "\x00")) > 0 {
				t.Errorf("%s: %q is left in %d bytes", what, bytes.Trim(left, "\x00"), len(left))
			}
			if n := more(); n > 0 {
				t.Errorf("%s: the room was not given back", what)
			}
		}
	}
}

// TestHugeRoomIsNotKept: memory that grew for one huge payload, binding, state or map is
// not kept for later tokens, whether minting succeeds or not.
func TestHugeRoomIsNotKept(t *testing.T) {
	huge := strings.Repeat("x", 2*maxPooled)
	keys := map[int64]int{}
	for i := range int64(maxPooled / 4) {
		keys[i] = 0
	}
	p := samplePolicy(Signed)
	p.State = true
	k := newKit(t, p)
	mint := func(state string, opts []Option, encode func(*codec.MsgpackEncoder)) {
		m, err := k.begin(opts...)
		if err != nil {
			t.Fatal(err)
		}
		m.State(state)
		encode(m.Msgpack())
		m.Text()
	}
	of := func(e *codec.MsgpackEncoder) { ana.encode(e) }
	for what, run := range map[string]func(){
		"state":   func() { mint(huge, nil, of) },
		"binding": func() { mint("", []Option{BoundTo(huge)}, of) },
		"payload": func() { mint("", nil, func(e *codec.MsgpackEncoder) { e.String(huge) }) },
		"an error after it": func() {
			mint("", nil, func(e *codec.MsgpackEncoder) { e.String(huge); e.Fail(errors.New("late")) })
		},
		"a map": func() {
			mint("", nil, func(e *codec.MsgpackEncoder) {
				e.ReleaseInts(codec.IntKeys(&e.Output, keys))
				of(e)
			})
		},
		"a map with an error": func() {
			mint("", nil, func(e *codec.MsgpackEncoder) {
				e.ReleaseInts(codec.IntKeys(&e.Output, keys))
				e.Fail(errors.New("late"))
			})
		},
	} {
		_, _, more := ownRooms(t)
		run()
		if more() != 1 {
			t.Errorf("%s: the room is kept", what)
		}
	}
	token := k.bind(t, ana, []string{huge}, BoundTo(huge))
	_, _, more := ownRooms(t)
	o, err := k.begun(token, BoundTo(huge))
	if err != nil || !o.room.fresh([]string{huge}) {
		t.Fatal(err)
	}
	o.end(nil)
	if more() != 1 {
		t.Error("opening: the room is kept")
	}
}

// TestKeptCoders: an encoder or decoder that is used after the end of its token does
// not read or change the next token in the same room.
func TestKeptCoders(t *testing.T) {
	for _, c := range []Codec{JSON, Msgpack} {
		ownRooms(t)
		spec := NewSpec(Policy{Kind: Sealed, Salt: "kept", Codec: c, MaxAge: time.Hour})
		keys := mustRing(t, GenerateKey())
		seal := func(m *Minting, write func(m *Minting, text string), text string) string {
			write(m, text)
			token, err := m.Text()
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		begin := func() *Minting {
			m, err := spec.Mint(keys)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		open := func(token string) *Opening {
			o, err := spec.Open(keys, token)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		write := func(m *Minting, text string) { m.Msgpack().String(text) }
		read := func(o *Opening) string { return o.Msgpack().String() }
		if c == JSON {
			write = func(m *Minting, text string) { m.JSON().String(text) }
			read = func(o *Opening) string { return o.JSON().String() }
		}

		first := begin()
		json, msgpack := first.JSON(), first.Msgpack()
		token := seal(first, write, "the first")
		next := begin()
		json.Raw("EVIL")
		msgpack.String("EVIL")
		write(first, "EVIL")
		victim := seal(next, func(m *Minting, text string) {
			write(m, text)
			json.Raw("EVIL")
			msgpack.String("EVIL")
		}, "the victim")
		if got := read(open(victim)); got != "the victim" {
			t.Errorf("sealed by the second caller: %q", got)
		}

		o := open(token)
		oldJSON, oldMsgpack := o.JSON(), o.Msgpack()
		if got := read(o); got != "the first" {
			t.Errorf("%q", got)
		}
		o.end(nil)
		other := open(seal(begin(), write, "another secret"))
		if got := oldJSON.String() + oldMsgpack.String() + read(o); got != "" {
			t.Errorf("read through an ended opening: %q", got)
		}
		if got := read(other); got != "another secret" {
			t.Errorf("after that: %q", got)
		}
	}
}
