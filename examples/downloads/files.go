package main

import (
	"context"
	"io/fs"
	"log"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/examples/internal/look"
	"github.com/typeseal/typeseal/runtime/web"
)

// A fileServer serves files to everybody who has a link. It can check links, but cannot
// make them.
type fileServer struct {
	ring  *ring
	shelf fs.FS // a folder for each edition
}

// newFileServer returns a file server that follows the file of its key ring until ctx ends.
func newFileServer(ctx context.Context, ringFile string, shelf fs.FS) (*fileServer, error) {
	ring, err := newRing(ctx, ringFile)
	if err != nil {
		return nil, err
	}
	return &fileServer{ring, shelf}, nil
}

func (s *fileServer) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /files/{file}", web.Require(linksTo(nil), web.Verify[Download](s.ring.keys), s.serve))
	mux.HandleFunc("GET /{$}", s.desk)
	mux.HandleFunc("POST /withdraw", s.withdraw)
	return http.NewCrossOriginProtection().Handler(mux)
}

// serve sends a file. The path and the edition are the ones that the shop signed, and the
// request has no other parameters. FileServerFS serves ranges, so an interrupted download
// can resume.
func (s *fileServer) serve(w http.ResponseWriter, r *http.Request, d Download) {
	edition := r.URL.Query().Get("edition")
	shelf, err := fs.Sub(s.shelf, edition)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	file := path.Base(r.URL.Path)
	name := strings.TrimSuffix(file, path.Ext(file)) + "-" + edition + path.Ext(file)
	h := w.Header()
	// The browser saves the file without showing it, and does not guess its type.
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
	http.StripPrefix("/files", http.FileServerFS(shelf)).ServeHTTP(w, r)
}

// desk shows the key ring, and a button for each file that withdraws it.
func (s *fileServer) desk(w http.ResponseWriter, r *http.Request) {
	text, err := s.ring.text()
	if err != nil {
		log.Print(err)
		http.Error(w, "The key ring cannot be read.", http.StatusInternalServerError)
		return
	}
	filePages.Show(w, http.StatusOK, "The file server", "desk", map[string]any{"Ring": text, "Files": s.files()})
}

// files returns the names of all files, whatever their editions.
func (s *fileServer) files() []string {
	paths, _ := fs.Glob(s.shelf, "*/*") // it fails only if the pattern is wrong
	names := map[string]bool{}
	for _, p := range paths {
		names[path.Base(p)] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func (s *fileServer) withdraw(w http.ResponseWriter, r *http.Request) {
	file := r.PostFormValue("file")
	if !slices.Contains(s.files(), file) {
		http.NotFound(w, r)
		return
	}
	if err := s.ring.withdraw("/files/"+file, time.Now()); err != nil {
		log.Print(err)
		http.Error(w, "The key ring cannot have this line.", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

var filePages = look.Parse(`
{{define "desk"}}<p>It serves the books to everybody who has a link. This is its key ring: it has
the public key of the shop, and what was withdrawn.</p>
<pre>{{.Ring}}</pre>
<p>A second after a new line was added, all links to a file that were made before it have ended.
Links that are made after it work.</p>
{{range .Files}}<form method="post" action="/withdraw">
<input type="hidden" name="file" value="{{.}}">
<button class="quiet">Withdraw {{.}}</button>
</form>
{{end}}{{end}}
`)
