package recipes

import (
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Report is the token of a link to a report of one tenant.
//
//typeseal:sign salt=recipes.report max-age=7d
type Report struct {
	ID int64 `json:"id"`
}

// tenantKeys returns the keys of a tenant. Mint with them, too.
func tenantKeys(keys *typeseal.Keyring, tenant string) *typeseal.Keyring {
	return keys.WithRealm("tenant:" + tenant)
}

// Reports serves the pattern GET /tenants/{tenant}/report.
func Reports(keys *typeseal.Keyring, serve func(http.ResponseWriter, *http.Request, Report)) http.Handler {
	open := func(r *http.Request, token string, opts ...typeseal.Option) (p Report, err error) {
		err = p.Verify(tenantKeys(keys, r.PathValue("tenant")), token, opts...)
		return p, err
	}
	return web.Require(web.Query("token"), open, serve)
}
