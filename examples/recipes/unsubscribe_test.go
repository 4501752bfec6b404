package recipes

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestUnsubscribe(t *testing.T) {
	keys := newKeys(t)
	readers := []string{"ana@example.com", "ben@example.com", "eve@example.com"}
	b := newBrowser(t, UnsubscribePage(keys, func(_ context.Context, address string) error {
		readers = slices.DeleteFunc(readers, func(reader string) bool { return reader == address })
		return nil
	}))
	headers := func(address string) (link, post string) {
		h := must(UnsubscribeHeaders(newSite(t), keys, address))(t)
		link, ok := strings.CutPrefix(strings.TrimSuffix(h["List-Unsubscribe"], ">"), "<https://app.test")
		if !ok || strings.Contains(link, address) {
			t.Fatalf("headers %q", h)
		}
		return link, h["List-Unsubscribe-Post"]
	}
	link, _ := headers("ana@example.com")
	b.get(link, 200)
	if len(readers) != 3 {
		t.Error("opening the link unsubscribes")
	}
	for range 2 { // people press twice
		b.press(link, 303)
	}
	link, post := headers("ben@example.com")
	for range 2 { // a provider posts to the link, without a page and cookies
		r := httptest.NewRequest("POST", link, strings.NewReader(post))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		b.do(r, 200)
	}
	if !slices.Equal(readers, []string{"eve@example.com"}) {
		t.Errorf("readers %q", readers)
	}
	r := httptest.NewRequest("POST", link[:len(link)-4], strings.NewReader(post))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.do(r, 403)
}
