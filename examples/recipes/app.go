// Package recipes has the code of the cookbook, README.md in the folder above: one file for
// each recipe, with the type of its token, and one file that tests it.
package recipes

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// SignIn signs a user in, in the browser that sent r, and answers.
type SignIn func(w http.ResponseWriter, r *http.Request, address string)

// finish answers a form that was sent: it redirects to a page, or refuses if err is not nil.
func finish(w http.ResponseWriter, r *http.Request, err error, page string) {
	if err != nil {
		web.Refuse(w, r, err)
		return
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
}

// A User is a row of the table of users.
type User struct {
	ID             int64
	Address        string
	AddressChanges int // how often the address was changed
	PasswordHash   string
	SessionEpoch   int // raised to end all sessions
}

// Users takes the place of a database. Its methods return typeseal.ErrStale if there is no
// such user, so that they can load the state of a token.
type Users struct {
	mu   sync.Mutex
	rows []User
}

// NewUsers returns a table with rows.
func NewUsers(rows ...User) *Users { return &Users{rows: slices.Clone(rows)} }

// ByID returns the user with an id.
func (u *Users) ByID(_ context.Context, id int64) (User, error) {
	return u.edit(func(row *User) bool { return row.ID == id }, func(*User) {})
}

// ByAddress returns the user with an address.
func (u *Users) ByAddress(_ context.Context, address string) (User, error) {
	return u.edit(func(row *User) bool { return row.Address == address }, func(*User) {})
}

// SetPassword is UPDATE users SET hash = ... WHERE address = ... AND hash = ...: of two
// requests with the same old hash, one fails.
func (u *Users) SetPassword(_ context.Context, address, oldHash, password string) error {
	hash, err := hashOf(password)
	if err != nil {
		return err
	}
	_, err = u.edit(
		func(row *User) bool { return row.Address == address && row.PasswordHash == oldHash },
		func(row *User) { row.PasswordHash = hash; row.SessionEpoch++ })
	return err
}

// SetAddress is UPDATE users SET address = ..., changes = changes + 1 WHERE id = ... AND
// changes = ...
func (u *Users) SetAddress(_ context.Context, id int64, changes int, address string) error {
	_, err := u.edit(
		func(row *User) bool { return row.ID == id && row.AddressChanges == changes },
		func(row *User) { row.Address = address; row.AddressChanges++ })
	return err
}

// EndSessions ends all sessions of a user.
func (u *Users) EndSessions(_ context.Context, id int64) error {
	_, err := u.edit(func(row *User) bool { return row.ID == id }, func(row *User) { row.SessionEpoch++ })
	return err
}

// edit edits the row for which is returns true, and returns it.
func (u *Users) edit(is func(*User) bool, edit func(*User)) (User, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	i := slices.IndexFunc(u.rows, func(row User) bool { return is(&row) })
	if i < 0 {
		return User{}, typeseal.ErrStale
	}
	edit(&u.rows[i])
	return u.rows[i], nil
}

// hashOf hashes a password with a salt, as OWASP recommends for PBKDF2.
func hashOf(password string) (string, error) {
	salt := rand.Text()
	key, err := pbkdf2.Key(sha256.New, password, []byte(salt), 600_000, 32)
	return salt + "$" + hex.EncodeToString(key), err
}

// save writes a new file, whole or not at all.
func save(folder *os.Root, name string, content io.Reader) error {
	temporary := ".upload-" + rand.Text()
	f, err := folder.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer folder.Remove(temporary)
	_, err = io.Copy(f, content)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return folder.Link(temporary, name) // it does not replace a file
}

// checkPassword says what is wrong with a new password.
func checkPassword(password string) error {
	if len(password) < 12 || len(password) > 200 {
		return web.Problem("A password has 12 to 200 characters.")
	}
	return nil
}

// checkName says what is wrong with the name of a new member.
func checkName(name string) error {
	if strings.TrimSpace(name) == "" || len(name) > 100 {
		return web.Problem("Please write your name.")
	}
	return nil
}

// checkSame says that two addresses differ.
func checkSame(typed, address string) error {
	if !strings.EqualFold(strings.TrimSpace(typed), address) {
		return web.Problem("Type the address to confirm it.")
	}
	return nil
}

// Inputs of the pages. A machine that presses buttons leaves them empty.
const (
	passwordField template.HTML = `<label for="password">New password, of at least 12 characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" required>`
	addressField template.HTML = `<label for="address">Type it here</label>
<input id="address" name="address" type="email" autocomplete="off" required>`
	codeField template.HTML = `<label for="code">The code that you saw when you asked for the mail</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" required>`
	nameField template.HTML = `<label for="name">Your name</label>
<input id="name" name="name" autocomplete="name" maxlength="100" required>`
)
