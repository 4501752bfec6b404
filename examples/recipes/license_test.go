package recipes

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// newShop returns the key of a shop, whose public key is built into the program.
func newShop(t *testing.T) *typeseal.SigningKey {
	t.Helper()
	signing, public := typeseal.GenerateSigningKey()
	built := licenseKeys
	licenseKeys = public
	t.Cleanup(func() { licenseKeys = built })
	return must(typeseal.ParseSigningKey(signing))(t)
}

func TestLicense(t *testing.T) {
	if _, err := typeseal.ParsePublicKeyring(licenseKeys); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(t)
		text := must(License{Holder: "Ana", Seats: 5}.Sign(shop, typeseal.BoundTo("machine:m1")))(t)
		pasted := "\n  " + text[:50] + "\n  " + text[50:] + "\n"
		for _, text := range []string{text, pasted} {
			if l, err := OpenLicense(text, "m1"); err != nil || l.Holder != "Ana" || l.Seats != 5 {
				t.Errorf("%+v, %v", l, err)
			}
		}
		if l, err := OpenLicense(text, "m2"); !errors.Is(err, typeseal.ErrForged) || l.Seats != 0 {
			t.Errorf("on another machine: %+v, %v", l, err)
		}
		month := must(License{Seats: 5}.Sign(shop, typeseal.BoundTo("machine:m1"), typeseal.TTL(30*24*time.Hour)))(t)
		time.Sleep(31 * 24 * time.Hour)
		if _, err := OpenLicense(month, "m1"); !errors.Is(err, typeseal.ErrExpired) {
			t.Errorf("after a month: %v", err)
		}
		time.Sleep(335 * 24 * time.Hour)
		if _, err := OpenLicense(text, "m1"); err != nil {
			t.Errorf("after 366 days: %v", err)
		}
		time.Sleep(time.Second)
		expired, ok := errors.AsType[*typeseal.ExpiredError[License]](second(OpenLicense(text, "m1")))
		if !ok || expired.Payload().Holder != "Ana" {
			t.Error("after 366 days and a second, the license has not expired")
		}
	})
}

func second[T any](_ T, err error) error { return err }

// TestLicenseKeys: a license of another shop is refused.
func TestLicenseKeys(t *testing.T) {
	text := must(License{Seats: 5}.Sign(newShop(t), typeseal.BoundTo("machine:m1")))(t)
	newShop(t)
	if _, err := OpenLicense(text, "m1"); !errors.Is(err, typeseal.ErrUnknownKey) {
		t.Error(err)
	}
}
