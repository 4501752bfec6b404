package django_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/django"
)

// A Go program makes a link for a Django project, or reads a link of the project.
func Example() {
	keys, err := django.NewKeys("the project's SECRET_KEY", "the SECRET_KEY before it")
	if err != nil {
		panic(err)
	}
	salt := django.Salt("accounts.confirm")
	token, err := django.Dumps(keys, django.Object{{Name: "uid", Value: 42}, {Name: "next", Value: "/home/"}}, salt)
	if err != nil {
		panic(err)
	}

	var link struct {
		UID  int64  `json:"uid"`
		Next string `json:"next"`
	}
	err = django.Loads(keys, token, 30*time.Minute, &link, salt)
	fmt.Println(link.UID, link.Next, err)

	err = django.Loads(keys, token, 30*time.Minute, &link, django.Salt("another.purpose"))
	fmt.Println(err, errors.Is(err, typeseal.ErrInvalid))
	// Output:
	// 42 /home/ <nil>
	// typeseal: forged token true
}

// Django 6.1 made this token in 2023, with
//
//	signing.dumps({"uid": 42, "next": "/home/"}, salt="accounts.confirm")
func ExampleLoads() {
	const token = "eyJ1aWQiOjQyLCJuZXh0IjoiL2hvbWUvIn0:1r31eq:EOby1s1pWbYnYKZE-oEIySA04G1FLr3jfX2rlIuWP9E"
	keys, err := django.NewKeys("the project's SECRET_KEY")
	if err != nil {
		panic(err)
	}
	var link struct {
		UID  int64  `json:"uid"`
		Next string `json:"next"`
	}
	err = django.Loads(keys, token, typeseal.Unlimited, &link, django.Salt("accounts.confirm"))
	fmt.Println(link.UID, link.Next, err)

	err = django.Loads(keys, token, time.Hour, &link, django.Salt("accounts.confirm"))
	fmt.Println(errors.Is(err, typeseal.ErrExpired))
	// Output:
	// 42 /home/ <nil>
	// true
}

func ExampleSigner() {
	keys, _ := django.NewKeys("my-other-secret")
	signer, err := django.NewSigner(keys)
	if err != nil {
		panic(err)
	}
	token, _ := signer.Sign("My string")
	value, err := signer.Unsign(token)
	fmt.Println(token)
	fmt.Println(value, err)
	// Output:
	// My string:o3DrrsT6JRB73t-HDymfDNbTSxfMlom2d8TiUlb1hWY
	// My string <nil>
}

// Django 6.1 made this token in 2023.
func ExampleTimestampSigner() {
	const token = "report-2026.pdf.1r31eq." +
		"hnlUVgR6AZIxQd6CANfUxmEiXRoCq5g9wBJ5Btj1R0aoMAe9FiZZDtWbF-qBzHRpxDYQ1Qkg7AGfSDYz8Hmlaw"
	keys, _ := django.NewKeys("the project's SECRET_KEY")
	signer, err := django.NewTimestampSigner(keys,
		django.Salt("downloads"), django.Sep("."), django.Algorithm("sha512"))
	if err != nil {
		panic(err)
	}
	name, err := signer.Unsign(token, typeseal.Unlimited)
	fmt.Println(name, err)

	_, err = signer.Unsign(token, time.Hour)
	fmt.Println(err)
	// Output:
	// report-2026.pdf <nil>
	// typeseal: expired token
}

// A Go program shares a cookie with response.set_signed_cookie("seen", ...,
// salt="ads") and request.get_signed_cookie("seen", salt="ads", max_age=3600).
func ExampleNewCookieSigner() {
	keys, _ := django.NewKeys("the project's SECRET_KEY")
	signer, err := django.NewCookieSigner(keys, "seen", "ads")
	if err != nil {
		panic(err)
	}

	w := httptest.NewRecorder()
	token, _ := signer.Sign("banner 7")
	w.Header().Add("Set-Cookie", "seen="+django.QuoteCookie(token)+"; Path=/; HttpOnly")

	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Cookie", "seen="+django.QuoteCookie(token))
	text, _ := django.FindCookie(r.Header.Get("Cookie"), "seen")
	value, err := signer.Unsign(text, time.Hour)
	fmt.Println(value, err)

	// Django 6.1 set this cookie in 2023.
	const old = `seen="banner 7:1r31eq:ebsslIG_q6UURV86gT-FcbAH74xP9sJFwGlVu7fdbIo"`
	text, _ = django.FindCookie(old, "seen")
	value, err = signer.Unsign(text, typeseal.Unlimited)
	fmt.Println(value, err)
	// Output:
	// banner 7 <nil>
	// banner 7 <nil>
}

// The link of Django's password reset page is /reset/<uid>/<token>/.
func ExamplePasswordReset() {
	keys, _ := django.NewKeys("the project's SECRET_KEY")
	resets, err := django.NewPasswordReset(keys, django.ResetTimeout, time.UTC)
	if err != nil {
		panic(err)
	}
	user := django.User{PK: "42", Password: "pbkdf2_sha256$600000$salt$hash", Email: "ana@example.com"}
	uid := django.EncodeUID(user.PK)
	token, _ := resets.Make(user)
	fmt.Println(uid, resets.Check(user, token))

	// Django 6.1 made this token in 2023.
	fmt.Println(resets.Check(user, "bxnlc0-7eca95e9d078062324e3a18949b21339"))

	user.Password = "pbkdf2_sha256$600000$salt$another"
	fmt.Println(resets.Check(user, token))
	// Output:
	// NDI <nil>
	// typeseal: expired token
	// typeseal: forged token
}
