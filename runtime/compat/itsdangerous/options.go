package itsdangerous

import (
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/limits"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// The default limits, in bytes. DefaultMaxPayload applies to the payload after inflating.
const (
	DefaultMaxSize    = limits.DefaultSize
	DefaultMaxPayload = limits.DefaultPayload
)

// Option is an argument of URLSafeTimedSerializer or of its signer, or a limit.
type Option func(*settings)

type settings struct {
	salt, sep  string
	alg        pyhash.Algorithm
	derivation string
	future     bool
	limits     limits.Limits
}

// Salt sets the namespace, "itsdangerous" by default.
func Salt(salt string) Option { return func(s *settings) { s.salt = salt } }

// Sep sets the separator, "." by default. It must have a character other than A-Z, a-z,
// 0-9, "-", "_" and "=".
func Sep(sep string) Option { return func(s *settings) { s.sep = sep } }

// Algorithm sets the hash, digest_method in Python, by hashlib's name: sha1 (the
// default), sha224, sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, md5.
func Algorithm(name string) Option { return func(s *settings) { s.alg = pyhash.Named(name) } }

// Derivation sets how MAC keys are made, key_derivation in Python: django-concat (the
// default), concat, hmac or none. With none, the salt has no effect.
func Derivation(name string) Option { return func(s *settings) { s.derivation = name } }

// AcceptFuture accepts tokens that are dated in the future, without a limit. Without this
// option, a token more than 60 seconds in the future is refused with
// [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// MaxSize sets the length of the longest token: 1 byte to 1 MiB, [DefaultMaxSize] by
// default.
func MaxSize(n int) Option { return func(s *settings) { s.limits.Size = n } }

// MaxPayload sets the length of the longest payload: 1 byte to 16 MiB,
// [DefaultMaxPayload] by default. Nothing is inflated beyond it.
func MaxPayload(n int) Option { return func(s *settings) { s.limits.Payload = n } }

// settle applies opts to the defaults and checks the result. Whether FIPS 140-only mode
// allows the hash is checked when a token is opened: a program whose types also accept
// other tokens has to start.
func settle(opts []Option) (settings, error) {
	s := settings{
		salt: "itsdangerous", sep: ".", alg: pyhash.Named("sha1"), derivation: "django-concat",
		limits: limits.Limits{Size: DefaultMaxSize, Payload: DefaultMaxPayload},
	}
	for _, o := range opts {
		o(&s)
	}
	switch {
	case strings.Trim(s.sep, unsafe) == "" || !utf8.ValidString(s.sep):
		return s, faults.Config("unsafe separator; it needs a character other than A-Z, a-z, 0-9, -, _ and =")
	case derivations[s.derivation].key == nil:
		return s, faults.Config("unknown derivation; use django-concat, concat, hmac or none")
	case s.alg.New == nil:
		return s, faults.Config("unknown algorithm; use a name such as sha256")
	}
	return s, s.limits.Check(faults)
}

// unsafe are the characters that do not make a separator safe: it needs another one.
const unsafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
