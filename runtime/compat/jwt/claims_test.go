package jwt

import (
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// TestClaims reads authentic tokens with all kinds of claims. The texts that are accepted
// become the payload.
func TestClaims(t *testing.T) {
	spec := NewSpec("HS256", typeseal.Unlimited, Issuer("auth"), Audience("shop"), MaxSize(1<<16))
	for claims, payload := range map[string]string{
		`"uid":42`: `{"uid":42}`,
		``:         `{}`,
		`"exp":1700000001,"uid":42,"nbf":1,"iat":1,"jti":"x"`:     `{"uid":42}`,
		`"a":{"exp":1,"iss":"x"},"jti":"","b":[{"aud":1}]`:        `{"a":{"exp":1,"iss":"x"},"b":[{"aud":1}]}`,
		` "a" : [ 1 , "exp" , { "iat" : "," } ] `:                 `{"a":[1,"exp",{"iat":","}]}`,
		`"name":"Zo\u00eb \u2603 \ud83d\ude00"`:                   `{"name":"Zo\u00eb \u2603 \ud83d\ude00"}`,
		`"name":"Zoë ☃ 😀"`:                                        `{"name":"Zo\u00eb \u2603 \ud83d\ude00"}`,
		`"s":"\"},{:]\\"`:                                         `{"s":"\"},{:]\\"}`,
		`"\u0065xp":1700000001.5,"u":1.50,"n":null,"e":[],"o":{}`: `{"u":1.5,"n":null,"e":[],"o":{}}`,
		`"EXP":1,"Iss":2,"sub":"ana"`:                             `{"EXP":1,"Iss":2,"sub":"ana"}`,
		`"big":123456789012345678901234567890`:                    `{"big":123456789012345678901234567890}`,
		`"exp":1.7E9,"exp2":0`:                                    `expired {"exp2":0}`,
		`"exp":1700000000`:                                        `expired {}`,
		`"exp":-1,"uid":1`:                                        `expired {"uid":1}`,

		`"exp":"1700000001"`:                 "",
		`"exp":null`:                         "",
		`"exp":true`:                         "",
		`"exp":[1700000001]`:                 "",
		`"exp":{}`:                           "",
		`"exp":1e400`:                        "",
		`"exp":1e300`:                        "",
		`"exp":253402300800`:                 "",
		`"exp":-253402300800`:                "",
		`"exp":0x7f`:                         "",
		`"exp":01`:                           "",
		`"exp":+1`:                           "",
		`"exp":1_0`:                          "",
		`"exp":.5`:                           "",
		`"exp":5.`:                           "",
		`"exp":NaN`:                          "",
		`"exp":Infinity`:                     "",
		`"exp":inf`:                          "",
		`"exp":2e9,"exp":2e9`:                "",
		`"exp":2e9,"\u0065xp":2e9`:           "",
		`"iat":"1"`:                          "",
		`"nbf":"1"`:                          "",
		`"jti":7`:                            "",
		`"jti":null`:                         "",
		`"a":1,"a":1`:                        "",
		`"a":{"b":1,"b":2}`:                  "",
		`"a":"\ud800"`:                       "",
		"\"a\":\"\xff\"":                     "",
		"\"a\":\"\n\"":                       "",
		`"a":1,`:                             "",
		`"a"`:                                "",
		`"iss":"auth","aud":"x"`:             "",
		`"exp":` + strings.Repeat("9", 3000): "",
		`"a":` + strings.Repeat("[", 1100) + strings.Repeat("]", 1100): "",
	} {
		text := `{"iss":"auth","aud":["shop","x"],` + claims + `}`
		if claims == "" {
			text = `{"iss":"auth","aud":"shop"}`
		}
		want := error(nil)
		payload, late := strings.CutPrefix(payload, "expired ")
		if payload == "" {
			want = typeseal.ErrPayload
		}
		o, err := spec.openAt(newKeys(t), sign(testHead, text), testNow)
		if err != want || string(o.Payload()) != payload {
			t.Errorf("%.80s: %s, %v, want %v", text, o.Payload(), err, want)
		}
		if err == nil && errors.Is(Finish(o, new(int), true), typeseal.ErrExpired) != late {
			t.Errorf("%s: expired is not %v", text, late)
		}
	}
	for _, text := range []string{``, `null`, `[]`, `"x"`, `1`, `{`, `{}{}`, "\ufeff{}", `[{}]`, `{"a":1}//`} {
		if _, err := spec.openAt(newKeys(t), sign(testHead, text), testNow); err != typeseal.ErrPayload {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestParties: the issuer and the audience must be those of the policy.
func TestParties(t *testing.T) {
	none, keys := NewSpec("HS256", typeseal.Unlimited), newKeys(t)
	both := NewSpec("HS256", typeseal.Unlimited, Issuer(`https://"auth".example/é`), Audience("shop"))
	for claims, want := range map[string][2]error{
		`{}`:                                       {nil, typeseal.ErrPayload},
		`{"aud":"shop"}`:                           {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"iss":""}`:                               {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"aud":""}`:                               {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"aud":[]}`:                               {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"aud":null}`:                             {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"iss":null}`:                             {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"iss":ISS}`:                              {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":"shop"}`:                       {typeseal.ErrPayload, nil},
		`{ISS,"aud":"shopx"}`:                      {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":"SHOP"}`:                       {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":["a","\u0073hop"]}`:            {typeseal.ErrPayload, nil},
		`{ISS,"aud":["a","b"]}`:                    {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":["shop",7]}`:                   {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":[["shop"]]}`:                   {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":{"shop":1}}`:                   {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":["shop"],"aud":"shop"}`:        {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS}`:                                    {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"iss":["https://x"],"aud":"shop"}`:       {typeseal.ErrPayload, typeseal.ErrPayload},
		`{"iss":"https://x","aud":"shop"}`:         {typeseal.ErrPayload, typeseal.ErrPayload},
		`{ISS,"aud":"shop","iss":"https://other"}`: {typeseal.ErrPayload, typeseal.ErrPayload},
	} {
		claims = strings.Replace(claims, "ISS", `"iss":"https:\/\/\"auth\".example/é"`, 1)
		for i, spec := range []*Spec{none, both} {
			if _, err := spec.Open(keys, sign(testHead, claims)); err != want[i] {
				t.Errorf("%s: policy %d: %v, want %v", claims, i, err, want[i])
			}
		}
	}
}
