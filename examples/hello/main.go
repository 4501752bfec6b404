// Hello signs a payload and verifies the token. It is the first program of the README: go run ./examples/hello.
package main

import "fmt"
import typeseal "github.com/typeseal/typeseal/runtime"

//typeseal:sign salt=account.password-reset max-age=30m
type PasswordReset struct {
	UserID int64 `json:"uid"`
}

func main() {
	keys, _ := typeseal.ParseKeyring(typeseal.GenerateKey()) // in production from a file
	token, err := PasswordReset{UserID: 42}.Sign(keys)
	fmt.Println(token, err)

	var reset PasswordReset
	err = reset.Verify(keys, token)
	fmt.Println(reset.UserID, err)
}
