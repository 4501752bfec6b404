package shop

import (
	"time"

	jwt "github.com/golang-jwt/jwt/v5"
)

type claims struct {
	UserID int64    `json:"uid"`
	Role   string   `json:"role,omitempty"`
	Teams  []string `json:"teams"`
	jwt.RegisteredClaims
}

// before is the site as it was.
type before struct{ secret []byte }

func (s before) mint(session Session) (string, error) {
	now := time.Now()
	c := claims{session.UserID, session.Role, session.Teams, jwt.RegisteredClaims{
		Audience:  jwt.ClaimStrings{"shop"},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(8 * time.Hour)),
	}}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(s.secret)
}

func (s before) read(token string) (Session, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.secret, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience("shop"), jwt.WithExpirationRequired())
	return Session{c.UserID, c.Role, c.Teams}, err
}
