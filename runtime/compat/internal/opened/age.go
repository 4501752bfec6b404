package opened

import (
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Skew is how far the clock of another machine may be ahead of this one.
const Skew = 60 * time.Second

// Judge returns typeseal.ErrNotYetValid for a token that was issued more than ahead
// after now, and typeseal.ErrExpired for one that was issued more than maxAge before
// now. Either limit may be typeseal.Unlimited.
func Judge(issuedAt, now time.Time, maxAge, ahead time.Duration) error {
	switch {
	case ahead != typeseal.Unlimited && issuedAt.Sub(now) > ahead:
		return typeseal.ErrNotYetValid
	case maxAge != typeseal.Unlimited && now.Sub(issuedAt) > maxAge:
		return typeseal.ErrExpired
	}
	return nil
}
