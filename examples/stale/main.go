// Command stale mints a reset link, uses it, and shows that the link does not work
// again: the token is bound to the password's hash, which has changed.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// users takes the place of a database. It has each user's password hash.
type users map[int64]string

// load sets the password hash to its current value. If the user no longer exists,
// the link is stale. Verify returns any other error, such as one of the database, as
// it is. The link is not at fault then, and a page should answer "try again".
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
