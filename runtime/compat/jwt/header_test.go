package jwt

import (
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// TestHeader reads authentic tokens with all kinds of headers.
func TestHeader(t *testing.T) {
	spec, keys := NewSpec("HS256", typeseal.Unlimited, MaxSize(1<<16)), newKeys(t)
	for header, want := range map[string]error{
		testHead:          nil,
		`{"alg":"HS256"}`: nil,
		" {\n \"typ\" : \"jwt\" , \"alg\" : \"HS256\" } ": nil,
		`{"\u0061lg":"HS\u003256"}`:                       nil,
		`{"alg":"HS256","kid":"7","jku":"https://evil.example/","jwk":{"kty":"oct","k":"AA"},"x5c":["AA"]}`: nil,
		`{"alg":"HS256","kid":"../../dev/null","x5u":"x","x5t":"x","x5t#S256":"x","ver":1}`:                 nil,

		`{}`:                                  typeseal.ErrMalformed,
		`[]`:                                  typeseal.ErrMalformed,
		`"HS256"`:                             typeseal.ErrMalformed,
		``:                                    typeseal.ErrMalformed,
		`{"typ":"JWT"}`:                       typeseal.ErrMalformed,
		`{"alg":"none"}`:                      typeseal.ErrMalformed,
		`{"alg":"None"}`:                      typeseal.ErrMalformed,
		`{"alg":"hs256"}`:                     typeseal.ErrMalformed,
		`{"alg":"HS256 "}`:                    typeseal.ErrMalformed,
		`{"alg":"HS512"}`:                     typeseal.ErrMalformed,
		`{"alg":"EdDSA"}`:                     typeseal.ErrMalformed,
		`{"alg":"RS256"}`:                     typeseal.ErrMalformed,
		`{"alg":""}`:                          typeseal.ErrMalformed,
		`{"alg":0}`:                           typeseal.ErrMalformed,
		`{"alg":null}`:                        typeseal.ErrMalformed,
		`{"alg":["HS256"]}`:                   typeseal.ErrMalformed,
		`{"alg":{"HS256":1}}`:                 typeseal.ErrMalformed,
		`{"ALG":"HS256"}`:                     typeseal.ErrMalformed,
		`{"x":{"alg":"HS256"}}`:               typeseal.ErrMalformed,
		`{"alg":"HS256","alg":"HS256"}`:       typeseal.ErrMalformed,
		`{"alg":"none","alg":"HS256"}`:        typeseal.ErrMalformed,
		`{"alg":"HS256","\u0061lg":"none"}`:   typeseal.ErrMalformed,
		`{"alg":"HS256","jwk":{"k":1,"k":2}}`: typeseal.ErrMalformed,
		`{"alg":"HS256","typ":"at+jwt"}`:      typeseal.ErrMalformed,
		`{"alg":"HS256","typ":"application/jwt"}`:    typeseal.ErrMalformed,
		`{"alg":"HS256","typ":"JOSE"}`:               typeseal.ErrMalformed,
		`{"alg":"HS256","typ":null}`:                 typeseal.ErrMalformed,
		`{"alg":"HS256","typ":["JWT"]}`:              typeseal.ErrMalformed,
		`{"alg":"HS256","crit":["exp"]}`:             typeseal.ErrMalformed,
		`{"alg":"HS256","crit":[]}`:                  typeseal.ErrMalformed,
		`{"alg":"HS256","b64":true}`:                 typeseal.ErrMalformed,
		`{"alg":"HS256","b64":false,"crit":["b64"]}`: typeseal.ErrMalformed,
		`{"alg":"HS256","cty":"JWT"}`:                typeseal.ErrMalformed,
		`{"alg":"HS256","zip":"DEF"}`:                typeseal.ErrMalformed,
		`{"alg":"HS256","enc":"A128GCM"}`:            typeseal.ErrMalformed,
		`{"alg":"HS256"}x`:                           typeseal.ErrMalformed,
		`{"alg":"HS256",}`:                           typeseal.ErrMalformed,
		`{'alg':'HS256'}`:                            typeseal.ErrMalformed,
		"{\"alg\":\"HS256\",\"x\":\"\xff\"}":         typeseal.ErrMalformed,
		`{"alg":"HS256","x":"\ud800"}`:               typeseal.ErrMalformed,
		`{"alg":"HS256","x":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`: typeseal.ErrMalformed,
	} {
		o, err := spec.Open(keys, sign(header, `{"uid":42}`))
		if !errors.Is(err, want) || err == nil && string(o.Payload()) != `{"uid":42}` {
			t.Errorf("%.80s: %s, %v, want %v", header, o.Payload(), err, want)
		}
		if _, err := spec.Open(keys, changed(sign(header, `{"uid":42}`))); err != typeseal.ErrForged {
			t.Errorf("%.80s: forged: %v", header, err)
		}
	}
}

// changed returns a token with another signature.
func changed(token string) string {
	i := strings.LastIndex(token, ".") + 1
	if token[i] == 'A' {
		return token[:i] + "B" + token[i+1:]
	}
	return token[:i] + "A" + token[i+1:]
}
