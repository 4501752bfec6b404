package recipes

import (
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// newAddress is where Ana's mail shall go.
const newAddress = "ana@example.org"

func TestAddress(t *testing.T) {
	keys, users, site := newKeys(t), NewUsers(rows...), newSite(t)
	b := newBrowser(t, AddressPage(keys, users))
	change := must(AddressLink(site, keys, AddressChange{User: ana.ID, Address: newAddress}))(t)
	again := must(AddressLink(site, keys, AddressChange{User: ana.ID, Address: newAddress}))(t)
	undo := must(AddressLink(site, keys, AddressChange{User: ana.ID, Address: ana.Address, Changes: 1}))(t)

	b.get(undo, 410) // there is nothing to undo
	if page := b.get(change, 200); !strings.Contains(page, newAddress) {
		t.Errorf("the page is\n%s", page)
	}
	b.press(change, 422) // a scanner that presses buttons
	b.press(change, 422, "address", ana.Address)
	wantAddress(t, users, ana.Address)
	b.press(change, 303, "address", newAddress)
	wantAddress(t, users, newAddress)
	b.get(change, 410)

	b.press(undo, 303, "address", "Ana@example.com ")
	wantAddress(t, users, ana.Address)
	for _, link := range []string{change, again, undo} { // also one that was never used
		b.get(link, 410)
	}
	if u := must(users.ByID(t.Context(), 8))(t); u.Address != rows[1].Address {
		t.Errorf("the address of another user is %s", u.Address)
	}
}

// TestAddressTwice: of two forms that pass the check at once, the second changes nothing.
func TestAddressTwice(t *testing.T) {
	users := NewUsers(rows...)
	for i, want := range []error{nil, typeseal.ErrStale} {
		if err := users.SetAddress(t.Context(), ana.ID, 0, newAddress); !errors.Is(err, want) {
			t.Errorf("form %d: %v, want %v", i, err, want)
		}
	}
}

func wantAddress(t *testing.T, users *Users, want string) {
	t.Helper()
	if u := must(users.ByID(t.Context(), ana.ID))(t); u.Address != want {
		t.Errorf("the address is %s, want %s", u.Address, want)
	}
}
