package handshake

import (
	"hash"

	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// MaxLength is the most characters that a token has, all told. handshake checks
// it before the signature is added, and so creates tokens that it then refuses.
const MaxLength = 2048

const (
	leastRandom = 16
	mostRandom  = 1024
)

// Option is an argument of handshake's AuthToken, or a limit.
type Option func(*settings)

type settings struct {
	alg       algorithm
	randomLen int  // the caller's, if ownRandom
	ownRandom bool // the random part is a hash of randomLen bytes
	maxSize   int
	future    bool
}

// Algorithm sets the hash by hashlib's name: sha256 (the default), sha224,
// sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, sha1, md5.
func Algorithm(name string) Option { return func(s *settings) { s.alg = named(name) } }

// Hash sets a hash that [Algorithm] has no name for, such as BLAKE2: handshake's
// hashfunc takes anything.
func Hash(new func() hash.Hash) Option {
	return func(s *settings) { s.alg = algorithm{new: new} }
}

// RandomLen sets how many random bytes go into the random part, 16 to 1024. A
// token holds only their hash, which has its own length in any case. handshake's
// default is 256; here the random part is drawn as it is, which nobody can tell
// from a hash.
func RandomLen(n int) Option {
	return func(s *settings) { s.randomLen, s.ownRandom = n, true }
}

// AcceptFuture accepts tokens dated in the future as handshake does: up to the
// time range. Without it more than 60 seconds is [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// MaxSize sets the longest token in bytes, 1 to [MaxLength], for both directions.
func MaxSize(n int) Option { return func(s *settings) { s.maxSize = n } }

func settle(opts []Option) (settings, error) {
	s := settings{alg: named("sha256"), maxSize: MaxLength}
	for _, o := range opts {
		o(&s)
	}
	if s.ownRandom && (s.randomLen < leastRandom || s.randomLen > mostRandom) {
		return s, configError("random length must be 16 to 1024")
	}
	if s.maxSize < 1 || s.maxSize > MaxLength {
		return s, configError("a limit is out of range")
	}
	if err := s.alg.check(); err != nil {
		return s, err
	}
	return s, nil
}

// algorithm is one of hashlib's hashes.
type algorithm struct {
	name string // hashlib's; empty for one of the caller's
	new  func() hash.Hash
}

func named(name string) algorithm { return algorithm{name, pyhash.Named[name]} }

// check says whether the process may use a at all; crypto/hmac would panic.
func (a algorithm) check() error {
	if a.new == nil {
		return configError("unknown algorithm")
	}
	if !pyhash.Allowed(a.name, a.new) {
		return configError("this algorithm is not allowed in FIPS 140-only mode")
	}
	return nil
}
