package recipes

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func httptestGet(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

func TestCursor(t *testing.T) {
	keys := newKeys(t)
	read := func(path, user string) (int64, error) { return ReadCursor(keys, httptestGet(path), user) }
	if after, err := read("/orders?state=paid", "ana"); after != 0 || err != nil {
		t.Errorf("the first page begins after %d, %v", after, err)
	}
	cursor := must(NextCursor(keys, httptestGet("/orders?state=paid&sort=date"), "ana", 42))(t)
	for _, path := range []string{"/orders?state=paid&sort=date", "/orders?sort=d%61te&state=paid"} {
		after, err := read(path+"&cursor="+cursor, "ana")
		if after != 42 || err != nil {
			t.Errorf("%s: after %d, %v", path, after, err)
		}
		next := must(NextCursor(keys, httptestGet(path+"&cursor="+cursor), "ana", 84))(t)
		if after, err := read(path+"&cursor="+next, "ana"); after != 84 || err != nil {
			t.Errorf("%s: the third page begins after %d, %v", path, after, err)
		}
	}
	for _, path := range []string{
		"/orders?state=open&sort=date", "/orders?state=paid", "/orders?state=paid&sort=date&x=1",
		"/orders?state=paid&sort=date&state=open", "/bills?state=paid&sort=date",
	} {
		if after, err := read(path+"&cursor="+cursor, "ana"); !errors.Is(err, typeseal.ErrForged) || after != 0 {
			t.Errorf("%s: after %d, %v", path, after, err)
		}
	}
	if _, err := read("/orders?state=paid&sort=date&cursor="+cursor, "ben"); !errors.Is(err, typeseal.ErrForged) {
		t.Errorf("another user's cursor: %v", err)
	}
}
