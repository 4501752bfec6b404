package jwt

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// For generated code. Spec is the policy of one annotated type. It is safe for concurrent use.
type Spec struct {
	settings
	algorithm
	maxAge time.Duration
}

// For generated code. NewSpec returns the policy of tokens with one algorithm: HS256,
// HS384, HS512, EdDSA, or Ed25519, which is EdDSA under its newer name. It panics if the
// algorithm is unknown, if maxAge is neither positive nor [typeseal.Unlimited], or if an
// option is refused.
func NewSpec(algorithm string, maxAge time.Duration, opts ...Option) *Spec {
	a, err := named(algorithm)
	s, refused := settle(maxAge, opts)
	if err == nil {
		err = refused
	}
	if err != nil {
		panic(err)
	}
	return &Spec{s, a, maxAge}
}

// For generated code. Opened is the content of an authentic token: JSON of ASCII
// characters, for a decoder of package codec. It does not have the claims exp, nbf, iat,
// jti, iss and aud.
type Opened = opened.Of[[]byte]

// For generated code. Open returns the content of an authentic token. It returns the
// content of an expired token too: [Finish] returns the error.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	return s.openAt(keys, token, time.Now())
}

func (s *Spec) openAt(keys *Keys, token string, now time.Time) (Opened, error) {
	header, body, err := s.authentic(keys, token)
	if err != nil {
		return Opened{}, err
	}
	room := make([]byte, 0, 2*len(token)) // for a text and the same text respelled
	if text, ok := object(room, header); !ok || !s.heads(text) {
		return Opened{}, typeseal.ErrMalformed
	}
	text, ok := object(room, body)
	if !ok {
		return Opened{}, typeseal.ErrPayload
	}
	c, ok := s.claims(text)
	if !ok {
		return Opened{}, typeseal.ErrPayload
	}
	judged := s.judge(&c, now)
	if judged != nil && judged != typeseal.ErrExpired {
		return Opened{}, judged
	}
	return opened.Until(c.rest, c.issuedAt(), s.until(&c), judged), nil
}

// authentic returns the texts of the header and the claims of an authentic token. It
// decodes neither, since nothing of a token counts before its signature is checked.
func (s *Spec) authentic(keys *Keys, token string) (header, body string, err error) {
	if err := keys.fit(s.algorithm); err != nil {
		return "", "", err
	}
	if len(token) > s.limits.Size {
		return "", "", typeseal.ErrMalformed
	}
	header, rest, _ := strings.Cut(token, ".")
	body, sig, ok := strings.Cut(rest, ".")
	if !ok || strings.Contains(sig, ".") {
		return "", "", typeseal.ErrMalformed
	}
	if !keys.authentic(s.algorithm, token[:len(token)-len(sig)-1], sig) {
		return "", "", typeseal.ErrForged
	}
	return header, body, nil
}

// For generated code. Mint returns a token with JSON as package codec writes it, which must
// be an object. It is for the tests of types: programs that read these tokens do not make
// them. The claims have the time, and the policy's issuer and audience.
func (s *Spec) Mint(keys *Keys, payload []byte) (string, error) {
	if err := keys.fit(s.algorithm); err != nil {
		return "", err
	}
	text, ok := pyjson.Respell(nil, payload, pyjson.Cased, canonical)
	if !ok || text[0] != '{' {
		return "", faults.Mint("the payload is not a JSON object")
	}
	token := armor.Append(nil, "", []byte(`{"alg":"`+s.name+`","typ":"JWT"}`))
	token = armor.Append(append(token, '.'), "", s.body(text, time.Now()))
	token, err := keys.sign(s.algorithm, token)
	if err == nil && len(token) > s.limits.Size {
		err = faults.Mint("the token is longer than MaxSize")
	}
	if err != nil {
		return "", err
	}
	return string(token), nil
}

// body returns the claims of a token with the members of an object.
func (s *Spec) body(object []byte, now time.Time) []byte {
	b := strconv.AppendInt([]byte(`{"iat":`), now.Unix(), 10)
	if s.issuer.set {
		b = append(b, `,"iss":`+s.issuer.json...)
	}
	if s.audience.set {
		b = append(b, `,"aud":`+s.audience.json...)
	}
	if len(object) > len("{}") {
		b = append(b, ',')
	}
	return append(b, object[1:]...)
}

// For generated code. Finish returns the error for a token whose content was decoded into
// v, or nil. An expired token gives a *typeseal.ExpiredError with *v.
func Finish[T any](o Opened, v *T, decoded bool) error { return opened.Finish(o, v, decoded) }

// Format writes a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "jwt.Spec") }
