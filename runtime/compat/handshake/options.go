package handshake

import (
	"crypto/fips140"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/hex"
	"hash"
)

// MaxLength is the most characters that a token has, all told. handshake checks
// it before the signature is added, and so creates tokens that it then refuses.
const MaxLength = 2048

// Option is an argument of handshake's AuthToken, or a limit.
type Option func(*settings)

type settings struct {
	alg       algorithm
	randomLen int
	maxSize   int
	future    bool
}

// Algorithm sets the hash by hashlib's name: sha256 (the default), sha224,
// sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, sha1, md5.
func Algorithm(name string) Option { return func(s *settings) { s.alg = algorithms[name] } }

// Hash sets a hash that [Algorithm] has no name for, such as BLAKE2: handshake's
// hashfunc takes anything.
func Hash(new func() hash.Hash) Option {
	return func(s *settings) { s.alg = algorithm{new: new} }
}

// RandomLen sets how many random bytes go into the random part, 16 to 1024. The
// part's length is the hash's in any case.
func RandomLen(n int) Option { return func(s *settings) { s.randomLen = n } }

// AcceptFuture accepts tokens dated in the future as handshake does: up to the
// time range. Without it more than 60 seconds is [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// MaxSize sets the longest token in bytes, 1 to [MaxLength], for both directions.
func MaxSize(n int) Option { return func(s *settings) { s.maxSize = n } }

func settle(opts []Option) (settings, error) {
	s := settings{alg: algorithms["sha256"], randomLen: 256, maxSize: MaxLength}
	for _, o := range opts {
		o(&s)
	}
	if s.randomLen < 16 || s.randomLen > 1024 {
		return s, configError("random length must be 16 to 1024")
	}
	if s.maxSize < 1 || s.maxSize > MaxLength {
		return s, configError("a limit is out of range")
	}
	return s, s.alg.check()
}

// algorithm is one of hashlib's hashes.
type algorithm struct {
	new      func() hash.Hash
	approved bool // crypto/hmac takes it in FIPS 140-only mode
}

var algorithms = map[string]algorithm{
	"md5":      {new: md5.New},
	"sha1":     {new: sha1.New},
	"sha224":   {new: sha256.New224, approved: true},
	"sha256":   {new: sha256.New, approved: true},
	"sha384":   {new: sha512.New384, approved: true},
	"sha512":   {new: sha512.New, approved: true},
	"sha3_224": {new: func() hash.Hash { return sha3.New224() }, approved: true},
	"sha3_256": {new: func() hash.Hash { return sha3.New256() }, approved: true},
	"sha3_384": {new: func() hash.Hash { return sha3.New384() }, approved: true},
	"sha3_512": {new: func() hash.Hash { return sha3.New512() }, approved: true},
}

// check says whether the process may use a at all; crypto/hmac would panic.
func (a algorithm) check() error {
	if a.new == nil {
		return configError("unknown algorithm")
	}
	if fips140.Enforced() && !a.approved {
		return configError("this algorithm is not allowed in FIPS 140-only mode")
	}
	return nil
}

// sign returns the signature's text.
func (a algorithm) sign(secret, message string) string {
	h := hmac.New(a.new, []byte(secret))
	h.Write([]byte(message))
	return hex.EncodeToString(h.Sum(nil))
}

// random returns the random part for these random bytes.
func (a algorithm) random(b []byte) string {
	h := a.new()
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}

func (a algorithm) encodedLen() int { return hex.EncodedLen(a.new().Size()) }
