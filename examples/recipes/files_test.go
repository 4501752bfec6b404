package recipes

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func newFolder(t *testing.T) *os.Root {
	t.Helper()
	folder := must(os.OpenRoot(t.TempDir()))(t)
	t.Cleanup(func() { folder.Close() })
	if err := folder.WriteFile("song 1.flac", []byte("a song"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func put(link, body string) *http.Request {
	return httptest.NewRequest("PUT", link, strings.NewReader(body))
}

func TestDownload(t *testing.T) {
	keys := newKeys(t)
	b := newBrowser(t, Files(keys, newFolder(t)))
	link := must(SignFile(newSite(t), keys, "GET", "song 1.flac", 0))(t)
	resp := b.do(httptest.NewRequest("GET", link, nil), 200)
	if body := must(io.ReadAll(resp.Body))(t); string(body) != "a song" ||
		resp.Header.Get("Content-Disposition") != "attachment" {
		t.Errorf("%q, %v", body, resp.Header)
	}
	b.do(httptest.NewRequest("HEAD", link, nil), 200)
	r := httptest.NewRequest("GET", link, nil)
	r.Header.Set("Range", "bytes=2-")
	b.do(r, 206)
	b.get(strings.Replace(link, "song%201", "song%202", 1), 403)
	b.do(put(link, "mine"), 403)
	b.get(must(SignFile(newSite(t), keys, "GET", "missing", 0))(t), 404)
}

func TestUpload(t *testing.T) {
	keys, folder := newKeys(t), newFolder(t)
	b := newBrowser(t, Files(keys, folder))
	link := must(SignFile(newSite(t), keys, "PUT", "report", 6))(t)
	b.do(put(link, "too long"), 413)
	if files := must(os.ReadDir(folder.Name()))(t); len(files) != 1 {
		t.Errorf("after an upload that is too long: %v", files)
	}
	b.get(link, 403)
	b.do(put(strings.Replace(link, "report", "other", 1), "a"), 403)
	b.do(put(link, "report"), 200)
	b.do(put(link, "mine"), 409)
	if text := must(folder.ReadFile("report"))(t); string(text) != "report" {
		t.Errorf("the file has %q", text)
	}
	if files := must(os.ReadDir(folder.Name()))(t); len(files) != 2 {
		t.Errorf("the folder has %v", files)
	}
}

// TestFileNames: no name leads out of the folder.
func TestFileNames(t *testing.T) {
	keys, folder := newKeys(t), newFolder(t)
	b := newBrowser(t, Files(keys, folder))
	for _, name := range []string{"..", "../secret", ".", ""} {
		link, err := SignFile(newSite(t), keys, "PUT", name, 6)
		if err != nil {
			if !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		w := httptest.NewRecorder()
		b.site.ServeHTTP(w, put(link, "secret"))
		if w.Code < 300 {
			t.Errorf("%q was written: %d", name, w.Code)
		}
	}
}

func TestFileLinkExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := newKeys(t)
		b := newBrowser(t, Files(keys, newFolder(t)))
		link := must(SignFile(newSite(t), keys, "GET", "song 1.flac", 0))(t)
		time.Sleep(time.Hour + time.Second)
		b.get(link, 410)
	})
}
