package answer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A Value is the payload of the types of tokens: structs with these fields, or fewer.
type Value struct {
	UID  string   `json:"uid"` // in decimal
	Name string   `json:"name"`
	Tags []string `json:"tags"`
}

// A TokenQuestion has the arguments of the ops ring, policy, mint, open and redeem.
type TokenQuestion struct {
	Op       string            `json:"op"`
	Name     string            `json:"name"`
	Text     string            `json:"text"`
	Realm    string            `json:"realm"`
	Public   bool              `json:"public"`
	Signing  bool              `json:"signing"`
	Policy   string            `json:"policy"`
	Ring     string            `json:"ring"`
	Value    Value             `json:"value"`
	State    []json.RawMessage `json:"state"`
	Bindings []string          `json:"bindings"`
	TTL      int64             `json:"ttl"`
	Token    string            `json:"token"`
	Store    string            `json:"store"`
	Now      int64             `json:"now"`
}

// A TokenAnswer has the result of an op, or the word of the error with which it failed. An
// expired token may have a value too.
type TokenAnswer struct {
	Token string `json:"token,omitempty"`
	Value *Value `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

// A Token mints and opens tokens of one type.
type Token struct {
	mint func(keys any, q TokenQuestion) (string, error)
	open func(keys any, store typeseal.Store, q TokenQuestion) (any, error)
}

type (
	minter[T, M any]         func(T, M, ...typeseal.Option) (string, error)
	opener[T, O any]         func(*T, O, string, ...typeseal.Option) error
	statedOpener[T, O any]   func(*T, O, string, func(*T) error, ...typeseal.Option) error
	redeemer[T, O any]       func(*T, context.Context, O, typeseal.Store, string, ...typeseal.Option) error
	statedRedeemer[T, O any] func(*T, context.Context, O, typeseal.Store, string, func(*T) error,
		...typeseal.Option) error
)

// Opens returns the Token of a type with the methods Sign and Verify, or Seal and Open.
func Opens[T, M, O any](mint minter[T, M], open opener[T, O]) Token {
	return tokenOf(mint, func(v *T, keys O, _ typeseal.Store, q TokenQuestion) error {
		return open(v, keys, q.Token, options(q)...)
	})
}

// OpensStated is like Opens, for a type with state.
func OpensStated[T, M, O any](mint minter[T, M], open statedOpener[T, O]) Token {
	return tokenOf(mint, func(v *T, keys O, _ typeseal.Store, q TokenQuestion) error {
		return open(v, keys, q.Token, func(v *T) error { return setState(v, q.State) }, options(q)...)
	})
}

// Redeems returns the Token of a type with the methods Peek and Redeem.
func Redeems[T, M, O any](mint minter[T, M], peek, redeem redeemer[T, O]) Token {
	return tokenOf(mint, func(v *T, keys O, store typeseal.Store, q TokenQuestion) error {
		method := peek
		if store != nil {
			method = redeem
		}
		return method(v, context.Background(), keys, store, q.Token, options(q)...)
	})
}

// RedeemsStated is like Redeems, for a type with state.
func RedeemsStated[T, M, O any](mint minter[T, M], peek, redeem statedRedeemer[T, O]) Token {
	return tokenOf(mint, func(v *T, keys O, store typeseal.Store, q TokenQuestion) error {
		method := peek
		if store != nil {
			method = redeem
		}
		return method(v, context.Background(), keys, store, q.Token,
			func(v *T) error { return setState(v, q.State) }, options(q)...)
	})
}

func tokenOf[T, M, O any](mint minter[T, M],
	open func(v *T, keys O, store typeseal.Store, q TokenQuestion) error) Token {
	return Token{
		mint: func(keys any, q TokenQuestion) (string, error) {
			var v T
			if err := errors.Join(setValue(&v, q.Value), setState(&v, q.State)); err != nil {
				return "", err
			}
			return mint(v, keys.(M), options(q)...)
		},
		open: func(keys any, store typeseal.Store, q TokenQuestion) (any, error) {
			var v T
			err := open(&v, keys.(O), store, q)
			if expired := new(typeseal.ExpiredError[T]); errors.As(err, &expired) {
				return expired.Payload(), err
			}
			if err != nil {
				return nil, err
			}
			return v, nil
		},
	}
}

func options(q TokenQuestion) (opts []typeseal.Option) {
	for _, b := range q.Bindings {
		opts = append(opts, typeseal.BoundTo(b))
	}
	if q.TTL != 0 {
		opts = append(opts, typeseal.TTL(time.Duration(q.TTL)*time.Second))
	}
	return opts
}

// setValue sets the fields UID, Name and Tags of the struct that v points to.
func setValue(v any, to Value) error {
	uid, err := strconv.ParseInt(to.UID, 10, 64)
	s := reflect.ValueOf(v).Elem()
	s.FieldByName("UID").SetInt(uid)
	s.FieldByName("Name").SetString(to.Name)
	s.FieldByName("Tags").Set(reflect.ValueOf(to.Tags))
	return err
}

func valueOf(v any) *Value {
	s := reflect.ValueOf(v)
	tags, _ := s.FieldByName("Tags").Interface().([]string)
	return &Value{fmt.Sprint(s.FieldByName("UID").Int()), s.FieldByName("Name").String(), append([]string{}, tags...)}
}

// setState sets the fields S0, S1 and so on of the struct that v points to.
func setState(v any, state []json.RawMessage) error {
	for i, data := range state {
		field := reflect.ValueOf(v).Elem().FieldByName(fmt.Sprint("S", i))
		value, err := stateOf(field.Interface(), data)
		if err != nil {
			return err
		}
		field.Set(reflect.ValueOf(value))
	}
	return nil
}

// stateOf reads a value of the notation of codec.json. kind has the type of the result.
func stateOf(kind any, data json.RawMessage) (any, error) {
	switch kind.(type) {
	case int64:
		var text string
		err := json.Unmarshal(data, &text)
		n, err2 := strconv.ParseInt(text, 10, 64)
		return n, errors.Join(err, err2)
	case time.Time:
		var seconds string
		var nanoseconds int64
		err := json.Unmarshal(data, &[]any{&seconds, &nanoseconds})
		n, err2 := strconv.ParseInt(seconds, 10, 64)
		return time.Unix(n, nanoseconds), errors.Join(err, err2)
	case bool:
		var b bool
		err := json.Unmarshal(data, &b)
		return b, err
	default:
		var text string
		err := json.Unmarshal(data, &text)
		return text, err
	}
}

// Tokens answers questions about tokens.
type Tokens struct {
	types  map[string]Token
	rings  map[string]any
	stores map[string]store
}

// NewTokens returns a Tokens for the types.
func NewTokens(types map[string]Token) *Tokens {
	return &Tokens{types, map[string]any{}, map[string]store{}}
}

// Ask returns the answer to a question, with the clock at the time that the question names.
func (k *Tokens) Ask(t *testing.T, line []byte) (a any) {
	var q TokenQuestion
	if err := json.Unmarshal(line, &q); err != nil {
		return TokenAnswer{Error: err.Error()}
	}
	synctest.Test(t, func(*testing.T) {
		time.Sleep(time.Until(time.Unix(q.Now, 0)))
		a = k.answer(q)
	})
	return a
}

func (k *Tokens) answer(q TokenQuestion) any {
	switch q.Op {
	case "ring":
		return k.ring(q)
	case "policy":
		if _, known := k.types[q.Name]; !known {
			return TokenAnswer{Error: "unknown policy " + q.Name}
		}
		return TokenAnswer{}
	case "mint":
		text, err := k.types[q.Policy].mint(k.rings[q.Ring], q)
		return TokenAnswer{Token: text, Error: word(err)}
	case "open":
		return k.open(nil, q)
	case "redeem":
		if k.stores[q.Store] == nil {
			k.stores[q.Store] = store{}
		}
		return k.open(k.stores[q.Store], q)
	}
	return TokenAnswer{Error: "unknown op " + q.Op}
}

func (k *Tokens) ring(q TokenQuestion) any {
	var ring any
	var err error
	switch {
	case q.Public:
		var keys *typeseal.PublicKeyring
		if keys, err = typeseal.ParsePublicKeyring(q.Text); err == nil {
			ring = keys.WithRealm(q.Realm)
		}
	case q.Signing:
		var key *typeseal.SigningKey
		if key, err = typeseal.ParseSigningKey(q.Text); err == nil {
			ring = key.WithRealm(q.Realm)
		}
	default:
		var keys *typeseal.Keyring
		if keys, err = typeseal.ParseKeyring(q.Text); err == nil {
			ring = keys.WithRealm(q.Realm)
		}
	}
	k.rings[q.Name] = ring
	return TokenAnswer{Error: word(err)}
}

func (k *Tokens) open(store typeseal.Store, q TokenQuestion) any {
	v, err := k.types[q.Policy].open(k.rings[q.Ring], store, q)
	a := TokenAnswer{Error: word(err)}
	if v != nil {
		a.Value = valueOf(v)
	}
	return a
}

// A store remembers the records of this process.
type store map[string]typeseal.Record

// Consume makes a record, or returns the one there is.
func (s store) Consume(_ context.Context, use typeseal.Use) (typeseal.Record, error) {
	key := fmt.Sprintf("%s %x", use.Salt, use.ID)
	record, used := s[key]
	if !used {
		record = typeseal.Record{At: time.Now()}
		s[key] = record
	}
	record.First, record.Now = !used, time.Now()
	return record, nil
}

// Look returns the record there is.
func (s store) Look(_ context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	record, used := s[fmt.Sprintf("%s %x", use.Salt, use.ID)]
	record.Now = time.Now()
	return record, used, nil
}

// words are the errors of tokens. That of a revoked key has two.
var words = []struct {
	err  error
	word string
}{
	{typeseal.ErrUnknownKey, "unknown_key"}, {typeseal.ErrMalformed, "malformed"}, {typeseal.ErrForged, "forged"},
	{typeseal.ErrVersion, "version"}, {typeseal.ErrNotYetValid, "not_yet_valid"}, {typeseal.ErrRevoked, "revoked"},
	{typeseal.ErrExpired, "expired"}, {typeseal.ErrPayload, "payload"}, {typeseal.ErrStale, "stale"},
	{typeseal.ErrUsed, "used"},
}

// word returns the word for an error.
func word(err error) string {
	for _, w := range words {
		if errors.Is(err, w.err) && errors.Is(err, typeseal.ErrInvalid) {
			return w.word
		}
	}
	switch {
	case err == nil:
		return ""
	case errors.Is(err, typeseal.ErrInvalid):
		return "another kind: " + err.Error()
	case errors.Is(err, typeseal.ErrConfig):
		return "configuration"
	case errors.Is(err, typeseal.ErrMint):
		return "mint"
	}
	return err.Error()
}
