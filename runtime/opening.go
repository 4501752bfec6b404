package typeseal

import (
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/observe"
)

// For generated code. Opening is a token that Spec.Open or Spec.OpenPublic authenticated,
// and whose payload the caller does not have yet. Generated code decodes the payload with
// Msgpack or JSON, then takes these steps in order:
//
//	Decoded         always
//	Fresh           if the type has state
//	Peek or Redeem  if the type has single use
//
// The payload may be used if the last of them returns nil. An opening ends with
// its last step, and with the first step that fails. Later calls of its methods fail or
// have no effect, and so do calls of its decoders. An Opening must not be copied,
// and is not safe for concurrent use.
type Opening struct {
	_    noCopy
	room *openRoom // nil: ended
	// The room does not hold the decoders: somebody who keeps one must not read
	// the next token that is opened in the room.
	codec   Codec // of the decoder in use; 0: none yet
	msgpack codec.MsgpackDecoder
	json    codec.JSONDecoder
}

// Version returns the schema version of the payload, one that the type accepts, or
// -1 after the end.
func (o *Opening) Version() int {
	if o.room == nil {
		return -1
	}
	return o.room.version()
}

// IssuedAt returns when the token was minted, in UTC, or the zero time after the
// end.
func (o *Opening) IssuedAt() time.Time {
	if o.room == nil {
		return time.Time{}
	}
	return o.room.issuedAt()
}

// Msgpack returns the decoder of the payload, for a type with codec Msgpack. Each
// call begins at the payload's first byte.
//
// It is not inlined: generated code compiles a tenth faster, and runs no slower.
//
//go:noinline
func (o *Opening) Msgpack() *codec.MsgpackDecoder {
	if o.room != nil {
		o.codec = Msgpack
		o.msgpack.Reset(o.room.payload)
	}
	return &o.msgpack
}

// JSON is like Msgpack, for a type with codec JSON.
//
//go:noinline
func (o *Opening) JSON() *codec.JSONDecoder {
	if o.room != nil {
		o.codec = JSON
		o.json.Reset(o.room.payload)
	}
	return &o.json
}

// decoded reports whether the decoder in use read the whole payload.
func (o *Opening) decoded() bool {
	switch o.codec {
	case JSON:
		return o.json.End()
	case Msgpack:
		return o.msgpack.End()
	}
	return false
}

// end ends o with the result of the opening, which it returns.
func (o *Opening) end(err error) error { return o.endFor(err, nil) }

// endFor is like end, for an error that observers see as another reason, unless
// that is nil.
func (o *Opening) endFor(err, reason error) error {
	room := o.room
	if room == nil {
		return err
	}
	o.msgpack.Reset(nil)
	o.json.Reset(nil)
	o.room = nil
	if err == nil && room.details != nil {
		*room.details = room.describe()
	}
	observer := room.view.observer()
	var event observe.Event
	if observer != nil {
		if reason == nil {
			reason = reasonOf(err)
		}
		event = room.event(reason)
	}
	room.release()
	if observer != nil {
		observer.Observe(event)
	}
	return err
}
