package codec

import "github.com/typeseal/typeseal/runtime/internal/reason"

// The errors of encoders. Their texts are constants and contain nothing of the
// payload.
var (
	// ErrUTF8 means that a string or map key is not valid UTF-8.
	ErrUTF8 = reason.New("codec: text is not valid UTF-8; use []byte for binary data")
	// ErrNumber means that a float is NaN or infinite, which JSON cannot encode.
	ErrNumber = reason.New("codec: JSON cannot encode NaN or infinity; use a finite number")
	// ErrTime means that a time, converted to UTC, cannot be encoded.
	ErrTime = reason.New("codec: time is outside the years 1 to 9999 in UTC")
	// ErrTooLarge means that a value is longer than its field's max= tag allows, or
	// that its length does not fit in 32 bits.
	ErrTooLarge = reason.New("codec: value is longer than its max= tag or the codec allows")
	// ErrTooHeavy means that decoders would refuse the payload because the value
	// takes too much memory. The package comment gives the limit.
	ErrTooHeavy = reason.New("codec: value takes too much memory for the length of its payload; " +
		"use element types with fewer fields that are not sent")
	// ErrValue means that a type's own method failed, or that its result cannot be
	// encoded: text that is not UTF-8, or anything but one msgpack value. The error
	// also matches the method's error, but does not show its text.
	ErrValue = reason.New("codec: a marshal method failed or returned an invalid encoding")
	// ErrChanged means that decoding the result of a type's own method failed or gave
	// another value. The error also matches the decoding method's error, but does not
	// show its text.
	ErrChanged = reason.New("codec: an unmarshal method does not restore what the marshal method encoded; " +
		"correct the type's methods")
)

// Output is the part that both encoders share: the buffer, the first error, and
// space for sorting map keys. The zero value appends to a new buffer.
type Output struct {
	buf     []byte
	start   int // index of the payload in buf
	err     error
	weight  weight   // of the value encoded so far
	scratch *Scratch // nil until needed
}

// Reset makes o append a payload to buf. It clears the error and the map keys of
// the payload before.
func (o *Output) Reset(buf []byte) {
	if o.scratch != nil {
		o.scratch.Clear()
	}
	o.Lend(buf, o.scratch)
}

// Lend is like Reset, but o sorts map keys in scratch, which belongs to the
// caller. Take ends the use of both arguments.
func (o *Output) Lend(buf []byte, scratch *Scratch) {
	*o = Output{buf: buf, start: len(buf), scratch: scratch}
}

// Take returns the buffer with the payload, and Err. It sets o to its zero value,
// so that an encoder that somebody kept cannot change the memory passed to Lend.
func (o *Output) Take() ([]byte, error) {
	buf, err := o.buf, o.Err()
	*o = Output{}
	return buf, err
}

// Bytes returns the buffer and everything appended to it, which is meaningful only if Err
// returns nil. The encoders' own method Bytes encodes a value, so call this one as
// e.Output.Bytes().
func (o *Output) Bytes() []byte { return o.buf }

// Err returns the first error, or ErrTooHeavy if the value takes more memory than
// the payload's length allows. It should be called after the whole payload was
// encoded: values are weighed before they are encoded, and a payload that is not
// complete may seem too short for them.
func (o *Output) Err() error {
	if o.err == nil && o.weight > most(len(o.buf)-o.start)/senderShare {
		return ErrTooHeavy
	}
	return o.err
}

// Failed reports whether there is an error, apart from ErrTooHeavy.
func (o *Output) Failed() bool { return o.err != nil }

// Fail records err, which must not be nil, unless there already is an error.
func (o *Output) Fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

// Max fails with ErrTooLarge if n, a length in bytes or elements, exceeds max,
// which comes from the field's max= tag.
func (o *Output) Max(n, max int) {
	if n > max {
		o.Fail(ErrTooLarge)
	}
}

// FailValue fails with an error that matches ErrValue and err, the error of a type's own
// method. Only the text of ErrValue is shown, because the text of err may quote the
// payload.
func (o *Output) FailValue(err error) { o.failMethod(ErrValue, err) }

// failMethod fails with an error that matches kind and err, and has the text of
// kind.
func (o *Output) failMethod(kind, err error) { o.Fail(reason.Wrap(kind.Error(), kind, err)) }
