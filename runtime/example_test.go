package typeseal_test

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// Sign and Verify are the methods that go tool typeseal generated for this type:
//
//	//typeseal:sign salt=shop.download max-age=24h
//	type Download struct {
//		Order int64  `json:"order"`
//		File  string `json:"file"`
//	}
//
// All examples use this key ring and this type, unless they say otherwise.
func Example() {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}

	var download shop.Download
	if err := download.Verify(keys, token); err != nil {
		log.Fatal(err)
	}
	fmt.Println(download.Order, download.File)

	err = download.Verify(keys, token+"A")
	fmt.Println(err, errors.Is(err, typeseal.ErrInvalid))
	// Output:
	// 42 song.flac
	// typeseal: malformed token true
}

// keys is the key ring of the examples.
var keys, _ = typeseal.ParseKeyring(typeseal.GenerateKey())

// A link that somebody else copies does not work without the session.
func ExampleBoundTo() {
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys, typeseal.BoundTo("session:7f3a"))
	if err != nil {
		log.Fatal(err)
	}

	var download shop.Download
	fmt.Println(download.Verify(keys, token, typeseal.BoundTo("session:7f3a")))
	fmt.Println(download.Verify(keys, token, typeseal.BoundTo("session:b110")))
	fmt.Println(download.Verify(keys, token))
	// Output:
	// <nil>
	// typeseal: forged token
	// typeseal: forged token
}

// The directive gives tokens of this type a life of 24 hours. This one gets five minutes.
func ExampleTTL() {
	options := []typeseal.Option{typeseal.TTL(5 * time.Minute)}
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys, options...)
	if err != nil {
		log.Fatal(err)
	}
	inspection, err := typeseal.Inspect(token)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inspection.TTL)

	_, err = shop.Download{Order: 42}.Sign(keys, typeseal.TTL(48*time.Hour))
	fmt.Println(err)
	// Output:
	// 5m0s
	// typeseal: invalid configuration: TTL is longer than max-age
}

// An expired token is authentic, so its payload can be used to offer a new one.
func ExampleExpiredError() {
	keys, err := typeseal.ParseKeyring("typeseal_key_v1_uAJjZhPbdIg0N6TVQ1R8Dsk-eiDALwyCMjodajzt2QOB-bhs")
	if err != nil {
		log.Fatal(err)
	}
	const token = "ts1_AbvHY2QAaX3LmJIqqXNvbmcuZmxhY7z8eyPpLHG1yIgihgczhUMR"

	var download shop.Download
	err = download.Verify(keys, token)
	var expired *typeseal.ExpiredError[shop.Download]
	if errors.As(err, &expired) {
		fmt.Println("Order", expired.Payload().Order, "could be downloaded until", expired.ExpiredAt)
	}
	fmt.Println(err, errors.Is(err, typeseal.ErrExpired))
	// Output:
	// Order 42 could be downloaded until 2026-02-01 09:30:00 +0000 UTC
	// typeseal: expired token true
}

// The link in a password-reset mail must die when the password changes. So the hash of the password
// is state, which is authenticated but is not in the token:
//
//	//typeseal:sign salt=shop.reset max-age=30m
//	type Reset struct {
//		Customer     int64  `json:"customer"`
//		PasswordHash string `typeseal:"state"`
//	}
func ExampleErrStale() {
	hashes := map[int64]string{7: "old hash"}
	token, err := shop.Reset{Customer: 7, PasswordHash: hashes[7]}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	load := func(r *shop.Reset) error {
		hash, ok := hashes[r.Customer]
		if !ok {
			return typeseal.ErrStale // the customer was deleted
		}
		r.PasswordHash = hash
		return nil
	}

	var reset shop.Reset
	fmt.Println(reset.Verify(keys, token, load))
	hashes[7] = "new hash"
	fmt.Println(reset.Verify(keys, token, load))
	delete(hashes, 7)
	fmt.Println(reset.Verify(keys, token, load))
	// Output:
	// <nil>
	// typeseal: stale token
	// typeseal: stale token
}

// A text that is not UTF-8 cannot be in a token.
func ExampleErrMint() {
	_, err := shop.Download{File: "\xff"}.Sign(keys)
	fmt.Println(errors.Is(err, typeseal.ErrMint))
	fmt.Println(err)
	// Output:
	// true
	// typeseal: cannot mint token: codec: text is not valid UTF-8; use []byte for binary data
}

// Inspect does not need a key. It does not verify the token.
func ExampleInspect() {
	const token = "ts1_gbvHY2QAaX3LmAAADhCSKqlzb25nLmZsYWOjFNUP8uuqgW9PHnyoMVHdEQ"

	var i *typeseal.Inspection
	i, err := typeseal.Inspect(token)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(i.Kind, i.KeyID, i.IssuedAt.Format(time.RFC3339), i.TTL)
	fmt.Printf("%q\n", i.Payload)
	// Output:
	// signed bbc76364 2026-01-31T09:30:00Z 1h0m0s
	// "\x92*\xa9song.flac"
}

// One check is enough for a page that answers all bad links alike.
func ExampleErrInvalid() {
	answer := func(token string) int {
		var download shop.Download
		switch err := download.Verify(keys, token); {
		case err == nil:
			return http.StatusOK
		case errors.Is(err, typeseal.ErrInvalid):
			return http.StatusGone
		default:
			return http.StatusServiceUnavailable
		}
	}
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer(token), answer("ts1_"))
	// Output: 200 410
}
