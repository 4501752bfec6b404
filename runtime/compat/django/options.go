package django

import (
	"hash"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits that hold unless an option says otherwise.
const (
	DefaultMaxSize    = 4096     // bytes of a token, as the native format's
	DefaultMaxPayload = 64 << 10 // bytes of a payload after inflating
)

const (
	mostSize    = 1 << 20
	mostPayload = 16 << 20
)

// Option is an argument that Django's constructors take, or a limit.
type Option func(*settings)

type settings struct {
	salt, sep  string
	alg        algorithm
	compress   bool
	future     bool
	sha1       bool
	oldCookies *time.Time // until when; nil: never
	maxSize    int
	maxPayload int
}

// Salt sets the namespace. An empty one is Django's default for the class, as
// in Django.
func Salt(salt string) Option { return func(s *settings) { s.salt = salt } }

// Sep sets the separator, ":" by default. Django's rule holds: neither empty
// nor only of the characters A-z, 0-9, "-", "_" and "=".
func Sep(sep string) Option { return func(s *settings) { s.sep = sep } }

// Algorithm sets the hash by hashlib's name: sha256 (the default), sha224,
// sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, sha1, md5.
func Algorithm(name string) Option { return func(s *settings) { s.alg = named(name) } }

// Hash sets a hash that [Algorithm] has no name for, such as BLAKE2. All others
// use Algorithm.
func Hash(new func() hash.Hash) Option {
	return func(s *settings) { s.alg = algorithm{new: new} }
}

// Compress compresses objects where zlib makes them at least two bytes
// shorter, as Django's compress=True does.
func Compress() Option { return func(s *settings) { s.compress = true } }

// AcceptFuture accepts tokens however far in the future they are dated, as
// Django does. Without it more than 60 seconds is [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// AcceptSHA1 also accepts SHA-1 signatures, as Django 3.1 and 3.2 do.
func AcceptSHA1() Option { return func(s *settings) { s.sha1 = true } }

// AcceptLegacyCookies makes a cookie signer read, before the instant until, also
// cookies with the salt that Django used before 5.2.15 and 6.0.6: name and salt
// joined. It is Django's setting SIGNED_COOKIE_LEGACY_SALT_FALLBACK, with an
// end. Give the instant at which the last cookie minted by an older Django has
// expired. Until then, cookies that the old salt confused are confused here.
//
// Only [NewCookieSigner] takes it.
func AcceptLegacyCookies(until time.Time) Option {
	return func(s *settings) { s.oldCookies = &until }
}

// MaxSize sets the longest token in bytes, 1 to 1 MiB, for both directions.
func MaxSize(n int) Option { return func(s *settings) { s.maxSize = n } }

// MaxPayload sets the longest payload in bytes, 1 to 16 MiB, for both
// directions. Nothing is inflated beyond it.
func MaxPayload(n int) Option { return func(s *settings) { s.maxPayload = n } }

// settle applies opts to the defaults and checks what came of them. A salt that
// is empty after the options is the class's, even where the call had another
// default: Django's `salt or ...`.
func settle(salt, class string, opts []Option) (settings, error) {
	s, err := settleCookie(salt, class, opts)
	if err == nil && s.oldCookies != nil {
		err = configError("AcceptLegacyCookies is for cookies: call NewCookieSigner")
	}
	return s, err
}

// settleCookie is settle for a cookie signer, which takes one option more.
func settleCookie(salt, class string, opts []Option) (settings, error) {
	s := settings{
		salt: salt, sep: ":", alg: named("sha256"),
		maxSize: DefaultMaxSize, maxPayload: DefaultMaxPayload,
	}
	for _, o := range opts {
		o(&s)
	}
	if s.salt == "" {
		s.salt = class
	}
	if s.maxSize < 1 || s.maxSize > mostSize || s.maxPayload < 1 || s.maxPayload > mostPayload {
		return s, configError("a limit is out of range")
	}
	if unsafeSep(s.sep) {
		return s, configError("unsafe separator")
	}
	if s.sha1 {
		if err := named("sha1").check(); err != nil {
			return s, err
		}
	}
	return s, s.alg.check()
}

// unsafeSep is Django's ^[A-z0-9-_=]*$, whose $ also allows for one line feed
// at the end and whose A-z takes in [ \ ] ^ _ and the backquote.
func unsafeSep(sep string) bool {
	rest := strings.Trim(strings.TrimSuffix(sep, "\n"), sepUnsafe)
	return rest == "" || !utf8.ValidString(sep)
}

const sepUnsafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz0123456789-="
