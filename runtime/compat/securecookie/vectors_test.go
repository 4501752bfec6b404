package securecookie

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// vector is one case of vectors/securecookie.json, where the text "fields" explains the
// fields.
type vector struct {
	Name, Cookie, Algorithm string
	HashKey                 string `json:"hash_key"`
	BlockKey                string `json:"block_key"`
	Codec, Missing          string
	Now                     int64
	Value, Verdict, Expect  string
	Payload                 json.RawMessage
	Difference              string
}

// user is the payload of all cases. Its method decode resembles generated code.
type user struct {
	UserID int64    `json:"uid"`
	Email  string   `json:"email"`
	Roles  []string `json:"roles"`
}

func (u *user) decode(o Opened, v *vector) bool {
	if v.Codec == "gob" {
		return DecodeGob(o, u)
	}
	var d codec.JSONDecoder
	d.Reset(o.Payload())
	if v.Missing == "zero" {
		d.AllowMissing()
	}
	object := d.Object()
	for d.Field(&object, []string{"uid", "email", "roles"}) {
		switch object.Index {
		case 0:
			u.UserID = d.Int(64)
		case 1:
			u.Email = d.String()
		case 2:
			s := d.Slice(2)
			u.Roles = codec.Make[string](&d.Input, s)
			for d.More(&s) {
				u.Roles = append(u.Roles, d.String())
			}
		}
	}
	return d.End()
}

// expectations are the errors of what a case expects.
var expectations = map[string]error{
	"ok": nil, "malformed": typeseal.ErrMalformed, "forged": typeseal.ErrForged,
	"not_yet_valid": typeseal.ErrNotYetValid, "payload": typeseal.ErrPayload,
}

func TestVectors(t *testing.T) {
	for _, v := range compattest.Vectors[vector](t, "securecookie.json") {
		t.Run(v.Name, func(t *testing.T) {
			compattest.NeedAlgorithm(t, v.Algorithm)
			v.run(t)
		})
	}
}

func (v *vector) run(t *testing.T) {
	want, known := expectations[v.Expect]
	if !known {
		t.Fatalf("unknown expectation %q", v.Expect)
	}
	verb, opts := Signed, []Option{Salt(v.Cookie), Algorithm(v.Algorithm)}
	if v.BlockKey != "" {
		verb = Encrypted
	}
	if v.Codec == "gob" {
		opts = append(opts, Gob())
	}
	o, err := NewSpec(verb, typeseal.Unlimited, opts...).
		openAt(newKeys(t, v.HashKey, v.BlockKey), v.Value, time.Unix(v.Now, 0))
	var got user
	if err == nil {
		err = Finish(o, &got, got.decode(o, v))
	}
	if !errors.Is(err, want) || want == nil && err != nil {
		t.Fatalf("%v, want %v", err, want)
	}
	if want == nil {
		v.compare(t, got)
	}
}

func (v *vector) compare(t *testing.T, got user) {
	var want user
	fatal(t, json.Unmarshal(v.Payload, &want))
	if got.UserID != want.UserID || got.Email != want.Email || !slices.Equal(got.Roles, want.Roles) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestDifferences: the documentation explains each case about which the library and this
// package disagree.
func TestDifferences(t *testing.T) {
	compattest.Explained(t, "securecookie.json", func(v *vector) (name, row string, differs bool) {
		return v.Name, v.Difference, (v.Verdict == "ok") != (v.Expect == "ok")
	})
}
