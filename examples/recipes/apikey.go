package recipes

import (
	"context"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// APIKey is a key that a customer creates for a program. The prefix shows secret scanners
// whose key it is.
//
//typeseal:sign salt=recipes.api-key max-age=365d prefix=acme_key_
type APIKey struct {
	ID       int64 `json:"id"` // of the row that the customer sees in the list of keys
	Customer int64 `json:"customer"`
}

// OpenAPIKey returns an opener that also asks the list of revoked keys.
func OpenAPIKey(
	keys *typeseal.Keyring, revoked func(ctx context.Context, id int64) (bool, error),
) web.Opener[APIKey] {
	verify := web.Verify[APIKey](keys)
	return func(r *http.Request, token string, opts ...typeseal.Option) (APIKey, error) {
		key, err := verify(r, token, opts...)
		if err != nil {
			return APIKey{}, err
		}
		switch yes, err := revoked(r.Context(), key.ID); {
		case err != nil:
			return APIKey{}, err
		case yes:
			return APIKey{}, typeseal.ErrRevoked
		}
		return key, nil
	}
}
