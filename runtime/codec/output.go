package codec

import "github.com/typeseal/typeseal/runtime/internal/reason"

// Why a payload cannot be encoded. All texts are constants: an error never
// holds a byte of the payload.
var (
	ErrUTF8     = reason.New("codec: text is not valid UTF-8")
	ErrNumber   = reason.New("codec: JSON has no NaN and no infinity")
	ErrTime     = reason.New("codec: time outside the years 1 to 9999")
	ErrTooLarge = reason.New("codec: longer than its bound")
	ErrTooHeavy = reason.New("codec: the value takes too much memory for its payload's length, in fields that are not sent")
	// ErrValue: a marshal method failed, or returned what cannot be encoded. The
	// error also matches the method's own error, if there is one, but does not
	// show its text.
	ErrValue = reason.New("codec: a marshal method gave no usable value")
	// ErrChanged: a type's own methods do not read what they wrote, or read it as
	// another value. The error also matches a reading method's own, as with ErrValue.
	ErrChanged = reason.New("codec: a type's own methods do not give back the value that they wrote")
)

// Output is what both encoders share: the buffer, the first error, and scratch
// space for the sorted keys of maps. Its zero value is ready to use.
type Output struct {
	buf     []byte
	start   int // of the payload in buf
	err     error
	weight  weight
	scratch *Scratch // nil: none was needed yet
}

// Reset makes o append to buf, and forgets an earlier error and earlier keys.
func (o *Output) Reset(buf []byte) {
	if o.scratch != nil {
		o.scratch.Clear()
	}
	o.Lend(buf, o.scratch)
}

// Lend is Reset with scratch space that is the caller's, until Take.
func (o *Output) Lend(buf []byte, scratch *Scratch) {
	*o = Output{buf: buf, start: len(buf), scratch: scratch}
}

// Take returns the buffer with all that has been appended, and Err. After it o is
// as new: whoever still holds the encoder does not reach what Lend gave.
func (o *Output) Take() ([]byte, error) {
	buf, err := o.buf, o.Err()
	*o = Output{}
	return buf, err
}

// Bytes returns the buffer given to Reset with all that has been appended. It
// is of use only while Err is nil. An encoder's own Bytes writes a value, so
// that this one is called as e.Output.Bytes().
func (o *Output) Bytes() []byte { return o.buf }

// Err returns the first error, or nil; ErrTooHeavy if the value takes more
// memory than the payload's length lets a decoder make for it. So it is for the
// whole payload: elements are weighed before they are written.
func (o *Output) Err() error {
	if o.err == nil && o.weight > most(len(o.buf)-o.start)/senderShare {
		return ErrTooHeavy
	}
	return o.err
}

// Failed reports whether anything failed so far.
func (o *Output) Failed() bool { return o.err != nil }

// Fail records err, which must not be nil, unless there is an error already.
func (o *Output) Fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

// Max fails with ErrTooLarge when n is above max: the bound of a max= tag, in
// bytes of a string or elements of a slice or map.
func (o *Output) Max(n, max int) {
	if n > max {
		o.Fail(ErrTooLarge)
	}
}

// FailValue is Fail for the error of a marshal method. Err then matches
// ErrValue and err, and has ErrValue's text: err's may quote the payload.
func (o *Output) FailValue(err error) { o.failMethod(ErrValue, err) }

// failMethod fails with kind for the error of a method, and not with its text.
func (o *Output) failMethod(kind, err error) { o.Fail(reason.Wrap(kind.Error(), kind, err)) }
