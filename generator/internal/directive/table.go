package directive

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// An option is one word of a directive. A flag has no value, except for the value may.
type option struct {
	Doc
	flag bool
	may  string
	read func(r *reader, v value)
}

// options are the options of sign and seal, in the order of the reference.
var options = []option{
	{
		Doc: Doc{
			Name: "salt", Example: "salt=account.password-reset",
			Summary: "the type's namespace, unique in the module",
			Text: "No token of one salt is accepted as a token of another. If the type gets a new name, keep its " +
				"salt: tokens that were issued have it. Formats of other systems have other rules: with " +
				"format=handshake, a salt is optional and is the first field of the token.",
			Values: saltChars + "; the first is a letter or a digit",
		},
		read: (*reader).salt,
	},
	{
		Doc: Doc{
			Name: "max-age", Example: "max-age=30m",
			Summary: "how long a token is valid: 90s, 30m, 12h, 7d or unlimited",
			Text:    "Tokens of format=handoff contain no time, so it must be unlimited.",
			Values:  "whole seconds up to 100 years, such as 90s, 30m, 12h, 7d or 1d12h; or " + unlimited,
		},
		read: (*reader).maxAge,
	},
	{
		Doc: Doc{
			Name: "codec", Example: "codec=json",
			Summary: "how the payload is encoded",
			Text: "msgpack writes a struct as an array, which is shorter. json writes an object, which people and " +
				"other languages can read.",
			Values: orList(codecs), Default: contract.Msgpack,
		},
		read: func(r *reader, v value) { r.oneOf("codec", v, codecs, &r.d.Codec) },
	},
	{
		Doc: Doc{
			Name: "compress", Example: "compress", Sealed: "compress=" + revealsLength,
			Summary: "compress the payload if that makes the token shorter; seal requires compress=" + revealsLength,
			Text: "The length of a compressed token tells how often parts of its payload are repeated. If somebody " +
				"can choose a part, they can learn the rest by trying, even if it is sealed. " +
				"compress=" + revealsLength + " says that you accept this.",
			Default: "payloads are not compressed",
		},
		flag: true, may: revealsLength, read: (*reader).compress,
	},
	{
		Doc: Doc{
			Name: "once", Example: "once",
			Summary: "single use: Peek and Redeem replace Verify and Open",
			Text:    "A store remembers which tokens were redeemed, so max-age must have an end.",
			Default: "a token works until it expires",
		},
		flag: true, read: func(r *reader, _ value) { r.d.Once = true },
	},
	{
		Doc: Doc{
			Name: "grace", Example: "once grace=30s",
			Summary: "how long Redeem accepts a used token again",
			Text: "People press buttons twice. Details.Repeated says that the token was used before: do not " +
				"repeat the action then.",
			Values: "a duration up to max-age, such as 10s, 30s or 5m", Default: "a token can be redeemed once",
		},
		read: func(r *reader, v value) { r.duration(grace, v, &r.d.Grace) },
	},
	version(Doc{
		Summary: "the schema version of the struct",
		Text: "If a struct changes so that tokens of the old one could not be opened, it gets a new version. " +
			"typeseal freeze writes the old struct.",
		Default: strconv.Itoa(contract.DefaultVersion),
	}),
	{
		Doc: Doc{
			Name: "accept", Example: "version=2 accept=1",
			Summary: "older versions that are still opened",
			Text:    "Each has a struct with //typeseal:former.",
			Values:  "versions separated by commas, such as 1,2", Default: "the version of the struct alone",
		},
		read: (*reader).accept,
	},
	{
		Doc: Doc{
			Name: "mint", Example: "version=2 accept=1 mint=1",
			Summary: "the version of new tokens",
			Text: "First deploy the new struct with mint set to the old version. When every host can open the new " +
				"version, remove mint.",
			Values: between(0, contract.MaxVersion), Default: "the version of the struct",
		},
		read: func(r *reader, v value) { r.number("mint", v, 0, contract.MaxVersion, &r.d.Mint) },
	},
	{
		Doc: Doc{
			Name: "alg", Example: "alg=" + ed25519, Verbs: []string{string(Sign)},
			Summary: "one service signs, everyone with the public key verifies",
			Values:  ed25519, Default: "whoever can verify tokens can sign them too",
		},
		read: (*reader).alg,
	},
	{
		Doc: Doc{
			Name: "prefix", Example: "prefix=acme_pwr_",
			Summary: "how the token begins, for people and secret scanners",
			Values:  prefixParts + "; not " + tool + "_", Default: contract.DefaultPrefix,
		},
		read: (*reader).prefix,
	},
	{
		Doc: Doc{
			Name: "max-size", Example: "max-size=2048",
			Summary: "the longest token, in characters",
			Text: `A longer one is not minted, and is refused before it is decoded. If no token of a type fits, the ` +
				`type is an error. Tags such as typeseal:"max=200" bound its fields.`,
			Values:  between(contract.LeastMaxSize, contract.MostMaxSize),
			Default: strconv.Itoa(contract.DefaultMaxSize) + shorterByDefault(),
		},
		read: func(r *reader, v value) {
			r.number("max-size", v, contract.LeastMaxSize, contract.MostMaxSize, &r.d.MaxSize)
		},
	},
	{
		Doc: Doc{
			Name: "format", Example: "format=django", Sealed: "format=handoff",
			Summary: "tokens of another system, byte for byte: Django, handshake or Ax_Handoff",
			Text: "The methods take keys of that system. With handoff, seal is variant A of Ax_Handoff, and sign is " +
				"variant B.",
			Values: orList(contract.OwnFormats()), Default: "native tokens",
		},
		read: (*reader).format,
	},
	{
		Doc: Doc{
			Name: "algorithm", Example: "format=django algorithm=sha512",
			Summary: "the hash that the other system uses",
			Values:  orList(contract.Algorithms), Default: contract.Algorithms[0],
		},
		read: algorithm(own),
	},
	{
		Doc: Doc{
			Name: "sep", Example: "format=django sep=~",
			Summary: "the separator that Django's signer was given",
			Values:  sepChars, Default: "a colon",
		},
		read: sep(own),
	},
	{
		Doc: Doc{
			Name: "future", Example: "format=django future=accept",
			Summary: "accept tokens that are dated in the future",
			Text:    "Django and handshake accept them.",
			Values:  "accept", Default: tooEarly,
		},
		read: future("future", own),
	},
	{
		Doc: Doc{
			Name: "also", Example: "also=django until=2027-03-31", Sealed: "also=handoff until=2027-03-31",
			Summary: "for a migration: accept tokens of another system too, such as JWTs or the sessions of Flask",
			Text: "The methods that open take keys of that system too. itsdangerous means URLSafeTimedSerializer, " +
				"which also writes the sessions of Flask. securecookie means gorilla/securecookie, of which sign " +
				"reads signed and seal reads encrypted cookies. jwt means signed JWTs. The other system's tokens " +
				"have no realm, so every realm accepts them. They have no id, so also cannot be combined with once.",
			Values: orList(contract.FormatNames()), Default: "native tokens only",
		},
		read: (*reader).alsoFormat,
	},
	{
		Doc: Doc{
			Name: "until", Example: "also=django until=2027-03-31", Sealed: "also=handoff until=2027-03-31",
			Summary: "the last day, in UTC, on which tokens of also= are accepted",
			Text:    "It is required with also, and is an error without it.",
			Values:  "a date such as 2027-03-31", Default: "only native tokens are accepted",
		},
		read: (*reader).until,
	},
	{
		Doc: Doc{
			Name: "also-salt", Example: "also=django until=2027-03-31 also-salt=cart",
			Summary: "the salt of the tokens of also=",
			Text: "With also=handshake it is the first field of the token, and there is none by default. With " +
				"also=securecookie it is the name of the cookie. Programs that give itsdangerous no salt use the " +
				"salt itsdangerous, and Flask's sessions use cookie-session.",
			Values: "a salt of the other system", Default: "the salt of the type",
		},
		read: func(r *reader, v value) { r.foreignSalt(r.also.Format, v, &r.also.Salt) },
	},
	{
		Doc: Doc{
			Name: "also-algorithm", Example: "also=django until=2027-03-31 also-algorithm=sha1",
			Summary: "the algorithm of the tokens of also=",
			Text:    "It is fixed here, and never taken from a token.",
			Values: orList(contract.Algorithms) + "; with also=jwt " +
				orList(contract.Foreign("jwt").Algorithms),
			Default: contract.Algorithms[0] + "; with itsdangerous sha1, with jwt hs256",
		},
		read: algorithm(moved),
	},
	{
		Doc: Doc{
			Name: "also-sep", Example: "also=django until=2027-03-31 also-sep=~",
			Summary: "the separator of the tokens of also=",
			Values:  sepChars, Default: "a colon; with itsdangerous a dot",
		},
		read: sep(moved),
	},
	{
		Doc: Doc{
			Name: "also-derivation", Example: "also=itsdangerous until=2027-03-31 also-derivation=hmac",
			Summary: "how itsdangerous derives its keys",
			Text:    "It is key_derivation in Python. Flask's sessions use hmac.",
			Values:  orList(contract.Foreign("itsdangerous").Derivations),
			Default: contract.Foreign("itsdangerous").Derivations[0],
		},
		read: (*reader).derivation,
	},
	{
		Doc: Doc{
			Name: "also-codec", Example: "also=securecookie until=2027-03-31 also-codec=json",
			Summary: "how securecookie encodes payloads",
			Text: "gob is the default of the library, and json is its JSONEncoder. In the gob of a struct, fields " +
				"have their names in Go, and in the gob of a map those in JSON. Fields that native tokens leave out " +
				"are ignored.",
			Values: orList(contract.Foreign("securecookie").Codecs), Default: contract.Gob,
		},
		read: (*reader).alsoCodec,
	},
	{
		Doc: Doc{
			Name: "also-issuer", Example: "also=jwt until=2027-03-31 also-issuer=shop",
			Summary: "the issuer (iss) that each JWT must have",
			Values:  claimChars, Default: "a JWT with an issuer is refused",
		},
		read: claim("issuer", issuer),
	},
	{
		Doc: Doc{
			Name: "also-audience", Example: "also=jwt until=2027-03-31 also-audience=reset",
			Summary: "the audience (aud) that each JWT must have",
			Text: "A JWT has no salt. Without an issuer, an audience or a field that names the purpose, a JWT for " +
				"another purpose is accepted if it has the same fields.",
			Values: claimChars, Default: "a JWT with an audience is refused",
		},
		read: claim("audience", audience),
	},
	{
		Doc: Doc{
			Name: "also-missing", Example: "also=django until=2027-03-31 also-missing=zero",
			Sealed:  "also=securecookie until=2027-03-31 also-codec=json also-missing=zero",
			Summary: "accept tokens of also= if fields of their JSON are missing or null",
			Text: "Such a field gets its zero value, in structs inside the payload too. Go programs write such JSON " +
				"with omitempty and for nil slices. Inside a slice or map, null is accepted only for a pointer, a " +
				"slice, a map or bytes. Unknown names are still refused. Even an empty object is accepted, so your " +
				"program must refuse a zero that it cannot use, such as user id 0. Tokens for different purposes " +
				"then need different salts. JWTs have no salt, so also=jwt requires also-audience or " +
				"also-issuer. also=securecookie requires also-codec=json.",
			Values: "zero", Default: "a token without a field, or with null for one that is not a pointer, is refused",
		},
		read: (*reader).alsoMissing,
	},
	{
		Doc: Doc{
			Name: "also-future", Example: "also=django until=2027-03-31 also-future=accept",
			Summary: "accept tokens of also= that are dated in the future",
			Values:  "accept", Default: tooEarly,
		},
		read: future("also-future", moved),
	},
	{
		Doc: Doc{
			Name: "tests", Example: "tests",
			Summary: "also generate tests",
			Text: "account_typeseal_test.go tests the methods of the types in account.go with random payloads: each " +
				"token that was changed, has expired, was redeemed before, or is of another type, key, binding or " +
				"state must be refused. typeseal --tests writes tests of all types.",
			Default: "no tests are written",
		},
		flag: true, read: func(r *reader, _ value) { r.d.Tests = true },
	},
}

