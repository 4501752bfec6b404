package handshake

import (
	"errors"
	"net/netip"
	"slices"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

func TestFields(t *testing.T) {
	var e Encoder
	e.String("report")
	e.String("")
	e.Int(-9223372036854775808)
	e.Uint(18446744073709551615)
	e.Text(netip.MustParseAddr("10.0.0.1"), new(netip.Addr))
	e.Max(3, 3)
	if e.Err() != nil {
		t.Fatal(e.Err())
	}
	want := []string{"report", "", "-9223372036854775808", "18446744073709551615", "10.0.0.1"}
	if !slices.Equal(e.Fields(), want) {
		t.Fatalf("got %q, want %q", e.Fields(), want)
	}
	var d Decoder
	d.Reset(want)
	d.Lead("report")
	empty, i, u := d.String(), d.Int(64), d.Uint(64)
	if d.End() {
		t.Error("End before the last field")
	}
	var a netip.Addr
	d.Text(&a)
	d.Max(3, 3)
	if !d.End() || empty != "" || i != -9223372036854775808 || u != 18446744073709551615 || a.String() != "10.0.0.1" {
		t.Errorf("got %q %d %d %v, end %t", empty, i, u, a, d.End())
	}
}

func TestFieldsRefuse(t *testing.T) {
	for name, read := range map[string]func(*Decoder){
		"no field left": func(d *Decoder) { skip(d); skip(d); skip(d) },
		"a field left":  func(d *Decoder) { skip(d) },
		"another lead":  func(d *Decoder) { d.Lead("repor"); skip(d) },
		"leading zero":  func(d *Decoder) { skip(d); d.Int(64) },
		"plus":          func(d *Decoder) { d.Reset([]string{"+1"}); d.Int(64) },
		"minus zero":    func(d *Decoder) { d.Reset([]string{"-0"}); d.Int(64) },
		"too large":     func(d *Decoder) { d.Reset([]string{"128"}); d.Int(8) },
		"no number":     func(d *Decoder) { d.Reset([]string{""}); d.Uint(64) },
		"underscore":    func(d *Decoder) { d.Reset([]string{"1_0"}); d.Uint(64) },
		"no address":    func(d *Decoder) { d.Reset([]string{"10.0.0"}); d.Text(new(netip.Addr)) },
		"bound":         func(d *Decoder) { skip(d); skip(d); d.Max(3, 2) },
		"fail":          func(d *Decoder) { skip(d); skip(d); d.Fail() },
	} {
		var d Decoder
		d.Reset([]string{"report", "007"})
		if read(&d); d.End() {
			t.Errorf("%s is accepted", name)
		}
	}
	var e Encoder
	e.Max(3, 2)
	if e.Err() != codec.ErrTooLarge {
		t.Errorf("Max: %v", e.Err())
	}
	e = Encoder{}
	e.Text(broken{}, broken{})
	if !errors.Is(e.Err(), errBroken) || e.Err().Error() != codec.ErrValue.Error() {
		t.Errorf("Text: %v", e.Err())
	}
}

func skip(d *Decoder) { _ = d.String() }

var errBroken = errors.New("secret")

type broken struct{}

func (broken) MarshalText() ([]byte, error) { return nil, errBroken }
func (broken) UnmarshalText([]byte) error   { return nil }
