package typeseal

import (
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/observe"
)

// For generated code. Minting is a token between Spec.Mint or Spec.MintPublic and
// Text or AppendText, which end it. In between, generated code calls State if the
// type has state, and encodes the payload with Msgpack or JSON. After the end, calls
// of its methods fail or have no effect, and so do calls of its encoders. A Minting
// must not be copied, and is not safe for concurrent use.
type Minting struct {
	_    noCopy
	room *mintRoom // nil: not begun, or ended
	// The room does not hold the encoders: somebody who keeps one must not write
	// into the next token that is minted in the room.
	codec   Codec // of the encoder in use; 0: none yet
	msgpack codec.MsgpackEncoder
	json    codec.JSONEncoder
}

// noCopy makes go vet find copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// State binds the token to the values of the type's state fields. Text and
// AppendText fail without it if the type has state.
func (m *Minting) State(state ...string) {
	if r := m.room; r != nil {
		r.bound = appendState(r.bound[:0], r.header, state, 1)
	}
}

// Msgpack returns the encoder of the payload, for a type with codec Msgpack. If it is
// called again, the last encoder's payload counts.
//
// It is not inlined: generated code compiles a tenth faster, and runs no slower.
//
//go:noinline
func (m *Minting) Msgpack() *codec.MsgpackEncoder {
	m.encode(Msgpack, &m.msgpack.Output)
	return &m.msgpack
}

// JSON is like Msgpack, for a type with codec JSON.
//
//go:noinline
func (m *Minting) JSON() *codec.JSONEncoder {
	m.encode(JSON, &m.json.Output)
	return &m.json
}

// encode lends the room to an encoder, and takes it back from the encoder before.
func (m *Minting) encode(c Codec, o *codec.Output) {
	if m.room == nil {
		return
	}
	m.encoded()
	o.Lend(m.room.message, &m.room.scratch)
	m.codec = c
}

// encoded takes the message from the encoder in use, with its error.
func (m *Minting) encoded() (message []byte, err error) {
	used := m.codec
	m.codec = 0
	switch used {
	case Msgpack:
		return m.msgpack.Take()
	case JSON:
		return m.json.Take()
	}
	return m.room.message, errNoPayload
}

// Text ends the token and returns its text. It fails with ErrMint if the payload
// cannot be encoded or the token is longer than max-size.
func (m *Minting) Text() (string, error) {
	r := m.room
	if r == nil {
		return "", errNoPayload
	}
	wire, err := m.finish(r.text[:0])
	if err != nil {
		return "", m.end(err)
	}
	r.text = wire
	text := string(wire)
	return text, m.end(nil)
}

// AppendText is like Text, but appends the text to dst. If it fails, it returns dst
// unchanged.
func (m *Minting) AppendText(dst []byte) ([]byte, error) {
	if m.room == nil {
		return dst, errNoPayload
	}
	text, err := m.finish(dst)
	return text, m.end(err)
}

// finish appends the token's text to dst. If it fails, it returns dst unchanged.
func (m *Minting) finish(dst []byte) ([]byte, error) {
	message, err := m.encoded()
	r := m.room
	switch r.message = message; {
	case err == errNoPayload:
		return dst, err
	case err != nil:
		return dst, Caused(ErrMint, err)
	case r.spec.state && len(r.bound) == 0:
		return dst, errNoState
	}
	return r.finish(dst)
}

// end ends m with the result of the minting, which it returns.
func (m *Minting) end(err error) error {
	room := m.room
	m.room = nil
	if err == nil && room.details != nil {
		*room.details = room.describe()
	}
	observer := room.view.observer()
	var event observe.Event
	if observer != nil {
		event = room.event(reasonOf(err))
	}
	room.release()
	if observer != nil {
		observer.Observe(event)
	}
	return err
}
