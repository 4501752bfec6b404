// Command stale mints a reset link, uses it, and shows that it is then dead:
// the token is bound to the password's hash, which has changed.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// users stands for a database: each user's password hash.
type users map[int64]string

// load fills in what Reset is bound to, from today's data. A link for a user who is
// gone is stale. Any other error, such as one of the database, would be returned as
// it is: it is not the link's fault, so that a page says "try again".
func (u users) load(r *Reset) error {
	hash, ok := u[r.UserID]
	if !ok {
		return typeseal.ErrStale
	}
	r.PasswordHash = hash
	return nil
}

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(out io.Writer) error {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	db := users{42: "$argon2id$old"}
	token, err := Reset{UserID: 42, PasswordHash: db[42]}.Sign(keys)
	if err != nil {
		return err
	}
	var r Reset
	if err := r.Verify(keys, token, db.load); err != nil {
		return err
	}
	db[r.UserID] = "$argon2id$new"
	fmt.Fprintln(out, "password changed")

	err = r.Verify(keys, token, db.load)
	fmt.Fprintln(out, "the same link again:", err)
	if !errors.Is(err, typeseal.ErrStale) {
		return errors.New("the link should be stale")
	}
	return nil
}
