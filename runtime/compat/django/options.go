package django

import (
	"hash"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/limits"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// The default limits, in bytes. DefaultMaxPayload applies to the payload after inflating.
const (
	DefaultMaxSize    = limits.DefaultSize
	DefaultMaxPayload = limits.DefaultPayload
)

// Option is an argument of Django's constructors, or a limit.
type Option func(*settings)

type settings struct {
	salt, sep  string
	alg        pyhash.Algorithm
	compress   bool
	future     bool
	sha1       bool
	oldCookies *time.Time // end of AcceptLegacyCookies; nil without it
	limits     limits.Limits
}

// Salt sets the namespace. As in Django, an empty salt is the default of the class.
func Salt(salt string) Option { return func(s *settings) { s.salt = salt } }

// Sep sets the separator, ":" by default. As in Django, it must have a character
// other than A-z, 0-9, "-", "_" and "=".
func Sep(sep string) Option { return func(s *settings) { s.sep = sep } }

// Algorithm sets the hash by hashlib's name: sha256 (the default), sha224,
// sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, sha1, md5.
func Algorithm(name string) Option { return func(s *settings) { s.alg = pyhash.Named(name) } }

// Hash sets a hash for which [Algorithm] has no name, such as BLAKE2. For all others
// use Algorithm.
func Hash(new func() hash.Hash) Option {
	return func(s *settings) { s.alg = pyhash.Algorithm{New: new} }
}

// Compress compresses objects if zlib makes them at least two bytes shorter, as
// Django's compress=True does.
func Compress() Option { return func(s *settings) { s.compress = true } }

// AcceptFuture accepts tokens that are dated in the future, without a limit, as Django
// does. Without this option, a token more than 60 seconds in the future is refused with
// [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// AcceptSHA1 also accepts SHA-1 signatures, as Django 3.1 and 3.2 do.
func AcceptSHA1() Option { return func(s *settings) { s.sha1 = true } }

// AcceptLegacyCookies makes a cookie signer also read, before the instant until, cookies
// with the salt that Django used before 5.2.15 and 6.0.6: name and salt joined. It is
// Django's setting SIGNED_COOKIE_LEGACY_SALT_FALLBACK with an end. Pass the instant at
// which the last cookie of an older Django expires. Before this instant, the signer
// accepts a cookie for another name if name and salt joined are the same.
//
// Only [NewCookieSigner] takes this option.
func AcceptLegacyCookies(until time.Time) Option {
	return func(s *settings) { s.oldCookies = &until }
}

// MaxSize sets the length of the longest token to sign or read: 1 byte to 1 MiB,
// [DefaultMaxSize] by default.
func MaxSize(n int) Option { return func(s *settings) { s.limits.Size = n } }

// MaxPayload sets the length of the longest payload to sign or read: 1 byte to
// 16 MiB, [DefaultMaxPayload] by default. Nothing is inflated beyond it.
func MaxPayload(n int) Option { return func(s *settings) { s.limits.Payload = n } }

// settle applies opts to the defaults and checks the result. As in Django, an empty salt
// becomes the salt of the class, even if the function has another default.
func settle(salt, class string, opts []Option) (settings, error) {
	s, err := settleCookie(salt, class, opts)
	if err == nil && s.oldCookies != nil {
		err = faults.Config("AcceptLegacyCookies is for cookies; call NewCookieSigner")
	}
	return s, err
}

// settleCookie is settle for a cookie signer, which takes one more option.
func settleCookie(salt, class string, opts []Option) (settings, error) {
	s := settings{
		salt: salt, sep: ":", alg: pyhash.Named("sha256"),
		limits: limits.Limits{Size: DefaultMaxSize, Payload: DefaultMaxPayload},
	}
	for _, o := range opts {
		o(&s)
	}
	if s.salt == "" {
		s.salt = class
	}
	// Django's ^[A-z0-9-_=]*$, in which $ also matches before a line feed at the end.
	rest := strings.Trim(strings.TrimSuffix(s.sep, "\n"), sepUnsafe)
	if rest == "" || !utf8.ValidString(s.sep) {
		return s, faults.Config("unsafe separator; it needs a character other than A-z, 0-9, -, _ and =")
	}
	if s.sha1 {
		if err := pyhash.Named("sha1").Check(faults); err != nil {
			return s, err
		}
	}
	if err := s.limits.Check(faults); err != nil {
		return s, err
	}
	return s, s.alg.Check(faults)
}

// sepUnsafe are characters that do not make a separator safe: it needs another one.
// Django's A-z includes [ \ ] ^ _ and the backquote.
const sepUnsafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz0123456789-="
