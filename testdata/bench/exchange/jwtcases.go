package main

import "strings"

// A jwtCase is a token that libraries mint, or that is made by hand, and what package jwt
// says about it.
type jwtCase struct {
	name       string
	algorithm  string // HS256 if empty
	header     string // JSON
	claims     string // JSON, with the names in the order of their bytes
	hand       func(c jwtCase) string
	issuer     string
	audience   string
	maxAge     int64 // seconds; 0 if there is no limit
	expect     string
	payload    string // ok or expired: the JSON that is left
	difference string
}

// now is the clock of all cases.
const now = 1700000000

const head = `{"alg":"HS256","typ":"JWT"}`

// jwtCases are the cases of jwt.json.
func jwtCases() []jwtCase {
	cases := append(minted(), refused()...)
	cases = append(cases, times()...)
	return append(append(cases, headers()...), byHand()...)
}

// minted are tokens as programs mint them.
func minted() []jwtCase {
	user := `{"email":"ana@example.com","uid":42}`
	all := `{"aud":"shop","email":"ana@example.com","exp":1700000900,"iat":1700000000,"iss":"https://auth.example",` +
		`"jti":"d2f1","nbf":1700000000,"sub":"42"}`
	return []jwtCase{
		{name: "hs256", claims: user, expect: "ok", payload: user},
		{name: "hs384", algorithm: "HS384", claims: user, expect: "ok", payload: user},
		{name: "hs512", algorithm: "HS512", claims: user, expect: "ok", payload: user},
		{name: "eddsa", algorithm: "EdDSA", claims: user, expect: "ok", payload: user},
		{name: "no_typ", header: `{}`, claims: user, expect: "ok", payload: user},
		{name: "kid", header: `{"kid":"2026-05","typ":"JWT"}`, claims: user, expect: "ok", payload: user},
		{name: "own_header", header: `{"typ":"JWT","version":"2"}`, claims: user, expect: "ok", payload: user},
		{name: "empty", claims: `{}`, expect: "ok", payload: `{}`},
		{name: "all_claims", claims: all, issuer: "https://auth.example", audience: "shop", maxAge: 900,
			expect: "ok", payload: `{"email":"ana@example.com","sub":"42"}`},
		{name: "audiences", claims: `{"aud":["billing","shop"],"uid":1}`, audience: "shop",
			expect: "ok", payload: `{"uid":1}`},
		{name: "unicode", claims: `{"name":"Zo\u00eb \u2603 \ud83d\ude00 \"\\/ <&>\u2028","uid":1}`,
			expect: "ok", payload: `{"name":"Zo\u00eb \u2603 \ud83d\ude00 \"\\/ <&>\u2028","uid":1}`},
		{name: "nested", claims: `{"a":{"exp":1,"list":[1,[],{},null,true,"x"]},"uid":1}`,
			expect: "ok", payload: `{"a":{"exp":1,"list":[1,[],{},null,true,"x"]},"uid":1}`},
		{name: "numbers", claims: `{"big":9007199254740991,"half":0.5,"minus":-3,"zero":0}`,
			expect: "ok", payload: `{"big":9007199254740991,"half":0.5,"minus":-3,"zero":0}`},
	}
}

// refused are tokens that libraries mint, with claims that a policy does not expect.
func refused() []jwtCase {
	return []jwtCase{
		{name: "issuer_other", claims: `{"iss":"https://evil.example"}`, issuer: "https://auth.example",
			expect: "payload"},
		{name: "issuer_missing", claims: `{}`, issuer: "https://auth.example", expect: "payload"},
		{name: "issuer_unexpected", claims: `{"iss":"https://auth.example"}`, expect: "payload", difference: "issuer"},
		{name: "audience_other", claims: `{"aud":"billing"}`, audience: "shop", expect: "payload"},
		{name: "audience_others", claims: `{"aud":["billing","shops"]}`, audience: "shop", expect: "payload"},
		{name: "audience_missing", claims: `{}`, audience: "shop", expect: "payload"},
		{name: "audience_unexpected", claims: `{"aud":"shop"}`, expect: "payload", difference: "audience"},
	}
}

