package handshake

import (
	"hash"

	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// MaxLength is the length limit of a token, in characters. handshake checks the length
// before it adds the signature, so it creates tokens that it then refuses.
const MaxLength = 2048

const (
	leastRandom = 16
	mostRandom  = 1024
)

// Option is an argument of handshake's AuthToken, or a limit.
type Option func(*settings)

type settings struct {
	alg       pyhash.Algorithm
	randomLen int
	ownRandom bool // the random part is a hash of randomLen bytes
	maxSize   int
	future    bool
}

// Algorithm sets the hash by hashlib's name: sha256 (the default), sha224,
// sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, sha1, md5.
func Algorithm(name string) Option { return func(s *settings) { s.alg = pyhash.Named(name) } }

// Hash sets a hash for which [Algorithm] has no name, such as BLAKE2: handshake's
// hashfunc can be any hash. For all other hashes use Algorithm.
func Hash(new func() hash.Hash) Option {
	return func(s *settings) { s.alg = pyhash.Algorithm{New: new} }
}

// RandomLen sets how many random bytes go into the random part, 16 to 1024. A token
// contains only their hash, whose length depends only on the algorithm. handshake's
// default is 256. Here the default is as many random bytes as the hash has. They are not
// hashed, because nobody can distinguish them from a hash.
func RandomLen(n int) Option {
	return func(s *settings) { s.randomLen, s.ownRandom = n, true }
}

// AcceptFuture accepts tokens dated in the future as handshake does: up to the time
// range. Without this option, a token more than 60 seconds in the future is refused with
// [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// MaxSize sets the length of the longest token to create or verify: 1 byte to
// [MaxLength], which is the default.
func MaxSize(n int) Option { return func(s *settings) { s.maxSize = n } }

func settle(opts []Option) (settings, error) {
	s := settings{alg: pyhash.Named("sha256"), maxSize: MaxLength}
	for _, o := range opts {
		o(&s)
	}
	if s.ownRandom && (s.randomLen < leastRandom || s.randomLen > mostRandom) {
		return s, faults.Config("RandomLen must be 16 to 1024")
	}
	if s.maxSize < 1 || s.maxSize > MaxLength {
		return s, faults.Config("MaxSize must be 1 to 2048")
	}
	return s, s.alg.Check(faults)
}
