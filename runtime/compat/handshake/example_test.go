package handshake_test

import (
	"errors"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/handshake"
)

// One service calls another. The first field is the purpose, which the other service
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

// handshake 0.2.1 made this token in 2023, with
//
//	AuthToken("at least 32 bytes that both services share").create("report", "4711")
func ExampleAuthToken_Verify() {
	const token = "report:4711:1700000000:8a6cb7639ebbdb88965b3eba751faef141eec719fe9c48a346c1e9550f8ddeef:" +
		"94496d1710074647ddcfb22246550daf0d42b0f16ef081e5657817a26f23d2cd"
	keys, _ := handshake.NewKeys("at least 32 bytes that both services share")
	auth, err := handshake.New(keys)
	if err != nil {
		panic(err)
	}
	fields, err := auth.Verify(token, 0) // of any age
	fmt.Println(fields, err)

	_, err = auth.Verify(token, time.Hour)
	fmt.Println(err)
	// Output:
	// [report 4711] <nil>
	// typeseal: expired token
}

// Algorithm and RandomLen are handshake's hashfunc and random_len.
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
