package suite

import (
	"crypto/sha256"
	"encoding"
	"hash"
	"slices"
)

// A midstate is what the state of SHA-256 after one block has of that block. The rest is
// the same after every block, and frame has it.
type midstate [sha256.Size]byte

// after returns the midstate after a block.
func after(block *[sha256.BlockSize]byte) midstate {
	return midstate(saved(block)[frame.at:])
}

// saved returns the state of SHA-256 after a block, in the form of package crypto/sha256.
// No code here knows that form.
func saved(block *[sha256.BlockSize]byte) []byte {
	h := sha256.New()
	h.Write(block[:])
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic("typeseal: " + err.Error())
	}
	return state
}

// frame is a saved state, and the place of the midstate in it.
var frame = findFrame()

type stateFrame struct {
	state []byte
	at    int
	found bool // saved states differ in their midstates only
}

// findFrame compares the states after so many blocks that each byte of a midstate differs
// in some of them.
func findFrame() stateFrame {
	f := stateFrame{state: saved(new([sha256.BlockSize]byte))}
	begin, end := len(f.state), 0
	for n := range byte(32) {
		other := saved(&[sha256.BlockSize]byte{n + 1})
		if len(other) != len(f.state) {
			return f
		}
		for i, b := range other {
			if b != f.state[i] {
				begin, end = min(begin, i), max(end, i+1)
			}
		}
	}
	f.at, f.found = begin, end-begin == len(midstate{})
	return f
}

// A resumable is a hash that can continue after a midstate.
type resumable struct {
	hash  unmarshaler
	state []byte // frame's, with the midstate after which the hash continued last
}

type unmarshaler interface {
	hash.Hash
	encoding.BinaryUnmarshaler
}

func newResumable() resumable {
	return resumable{sha256.New().(unmarshaler), slices.Clone(frame.state)}
}

// resume returns the hash after the block that left m.
func (r *resumable) resume(m *midstate) hash.Hash {
	copy(r.state[frame.at:], m[:])
	if err := r.hash.UnmarshalBinary(r.state); err != nil {
		panic("typeseal: " + err.Error())
	}
	return r.hash
}