// times are tokens with times.
func times() []jwtCase {
	return []jwtCase{
		{name: "exp", claims: `{"exp":1700000001}`, expect: "ok", payload: `{}`},
		{name: "exp_now", claims: `{"exp":1700000000,"uid":1}`, expect: "expired", payload: `{"uid":1}`},
		{name: "exp_past", claims: `{"exp":1699999999,"uid":1}`, maxAge: 900, expect: "expired", payload: `{"uid":1}`},
		{name: "exp_fraction", claims: `{"exp":1700000000.5}`, expect: "ok", payload: `{}`, difference: "fraction"},
		{name: "iat_fraction", claims: `{"iat":1699999999.25}`, maxAge: 900, expect: "ok", payload: `{}`},
		{name: "iat_old", claims: `{"exp":1700009999,"iat":1699999000,"uid":1}`, maxAge: 900,
			expect: "expired", payload: `{"uid":1}`, difference: "age"},
		{name: "iat_old_unlimited", claims: `{"iat":1,"uid":1}`, expect: "ok", payload: `{"uid":1}`},
		{name: "iat_near", claims: `{"iat":1700000060}`, maxAge: 900, expect: "ok", payload: `{}`,
			difference: "leeway"},
		{name: "iat_future", claims: `{"iat":1700000061}`, maxAge: 900, expect: "not_yet_valid", difference: "future"},
		{name: "nbf", claims: `{"nbf":1700000000}`, expect: "ok", payload: `{}`},
		{name: "nbf_near", claims: `{"nbf":1700000060}`, expect: "ok", payload: `{}`, difference: "leeway"},
		{name: "nbf_future", claims: `{"nbf":1700000061}`, expect: "not_yet_valid"},
		{name: "undated", claims: `{"uid":1}`, maxAge: 900, expect: "payload", difference: "undated"},
		{name: "only_exp", claims: `{"exp":1700000900}`, maxAge: 900, expect: "ok", payload: `{}`},
		{name: "exp_far", claims: `{"exp":1700000961}`, maxAge: 900, expect: "not_yet_valid", difference: "far"},
	}
}

// headers are tokens whose headers a policy does not expect.
func headers() []jwtCase {
	return []jwtCase{
		{name: "typ_access_token", header: `{"typ":"at+jwt"}`, claims: `{}`, expect: "malformed", difference: "typ"},
		{name: "cty", header: `{"cty":"JWT","typ":"JWT"}`, claims: `{}`, expect: "malformed", difference: "header"},
		{name: "zip", header: `{"typ":"JWT","zip":"DEF"}`, claims: `{}`, expect: "malformed", difference: "header"},
	}
}

