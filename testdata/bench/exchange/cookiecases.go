package main

import (
	"bytes"
	"fmt"
	"strings"
)

// A cookieCase is a vector that is not made yet.
type cookieCase struct {
	cookieVector
	value any // what the library encodes
	make  func(*cookieVector) string
	want  user
}

// libraryCookies are what programs make with the library.
func libraryCookies() []cookieCase {
	cases := []cookieCase{
		{cookieVector: cookieVector{Name: "signed_gob"}},
		{cookieVector: cookieVector{Name: "signed_json", Codec: "json"}},
		{cookieVector: cookieVector{Name: "aes_128_gob", BlockKey: "a block key: 16 "}},
		{cookieVector: cookieVector{Name: "aes_192_gob", BlockKey: "a block key of 24 bytes "}},
		{cookieVector: cookieVector{Name: "aes_256_gob", BlockKey: "a block key of 32 bytes, AES-256"}},
		{cookieVector: cookieVector{Name: "aes_256_json", BlockKey: "a block key of 32 bytes, AES-256", Codec: "json"}},
		{cookieVector: cookieVector{Name: "sha512", Algorithm: "sha512"}},
		{cookieVector: cookieVector{Name: "sha1", Algorithm: "sha1"}},
		{cookieVector: cookieVector{Name: "unicode_gob"}, value: user{1, "zoë@☃.example\x00\n", nil}},
		{cookieVector: cookieVector{Name: "unicode_json", Codec: "json"},
			value: user{1, "zoë@☃.example\x00\n<&>\u2028", []string{}}},
		{cookieVector: cookieVector{Name: "zero_gob"}, value: user{}},
		{cookieVector: cookieVector{Name: "long"}, value: user{1, strings.Repeat("x", 2150), nil}},
		{cookieVector: cookieVector{Name: "pointer"}, value: &user{7, "p", nil}},
		{cookieVector: cookieVector{Name: "gob_fewer_fields"}, value: struct{ Email string }{"a"}},
		{cookieVector: cookieVector{Name: "gob_other_sizes"}, value: struct{ UserID int8 }{-7}},
		{cookieVector: cookieVector{Name: "gob_map"}, value: map[string]string{"email": "ana@example.com"}},
		{cookieVector: cookieVector{Name: "json_omitempty", Codec: "json", Missing: "zero"}, value: sparse{UserID: 42}},
		{cookieVector: cookieVector{Name: "json_nothing", Codec: "json", Missing: "zero"}, value: sparse{}},
		{cookieVector: cookieVector{Name: "json_all", Codec: "json", Missing: "zero"}, value: sparse(ana)},
		{cookieVector: cookieVector{Name: "json_nil", Codec: "json", Missing: "zero"}, value: user{42, "a", nil}},
		{cookieVector: cookieVector{Name: "gorilla_sessions"},
			value: map[any]any{"uid": 42, "email": "ana@example.com", "roles": []string{"admin", "editor"}}},
	}
	for i := range cases {
		c := &cases[i]
		c.Expect = ok
		switch v := c.value.(type) {
		case nil:
			c.value, c.want = ana, ana
		case user:
			c.want = v
		case sparse:
			c.want = user(v)
		case *user:
			c.want = *v
		case struct{ Email string }:
			c.want = user{Email: v.Email}
		case struct{ UserID int8 }:
			c.want = user{UserID: int64(v.UserID)}
		case map[string]string:
			c.want = user{Email: v["email"]}
		case map[any]any:
			c.want = ana
		}
	}
	return cases
}

