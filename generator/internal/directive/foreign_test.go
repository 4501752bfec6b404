package directive

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestForeignOptions(t *testing.T) {
	last := time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)
	native := Directive{
		Verb: Sign, Salt: "a", MaxAge: time.Hour, Codec: "msgpack", Version: 1, Mint: 1, Prefix: "ts1_", MaxSize: 4096,
	}
	with := func(also Also) Directive {
		d := native
		d.Also = &also
		return d
	}
	checkOptions(t, map[string]Directive{
		"sign salt=django.core.signing max-age=1h format=django": {
			Verb: Sign, Format: "django", Salt: "django.core.signing", MaxAge: time.Hour, Codec: "json", MaxSize: 4096,
		},
		"sign algorithm=sha512 sep=| future=accept max-size=8192 compress salt=My.App:v2 max-age=unlimited " +
			"format=django": {
			Verb: Sign, Format: "django", Salt: "My.App:v2", MaxAge: Unlimited, Codec: "json", Deflate: true,
			MaxSize: 8192, Parameters: Parameters{Algorithm: "sha512", Sep: "|", Future: true},
		},
		"sign format=handshake max-age=5m": {
			Verb: Sign, Format: "handshake", Codec: "text", MaxAge: 5 * time.Minute, MaxSize: 2048,
		},
		"sign format=handshake max-age=5m salt=Report algorithm=sha1 max-size=1000": {
			Verb: Sign, Format: "handshake", Codec: "text", Salt: "Report", MaxAge: 5 * time.Minute, MaxSize: 1000,
			Parameters: Parameters{Algorithm: "sha1"},
		},
		"seal format=handoff max-age=unlimited": {
			Verb: Seal, Format: "handoff", MaxAge: Unlimited, Codec: "json", MaxSize: 4096,
		},
		"sign max-age=unlimited format=handoff": {
			Verb: Sign, Format: "handoff", MaxAge: Unlimited, Codec: "json", MaxSize: 4096,
		},

		"sign salt=a max-age=1h also=django until=2027-03-31": with(Also{Format: "django", Until: last, Salt: "a"}),
		"sign salt=a max-age=1h also-salt=Old also-sep=! also-algorithm=sha1 also-future=accept until=2027-03-31 " +
			"also=django": with(
			Also{
				Format: "django", Until: last, Salt: "Old",
				Parameters: Parameters{Algorithm: "sha1", Sep: "!", Future: true},
			}),
		"sign salt=a max-age=1h also=handshake until=2027-03-31 also-salt=report": with(Also{
			Format: "handshake", Until: last, Salt: "report",
		}),
		"sign salt=a max-age=1h also=handoff until=2027-03-31": with(Also{
			Format: "handoff", Until: last,
		}),
		"sign salt=a max-age=1h also=itsdangerous until=2027-03-31 also-salt=cookie-session also-derivation=hmac " +
			"also-algorithm=sha256 also-sep=~": with(Also{
			Format: "itsdangerous", Until: last, Salt: "cookie-session",
			Parameters: Parameters{Algorithm: "sha256", Derivation: "hmac", Sep: "~"},
		}),
		"sign salt=a max-age=1h also=securecookie until=2027-03-31": with(Also{
			Format: "securecookie", Until: last, Salt: "a",
		}),
		"sign salt=a max-age=1h also=securecookie until=2027-03-31 also-codec=json also-salt=Session " +
			"also-future=accept": with(Also{
			Format: "securecookie", Until: last, Salt: "Session",
			Parameters: Parameters{Codec: "json", Future: true},
		}),
		"sign salt=a max-age=1h also=django until=2027-03-31 also-missing=zero": with(Also{
			Format: "django", Until: last, Salt: "a", Missing: true,
		}),
		"sign salt=a max-age=1h also-missing=zero also=jwt until=2027-03-31 also-issuer=a": with(Also{
			Format: "jwt", Until: last, Missing: true, Parameters: Parameters{Issuer: "a"},
		}),
		"sign salt=a max-age=1h also-missing=zero also=securecookie until=2027-03-31 also-codec=json": with(Also{
			Format: "securecookie", Until: last, Salt: "a", Missing: true, Parameters: Parameters{Codec: "json"},
		}),
		"sign salt=a max-age=1h also=jwt until=2027-03-31": with(Also{Format: "jwt", Until: last}),
		"sign salt=a max-age=1h also=jwt until=2027-03-31 also-algorithm=eddsa also-issuer=https://id.example.com " +
			"also-audience=reset": with(Also{
			Format: "jwt", Until: last,
			Parameters: Parameters{Algorithm: "eddsa", Issuer: "https://id.example.com", Audience: "reset"},
		}),
	})
}