// byHand are tokens that no library mints.
func byHand() []jwtCase {
	user := `{"uid":42}`
	signedBy := func(header, claims string) jwtCase { return jwtCase{hand: mac, header: header, claims: claims} }
	list := []struct {
		name, expect, difference string
		jwtCase
	}{
		{"alg_none", "forged", "", jwtCase{hand: bare, header: `{"alg":"none"}`, claims: user}},
		{"alg_none_signed", "malformed", "", signedBy(`{"alg":"none"}`, user)},
		{"alg_other", "malformed", "", signedBy(`{"alg":"HS512"}`, user)},
		{"alg_missing", "malformed", "", signedBy(`{"typ":"JWT"}`, user)},
		{"alg_twice", "malformed", "json-double", signedBy(`{"alg":"none","alg":"HS256"}`, user)},
		{"alg_case", "malformed", "", signedBy(`{"alg":"hs256"}`, user)},
		{"typ_lower", "ok", "", signedBy(`{"alg":"HS256","typ":"jwt"}`, user)},
		{"crit", "malformed", "header", signedBy(`{"alg":"HS256","crit":["x"],"x":1}`, user)},
		{"crit_b64", "malformed", "header", signedBy(`{"alg":"HS256","b64":true,"crit":["b64"]}`, user)},
		{"jwk", "ok", "", signedBy(`{"alg":"HS256","jku":"https://evil.example","jwk":{"kty":"oct","k":"AA"}}`, user)},
		{"stripped", "forged", "", jwtCase{hand: bare, header: head, claims: user}},
		{"public_key_as_secret", "forged", "",
			jwtCase{hand: macOfPublic, algorithm: "EdDSA", header: head, claims: user}},
		{"hs256_for_eddsa", "forged", "", jwtCase{hand: mac, algorithm: "EdDSA", header: head, claims: user}},
		{"other_secret", "forged", "", jwtCase{hand: otherMAC, header: head, claims: user}},
		{"padding", "forged", "base64", jwtCase{hand: after("="), header: head, claims: user}},
		{"line_feed", "forged", "base64", jwtCase{hand: after("\n"), header: head, claims: user}},
		{"unused_bits", "forged", "base64", jwtCase{hand: unusedBits, header: head, claims: user}},
		{"fourth_part", "malformed", "", jwtCase{hand: after(".x"), header: head, claims: user}},
		{"claim_twice", "payload", "json-double", signedBy(head, `{"uid":1,"uid":42}`)},
		{"exp_twice", "payload", "json-double", signedBy(head, `{"exp":1,"exp":1700000900}`)},
		{"exp_text", "payload", "times", signedBy(head, `{"exp":"1700000900"}`)},
		{"exp_null", "payload", "", signedBy(head, `{"exp":null}`)},
		{"exp_exponent", "ok", "", signedBy(head, `{"exp":1.70000090e9,"uid":42}`)},
		{"exp_huge", "payload", "times", signedBy(head, `{"exp":1e300}`)},
		{"exp_infinite", "payload", "json-words", signedBy(head, `{"exp":1e400}`)},
		{"exp_milliseconds", "payload", "times", signedBy(head, `{"exp":1700000900000}`)},
		{"exp_digits", "payload", "times", signedBy(head, `{"exp":`+strings.Repeat("9", 1000)+`}`)},
		{"jti_number", "payload", "jti", signedBy(head, `{"jti":7}`)},
		{"nan", "payload", "json-words", signedBy(head, `{"uid":NaN}`)},
		{"surrogate", "payload", "json-words", signedBy(head, `{"name":"\ud800"}`)},
		{"not_utf8", "payload", "json-words", signedBy(head, "{\"name\":\"\xff\"}")},
		{"trailing", "payload", "", signedBy(head, `{"uid":42}x`)},
		{"two_objects", "payload", "", signedBy(head, `{"uid":42}{}`)},
		{"white_space", "ok", "", signedBy(" {\t\"alg\" : \"HS256\" }\n", " { \"uid\" :\n42 } ")},
		{"deep", "payload", "json-deep",
			signedBy(head, `{"a":`+strings.Repeat("[", 1200)+strings.Repeat("]", 1200)+`}`)},
		{"list", "payload", "", signedBy(head, `[1]`)},
		{"text", "payload", "", signedBy(head, `"uid"`)},
		{"nothing", "payload", "", signedBy(head, ``)},
		{"null", "payload", "null", signedBy(head, `null`)},
		{"audience_null", "payload", "", jwtCase{hand: mac, header: head, claims: `{"aud":null}`, audience: "shop"}},
		{"audience_mixed", "payload", "audience",
			jwtCase{hand: mac, header: head, claims: `{"aud":["shop",7]}`, audience: "shop"}},
	}
	cases := make([]jwtCase, len(list))
	for i, l := range list {
		cases[i] = l.jwtCase
		cases[i].name, cases[i].expect, cases[i].difference = l.name, l.expect, l.difference
		if l.expect == ok {
			cases[i].payload = user
		}
	}
	return cases
}
