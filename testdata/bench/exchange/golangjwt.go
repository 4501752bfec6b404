package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// golangJWT is github.com/golang-jwt/jwt/v5.
type golangJWT struct{}

// keys returns what signs and what verifies.
func (q question) keys() (signing, verifying any, err error) {
	if q.Algorithm != "EdDSA" {
		return []byte(q.Secret), []byte(q.Secret), nil
	}
	private, err := signingKey()
	return private, private.Public(), err
}

func (golangJWT) mint(q question) (string, error) {
	signing, _, err := q.keys()
	if err != nil {
		return "", err
	}
	var claims jwt.MapClaims
	d := json.NewDecoder(bytes.NewReader(q.Claims))
	d.UseNumber()
	if err := d.Decode(&claims); err != nil {
		return "", err
	}
	token := jwt.NewWithClaims(jwt.GetSigningMethod(q.Algorithm), claims)
	token.Header = map[string]any{"alg": q.Algorithm}
	if err := json.Unmarshal(q.Header, &token.Header); err != nil {
		return "", err
	}
	return token.SignedString(signing)
}

// golangVerdicts are tried in this order.
var golangVerdicts = []struct {
	err  error
	text string
}{
	{jwt.ErrTokenMalformed, "malformed"},
	{jwt.ErrTokenSignatureInvalid, "forged"},
	{jwt.ErrTokenUnverifiable, "malformed"},
	{jwt.ErrTokenExpired, "expired"},
	{jwt.ErrTokenNotValidYet, "not_yet_valid"},
	{jwt.ErrTokenUsedBeforeIssued, "not_yet_valid"},
	{jwt.ErrTokenInvalidClaims, "claims"},
}

func (golangJWT) read(q question) (string, error) {
	_, verifying, err := q.keys()
	if err != nil {
		return "", err
	}
	options := []jwt.ParserOption{
		jwt.WithValidMethods([]string{q.Algorithm}), jwt.WithTimeFunc(func() time.Time { return time.Unix(q.Now, 0) }),
	}
	if q.Issuer != "" {
		options = append(options, jwt.WithIssuer(q.Issuer))
	}
	if q.Audience != "" {
		options = append(options, jwt.WithAudience(q.Audience))
	}
	_, err = jwt.Parse(q.Token, func(*jwt.Token) (any, error) { return verifying, nil }, options...)
	if err == nil {
		return ok, nil
	}
	for _, v := range golangVerdicts {
		if errors.Is(err, v.err) {
			return v.text, nil
		}
	}
	return "error", nil
}
