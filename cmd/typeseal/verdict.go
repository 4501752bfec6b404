package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
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

// maxKeys is the size in bytes of the largest key ring that inspect reads.
const maxKeys = 64 << 10

// A question asks which type would accept a token.
type question struct {
	keyFile, realm string
	boundTo        []string
	typeName       string // empty: any type of the module
}

// judge tries the token with every type of the module, or with the named type. It returns
// the verdict of the type whose checks came furthest. For every other type the token is
// forged.
func (q *question) judge(cmd *cobra.Command, text string, c *typeseal.Inspection) (*verdict, error) {
	keys, err := readKeys(q.keyFile, q.realm)
	if err != nil {
		return nil, err
	}
	result, err := loadTypes(cmd.Context(), nil, cmd.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	opts := make([]typeseal.Option, len(q.boundTo))
	for i, b := range q.boundTo {
		opts[i] = typeseal.BoundTo(b)
	}
	var best *attempt
	for _, t := range result.Tokens {
		if q.typeName != "" && q.typeName != t.TypeName && q.typeName != t.PackageName+"."+t.TypeName {
			continue
		}
		if t.Format != "" {
			continue // Inspect has refused tokens of other systems
		}
		a := try(t, keys, text, opts)
		if best == nil || a.passed > best.passed {
			best = a
		}
	}
	if best == nil {
		return nil, usagef("this module has no annotated type of that name")
	}
	return best.verdict(c, q.typeName != ""), nil
}

// An opener is a key ring or a public key ring. It opens the tokens of one type, or fails
// with ErrMalformed if the type has another kind of keys.
type opener func(t generator.Token, text string, opts []typeseal.Option) (*typeseal.Opening, error)

// readKeys reads the key ring, or public key ring, in a file.
func readKeys(path, realm string) (opener, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxKeys {
		return nil, usagef("%s is not a key ring", path)
	}
	keys, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if strings.Contains(string(keys), "typeseal_pub_v1_") {
		public, err := typeseal.ParsePublicKeyring(string(keys))
		if err != nil {
			return nil, err
		}
		public = public.WithRealm(realm)
		return func(t generator.Token, text string, opts []typeseal.Option) (*typeseal.Opening, error) {
			if t.Kind != "public" {
				return nil, typeseal.ErrMalformed
			}
			return typeseal.NewSpec(policy(t)).OpenPublic(public, text, opts...)
		}, nil
	}
	ring, err := typeseal.ParseKeyring(string(keys))
	if err != nil {
		return nil, err
	}
	ring = ring.WithRealm(realm)
	return func(t generator.Token, text string, opts []typeseal.Option) (*typeseal.Opening, error) {
		if t.Kind == "public" {
			return nil, typeseal.ErrMalformed
		}
		return typeseal.NewSpec(policy(t)).Open(ring, text, opts...)
	}, nil
}

func policy(t generator.Token) typeseal.Policy {
	kinds := map[string]typeseal.Kind{"signed": typeseal.Signed, "sealed": typeseal.Sealed, "public": typeseal.Public}
	p := typeseal.Policy{
		Kind: kinds[t.Kind], Salt: t.Salt, Codec: typeseal.Msgpack, Deflate: t.Deflate, Version: t.Mint,
		Accept: t.Accept, MaxAge: t.MaxAge, Prefix: t.Prefix, MaxSize: t.MaxSize, State: t.State != nil, Once: t.Once,
		Grace: t.Grace,
	}
	if t.Codec == "json" {
		p.Codec = typeseal.JSON
	}
	return p
}

// An attempt is the result of opening the token as one type.
type attempt struct {
	of     generator.Token
	err    error
	passed int // number of checks that the token passed
	issued time.Time
}

// try opens the token as a program with the type t and these keys would.
func try(t generator.Token, keys opener, text string, opts []typeseal.Option) *attempt {
	a := &attempt{of: t}
	o, err := keys(t, text, opts)
	if err == nil {
		a.issued = o.IssuedAt()
		fields := t.Fields
		if o.Version() != t.Version {
			fields = t.Former[o.Version()]
		}
		if t.Codec == "json" {
			read(o.JSON(), "struct", fields)
		} else {
			read(o.Msgpack(), "struct", fields)
		}
		err = typeseal.Decoded(o, &struct{}{})
	}
	a.err, a.passed = err, len(answers)
	for i, answer := range slices.Backward(answers) {
		if errors.Is(err, answer.kind) {
			a.passed = i
		}
	}
	return a
}

// lastOfAnyType is the index of the last answer that a token of another type gets.
const lastOfAnyType = 2

// answers lists the kinds of errors in the order of the checks, each with its meaning and
// advice.
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

// verdict returns the answer of the type. If the user has not named the type, and the
// token was not authenticated, it may belong to another type.
func (a *attempt) verdict(c *typeseal.Inspection, named bool) *verdict {
	name := a.of.PackageName + "." + a.of.TypeName
	method := "Verify"
	switch {
	case a.of.Once:
		method = "Peek"
	case a.of.Verb == "seal":
		method = "Open"
	}
	who := method + " of " + name
	if a.passed == len(answers) {
		return &verdict{Accepted: true, Type: name, Text: who + " would accept it" + a.conditions(c) + "."}
	}
	answer := answers[a.passed]
	if !named && a.passed <= lastOfAnyType {
		name, who = "", "Every type of this module"
	}
	// A revoked or retired key of the ring matches ErrUnknownKey, too.
	sentence := answer.sentence
	switch {
	case a.err == typeseal.ErrUnknownKey || answer.kind != typeseal.ErrUnknownKey:
	case errors.Is(a.err, typeseal.ErrRevoked):
		sentence = "its key is revoked in this ring; mint a new token"
	default:
		sentence = "its key is retired in this ring; mint a new token, or make the key accepted again if it was " +
			"retired too early"
	}
	return &verdict{
		Type: name, Error: answer.name, Text: fmt.Sprintf("%s would refuse it (%s): %s.", who, answer.name, sentence),
	}
}

// conditions returns until when the token is accepted, and the checks that only the
// program itself can make.
func (a *attempt) conditions(c *typeseal.Inspection) string {
	life := a.of.MaxAge
	if life == typeseal.Unlimited || c.TTL != 0 && c.TTL < life {
		life = c.TTL
	}
	text := " at any time"
	if life != 0 {
		text = " until " + a.issued.Add(life).Format(time.RFC3339)
	}
	if c.Version != a.of.Version {
		text += fmt.Sprintf(" as version %d, unless its Upgrade fails, which only the program can tell", c.Version)
	}
	if a.of.State != nil {
		text += ", unless its state has changed, which only the program can tell"
	}
	if a.of.Once {
		text += ", unless it was used, which only the store can tell"
	}
	return text
}
