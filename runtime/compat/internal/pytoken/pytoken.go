// Package pytoken has what the tokens of Django and of itsdangerous have in common: a
// body, a separator, a time, a separator and a signature.
package pytoken

import (
	"io"
	"strings"

	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

// CutLast splits s at the last separator.
func CutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}

// AppendBody appends the body of a token with this payload: URL-safe base64. With
// compress, the payload is compressed if that saves at least two bytes, which a dot marks.
func AppendBody(dst, payload []byte, compress bool) []byte {
	if compress {
		if small := deflate.PackZlib(nil, payload, false); len(small) < len(payload)-1 {
			dst, payload = append(dst, '.'), small
		}
	}
	return armor.Append(dst, "", payload)
}

// Body reverses AppendBody. It refuses other spellings of a body, and payloads that are
// longer than limit. It is for authentic bodies only, because nothing may be inflated
// before the signature is checked.
func Body(body string, limit int) (payload []byte, ok bool) {
	encoded, compressed := strings.CutPrefix(body, ".")
	payload, ok = armor.Decode(nil, encoded)
	if ok && compressed {
		payload, ok = deflate.UnpackZlib(nil, payload, limit)
	}
	if !ok || len(payload) > limit {
		return nil, false
	}
	return payload, true
}

// Concat returns H(salt || prefix || secret), the key of the MACs of a namespace.
func Concat(a pyhash.Algorithm, n keylist.Namespace, secret string) []byte {
	h := a.New()
	io.WriteString(h, n.Salt)
	io.WriteString(h, n.Prefix)
	io.WriteString(h, secret)
	return h.Sum(nil)
}

// Signing returns the namespace of a salt, as Django's class Signer and itsdangerous'
// derivation django-concat use it.
func Signing(salt string) keylist.Namespace { return keylist.Namespace{Salt: salt + "signer"} }
