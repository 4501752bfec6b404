package recipes

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// FileLink is the token of a link to one file. It is bound to the method and the path.
//
//typeseal:sign salt=recipes.file-link max-age=1h
type FileLink struct {
	MaxBytes int64 `json:"max"` // of an upload
}

// SignFile returns a link for one method, GET or PUT, and one file.
func SignFile(site *web.Site, keys *typeseal.Keyring, method, name string, maxBytes int64) (string, error) {
	links := web.Links{Site: site, Method: method}
	return web.SignURL(links, "/files/"+url.PathEscape(name), nil, FileLink{MaxBytes: maxBytes}, keys)
}

// Files serves the links, with the files of a folder.
func Files(keys *typeseal.Keyring, folder *os.Root) http.Handler {
	mux, open := http.NewServeMux(), web.Verify[FileLink](keys)
	mux.Handle("GET /files/{name}", web.Require(web.Links{}, open,
		func(w http.ResponseWriter, r *http.Request, _ FileLink) {
			w.Header().Set("Content-Disposition", "attachment")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			http.ServeFileFS(w, r, folder.FS(), r.PathValue("name"))
		}))
	mux.Handle("PUT /files/{name}", web.Require(web.Links{}, open,
		func(w http.ResponseWriter, r *http.Request, p FileLink) {
			err := save(folder, r.PathValue("name"), http.MaxBytesReader(w, r.Body, p.MaxBytes))
			if errors.Is(err, fs.ErrExist) {
				http.Error(w, "There is such a file already.", http.StatusConflict)
			} else if err != nil {
				web.Refuse(w, r, err)
			}
		}))
	return mux
}
