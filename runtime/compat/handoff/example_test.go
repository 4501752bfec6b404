package handoff_test

import (
	"errors"
	"fmt"
	"log"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
)

// One site hands a user over to another, encrypted.
func Example() {
	keys, err := handoff.NewKeys("a long pass phrase that both sites share")
	if err != nil {
		panic(err)
	}
	if warning := keys.Warning(); warning != "" {
		log.Print(warning)
	}
	h, err := handoff.New(keys)
	if err != nil {
		panic(err)
	}
	token, err := h.Encode(handoff.A, handoff.Object{{Name: "uid", Value: 42}, {Name: "ratio", Value: 1.0}})
	if err != nil {
		panic(err)
	}

	var user struct {
		UID   int64   `json:"uid"`
		Ratio float64 `json:"ratio"`
	}
	err = h.Decode(handoff.A, token, &user)
	fmt.Println(user.UID, user.Ratio, err)

	err = h.Decode(handoff.B, token, &user)
	fmt.Println(err, errors.Is(err, typeseal.ErrInvalid))
	// Output:
	// 42 1 <nil>
	// typeseal: malformed token true
}

// The author's own published token, from 2011, and the pass phrase that opens it.
func ExampleHandoff_DecodeAny() {
	keys, _ := handoff.NewKeys("My secret pass phr@se! Yes!!")
	h, err := handoff.New(keys)
	if err != nil {
		panic(err)
	}
	const token = "XHADPtqHlzJuuFBpFnTmBz8Uk3tYTczT1oChKQyho9flBqlRbSTSgXBybJ59CI1N4_wnGl3nsuMwJ7ItMxixm8H9bCIsjv5M00At1rElGvuuJ7u4v4WAHX"
	var v any
	variant, err := h.DecodeAny(token, &v)
	fmt.Println(string(variant), v, err)
	fmt.Println(keys.Warning())
	// Output:
	// A map[bar:[10 20.5 30] foo:Big Foo] <nil>
	// handoff: a pass phrase is published, shorter than 16 characters, or has fewer than 8 different ones
}
