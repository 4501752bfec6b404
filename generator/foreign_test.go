package generator

import (
	"fmt"
	"strings"
	"testing"
)

// TestMoved: a date of until in the past is a warning, and the files are still written.
func TestMoved(t *testing.T) {
	dir := module(t, `
-- shop.go --
package shop

//typeseal:sign salt=shop.new max-age=1h also=django until=2999-12-31
type New struct{ X int }

//typeseal:sign salt=shop.old max-age=1h also=handshake until=2020-02-29
type Old struct{ X int }
-- other/other.go --
package other

//typeseal:seal salt=other.old max-age=1h also=handoff until=2020-12-31
type Old struct{ X int }
`)
	result := cleanly(t, dir, ".")
	if len(result.Files) != 1 || len(result.Warnings) != 1 {
		t.Fatalf("%d files, warnings %v", len(result.Files), result.Warnings)
	}
	want := `shop.go:6:42: type Old no longer accepts tokens of handshake: 2020-02-29 is over; ` +
		`remove also, until and the other options of also; the methods then have one parameter less`
	if got := result.Warnings[0].String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := Commit(result); err != nil {
		t.Error(err)
	}
}

// TestForeignTypes: the result describes types with foreign tokens.
func TestForeignTypes(t *testing.T) {
	dir := module(t, `
-- shop.go --
package shop

//typeseal:sign format=django salt=Cart max-age=1h algorithm=sha512 sep=! future=accept
type Cart struct{ X int }

//typeseal:sign format=handshake max-age=1h
type Call struct{ X int }

//typeseal:sign salt=shop.new max-age=1h also=django until=2999-12-31 also-algorithm=sha256
type New struct{ X int }

//typeseal:sign salt=flask max-age=1h also=itsdangerous until=2999-12-31 also-salt=f also-sep=~ also-future=accept
type Flask struct{ X int }

//typeseal:sign salt=app max-age=1h also=itsdangerous until=2999-12-31 also-derivation=hmac also-algorithm=sha1
type App struct{ X int }

//typeseal:sign salt=gob max-age=1h also=securecookie until=2999-12-31 also-algorithm=sha1 also-codec=json
type Gob struct{ X int }

//typeseal:sign salt=jwt max-age=1h also=jwt until=2999-12-31 also-issuer=a also-audience=b also-missing=zero
type JWT struct{ X int }
`)
	types := map[string]Token{}
	for _, typ := range tokensOf(t, dir) {
		types[typ.TypeName] = typ
	}
	if c := types["Cart"]; c.Format != "django" || c.Salt != "Cart" || c.Algorithm != "sha512" || c.Sep != "!" ||
		!c.Future || c.Codec != "json" || c.Prefix != "" {
		t.Errorf("Cart: %+v", c)
	}
	if c := types["Call"]; c.Format != "handshake" || c.Salt != "" || c.MaxSize != 2048 || c.Codec != "text" {
		t.Errorf("Call: %+v", c)
	}
	for name, want := range map[string]string{ // without the defaults
		"Cart":  ",0001-01-01,,,,,,,,false,false",
		"New":   "django,3000-01-01,shop.new,,,,,,,false,false",
		"Flask": "itsdangerous,3000-01-01,f,,,~,,,,true,false",
		"App":   "itsdangerous,3000-01-01,app,,hmac,,,,,false,false",
		"Gob":   "securecookie,3000-01-01,gob,sha1,,,json,,,false,false",
		"JWT":   "jwt,3000-01-01,,,,,,a,b,false,true",
	} {
		a := types[name].Also
		got := strings.Join([]string{a.Format, a.Until.Format("2006-01-02"), a.Salt, a.Algorithm, a.Derivation, a.Sep,
			a.Codec, a.Issuer, a.Audience, fmt.Sprint(a.Future), fmt.Sprint(a.Missing)}, ",")
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
