package typesealtest

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"
)

// rounds is how many random values a test uses.
const rounds = 50

// payloads makes and compares payloads of type T.
type payloads[T any] struct {
	shape  *shape
	filler *filler
}

func newPayloads[T any](in codecName) payloads[T] {
	return payloads[T]{
		shape:  shapeOf(reflect.TypeFor[T](), in),
		filler: &filler{rand: rand.New(rand.NewSource(1)), size: 3, writer: writer{in: in}},
	}
}

// random returns a random payload for which usable returns nil, or the reason why none was
// found.
func (x *payloads[T]) random(usable func(T) error) (v T, why string) {
	for size := x.filler.size; size >= 0; size-- {
		f := *x.filler
		f.size = size
		for range 20 {
			v = *new(T)
			f.fill(reflect.ValueOf(&v).Elem(), x.shape, 0)
			err := usable(v)
			if err == nil {
				return v, ""
			}
			why = err.Error()
		}
	}
	return v, why
}

// skip skips a test that has no payload.
func (x *payloads[T]) skip(t *testing.T, why string) {
	t.Helper()
	t.Skipf("no random %T can be minted (%s); package typesealtest documents how to give it some", *new(T), why)
}

// receiver returns a random payload whose fields a method has to replace.
func (x *payloads[T]) receiver() (p T) {
	x.filler.fill(reflect.ValueOf(&p).Elem(), x.shape, 0)
	return p
}

// receivers returns two equal payloads that share no memory: a receiver, and one to compare
// it with.
func (x *payloads[T]) receivers() (p, before T) {
	seed := x.filler.rand.Int63()
	for _, v := range []*T{&p, &before} {
		f := *x.filler
		f.rand = rand.New(rand.NewSource(seed))
		f.fill(reflect.ValueOf(v).Elem(), x.shape, 0)
	}
	if !reflect.DeepEqual(p, before) { // a method Generate uses another source of random numbers
		before = p
	}
	return p, before
}

// same reports whether two payloads are the same to a codec, which does not distinguish
// nil and empty lists, or the zones of times. The state does not count.
func (x *payloads[T]) same(a, b *T) bool {
	first, errFirst := x.payload(a)
	second, errSecond := x.payload(b)
	if errFirst != nil || errSecond != nil { // a value that its own methods refuse
		return reflect.DeepEqual(a, b)
	}
	return first == second
}

// payload returns what same compares.
func (x *payloads[T]) payload(v *T) (string, error) {
	payload, fields, err := x.filler.writer.encode(reflect.ValueOf(v).Elem(), x.shape)
	return fmt.Sprintf("%s%q", payload, fields), err
}

// stateOf returns the state of a payload as text.
func (x *payloads[T]) stateOf(v *T) []string { return stateText(reflect.ValueOf(v).Elem(), x.shape) }