func TestForeignFaults(t *testing.T) {
	const also = "sign max-age=1h salt=a until=2027-03-31 also="
	for line, want := range map[string]string{
		"sign salt=a max-age=1h format=djagno": `[djagno] unknown format "djagno" | ` +
			`did you mean "django"?`,
		"sign salt=a max-age=1h format=xyz": `[xyz] unknown format "xyz" | ` +
			`the formats are django, handshake, handoff; without a format, tokens are native`,
		"sign salt=a max-age=1h also=xyz until=2027-03-31": `[xyz] unknown format "xyz" | ` +
			`the formats are django, handshake, handoff, itsdangerous, securecookie, jwt`,
		"sign salt=a max-age=1h format=jwt": `[jwt] typeseal reads JWT tokens, but does not create any | ` +
			`write also=jwt, and until= with the last day on which the type accepts them; its own tokens are native`,
		"seal salt=a max-age=1h format=securecookie": `[securecookie] typeseal reads securecookie tokens, but does ` +
			`not create any | write also=securecookie, and until= with the last day on which the type accepts them; ` +
			`its own tokens are native`,
		"seal salt=a max-age=1h format=django": `[django] django tokens are signed, not sealed | ` +
			`write //typeseal:sign`,
		"seal max-age=1h format=handshake": `[handshake] handshake tokens are signed, not sealed | ` +
			`write //typeseal:sign`,
		"sign max-age=1h format=django": `[sign] salt is missing | ` +
			`write salt=account.password-reset, a name that no other type has`,
		"sign format=handshake": `[sign] max-age is missing | ` +
			`write max-age=30m, or max-age=unlimited`,
		"sign format=handoff": `[sign] max-age is missing | ` +
			`write max-age=unlimited: handoff tokens contain no time`,
		"sign format=handoff max-age=1h": `[1h] handoff tokens contain no time, so they cannot ` +
			`expire | write max-age=unlimited, and add a time to the payload if you need one`,
		"sign max-age=1h salt=a format=django codec=json": `[codec] codec has no meaning with format=django | ` +
			`the format determines how payloads are encoded`,
		"sign max-age=1h salt=a format=django version=1": `[version] version has no meaning with format=django | ` +
			`its tokens have no room for a schema version`,
		"sign max-age=1h salt=a format=django alg=ed25519": `[alg] alg has no meaning with format=django | ` +
			`if the format has a choice, write algorithm=sha256`,
		"sign max-age=1h salt=a format=django prefix=acme_": `[prefix] prefix has no meaning with format=django | ` +
			`its tokens have no room for a prefix`,
		"sign max-age=1h salt=a format=django once": `[once] once has no meaning with format=django | ` +
			`its tokens have no id that a store could remember`,
		"sign max-age=1h format=handshake sep=.": `[sep] sep has no meaning with format=handshake | ` +
			`its separator is a colon`,
		"sign max-age=1h format=handshake compress": `[compress] compress has no meaning with ` +
			`format=handshake | its tokens are never compressed`,
		"sign max-age=1h format=handshake max-size=2049": `[max-size] handshake tokens have at most 2048 ` +
			`characters | write max-size=2048, or leave it out`,
		"sign max-age=1h format=handshake salt=a.b": `[a.b] salt "a.b" has a character that is not allowed ` +
			`| the salt is the first field of handshake tokens: 1 to 64 characters of A-Z a-z 0-9 - _`,
		"seal max-age=unlimited format=handoff salt=a": `[salt] salt has no meaning with format=handoff | ` +
			`its tokens have no room for a salt; add the purpose to the payload, and compare it`,
		"seal max-age=unlimited format=handoff compress": `[compress] compress has no meaning with ` +
			`format=handoff | its tokens are compressed without it`,
		"seal max-age=unlimited format=handoff future=yes": `[future] future has no meaning with format=handoff | ` +
			`its tokens contain no time`,
		"sign max-age=1h salt=a format=django future=yes": `[yes] the only value of future is accept | ` +
			`write future=accept, or leave it out`,
		also + "django also-future=yes": `[yes] the only value of also-future is accept | ` +
			`write also-future=accept, or leave it out`,
		"sign max-age=1h salt=a format=django sep=a_[": `[a_[] sep "a_[" could be part of a value | ` +
			`use at least one character other than A-Z a-z 0-9 - _ = ^ [ ]`,
		"sign max-age=1h salt=a format=django algorithm=md5": `[md5] unknown algorithm "md5" | ` +
			`the algorithms are sha256, sha512, sha384, sha224, sha1`,
		"sign max-age=1h salt=a algorithm=sha256": `[algorithm] algorithm has no meaning for a native ` +
			`token | native tokens have one algorithm, or with alg=ed25519 another`,
		"sign max-age=1h salt=a sep=:": `[sep] sep has no meaning for a native token | ` +
			`it is the separator of Django tokens`,
		"sign max-age=1h salt=a future=accept": `[future] future has no meaning for a native token | ` +
			`native tokens issued in the future are never accepted`,

		"sign max-age=1h salt=a also=django": `[also] also requires until | ` +
			`write the last day on which the other system's tokens are accepted, such as until=2027-03-31`,
		"sign max-age=1h salt=a until=2027-03-31": `[until] until requires also | write also= with one of ` +
			`django, handshake, handoff, itsdangerous, securecookie or jwt`,
		also + "itsdangerous also-derivation=none": `[none] with the derivation ` +
			`none, a salt has no effect, so tokens of one type could pass for another's | first let the other system ` +
			`use another derivation, such as hmac`,
		also + "itsdangerous also-derivation=django": `[django] unknown ` +
			`derivation "django" | the derivations are django-concat, concat, hmac`,
		also + "itsdangerous also-codec=json": `[also-codec] also-codec has no ` +
			`meaning with also=itsdangerous | it is the serializer of securecookie`,
		also + "django also-derivation=hmac": `[also-derivation] ` +
			`also-derivation has no meaning with also=django | it is the key_derivation of itsdangerous`,
		also + "securecookie also-sep=.": `[also-sep] also-sep has no meaning ` +
			`with also=securecookie | its separator is |`,
		also + "securecookie also-codec=yaml": `[yaml] unknown codec "yaml" | ` +
			`the codecs are gob, json`,
		also + "securecookie also-audience=me": `[also-audience] also-audience ` +
			`has no meaning with also=securecookie | it is the claim aud of a JWT`,
		also + "securecookie also-salt=a'b": `[a'b] salt "a'b" has a character ` +
			`that is not allowed | the salt is the name of the cookie: 1 to 100 characters of printable ASCII ` +
			`without quotes and \`,
		also + "jwt also-algorithm=none": `[none] unknown algorithm "none" | ` +
			`the algorithms are hs256, hs384, hs512, eddsa, ed25519`,
		also + "jwt also-algorithm=HS256": `[HS256] unknown algorithm "HS256" | ` +
			`did you mean "hs256"?`,
		also + "jwt also-algorithm=RS256": `[RS256] typeseal does not read JWT tokens with the algorithm RS256 | ` +
			`let the other system use hs256, hs384, hs512, eddsa or ed25519 first, or verify its tokens with a ` +
			`library for JWT`,
		also + "jwt also-algorithm=es256k": `[es256k] typeseal does not read JWT tokens with the algorithm es256k | ` +
			`let the other system use hs256, hs384, hs512, eddsa or ed25519 first, or verify its tokens with a ` +
			`library for JWT`,
		also + "jwt algorithm=hs512": `[algorithm] algorithm has no meaning for a native token | ` +
			`to describe the tokens of also=jwt, write also-algorithm`,
		also + "django sep=~": `[sep] sep has no meaning for a native token | ` +
			`to describe the tokens of also=django, write also-sep`,
		also + "jwt sep=.": `[sep] sep has no meaning for a native token | it is the separator of Django tokens`,
		also + "jwts also-audience=me also-missing=zero": `[jwts] unknown format "jwts" | did you mean "jwt"?`,
		also + "flask also-salt=b also-derivation=hmac": `[flask] unknown format "flask" | ` +
			`the formats are django, handshake, handoff, itsdangerous, securecookie, jwt`,
		"sign max-age=1h salt=a until=2027-03-31 Also=jwt also-audience=me": `[Also] unknown option "Also" | ` +
			`did you mean "also"?`,
		"sign max-age=1h salt=My.App sep=~ format=djagno": `[djagno] unknown format "djagno" | did you mean "django"?`,
		"sign max-age=1h salt=My.App sep=~ format=flask": `[flask] unknown format "flask" | ` +
			`the formats are django, handshake, handoff; without a format, tokens are native`,
		"sign max-age=1h format=flask": `[flask] unknown format "flask" | ` +
			`the formats are django, handshake, handoff; without a format, tokens are native`,
		"seal salt=a max-age=1h format=jwt": `[jwt] typeseal reads JWT tokens, but does not create any | write ` +
			`//typeseal:sign with also=jwt, and until= with the last day on which the type accepts them; its own ` +
			`tokens are native`,
		"sign max-age=1h salt=a also=django until=0000-12-31": `[0000-12-31] until="0000-12-31" is ` +
			`not a date | write the last day, in UTC, such as until=2027-03-31`,
		also + "jwt also-salt=b": `[also-salt] also-salt has no meaning with ` +
			`also=jwt | its tokens have no room for a salt; name their issuer or audience, or add the purpose to the ` +
			`payload`,
		also + "jwt also-issuer=a`b": "[a`b] the issuer \"a`b\" has a character " +
			`that is not allowed | it has 1 to 200 characters of printable ASCII without quotes and \`,
		also + "jwt also-issuer=" + strings.Repeat("a", 201): "[" + strings.Repeat("a", 201) + "] the issuer has 201 " +
			`characters, which is too many | it has 1 to 200 characters of printable ASCII without quotes and \`,
		also + "django also-sep=" + strings.Repeat("~", 17): `[~~~~~~~~~~~~~~~~~] sep has 17 characters, which is ` +
			`too many | a separator has 1 to 16 characters of printable ASCII without quotes and \`,
		also + "jwt also-missing=zero": `[also-missing] also-missing with also=jwt requires also-audience or ` +
			`also-issuer | write the audience that the tokens have, such as also-audience=reset: if fields may be ` +
			`missing, only an audience or issuer tells for which purpose a token is`,
		also + "jwt also-missing=zero also-audience='": `['] the audience "'" has a character that is not allowed | ` +
			`it has 1 to 200 characters of printable ASCII without quotes and \`,
		also + "securecookie also-missing=zero": `[also-missing] also-missing has no meaning for gobs | leave it ` +
			`out: a gob never contains a field that is zero, and typeseal accepts that; if the other system used ` +
			`securecookie.JSONEncoder, write also-codec=json`,
		also + "securecookie also-missing=zero also-codec=gob": `[also-missing] also-missing has no meaning for ` +
			`gobs | leave it out: a gob never contains a field that is zero, and typeseal accepts that; if the other ` +
			`system used securecookie.JSONEncoder, write also-codec=json`,
		also + "securecookie also-missing=zero also-codec=yaml": `[yaml] unknown codec "yaml" | ` +
			`the codecs are gob, json`,
		also + "handshake also-missing=zero": `[also-missing] also-missing has no meaning with also=handshake | ` +
			`its tokens are lists, from which no field can be missing`,
		also + "handoff also-missing=zero": `[also-missing] also-missing has no meaning with also=handoff | ` +
			`its tokens have no salt, so only their fields tell for which purpose they are`,
		also + "django also-missing=null": `[null] the only value of also-missing is zero | ` +
			`write also-missing=zero, or leave it out`,
		also + "django also-missing": `[also-missing] also-missing has no value | write also-missing=...`,
		"sign max-age=1h salt=a also-missing=zero": `[also-missing] also-missing has no meaning without also | it ` +
			`describes the tokens that also= names`,
		"seal max-age=1h salt=a until=2027-03-31 also=jwt": `[jwt] jwt tokens are signed, not sealed | ` +
			`write //typeseal:sign`,
		"sign max-age=1h salt=a also-codec=json": `[also-codec] also-codec has no meaning without also | it ` +
			`describes the tokens that also= names`,
		"sign max-age=1h salt=a also=django until=31.3.2027": `[31.3.2027] until="31.3.2027" is ` +
			`not a date | write the last day, in UTC, such as until=2027-03-31`,
		"sign max-age=1h salt=a also=django until=2027-02-29": `[2027-02-29] until="2027-02-29" is ` +
			`not a date | write the last day, in UTC, such as until=2027-03-31`,
		"sign max-age=1h salt=a also-salt=b": `[also-salt] also-salt has no ` +
			`meaning without also | it describes the tokens that also= names`,
		"sign max-age=1h salt=a also=handoff until=2027-03-31 also-salt=b": `[also-salt] also-salt has no ` +
			`meaning with also=handoff | its tokens have no room for a salt; add the purpose to the payload, and ` +
			`compare it`,
		"sign max-age=1h salt=a also=handshake until=2027-03-31 also-sep=.": `[also-sep] also-sep has no meaning ` +
			`with also=handshake | its separator is a colon`,
		"sign max-age=1h salt=a also=django until=2027-03-31 once": `[also] also cannot be combined ` +
			`with once | foreign tokens have no id that a store could remember`,
		"seal max-age=1h salt=a also=django until=2027-03-31": `[django] django tokens are signed, ` +
			`not sealed | write //typeseal:sign`,
		"sign max-age=1h salt=a format=django also=handoff": `[also] also has no meaning with ` +
			`format=django | it lets a native type accept foreign tokens`,
		"sign max-age=1h salt=a also=djang until=2027-03-31": `[djang] unknown format "djang" | ` +
			`did you mean "django"?`,
		"sign max-age=1h salt=a also=django until=2027-03-31 also-salt=a\u202e": "[a\u202e] salt \"a\\u202e\" has a " +
			"character that is not allowed | " +
			"a Django salt has 1 to 100 characters of printable ASCII without quotes and \\; for other salts, use " +
			"package runtime/compat/django",
	} {
		_, got := read(t, typed("//typeseal:"+line))
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s:\n got %q\nwant %q", line, got, want)
		}
	}
}

