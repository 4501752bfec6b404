package recipes

import (
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Cursor is the place where the next page of a list begins.
//
//typeseal:sign salt=recipes.cursor max-age=1d
type Cursor struct {
	After int64 `json:"after"` // the id of the last row
}

// listOf binds a cursor to its list: the user, the path, and all parameters, so that the
// filters and the order of the rows cannot change between two pages.
func listOf(r *http.Request, user string) []typeseal.Option {
	query := r.URL.Query()
	query.Del("cursor")
	return []typeseal.Option{
		typeseal.BoundTo("user:" + user), typeseal.BoundTo("list:" + r.URL.EscapedPath() + "?" + query.Encode()),
	}
}

// ReadCursor returns the id after which the page of a request begins, or 0.
func ReadCursor(keys *typeseal.Keyring, r *http.Request, user string) (int64, error) {
	token := r.URL.Query().Get("cursor")
	if token == "" {
		return 0, nil
	}
	var c Cursor
	err := c.Verify(keys, token, listOf(r, user)...)
	return c.After, err
}

// NextCursor returns the parameter cursor of the page after the one that r asks for.
func NextCursor(keys *typeseal.Keyring, r *http.Request, user string, last int64) (string, error) {
	return Cursor{After: last}.Sign(keys, listOf(r, user)...)
}
