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

	// Verify: this is what the page behind the link does. The type alone knows
	// its salt, its codec and how long the link is good.
	var reset PasswordReset
	if err := reset.Verify(keys, token); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("user %d (%s) may choose a new password\n", reset.UserID, reset.Email)
}