// All mistakes are found in one run, even if one of them is a misspelled format.
func TestForeignFaultsTogether(t *testing.T) {
	for line, want := range map[string][]string{
		"salt=A once also=jwt also-missing=zero max-age=1h": {
			"[A] the salt has upper-case letters", "[also] also requires until",
			"[also] also cannot be combined with once",
		},
		"salt=A also=jwt also-missing=zero until=2027-03-31 max-age=1h": {
			"[A] the salt has upper-case letters", "[also-missing] also-missing with also=jwt requires",
		},
		"salt=a also=securecookie also-codec=yaml also-missing=zero": {
			"[yaml] unknown codec", "[sign] max-age is missing", "[also] also requires until",
		},
		"salt=a max-age=1h until=2027-03-31 also=jwts also-salt=b": {
			`[jwts] unknown format "jwts"`, "[also-salt] also-salt has no meaning with also=jwt",
		},
		"max-age=1h format=djagno alg=ed25519": {
			`[djagno] unknown format "djagno"`, "[alg] alg has no meaning with format=django", "[sign] salt is missing",
		},
	} {
		_, got := read(t, typed("//typeseal:sign "+line))
		missing := func(text string) bool {
			return !slices.ContainsFunc(got, func(fault string) bool { return strings.HasPrefix(fault, text) })
		}
		if len(got) != len(want) || slices.ContainsFunc(want, missing) {
			t.Errorf("%s:\n got %q\nwant %q", line, got, want)
		}
	}
}

