package ring

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// Reasons why a key is refused. They show nothing of the key.
var (
	errConstantKey = errors.New("constant key: its bytes are not random; make one with typeseal keygen")
	errCountedKey  = errors.New("key made by counting: its bytes are not random; make one with typeseal keygen")
	errPassphrase  = errors.New("printable key: it looks like a pass phrase; make one with typeseal keygen")
	errPublished   = errors.New("published key: it is printed in a well-known document; make one with typeseal keygen")
	errWeakPublic  = errors.New("weak public key: not a point of the curve, of small order, " +
		"or not in canonical form; copy it again from its owner")
)

// maxFewValues is how many different bytes a key may have and still count as
// constant. 32 random bytes have 30 different values on average, and 16 or fewer
// with a probability of 2*10^-15.
const maxFewValues = 16

// secretRefusal returns the reason to refuse a root key or signing seed: the key was
// obviously not drawn at random, or it is published.
func secretRefusal(key [suite.KeySize]byte) error {
	seen, printable := map[byte]bool{}, 0
	for _, b := range key {
		seen[b] = true
		if b >= ' ' && b <= '~' {
			printable++
		}
	}
	// All 32 bytes of a random key are printable with a probability of 2*10^-14.
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

// publicRefusal returns the reason to refuse a public key: anyone can make
// signatures that verify under it.
func publicRefusal(key [suite.KeySize]byte) error {
	switch {
	case suite.WeakPublic(key):
		return errWeakPublic
	case isPublished(key):
		return errPublished
	}
	return nil
}

// counted reports whether a key was made by counting up or down. It reads the
// key as a sequence of numbers of one to eight bytes, and reports whether
// successive numbers always differ by the same amount: with carries between
// bytes, in big-endian or little-endian order, or without carries.
func counted(key [suite.KeySize]byte) bool {
	for size := 1; size <= 8; size++ {
		big := func(i int) uint64 { return bigEndian(key[i*size:][:size]) }
		little := func(i int) uint64 {
			b := bytes.Clone(key[i*size:][:size])
			slices.Reverse(b)
			return bigEndian(b)
		}
		// Without carries, the bytes in each place of the numbers are counted separately.
		single := func(i int) uint64 { return bigEndian(key[i:][:1]) }
		if steady(len(key)/size, 1, big) || steady(len(key)/size, 1, little) || steady(len(key), size, single) {
			return true
		}
	}
	return false
}

// steady reports whether the values at(0) to at(n-1), taken step places apart,
// always differ by the same amount.
func steady(n, step int, at func(int) uint64) bool {
	for i := range n - 2*step {
		if at(i+step)-at(i) != at(i+2*step)-at(i+step) {
			return false
		}
	}
	return true
}

// bigEndian reads a number of up to eight bytes into the upper bits of a
// uint64, so that differences wrap as they do in a number of that size.
func bigEndian(b []byte) uint64 {
	var room [8]byte
	copy(room[:], b)
	return binary.BigEndian.Uint64(room[:])
}
