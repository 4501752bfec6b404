package directive

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// meaningless returns a phrase such as "for a native token" and the reason if an option
// has no meaning, and empty strings if it has one.
func (r *reader) meaningless(name string) (beside, why string) {
	if bare, ok := strings.CutPrefix(name, "also-"); ok {
		if r.also.Format == "" {
			return "without also", describesAlso
		}
		f := contract.Foreign(r.also.Format)
		if !f.Has(bare) {
			return "with also=" + f.Name, special[bare]
		}
		return "with also=" + f.Name, f.Without[bare]
	}
	if f := r.d.Foreign(); f != nil {
		return "with format=" + f.Name, cmp.Or(f.Without[name], notForeign[name])
	}
	why = notNative[name]
	if f := contract.Foreign(r.also.Format); why != "" && f != nil && f.Without[name] == "" {
		why = fmt.Sprintf("to describe the tokens of also=%s, write also-%s", f.Name, name)
	}
	return "for a native token", why
}

// unsure reports whether an option cannot be judged, because its meaning depends on a format
// that has an unknown name, which is reported.
func (r *reader) unsure(name string) bool {
	if strings.HasPrefix(name, "also-") {
		return r.unknownAlso
	}
	return r.unknownFormat && (name == "salt" || notNative[name] != "")
}

const describesAlso = "it describes the tokens that also= names"

// special are the options that only some formats have, for the tokens of also=.
var special = map[string]string{
	"derivation": "it is the key_derivation of itsdangerous",
	"codec":      "it is the serializer of securecookie",
	"issuer":     "it is the claim iss of a JWT",
	"audience":   "it is the claim aud of a JWT",
}

// notNative are the options that have no meaning for native tokens.
var notNative = map[string]string{
	"algorithm": "native tokens have one algorithm, or with alg=ed25519 another",
	"sep":       "it is the separator of Django tokens",
	"future":    "native tokens issued in the future are never accepted",
}

// notForeign are the options that have no meaning for any foreign format.
var notForeign = map[string]string{
	"codec":   "the format determines how payloads are encoded",
	"version": "its tokens have no room for a schema version",
	"accept":  "its tokens have no room for a schema version",
	"mint":    "its tokens have no room for a schema version",
	"alg":     "if the format has a choice, write algorithm=sha256",
	"prefix":  "its tokens have no room for a prefix",
	"once":    "its tokens have no id that a store could remember",
	"grace":   "its tokens have no id that a store could remember",
	"also":    "it lets a native type accept foreign tokens",
	"until":   describesAlso,
}
