package recipes

import (
	"net/http"
	"testing"
)

func TestTenants(t *testing.T) {
	keys := newKeys(t)
	mux := http.NewServeMux()
	served := ""
	mux.Handle("GET /tenants/{tenant}/report", Reports(keys, func(_ http.ResponseWriter, r *http.Request, p Report) {
		served = r.PathValue("tenant")
		if p.ID != 42 {
			t.Errorf("report %d", p.ID)
		}
	}))
	b := newBrowser(t, mux)
	red := must(Report{ID: 42}.Sign(tenantKeys(keys, "red")))(t)
	b.get("/tenants/red/report?token="+red, 200)
	if served != "red" {
		t.Errorf("served %q", served)
	}
	b.get("/tenants/blue/report?token="+red, 403)
	b.get("/tenants/blue/report?token="+must(Report{ID: 42}.Sign(tenantKeys(keys, "blue")))(t), 200)
	b.get("/tenants/red/report?token="+must(Report{ID: 42}.Sign(keys))(t), 403) // of no tenant
}
