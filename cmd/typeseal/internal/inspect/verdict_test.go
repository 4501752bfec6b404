package inspect

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/pasted"
)

// A verdictVector is a case of native_more.json: a token, its type, a ring and a clock.
type verdictVector struct {
	Name, Kind, Salt, Codec, Ring, Realm, Token, Expect, Prefix string

	Accept  []int
	MaxAge  *int64 `json:"max_age"`
	MaxSize int    `json:"max_size"`
	Once    bool
	Binding []string
	State   []string
	Now     int64
}

// lockType returns the type as a lock describes it.
func (v verdictVector) lockType(shape []vectorField) *Type {
	kinds := map[string]string{"sign": "signed", "seal": "sealed", "public": "public"}
	codec, deflate := strings.CutSuffix(v.Codec, "+deflate")
	c := &Type{Token: generator.Token{
		PackageName: "a", TypeName: "T", Verb: "sign", Kind: kinds[v.Kind], Salt: v.Salt,
		Codec: codec, Deflate: deflate, Version: v.Accept[0], Mint: v.Accept[0], Accept: v.Accept, MaxAge: -1,
		Age: "as in the vector", Prefix: "ts1_",
		MaxSize: 4096, Once: v.Once, Fields: fieldsOfVector(shape), Former: map[int][]generator.Field{},
	}}
	if v.Prefix != "" {
		c.Prefix = v.Prefix
	}
	if v.MaxSize != 0 {
		c.MaxSize = v.MaxSize
	}
	if v.MaxAge != nil {
		c.MaxAge = time.Duration(*v.MaxAge) * time.Second
	}
	if v.State != nil {
		c.State = []generator.Field{{Go: "S", Type: "text"}}
	}
	for _, version := range v.Accept {
		c.Former[version] = c.Fields
	}
	return c
}

// expected returns the error of the verdict. The state is not known to inspect.
func (v verdictVector) expected() string {
	if v.Expect == "ok" || v.Expect == "stale" {
		return ""
	}
	return strings.ReplaceAll(v.Expect, "_", " ")
}

// TestVerdictVectors: inspect gives the verdicts of an independent implementation of
// FORMAT.md, whose clock it follows from 2000 to 2200.
func TestVerdictVectors(t *testing.T) {
	var file struct {
		Shape []vectorField
		Cases []verdictVector
	}
	readVectors(t, "native_more.json", &file)
	slices.SortStableFunc(file.Cases, func(a, b verdictVector) int { return int(a.Now/60 - b.Now/60) })
	synctest.Test(t, func(t *testing.T) {
		tried := map[string]int{}
		for _, v := range file.Cases {
			if v.Now < time.Now().Unix() || v.Now > 7258118400 {
				continue
			}
			time.Sleep(time.Until(time.Unix(v.Now, 0)))
			if judged(t, v, file.Shape) {
				tried[v.Expect]++
			}
		}
		if len(tried) != 10 || tried["ok"] < 300 || tried["malformed"] < 10 || tried["expired"] < 50 {
			t.Errorf("only %v were tried", tried)
		}
	})
}

// judged compares the verdict of a case. It reports false if the text is not a token as it
// is, for which inspect has no verdict.
func judged(t *testing.T, v verdictVector, shape []vectorField) bool {
	c := v.lockType(shape)
	found := pasted.Find(v.Token, c.Prefix)
	if len(found) != 1 || !found[0].Whole || found[0].Damage != nil || found[0].End-found[0].Start < len(v.Token) {
		if _, err := typeseal.Inspect(v.Token); v.Expect != "malformed" && err == nil {
			t.Errorf("%s: %+v", v.Name, found)
		}
		return false
	}
	ring, err := NewRing("the ring", v.Ring, v.Realm)
	check(t, err)
	q := &Question{Ring: ring, BoundTo: v.Binding, ShowSealed: true}
	f := describe(Text{text: v.Token}, 1, found[0], time.Now())
	f.Types = []*typeFacts{c.consider(found[0], time.Now())}
	q.judge(found[0], f)
	switch {
	case f.Key.State == "wrong_ring" || f.Verdict == nil:
		if v.Expect != "malformed" { // another kind
			t.Errorf("%s: no verdict", v.Name)
		}
		return false
	case f.Verdict.Error != v.expected() || f.Verdict.Accepted != (v.expected() == ""):
		t.Errorf("%s: %+v, want %s", v.Name, f.Verdict, v.Expect)
	}
	typ := f.Types[0]
	if expired := v.Expect == "expired"; f.Authentic && (v.Expect == "ok" || expired) && typ.Expired != expired {
		t.Errorf("%s: expired is %t at %v: %+v", v.Name, typ.Expired, typ.ExpiresAt, typ)
	}
	if v.Expect == "ok" && typ.Fields == nil {
		t.Errorf("%s: the payload is not read", v.Name)
	}
	return true
}