// formerOptions are the options of former. All other options belong to the type of which
// the struct is an older version.
var formerOptions = []option{
	{
		Doc: Doc{
			Name: "of", Example: "of=PasswordReset version=1",
			Summary: "the type of which the struct is an older version",
			Text:    "Its method Upgrade returns the payload as that type.",
			Values:  "the name of an annotated type in the package",
		},
		read: func(r *reader, v value) {
			if r.d.Of = v.text; !token.IsIdentifier(v.text) {
				r.refuse(v.Span, quote(v.text)+" is not the name of a type",
					"write the annotated type, such as of=PasswordReset")
			}
		},
	},
	version(Doc{Summary: "its version"}),
}

// version returns the option version.
func version(d Doc) option {
	d.Name, d.Values = "version", between(0, contract.MaxVersion)
	d.Example = "version=2"
	if d.Default == "" {
		d.Example = "of=PasswordReset version=1"
	}
	return option{Doc: d, read: func(r *reader, v value) {
		r.number("version", v, 0, contract.MaxVersion, &r.d.Version)
	}}
}

var codecs = []string{contract.Msgpack, contract.JSON}

const tooEarly = "tokens that are dated more than a minute in the future are refused"

// unlimited is the value of max-age for tokens that do not expire.
const unlimited = "unlimited"

// between returns the text for the values of an option that is a number.
func between(low, high int) string { return fmt.Sprintf("a number from %d to %d", low, high) }

// orList returns a list such as a, b or c.
func orList(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// shorterByDefault names the formats whose tokens are shorter than native ones by default.
func shorterByDefault() (text string) {
	for _, f := range contract.Formats {
		if f.DefaultMaxSize < contract.DefaultMaxSize {
			text += fmt.Sprintf("; with format=%s %d, which is also the most", f.Name, f.MostMaxSize)
		}
	}
	return text
}
