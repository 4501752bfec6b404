package main

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
)

// A vectorFile has the form of all files of vectors.
type vectorFile struct {
	Format string            `json:"format"`
	Origin string            `json:"origin"`
	Fields map[string]string `json:"fields"`
	Cases  any               `json:"cases"`
}

// A jwtVector is one case of jwt.json.
type jwtVector struct {
	Name       string            `json:"name"`
	Algorithm  string            `json:"algorithm"`
	Secret     string            `json:"secret,omitempty"`
	PublicHex  string            `json:"public_hex,omitempty"`
	Issuer     string            `json:"issuer,omitempty"`
	Audience   string            `json:"audience,omitempty"`
	MaxAge     int64             `json:"max_age"`
	Now        int64             `json:"now"`
	Tokens     map[string]string `json:"tokens"`
	Verdicts   map[string]string `json:"verdicts"`
	Expect     string            `json:"expect"`
	Payload    string            `json:"payload,omitempty"`
	Difference string            `json:"difference,omitempty"`
}

var jwtFields = map[string]string{
	"secret, public_hex": "the key of the reader: text of the HMAC secret, or an Ed25519 public key",
	"issuer, audience":   "what the reader expects; empty if it expects none",
	"now, max_age":       "clock of the reader, and limit of the age in seconds (0 = none; the libraries have none)",
	"tokens":             "by the library that minted it: the same claims, in its own spelling; hand = made by hand",
	"verdicts": "what each library says of its own token or of the one made by hand: ok | malformed | forged | " +
		"not_yet_valid | expired | claims | error (an error that is not one of the library's)",
	"expect":     "what package jwt must say: ok | malformed | forged | not_yet_valid | expired | payload",
	"payload":    "the claims that are left, without white space and in ASCII",
	"difference": "the row of the package's documentation that explains why expect and the verdicts differ",
}

// libraries are the libraries by their names.
type libraries map[string]library

// jwtFile returns the file that the libraries make. The versions name them.
func jwtFile(libs libraries, versions []string) (vectorFile, error) {
	var vectors []jwtVector
	for _, c := range jwtCases() {
		v, err := libs.vector(c)
		if err != nil {
			return vectorFile{}, fmt.Errorf("%s: %w", c.name, err)
		}
		vectors = append(vectors, v)
	}
	origin := "Written by testdata/bench/exchange with the real " + strings.Join(versions, ", ") + "."
	return vectorFile{"JSON Web Token, JWS compact serialization", origin, jwtFields, vectors}, nil
}

func (libs libraries) vector(c jwtCase) (jwtVector, error) {
	v := jwtVector{
		Name: c.name, Algorithm: cmp.Or(c.algorithm, "HS256"), Secret: secret, Issuer: c.issuer,
		Audience: c.audience, MaxAge: c.maxAge, Now: now, Tokens: map[string]string{}, Verdicts: map[string]string{},
		Expect: c.expect, Payload: c.payload, Difference: c.difference,
	}
	if v.Algorithm == "EdDSA" {
		v.Secret, v.PublicHex = "", hex.EncodeToString(public())
	}
	for name, lib := range libs {
		q := question{
			Algorithm: v.Algorithm, Secret: secret, Seed: seed, Issuer: c.issuer, Audience: c.audience, Now: now,
		}
		var err error
		if c.hand != nil {
			q.Token = c.hand(c)
			v.Tokens["hand"] = q.Token
		} else {
			q.Header, q.Claims = json.RawMessage(cmp.Or(c.header, `{"typ":"JWT"}`)), json.RawMessage(c.claims)
			if q.Token, err = lib.mint(q); err != nil {
				return v, fmt.Errorf("%s: %w", name, err)
			}
			v.Tokens[name] = q.Token
			q.Header, q.Claims = nil, nil
		}
		if v.Verdicts[name], err = lib.read(q); err != nil {
			return v, fmt.Errorf("%s: %w", name, err)
		}
	}
	return v, nil
}

// version returns the version of a Go module that this program was built with.
func version(module string) string {
	info, _ := debug.ReadBuildInfo()
	i := slices.IndexFunc(info.Deps, func(m *debug.Module) bool { return m.Path == module })
	if i < 0 {
		return "of an unknown version"
	}
	return strings.TrimPrefix(info.Deps[i].Version, "v")
}

// startAll starts all libraries of JWTs, and returns their versions.
func startAll() (libs libraries, versions []string, stop func(), err error) {
	python, pyjwt, err := startPython()
	if err != nil {
		return nil, nil, nil, err
	}
	node, jose, err := startNode()
	if err != nil {
		python.close()
		return nil, nil, nil, err
	}
	libs = libraries{"golang-jwt": golangJWT{}, "PyJWT": python, "jose": node}
	versions = []string{"golang-jwt " + version("github.com/golang-jwt/jwt/v5"), pyjwt, jose}
	return libs, versions, func() { python.close(); node.close() }, nil
}
