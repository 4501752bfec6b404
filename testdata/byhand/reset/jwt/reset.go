// Package jwt has the links of mails for a new password, with golang-jwt. It has no way to
// replace the key.
package jwt

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/typeseal/typeseal/testdata/byhand/reset/accounts"
)

const audience = "password-reset"

// errInvalid means that the token is at fault.
var errInvalid = errors.New("invalid token")

// claims are those of a token. State is a fingerprint of the password's hash, so that the
// token dies when the password changes.
type claims struct {
	jwt.RegisteredClaims
	State string `json:"state"`
}

// fingerprint returns a MAC, so that the token does not show the hash.
func fingerprint(key []byte, a accounts.Account) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "state of account %d: %s", a.ID, a.PasswordHash)
	return hex.EncodeToString(mac.Sum(nil))
}

// Link returns the link for a mail.
func Link(key []byte, base string, a accounts.Account) (string, error) {
	now := time.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Audience:  jwt.ClaimStrings{audience},
			Subject:   strconv.FormatInt(a.ID, 10),
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(30 * time.Minute)),
		},
		State: fingerprint(key, a),
	}).SignedString(key)
	return base + "/reset?token=" + token, err
}

// SetPassword sets the password of the account that a token is for. If the token is at
// fault, the error is errInvalid.
func SetPassword(key []byte, all *accounts.Accounts, token, password string) error {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithAudience(audience),
		jwt.WithStrictDecoding(),
	)
	if err != nil {
		return errInvalid
	}
	id, err := strconv.ParseInt(c.Subject, 10, 64)
	if err != nil {
		return errInvalid
	}
	account, err := all.Get(id)
	if errors.Is(err, accounts.ErrNone) {
		return errInvalid
	}
	if err != nil {
		return err
	}
	if !hmac.Equal([]byte(c.State), []byte(fingerprint(key, account))) {
		return errInvalid
	}
	return all.SetPassword(account, password)
}
