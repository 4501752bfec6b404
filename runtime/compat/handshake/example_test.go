package handshake_test

import (
	"errors"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/handshake"
)

// One service calls another: the first field is the purpose, which the second
// compares.
func Example() {
	keys, err := handshake.NewKeys("at least 32 bytes that both services share")
	if err != nil {
		panic(err)
	}
	auth, err := handshake.New(keys)
	if err != nil {
		panic(err)
	}
	token, err := auth.Create("report", "4711")
	if err != nil {
		panic(err)
	}

	fields, err := auth.Verify(token, 5*time.Minute)
	fmt.Println(fields, err)

	_, err = auth.Verify("admin"+token, 5*time.Minute)
	fmt.Println(err, errors.Is(err, typeseal.ErrInvalid))
	// Output:
	// [report 4711] <nil>
	// typeseal: forged token true
}

// handshake's hashfunc and random_len.
func ExampleAlgorithm() {
	keys, _ := handshake.NewKeys("at least 32 bytes that both services share")
	auth, err := handshake.New(keys, handshake.Algorithm("sha512"), handshake.RandomLen(64))
	if err != nil {
		panic(err)
	}
	token, _ := auth.Create("node", "7")
	fields, err := auth.Verify(token, time.Minute)
	fmt.Println(fields, len(token), err)
	// Output: [node 7] 275 <nil>
}
