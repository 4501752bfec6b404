// Package byhand is the site of examples/passwordreset with the same links made by
// golang-jwt, and their page by net/http. It has no way to replace the key and does not
// repair links that mail programs have damaged, both of which the example has.
package byhand

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

const (
	audience = "password-reset"
	lifetime = 30 * time.Minute
)

// claims are the claims of a reset token. State is a fingerprint of the account's address
// and password hash, so that the token dies when one of them changes.
type claims struct {
	jwt.RegisteredClaims
	State string `json:"state"`
}

// The reasons to refuse a token.
var (
	errBad     = errors.New("invalid token")
	errExpired = errors.New("expired token")
	errStale   = errors.New("stale token")
	errUsed    = errors.New("used token")
)

// An app has the dependencies of the handlers of links.
type app struct {
	key      []byte
	db       *sql.DB
	accounts *site.Accounts
	site     *site.Site
	base     *url.URL
}

// fingerprint returns a MAC of the account's state, so that the token does not show it.
func (a *app) fingerprint(account site.Account) string {
	mac := hmac.New(sha256.New, a.key)
	fmt.Fprintf(mac, "state of account %d\x00%d\x00%s%s",
		account.ID, len(account.Address), account.Address, account.PasswordHash)
	return hex.EncodeToString(mac.Sum(nil))
}

// link returns a new link for an account, and when the link expires.
func (a *app) link(account site.Account) (link string, until time.Time, err error) {
	now := time.Now()
	until = now.Add(lifetime).Truncate(time.Second)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			ID:        rand.Text(),
			Audience:  jwt.ClaimStrings{audience},
			Subject:   strconv.FormatInt(account.ID, 10),
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(until.Add(time.Second)), // a JWT has expired in the second of exp
		},
		State: a.fingerprint(account),
	}).SignedString(a.key)
	if err != nil {
		return "", until, err
	}
	u := a.base.JoinPath("reset")
	u.RawQuery = url.Values{"token": {token}}.Encode()
	return u.String(), until.UTC(), nil
}

// parse returns the claims of a token that is authentic, has not expired and is for a
// reset.
func (a *app) parse(token string) (c claims, account int64, err error) {
	if token == "" || len(token) > 4096 {
		return c, 0, errBad
	}
	_, err = jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return a.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithAudience(audience),
		jwt.WithStrictDecoding(),
	)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired) && !errors.Is(err, jwt.ErrTokenInvalidAudience):
		return c, 0, errExpired
	case err != nil:
		return c, 0, errBad
	}
	account, err = strconv.ParseInt(c.Subject, 10, 64)
	if err != nil || c.ID == "" {
		return c, 0, errBad
	}
	return c, account, nil
}

// open returns the account of a token that is valid and was not used. It changes nothing.
func (a *app) open(ctx context.Context, from site.Queryer, token string) (c claims, account site.Account, err error) {
	c, id, err := a.parse(token)
	if err != nil {
		return c, account, err
	}
	account, err = a.accounts.Get(ctx, from, id)
	if errors.Is(err, site.ErrNoAccount) {
		return c, account, errStale
	}
	if err != nil {
		return c, account, err
	}
	if subtle.ConstantTimeCompare([]byte(c.State), []byte(a.fingerprint(account))) != 1 {
		return c, account, errStale
	}
	used, err := isUsed(ctx, from, c.ID)
	if err != nil {
		return c, account, err
	}
	if used {
		return c, account, errUsed
	}
	return c, account, nil
}
