package typeseal

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestDescribe(t *testing.T) {
	for _, k := range kits(t) {
		synctest.Test(t, func(t *testing.T) {
			var minted, opened Details
			token, err := k.tryMint(ana, Describe(&minted), TTL(10*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			now := time.Now().UTC().Truncate(time.Second)
			want := Details{IssuedAt: now, ExpiresAt: now.Add(10 * time.Minute), KeyID: minted.KeyID, Version: 1}
			if minted != want || len(minted.KeyID) != 8 {
				t.Errorf("%s: minted %+v, want %+v", k.name, minted, want)
			}
			time.Sleep(time.Minute)
			if _, err := k.open(token, Describe(&opened)); err != nil || opened != want {
				t.Errorf("%s: opened %+v, %v, want %+v", k.name, opened, err, want)
			}
			untouched := Details{KeyID: "before"}
			if _, err := k.open(token+"x", Describe(&untouched)); err == nil || untouched.KeyID != "before" {
				t.Errorf("%s: a refused token is described: %+v, %v", k.name, untouched, err)
			}
			time.Sleep(time.Hour)
			if _, err := k.open(token, Describe(&untouched)); err == nil || untouched.KeyID != "before" {
				t.Errorf("%s: an expired token is described: %+v, %v", k.name, untouched, err)
			}
			_, err = k.tryMint(ana, Describe(&minted), Describe(&minted))
			wantConfig(t, k.name+" minting, twice", err)
			_, err = k.open(token, Describe(&minted), Describe(&minted))
			wantConfig(t, k.name+" opening, twice", err)
			_, err = k.tryMint(ana, Describe(nil))
			wantConfig(t, k.name+" minting, nil", err)
			_, err = k.open(token, Describe(nil))
			wantConfig(t, k.name+" opening, nil", err)
		})
	}
}

// TestDescribeUnlimited: a token that does not expire has no ExpiresAt.
func TestDescribeUnlimited(t *testing.T) {
	p := samplePolicy(Signed)
	p.MaxAge = Unlimited
	k := newKit(t, p)
	var minted, opened Details
	token, err := k.tryMint(ana, Describe(&minted))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.open(token, Describe(&opened)); err != nil || minted != opened || !minted.ExpiresAt.IsZero() {
		t.Errorf("minted %+v, opened %+v, %v", minted, opened, err)
	}
}

// TestRemint: Remint is set if new tokens would get another key or version.
func TestRemint(t *testing.T) {
	old, new := GenerateKey(), GenerateKey()
	k := newKit(t, samplePolicy(Signed))
	k.ring = mustRing(t, old)
	token := k.mint(t, ana)
	remint := func(k *kit) bool {
		var d Details
		if _, err := k.open(token, Describe(&d)); err != nil {
			t.Fatal(err)
		}
		return d.Remint
	}
	if remint(k) {
		t.Error("the token has the primary key and the newest version")
	}
	rotated := *k
	rotated.ring = mustRing(t, "primary "+new+"\naccepted "+old)
	if !remint(&rotated) {
		t.Error("the key of the token is no longer primary")
	}
	p := samplePolicy(Signed)
	p.Version, p.Accept = 2, []int{1, 2}
	if !remint(k.with(p)) {
		t.Error("the version of the token is not the newest")
	}
}
