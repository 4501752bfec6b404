package django

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const (
	dumpsSalt = "django.core.signing"
	// SessionSalt is the salt of the cookie session backend, which calls
	// Dumps with it and [Compress].
	SessionSalt = "django.contrib.sessions.backends.signed_cookies"
)

// Dumps is django.core.signing.dumps: v as JSON, URL-safe and timestamped. Its
// default salt is django.core.signing.
func Dumps(keys *Keys, v any, opts ...Option) (string, error) {
	s, err := newTimestampSigner(keys, "", dumpsSalt, opts)
	if err != nil {
		return "", err
	}
	return s.SignObject(v)
}

// Loads is django.core.signing.loads: it decodes what [Dumps] wrote, at most
// maxAge ago, into what v points to.
func Loads(keys *Keys, token string, maxAge time.Duration, v any, opts ...Option) error {
	s, err := newTimestampSigner(keys, "", dumpsSalt, opts)
	if err != nil {
		return err
	}
	return s.UnsignObject(token, maxAge, v)
}

// SignObject signs v as [JSON] writes it; json.RawMessage is respelled so.
func (s *TimestampSigner) SignObject(v any) (string, error) { return signObject(&s.core, v, s.Sign) }

// UnsignObject decodes the JSON of an authentic token that is at most maxAge
// old into what v points to, with encoding/json: numbers become json.Number
// where v leaves the type open, and names that a struct does not have, by
// encoding/json's loose comparison, are refused. Into a *json.RawMessage the
// text itself is given, in its order. On error what v points to is untouched.
func (s *TimestampSigner) UnsignObject(token string, maxAge time.Duration, v any) error {
	body, err := s.Unsign(token, maxAge)
	if err != nil {
		return err
	}
	return s.object(body, v)
}

func signObject(c *core, v any, sign func(string) (string, error)) (string, error) {
	text, err := JSON(v)
	if err != nil {
		return "", err
	}
	body, err := c.body(text)
	if err != nil {
		return "", err
	}
	return sign(body)
}

func (c *core) object(body string, v any) error {
	text, err := c.text(body)
	if err != nil {
		return err
	}
	return decode(text, v)
}

// body compresses and encodes: the dot is Django's mark for compressed.
func (c *core) body(text []byte) (string, error) {
	if len(text) > c.maxPayload {
		return "", mintError("payload longer than the limit")
	}
	if c.compress {
		if small := deflate(text); len(small) < len(text)-1 {
			return "." + base64.RawURLEncoding.EncodeToString(small), nil
		}
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// text undoes body and checks that it is JSON as Django writes it. Only
// authentic bodies come here, so that nothing is inflated before the signature.
func (c *core) text(body string) ([]byte, error) {
	encoded, compressed := strings.CutPrefix(body, ".")
	text, ok := strictBase64(encoded)
	if ok && compressed {
		text, ok = inflate(text, c.maxPayload)
	}
	if !ok || len(text) > c.maxPayload {
		return nil, typeseal.ErrPayload
	}
	if _, ok := respell(nil, text, pythonJSON, 0); !ok {
		return nil, typeseal.ErrPayload
	}
	return text, nil
}

// strictBase64 accepts one spelling. encoding/base64 skips CR and LF even when
// strict.
func strictBase64(s string) ([]byte, bool) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return b, err == nil
}

// deflaters are kept, for one takes a megabyte.
var deflaters = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}

func deflate(text []byte) []byte {
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	w.Write(text)
	w.Close()
	return b.Bytes()
}

// inflate measures the stream first and then allocates exactly, so that one
// which is too long costs no more than the decompressor's window. Bytes after
// the stream are refused.
func inflate(stream []byte, limit int) ([]byte, bool) {
	src := bytes.NewReader(stream)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, false
	}
	n, err := io.Copy(io.Discard, io.LimitReader(z, int64(limit)+1))
	if err != nil || n > int64(limit) || src.Len() > 0 {
		return nil, false
	}
	src.Reset(stream)
	if err := z.(zlib.Resetter).Reset(src, nil); err != nil {
		return nil, false
	}
	text := make([]byte, n)
	_, err = io.ReadFull(z, text)
	return text, err == nil
}

// decode fills a fresh value first, for encoding/json leaves half of one behind
// when it fails.
func decode(text []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return configError("no pointer to decode into")
	}
	fresh := reflect.New(target.Type().Elem())
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	if d.Decode(fresh.Interface()) != nil {
		return typeseal.ErrPayload
	}
	target.Elem().Set(fresh.Elem())
	return nil
}
