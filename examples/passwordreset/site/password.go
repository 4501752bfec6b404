package site

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

// Rounds is how often PBKDF2 hashes a password.
const Rounds = 600_000

// Hash returns the hash of a password with a new salt.
func (a *Accounts) Hash(password string) string {
	var salt [16]byte
	rand.Read(salt[:])
	return hash(a.rounds, salt[:], password)
}

func hash(rounds int, salt []byte, password string) string {
	key, err := pbkdf2.Key(sha256.New, password, salt, rounds, 32)
	if err != nil {
		panic(err) // only in FIPS mode, for parameters that are not used here
	}
	return fmt.Sprintf("pbkdf2-sha256$%d$%x$%x", rounds, salt, key)
}

// matches reports whether a password has that hash.
func matches(want, password string) bool {
	parts := strings.Split(want, "$")
	if len(parts) != 4 {
		return false
	}
	rounds, err := strconv.Atoi(parts[1])
	salt, err2 := hex.DecodeString(parts[2])
	got := ""
	if err == nil && err2 == nil {
		got = hash(rounds, salt, password)
	}
	return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

// PasswordFields are the fields for a new password. Password managers understand their
// attributes: they offer a new password and remember it.
const PasswordFields template.HTML = `<label for="password">New password <small>(at least 12 characters)</small></label>
<input id="password" name="password" type="password" autocomplete="new-password"
	minlength="12" maxlength="200" required autofocus>
<label for="again">The same again</label>
<input id="again" name="again" type="password" autocomplete="new-password"
	minlength="12" maxlength="200" required>`

// PasswordProblem returns the error in the new password of a form, or "" if there is
// none.
func PasswordProblem(r *http.Request) string {
	switch password := r.PostFormValue("password"); {
	case len(password) < 12:
		return "The password is too short: it has at least 12 characters."
	case len(password) > 200:
		return "The password is too long: it has at most 200 characters."
	case password != r.PostFormValue("again"):
		return "The two passwords differ."
	}
	return ""
}
