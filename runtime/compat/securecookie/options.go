package securecookie

import (
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/limits"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

// Verb says how a cookie is protected.
type Verb int

const (
	// Signed cookies are made without a block key: everybody can read them.
	Signed Verb = iota + 1
	// Encrypted cookies are made with a block key.
	Encrypted
)

// DefaultMaxSize is the length of the longest value of a cookie unless an option says
// otherwise, in characters. It is also the default of the library's MaxLength.
const DefaultMaxSize = limits.DefaultSize

// Option is a setting of the library, or a limit.
type Option func(*settings)

type settings struct {
	name   string
	alg    pyhash.Algorithm
	gob    bool
	future bool
	limits limits.Limits
}

// Salt sets the name of the cookie, which is a part of what is signed. It is required.
func Salt(name string) Option { return func(s *settings) { s.name = name } }

// Algorithm sets the hash, as the library's HashFunc does: sha256 (the default), sha384,
// sha512, sha224, sha1 or another name of Python's hashlib that Go's library has.
func Algorithm(name string) Option { return func(s *settings) { s.alg = pyhash.Named(name) } }

// Gob says that payloads are encoded with encoding/gob, which is the library's default, and
// that [DecodeGob] decodes them. Without this option they are JSON, as its JSONEncoder
// writes it.
func Gob() Option { return func(s *settings) { s.gob = true } }

// AcceptFuture accepts cookies that are dated in the future, without a limit, as the
// library does. Without this option, a cookie more than 60 seconds in the future is refused
// with [typeseal.ErrNotYetValid].
func AcceptFuture() Option { return func(s *settings) { s.future = true } }

// MaxSize sets the length of the longest value of a cookie: 1 character to 1 MiB,
// [DefaultMaxSize] by default.
func MaxSize(n int) Option { return func(s *settings) { s.limits.Size = n } }

func settle(verb Verb, maxAge time.Duration, opts []Option) (settings, error) {
	s := settings{
		alg: pyhash.Named("sha256"), limits: limits.Limits{Size: DefaultMaxSize, Payload: limits.DefaultPayload},
	}
	for _, o := range opts {
		o(&s)
	}
	switch {
	case verb != Signed && verb != Encrypted:
		return s, faults.Config("unknown verb; use Signed or Encrypted")
	case maxAge <= 0 && maxAge != typeseal.Unlimited:
		return s, faults.Config("the max age is not positive")
	case s.name == "":
		return s, faults.Config("the cookie has no name; use the option Salt")
	}
	if err := s.limits.Check(faults); err != nil {
		return s, err
	}
	return s, s.alg.Check(faults)
}
