package securecookie

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// For generated code. Spec is the policy of one annotated type. It is safe for concurrent
// use.
type Spec struct {
	settings
	verb   Verb
	maxAge time.Duration
}

// For generated code. NewSpec returns the policy of the cookies of one name. It panics if
// the verb is unknown, if maxAge is neither positive nor [typeseal.Unlimited], or if an
// option is refused.
func NewSpec(verb Verb, maxAge time.Duration, opts ...Option) *Spec {
	s, err := settle(verb, maxAge, opts)
	if err != nil {
		panic(err)
	}
	return &Spec{s, verb, maxAge}
}

// For generated code. Opened is the content of an authentic cookie: JSON, for a decoder of
// package codec, or with the option [Gob] what [DecodeGob] decodes.
type Opened = opened.Of[[]byte]

// For generated code. Open returns the content of an authentic cookie. It returns the
// content of an expired cookie too: [Finish] returns the error.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	return s.openAt(keys, token, time.Now())
}

func (s *Spec) openAt(keys *Keys, token string, now time.Time) (Opened, error) {
	if err := keys.fit(s.verb); err != nil {
		return Opened{}, err
	}
	if len(token) > s.limits.Size {
		return Opened{}, typeseal.ErrMalformed
	}
	ring := s.ring(keys)
	m := ring.Primary()
	room := m.Take()
	defer m.Give(room)
	date, value, key, err := s.authentic(ring, room, token)
	if err != nil {
		return Opened{}, err
	}
	seconds, ok := parseSeconds(date)
	if !ok {
		return Opened{}, typeseal.ErrMalformed
	}
	ahead := opened.Skew
	if s.future {
		ahead = typeseal.Unlimited
	}
	issued := time.Unix(seconds, 0).UTC()
	judged := opened.Judge(issued, time.Unix(now.Unix(), 0), s.maxAge, ahead) // whole seconds, as the library does
	if judged != nil && judged != typeseal.ErrExpired {
		return Opened{}, judged
	}
	return opened.New(s.unpack(keys, key, room, string(value)), issued, s.maxAge, judged), nil
}

func (s *Spec) ring(keys *Keys) keylist.Ring {
	return keys.list.Ring(s.alg, keylist.Namespace{}, keylist.Raw)
}

// authentic returns the date and the value of an authentic cookie, which are in the memory
// of the room, and the index of its key. Before it checks the tag it only looks for the two
// separators.
func (s *Spec) authentic(r keylist.Ring, room *keylist.Room, token string) (date, value []byte, key int, err error) {
	text, ok := unpad(token)
	if !ok {
		return nil, nil, 0, typeseal.ErrMalformed
	}
	room.Token = append(append(room.Token[:0], s.name...), '|')
	if room.Token, ok = armor.Decode(room.Token, text); !ok {
		return nil, nil, 0, typeseal.ErrMalformed
	}
	date, rest, _ := bytes.Cut(room.Token[len(s.name)+1:], bar)
	value, tag, ok := bytes.Cut(rest, bar)
	if !ok {
		return nil, nil, 0, typeseal.ErrMalformed
	}
	key = r.MatchTag(room.Token[:len(room.Token)-len(tag)-1], tag)
	if key < 0 {
		return nil, nil, 0, typeseal.ErrForged
	}
	return date, value, key, nil
}

var bar = []byte("|")

// unpack returns the payload of an authentic cookie, or nil if no writer made it.
func (s *Spec) unpack(keys *Keys, key int, room *keylist.Room, value string) []byte {
	text, ok := unpad(value)
	if !ok {
		return nil
	}
	if room.Text, ok = armor.Decode(room.Text[:0], text); !ok {
		return nil
	}
	payload := room.Text
	if s.verb == Encrypted {
		payload = s.decrypt(keys.ciphers.Show()[key], room)
	}
	if s.gob {
		return bytes.Clone(payload)
	}
	payload, _ = pyjson.Squeeze(make([]byte, 0, len(payload)), payload)
	return payload
}

// decrypt decrypts the text of a room. A wrong block key gives random bytes: the hash key
// has authenticated the text, but not said which of its block keys has encrypted it. So
// decrypt looks for the first one that gives a payload.
func (s *Spec) decrypt(blocks []cipher.Block, room *keylist.Room) []byte {
	if len(room.Text) < aes.BlockSize {
		return nil
	}
	iv, text := room.Text[:aes.BlockSize], room.Text[aes.BlockSize:]
	for _, block := range blocks {
		room.Packed = append(room.Packed[:0], text...)
		cipher.NewCTR(block, iv).XORKeyStream(room.Packed, text)
		if len(blocks) == 1 || s.plausible(room.Packed) {
			return room.Packed
		}
	}
	return nil
}

// plausible reports whether a payload is a struct or map, which random bytes are not.
func (s *Spec) plausible(payload []byte) bool {
	if s.gob {
		t, ok := readTypes(payload)
		value := t.defined[t.value]
		return ok && (value.StructT != nil || value.MapT != nil)
	}
	return bytes.HasPrefix(bytes.TrimLeft(payload, " \t\r\n"), []byte("{")) && json.Valid(payload)
}

// unpad removes the padding of a base64 text. It refuses padding of a wrong length.
// The rest is for the decoder of package armor, which accepts only one text for some bytes.
func unpad(text string) (string, bool) {
	if len(text)%4 != 0 {
		return "", false
	}
	n := len(text)
	for n > 0 && len(text)-n < 2 && text[n-1] == '=' {
		n--
	}
	return text[:n], true
}

// mostDigits is the number of digits that last for 30,000 years.
const mostDigits = 12

// parseSeconds accepts the canonical decimal of a time since 1970.
func parseSeconds(text []byte) (int64, bool) {
	if len(text) == 0 || len(text) > mostDigits || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	var n int64
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// For generated code. Mint returns the value of a cookie with a payload: JSON as package
// codec writes it, or with the option [Gob] a gob stream. It is for the tests of types:
// programs that read these cookies do not make them.
func (s *Spec) Mint(keys *Keys, payload []byte) (string, error) {
	if err := keys.fit(s.verb); err != nil {
		return "", err
	}
	if s.verb == Encrypted {
		iv := make([]byte, aes.BlockSize, aes.BlockSize+len(payload))
		rand.Read(iv)
		text := append(iv, payload...)
		cipher.NewCTR(keys.ciphers.Show()[0][0], iv).XORKeyStream(text[len(iv):], payload)
		payload = text
	}
	m := s.ring(keys).Primary()
	room := m.Take()
	defer m.Give(room)
	b := append(append(room.Token[:0], s.name...), '|')
	b = append(strconv.AppendInt(b, time.Now().Unix(), 10), '|')
	b = base64.URLEncoding.AppendEncode(b, payload)
	tag := room.Sum(b)
	room.Token = append(append(b, '|'), tag...)
	token := base64.URLEncoding.EncodeToString(room.Token[len(s.name)+1:])
	if len(token) > s.limits.Size {
		return "", faults.Mint("the cookie is longer than MaxSize")
	}
	return token, nil
}

// For generated code. Finish returns the error for a cookie whose content was decoded into
// v, or nil. An expired cookie gives a *typeseal.ExpiredError with *v.
func Finish[T any](o Opened, v *T, decoded bool) error { return opened.Finish(o, v, decoded) }

// Format writes a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "securecookie.Spec") }
