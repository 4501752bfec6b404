package typeseal_test

import (
	"errors"
	"fmt"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// advice returns a sentence for the person who opened a link.
func advice(err error) string {
	switch {
	case err == nil:
		return "Here is your file."
	case errors.Is(err, typeseal.ErrExpired), errors.Is(err, typeseal.ErrVersion), errors.Is(err, typeseal.ErrPayload):
		return "This link is too old. We can send you a new one."
	case errors.Is(err, typeseal.ErrUsed), errors.Is(err, typeseal.ErrStale), errors.Is(err, typeseal.ErrRevoked):
		return "This link is not valid anymore."
	case errors.Is(err, typeseal.ErrMalformed), errors.Is(err, typeseal.ErrForged),
		errors.Is(err, typeseal.ErrUnknownKey):
		return "This link is incomplete. Please copy it again from the mail."
	case errors.Is(err, typeseal.ErrNotYetValid), errors.Is(err, typeseal.ErrStore), errors.Is(err, typeseal.ErrConfig):
		return "Please try again in a minute." // and tell the operators
	}
	return "Please try again."
}

// Tell the kinds of errors apart only if the answers differ.
func ExampleErrInvalid_kinds() {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		fmt.Println(err)
		return
	}
	var download shop.Download
	fmt.Println(advice(download.Verify(keys, token)))
	fmt.Println(advice(download.Verify(keys, token[:20])))
	fmt.Println(advice(download.Verify(nil, token)))
	// Output:
	// Here is your file.
	// This link is incomplete. Please copy it again from the mail.
	// Please try again in a minute.
}