// handCookies are cookies that no program makes with the library.
func handCookies(now int64) []cookieCase {
	date, text := fmt.Sprint(now), gobOf(ana)
	body := b64padded(text)
	good := by(date, body)
	more := gobOf(struct{ UserID, Limit int }{42, 7})
	return []cookieCase{
		hand("hand", ok, "", good).of(ana),
		hand("near", ok, "", by(fmt.Sprint(now+60), body)).of(ana),
		hand("future", "not_yet_valid", "future", by(fmt.Sprint(now+61), body)),
		hand("date_plus", "malformed", "date", by("+"+date, body)),
		hand("date_zero", "malformed", "date", by("0"+date, body)),
		hand("date_negative", "malformed", "date", by("-5", body)),
		hand("date_hexadecimal", "malformed", "", by("0x1", body)),
		hand("date_missing", "malformed", "", by("", body)),
		hand("line_feed", "malformed", "base64",
			func(v *cookieVector) string { return good(v)[:40] + "\n" + good(v)[40:] }),
		hand("line_end", "malformed", "base64", func(v *cookieVector) string { return good(v) + "\r\n" }),
		hand("unused_bits", "malformed", "base64", unusedCookieBits),
		hand("body_line_feed", "payload", "base64", by(date, body[:8]+"\n"+body[8:])),
		hand("no_padding", "malformed", "",
			func(v *cookieVector) string { return strings.TrimRight(unusedCookieBits(v), "=") }),
		hand("empty", "payload", "", by(date, "")),
		hand("gob_more_fields", "payload", "unknown", by(date, b64padded(more))),
		hand("gob_twice", "payload", "trailing", by(date, b64padded(bytes.Repeat(text, 2)))),
		hand("gob_cut", "payload", "", by(date, b64padded(text[:len(text)-1]))),
		hand("gob_json", "payload", "", by(date, b64padded([]byte(`{"uid":42}`)))),
		hand("other_name", "forged", "", func(v *cookieVector) string { return good(named(v, "sessions")) }),
		hand("other_key", "forged", "", func(v *cookieVector) string { return good(keyed(v, olderKey)) }),
		hand("no_tag", "forged", "", func(*cookieVector) string { return b64padded([]byte(date + "|" + body + "|")) }),
		hand("two_parts", "malformed", "", func(*cookieVector) string { return b64padded([]byte(date + "|" + body)) }),
		hand("too_long", "malformed", "", by(date, strings.Repeat("QUJD", 1100))),

		inJSON("json_hand", ok, "", date, `{"uid":42,"email":"ana@example.com","roles":["admin","editor"]}`).of(ana),
		inJSON("json_trailing", "payload", "trailing", date, `{"uid":42,"email":"","roles":[]}{}`),
		inJSON("json_double", "payload", "json", date, `{"uid":1,"uid":42,"email":"","roles":[]}`),
		inJSON("json_case", "payload", "json", date, `{"UID":42,"email":"","roles":[]}`),
		inJSON("json_unknown", "payload", "json", date, `{"uid":42,"email":"","roles":[],"limit":7}`),
		inJSON("json_missing", "payload", "json", date, `{"uid":42}`),
		inJSON("json_null", "payload", "json", date, `{"uid":42,"email":"","roles":null}`),

		inJSON("json_zero_empty", ok, "", date, `{}`).zero(),
		inJSON("json_zero_nulls", ok, "", date, `{"roles":null,"email":null,"uid":null}`).zero(),
		inJSON("json_zero_escape", ok, "", date, `{"\u0065mail":null}`).zero(),
		inJSON("json_zero_unknown", "payload", "json", date, `{"uid":42,"limit":null}`).zero(),
		inJSON("json_zero_double", "payload", "json", date, `{"uid":null,"uid":42}`).zero(),
		inJSON("json_zero_nulls_double", "payload", "json", date, `{"uid":null,"uid":null}`).zero(),
		inJSON("json_zero_case", "payload", "json", date, `{"UID":null}`).zero(),
		inJSON("json_zero_element", "payload", "json", date, `{"roles":["admin",null]}`).zero(),
		inJSON("json_zero_comma", "payload", "", date, `{"uid":null,}`).zero(),
		inJSON("json_zero_minus", "payload", "", date, `{"uid":-null}`).zero(),
		inJSON("json_zero_text", "payload", "", date, `{"uid":"null"}`).zero(),
		inJSON("json_zero_null", "payload", "json", date, `null`).zero(),
	}
}

func hand(name, expect, difference string, make func(*cookieVector) string) cookieCase {
	return cookieCase{cookieVector: cookieVector{Name: name, Expect: expect, Difference: difference}, make: make}
}

func inJSON(name, expect, difference, date, text string) cookieCase {
	c := hand(name, expect, difference, by(date, b64padded([]byte(text))))
	c.Codec = "json"
	return c
}

// zero makes fields of JSON that are missing or null zero.
func (c cookieCase) zero() cookieCase {
	c.Missing = "zero"
	return c
}

func (c cookieCase) of(want user) cookieCase {
	c.want = want
	return c
}
