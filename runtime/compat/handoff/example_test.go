package handoff_test

import (
	"errors"
	"fmt"
	"log"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
)

// One site hands a user over to another in an encrypted token.
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

// Ax_Handoff 3.1.0 made this token, with
//
//	Ax_Handoff.encode({"uid": 42, "ratio": 1.0}, "a long pass phrase that both sites share", variant="A")
func ExampleHandoff_Decode() {
	const token = "XHAAgIErDlOjcC5L2HUD93UKCYvyp82qvYRddbUlDAqovI_SafvXLD0F9QFGKX7cX0A1lV70PvMfD8zZLgDVsKtNeU4aZGHX"
	keys, _ := handoff.NewKeys("a long pass phrase that both sites share")
	h, err := handoff.New(keys)
	if err != nil {
		panic(err)
	}
	var user struct {
		UID   int64   `json:"uid"`
		Ratio float64 `json:"ratio"`
	}
	err = h.Decode(handoff.A, token, &user)
	fmt.Println(user.UID, user.Ratio, err)
	// Output: 42 1 <nil>
}

// The author of Ax_Handoff published this token in 2011, and this pass phrase.
func ExampleHandoff_DecodeAny() {
	keys, _ := handoff.NewKeys("My secret pass phr@se! Yes!!")
	h, err := handoff.New(keys)
	if err != nil {
		panic(err)
	}
	const token = "XHADPtqHlzJuuFBpFnTmBz8Uk3tYTczT1oChKQyho9flBqlRbSTSgXBybJ59CI1N4_" +
		"wnGl3nsuMwJ7ItMxixm8H9bCIsjv5M00At1rElGvuuJ7u4v4WAHX"
	var v any
	variant, err := h.DecodeAny(token, &v)
	fmt.Println(string(variant), v, err)
	fmt.Println(keys.Warning())
	// Output:
	// A map[bar:[10 20.5 30] foo:Big Foo] <nil>
	// handoff: a pass phrase is published, shorter than 16 characters, or has fewer than 8 different ones
}
