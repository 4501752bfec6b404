package typesealtest

import (
	"math/rand"
	"reflect"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// testMissing: in JSON, fields that are missing or null are zero if the directive says so.
// Otherwise, such tokens are refused.
func (x *peer[T]) testMissing(t *testing.T) {
	if x.JSON == nil {
		return
	}
	for range rounds {
		v := x.sample(t)
		payload, zeros, strange, err := x.lacking(&v)
		if err != nil {
			continue // a type refuses its zero value
		}
		token, err := x.JSON(payload)
		switch {
		case err != nil: // longer than max-size
		case strange && !x.Missing:
			x.refuses(t, token, typeseal.ErrPayload)
		default:
			x.opensAs(t, token, string(zeros))
		}
	}
}

// opensAs checks that a token opens, and that its payload is encoded as want.
func (x *peer[T]) opensAs(t *testing.T, token, want string) {
	t.Helper()
	p := x.receiver()
	if err := x.open(&p, token); err != nil {
		t.Errorf("opening %s: %v", token, err)
		return
	}
	got, _, err := x.filler.writer.encode(reflect.ValueOf(&p).Elem(), x.shape)
	if string(got) != want {
		t.Errorf("another payload (%v)\n got: %s\nwant: %s", err, got, want)
	}
}

// lacking returns v in JSON in which fields are missing or null at random, and the same
// with zeros in their place. strange reports whether a decoder must allow missing
// fields to read the former.
func (x *peer[T]) lacking(v *T) (payload, zeros []byte, strange bool, err error) {
	w, seed := x.filler.writer, x.filler.rand.Int63()
	g := newGaps(seed)
	w.without = func(f field) bool { return g.next(f) == absent }
	w.instead = func(w *writer, _ field) bool { return g.fate == null && w.writeNull() }
	if payload, _, err = w.encode(reflect.ValueOf(v).Elem(), x.shape); err != nil {
		return nil, nil, false, err
	}
	again := newGaps(seed)
	w.without = func(f field) bool { again.next(f); return false }
	w.instead = func(w *writer, f field) bool { return again.fate != present && w.writeZero(f) }
	zeros, _, err = w.encode(reflect.ValueOf(v).Elem(), x.shape)
	return payload, zeros, g.strange, err
}

// writeNull writes null.
func (w *writer) writeNull() bool {
	w.json.Nil()
	return true
}

// writeZero writes the zero value of a field, all of whose own fields are present.
func (w *writer) writeZero(f field) bool {
	without, instead := w.without, w.instead
	w.without, w.instead = nil, nil
	w.value(reflect.New(f.typ).Elem(), f.shape, 0)
	w.without, w.instead = without, instead
	return true
}

// A fate is what becomes of a field in JSON.
type fate int

const (
	present fate = iota
	absent
	null
)

// gaps chooses the fates of the fields of a payload.
type gaps struct {
	rand    *rand.Rand
	fate    fate // of the last field
	strange bool // a field was absent, or null although it is not a pointer
}

func newGaps(seed int64) *gaps { return &gaps{rand: rand.New(rand.NewSource(seed))} }

// next chooses the fate of the next field.
func (g *gaps) next(f field) fate {
	g.fate = fate(g.rand.Intn(3))
	g.strange = g.strange || g.fate == absent || g.fate == null && f.kind != pointer
	return g.fate
}
