package itsdangerous_test

import (
	"fmt"
	"log"

	"github.com/typeseal/typeseal/runtime/compat/itsdangerous"
)

// A program that moves from Flask passes the keys of both systems:
//
//	err = reset.Verify(ring, keys, token)
func ExampleNewKeys() {
	keys, err := itsdangerous.NewKeys("the SECRET_KEY of Flask", "the first of its SECRET_KEY_FALLBACKS")
	if err != nil {
		log.Fatal(err)
	}
	if w := keys.Warning(); w != "" {
		log.Print(w)
	}
	fmt.Println(keys)
	// Output: itsdangerous.Keys
}
