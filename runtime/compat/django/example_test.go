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

// A link that a Django project made, or will read, with signing.dumps and
// signing.loads.
func Example() {
	keys, err := django.NewKeys("the project's SECRET_KEY", "the one before it")
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

func ExampleTimestampSigner() {
	keys, _ := django.NewKeys("a secret key")
	signer, err := django.NewTimestampSigner(keys, django.Salt("downloads"), django.Sep("."), django.Algorithm("sha512"))
	if err != nil {
		panic(err)
	}
	token, _ := signer.Sign("report-2026.pdf")
	name, err := signer.Unsign(token, time.Hour)
	fmt.Println(name, err)
	// Output: report-2026.pdf <nil>
}

// A cookie shared with response.set_signed_cookie("seen", ..., salt="ads") and
// request.get_signed_cookie("seen", salt="ads", max_age=3600).
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
	// Output: banner 7 <nil>
}

// The link of Django's password reset page: /reset/<uid>/<token>/.
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

	user.Password = "pbkdf2_sha256$600000$salt$another"
	fmt.Println(resets.Check(user, token))
	// Output:
	// NDI <nil>
	// typeseal: forged token
}
