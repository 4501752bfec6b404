package typeseal

import (
	"encoding/binary"
	"errors"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// Reasons why a key is refused. They show nothing of the key.
var (
	errConstantKey = errors.New("constant key: its bytes are not random; make one with typeseal keygen")
	errCountedKey  = errors.New("key made by counting: its bytes are not random; make one with typeseal keygen")
	errPassphrase  = errors.New("printable key: it looks like a pass phrase; make one with typeseal keygen")
	errPublished   = errors.New("published key: it is printed in documentation or test vectors; make one with typeseal keygen")
	errWeakPublic  = errors.New("weak public key: not a point of the curve, of small order, or not in canonical form")
)

// maxFewValues is how many different bytes a key may have and still count as constant.
const maxFewValues = 16

// secretRefusal returns the reason to refuse a root key or signing seed: it was obviously not drawn
// at random, or everybody knows it.
func secretRefusal(key [suite.KeySize]byte) error {
	seen, printable := map[byte]bool{}, 0
	for _, b := range key {
		seen[b] = true
		if b >= ' ' && b <= '~' {
			printable++
		}
	}
	switch {
	case len(seen) <= maxFewValues:
		return errConstantKey
	case printable == len(key):
		return errPassphrase
	case counted(key):
		return errCountedKey
	case isPublished(key):
		return errPublished
	}
	return nil
}

// publicRefusal returns the reason to refuse a public key.
func publicRefusal(key [suite.KeySize]byte) error {
	switch {
	case suite.WeakPublic(key):
		return errWeakPublic
	case isPublished(key):
		return errPublished
	}
	return nil
}

// counted reports whether a key was made by counting up or down. It reads the key as a sequence of
// numbers of one to eight bytes, big-endian, little-endian or without carries between bytes, and
// reports whether successive numbers always differ by the same amount.
func counted(key [suite.KeySize]byte) bool {
	for size := 1; size <= 8; size++ {
		if steadyBytes(key, size) || steady(key, size, bigEndian) || steady(key, size, littleEndian) {
			return true
		}
	}
	return false
}

// steadyBytes reports whether in each place of such numbers, successive bytes always differ by the same
// amount.
func steadyBytes(key [suite.KeySize]byte, size int) bool {
	for i := range len(key) - 2*size {
		if key[i+size]-key[i] != key[i+2*size]-key[i+size] {
			return false
		}
	}
	return true
}

// steady reports whether successive numbers of size bytes always differ by the same amount.
func steady(key [suite.KeySize]byte, size int, read func([]byte) uint64) bool {
	at := func(i int) uint64 { return read(key[i*size:][:size]) }
	for i := range len(key)/size - 2 {
		if at(i+1)-at(i) != at(i+2)-at(i+1) {
			return false
		}
	}
	return true
}

// bigEndian and littleEndian read a number of up to eight bytes into the upper bits of a uint64, so
// that differences wrap as they do in a number of that size.
func bigEndian(b []byte) uint64 {
	var room [8]byte
	copy(room[:], b)
	return binary.BigEndian.Uint64(room[:])
}

func littleEndian(b []byte) uint64 {
	var room [8]byte
	copy(room[len(room)-len(b):], b)
	return binary.LittleEndian.Uint64(room[:])
}
