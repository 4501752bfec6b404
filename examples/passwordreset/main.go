package main

import (
	"fmt"
	"log"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func main() {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}

	// Mint: this link goes into the mail.
	token, err := PasswordReset{UserID: 42, Email: "ana@example.com"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("https://example.com/reset?token=" + token)

	// Verify: the page of the link does this. The type says which salt and codec
	// the token has, and how long the link is valid.
	var reset PasswordReset
	if err := reset.Verify(keys, token); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("user %d (%s) may choose a new password\n", reset.UserID, reset.Email)
}
