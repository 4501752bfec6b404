package codec_test

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

func TestOutputAppends(t *testing.T) {
	var e codec.MsgpackEncoder
	buf := append(make([]byte, 0, 16), "head"...)
	e.Reset(buf)
	e.Int(7)
	if got := string(e.Output.Bytes()); got != "head\x07" {
		t.Errorf("got %q", got)
	}
	if &e.Output.Bytes()[0] != &buf[0] {
		t.Error("the buffer was not used, although it had room")
	}
}

// TestTaken: after Take, an encoder cannot change the memory that it was lent.
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
	rest := first[len(first):cap(first)]
	changed := string(first) != "\xa5first" || !bytes.Equal(rest, make([]byte, len(rest)))
	if changed || string(e.Output.Bytes()) != "\xa5later" {
		t.Errorf("%q and %q share memory", first, e.Output.Bytes())
	}
	if e.ReleaseStrings(keys); scratch.Size() != 0 {
		t.Error("the scratch space is still in use")
	}
}

func TestKeys(t *testing.T) {
	type name string
	var o codec.Output
	texts := map[name]int{"b": 1, "": 2, "a": 3, "é": 4, "ab": 5, "B": 6}
	if got, want := codec.StringKeys(&o, texts), []string{"", "B", "a", "ab", "b", "é"}; !slices.Equal(got, want) {
		t.Errorf("StringKeys: %q, want byte order %q", got, want)
	}
	ints := map[int8]bool{10: true, 9: true, -1: true, -128: true, 127: true}
	if got, want := codec.IntKeys(&o, ints), []int64{-128, -1, 9, 10, 127}; !slices.Equal(got, want) {
		t.Errorf("IntKeys: %d, want numeric order %d", got, want)
	}
	if got, want := codec.JSONIntKeys(&o, ints), []int64{-1, -128, 10, 127, 9}; !slices.Equal(got, want) {
		t.Errorf("JSONIntKeys: %d, want the order of their text %d", got, want)
	}
	uints := map[uint64]bool{10: true, 9: true, math.MaxUint64: true}
	if got, want := codec.UintKeys(&o, uints), []uint64{9, 10, math.MaxUint64}; !slices.Equal(got, want) {
		t.Errorf("UintKeys: %d, want numeric order %d", got, want)
	}
	if got, want := codec.JSONUintKeys(&o, uints), []uint64{10, math.MaxUint64, 9}; !slices.Equal(got, want) {
		t.Errorf("JSONUintKeys: %d, want the order of their text %d", got, want)
	}
	if got := codec.StringKeys(&o, map[string]int(nil)); len(got) != 0 {
		t.Errorf("the keys of a nil map: %q", got)
	}
}

// TestKeysOfMapsInMaps collects the keys of inner maps while those of the outer map are
// in use.
func TestKeysOfMapsInMaps(t *testing.T) {
	outer := map[string]map[string]int{}
	for _, k := range []string{"a", "b", "c", "d", "e"} {
		outer[k] = map[string]int{"1" + k: 1, "2" + k: 2, "3" + k: 3}
	}
	var o codec.Output
	for range 2 { // with new scratch space, then with that of the first round
		got := map[string][]string{}
		keys := codec.StringKeys(&o, outer)
		for _, k := range keys {
			inner := codec.StringKeys(&o, outer[k])
			got[k] = slices.Clone(inner)
			o.ReleaseStrings(inner)
		}
		if want := slices.Sorted(maps.Keys(outer)); !slices.Equal(keys, want) {
			t.Errorf("the outer keys became %q", keys)
		}
		o.ReleaseStrings(keys)
		if strings.Join(keys, "") != "" {
			t.Errorf("the outer keys are still there after their release: %q", keys)
		}
		for k, inner := range got {
			if want := slices.Sorted(maps.Keys(outer[k])); !slices.Equal(inner, want) {
				t.Errorf("the keys in %s are %q, want %q", k, inner, want)
			}
		}
	}
}

// TestReleaseForgetsKeys checks that no keys remain in memory for the next payload.
func TestReleaseForgetsKeys(t *testing.T) {
	var o codec.Output
	keys := codec.StringKeys(&o, map[string]int{"secret": 1})
	o.ReleaseStrings(keys)
	if keys[0] != "" {
		t.Errorf("%q is still there after its release", keys[0])
	}
	keys = codec.StringKeys(&o, map[string]int{"secret": 1})
	o.Reset(nil) // as after a panic in a marshal method
	if keys[0] != "" {
		t.Errorf("%q is still there after Reset", keys[0])
	}
}