// Words that would be dangerous in generated code or in a comment are refused in Django's
// salt and separator, which can contain more characters than a native salt.
func TestForeignInjection(t *testing.T) {
	for _, bad := range []string{`a"`, "a`", `a\`, "a'", "a\u2028b", "a\u00a0b", "a\u202eb", "a\x7f", "аbc"} {
		for option, format := range map[string]string{
			"also-salt": "securecookie", "also-derivation": "itsdangerous", "also-codec": "securecookie",
			"also-issuer": "jwt", "also-audience": "jwt", "also-algorithm": "jwt", "also-sep": "itsdangerous",
			"also-missing": "django",
		} {
			targets, faults := read(t, typed("//typeseal:sign salt=a max-age=1h also="+format+" until=2027-03-31 "+
				option+"="+bad))
			if len(faults) == 0 {
				t.Errorf("%s=%q is accepted", option, bad)
			}
			for _, d := range targets[0].Directives {
				also := d.Also
				if also != nil && (also.Parameters != (Parameters{}) || also.Salt != "a" && also.Salt != "" ||
					also.Missing) {
					t.Errorf("%s=%q came through: %+v", option, bad, also)
				}
			}
			for _, f := range faults {
				if _, message, _ := strings.Cut(f, "] "); strings.ContainsAny(message, "\u2028\u202e\x7f\u00a0а\x00") {
					t.Errorf("%s=%q is shown raw in %q", option, bad, message)
				}
			}
		}
		for _, option := range []string{"salt", "sep", "algorithm", "future"} {
			targets, faults := read(t, typed("//typeseal:sign max-age=1h format=django "+option+"="+bad))
			if len(faults) == 0 {
				t.Errorf("%s=%q is accepted", option, bad)
			}
			for _, d := range targets[0].Directives {
				if d.Salt+d.Sep+d.Algorithm != "" || d.Future {
					t.Errorf("%s=%q came through: %+v", option, bad, d)
				}
			}
			for _, f := range faults {
				if _, message, _ := strings.Cut(f, "] "); strings.ContainsAny(message, "\u2028\u202e\x7f\u00a0а\x00") {
					t.Errorf("%s=%q is shown raw in %q", option, bad, message)
				}
			}
		}
	}
}
