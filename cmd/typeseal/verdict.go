package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// A verdict is the answer of Verify or Open.
type verdict struct {
	Accepted bool   `json:"accepted"`
	Type     string `json:"type,omitempty"`
	Error    string `json:"error,omitempty"` // a kind of ErrInvalid
	Text     string `json:"text"`            // what happens, and what to do
}

// inspectKeys is a key ring or a public key ring.
type inspectKeys struct {
	ring   *typeseal.Keyring
	public *typeseal.PublicKeyring
}

// judge tries the token with every type of the module, or with the type that f names.
// The verdict is that of the type whose checks came furthest, since for every other type
// the token is forged.
func judge(cmd *cobra.Command, f *inspectFlags, token string, c *typeseal.Inspection) (*verdict, error) {
	keys, err := readKeys(f.keys, f.realm)
	if err != nil {
		return nil, err
	}
	result, err := loadTypes(cmd.Context(), nil, cmd.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	opts := make([]typeseal.Option, len(f.boundTo))
	for i, b := range f.boundTo {
		opts[i] = typeseal.BoundTo(b)
	}
	var best *attempt
	for _, t := range result.Tokens {
		if f.typeName != "" && f.typeName != t.TypeName && f.typeName != t.PackageName+"."+t.TypeName {
			continue
		}
		if t.Format != "" {
			continue // tokens of other systems were refused before
		}
		a := try(t, keys, token, opts)
		if best == nil || a.progress() > best.progress() {
			best = a
		}
	}
	if best == nil {
		return nil, usagef("this module has no annotated type of that name")
	}
	return best.verdict(c, f.typeName != ""), nil
}

func readKeys(path, realm string) (*inspectKeys, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxToken {
		return nil, usagef("%s is not a key ring", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if strings.Contains(string(text), "typeseal_pub_v1_") {
		public, err := typeseal.ParsePublicKeyring(string(text))
		if err != nil {
			return nil, err
		}
		return &inspectKeys{public: public.WithRealm(realm)}, nil
	}
	ring, err := typeseal.ParseKeyring(string(text))
	if err != nil {
		return nil, err
	}
	return &inspectKeys{ring: ring.WithRealm(realm)}, nil
}

// An attempt is the result of opening the token as one type.
type attempt struct {
	of     generator.Token
	err    error
	issued time.Time
}

// try opens the token as a program with the type t and these keys would.
func try(t generator.Token, keys *inspectKeys, token string, opts []typeseal.Option) *attempt {
	a := &attempt{of: t}
	var o *typeseal.Opening
	spec := typeseal.NewSpec(policy(t))
	switch public := t.Kind == "public"; {
	case public && keys.public != nil:
		o, a.err = spec.OpenPublic(keys.public, token, opts...)
	case !public && keys.ring != nil:
		o, a.err = spec.Open(keys.ring, token, opts...)
	default:
		a.err = typeseal.ErrMalformed // the keys are of another kind than the type
	}
	if a.err != nil {
		return a
	}
	a.issued = o.IssuedAt()
	readPayload(o, t)
	a.err = typeseal.Decoded(o, &struct{}{})
	return a
}

func policy(t generator.Token) typeseal.Policy {
	kinds := map[string]typeseal.Kind{"signed": typeseal.Signed, "sealed": typeseal.Sealed, "public": typeseal.Public}
	p := typeseal.Policy{
		Kind: kinds[t.Kind], Salt: t.Salt, Codec: typeseal.Msgpack, Deflate: t.Deflate, Version: t.Mint,
		Accept: t.Accept, MaxAge: t.MaxAge, Prefix: t.Prefix, MaxSize: t.MaxSize, State: t.HasState, Once: t.Once,
		Grace: t.Grace,
	}
	if t.Codec == "json" {
		p.Codec = typeseal.JSON
	}
	return p
}

// answers lists the kinds of errors in the order of the checks, each with what it means
// and what to do.
var answers = []struct {
	kind     error
	name     string
	sentence string
}{
	{typeseal.ErrMalformed, "malformed",
		"it is not a complete token of this kind; check how it was copied"},
	{typeseal.ErrUnknownKey, "unknown key",
		"the ring does not have its key; add the key as accepted, or find the deployment that minted the token"},
	{typeseal.ErrForged, "forged", "its tag does not match; it was changed, or it has another type, realm or " +
		"binding (see --realm and --bound-to)"},
	{typeseal.ErrVersion, "version", "the type does not accept its schema version; mint a new token"},
	{typeseal.ErrNotYetValid, "not yet valid", "it was issued in the future; compare the clocks of the two hosts"},
	{typeseal.ErrRevoked, "revoked", "it was issued before a cutoff of the key ring; mint a new token"},
	{typeseal.ErrExpired, "expired", "it is too old; mint a new token"},
	{typeseal.ErrPayload, "payload",
		"it is authentic, but the type's fields have changed without a new version; mint a new token"},
}

// sentence returns what the error means. A revoked or retired key of the ring matches
// ErrUnknownKey, but has a better explanation.
func (a *attempt) sentence() string {
	switch {
	case a.err == typeseal.ErrUnknownKey || !errors.Is(a.err, typeseal.ErrUnknownKey):
		return answers[a.progress()].sentence
	case errors.Is(a.err, typeseal.ErrRevoked):
		return "its key is revoked in this ring; mint a new token"
	}
	return "its key is retired in this ring; " +
		"mint a new token, or make the key accepted again if it was retired too early"
}

// progress returns the number of checks that the token passed.
func (a *attempt) progress() int {
	for i, answer := range answers {
		if errors.Is(a.err, answer.kind) {
			return i
		}
	}
	return len(answers)
}

func (a *attempt) verdict(c *typeseal.Inspection, named bool) *verdict {
	method := map[bool]string{true: "Open", false: "Verify"}[a.of.Verb == "seal"]
	if a.of.Once {
		method = "Peek"
	}
	name := a.of.PackageName + "." + a.of.TypeName
	i := a.progress()
	if i == len(answers) {
		return &verdict{Accepted: true, Type: name, Text: fmt.Sprintf("%s of %s would accept it%s%s.", method, name,
			a.until(c), a.reserve(c))}
	}
	v := &verdict{Type: name, Error: answers[i].name}
	who := method + " of " + name
	if !named && i <= 2 { // it may be of another type
		v.Type, who = "", "Every type of this module"
	}
	v.Text = fmt.Sprintf("%s would refuse it (%s): %s.", who, answers[i].name, a.sentence())
	return v
}

func (a *attempt) until(c *typeseal.Inspection) string {
	life := a.of.MaxAge
	if life == typeseal.Unlimited || c.TTL != 0 && c.TTL < life {
		life = c.TTL
	}
	if life == 0 {
		return " at any time"
	}
	return " until " + a.issued.Add(life).Format(time.RFC3339)
}

// reserve returns the checks that only the program itself can do.
func (a *attempt) reserve(c *typeseal.Inspection) string {
	var s string
	if c.Version != a.of.Version {
		s += fmt.Sprintf(" as version %d, unless its Upgrade fails, which only the program can tell", c.Version)
	}
	if a.of.HasState {
		s += ", unless its state has changed, which only the program can tell"
	}
	if a.of.Once {
		s += ", and Redeem unless it was used, which only the store can tell"
	}
	return s
}
