// Package payload uses payloads, with a valid token or without.
package payload

import (
	"errors"
	"log"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"

	"example.com/app/tokens"
)

var keys *typeseal.Keyring

func use(...any) {}

func before(token string) error {
	var r tokens.Reset
	err := r.Verify(keys, token)
	use(r.ID) // want `r is used before the error of Verify is looked at`
	return err
}

func beforePointer(r *tokens.Reset, token string) (err error) {
	err = r.Verify(keys, token)
	if r.ID == 0 { // want `r is used before the error of Verify is looked at`
		return nil
	}
	return err
}

func overwritten(token, other string) error {
	var r, s tokens.Reset
	err := r.Verify(keys, token)
	err = s.Verify(keys, other)
	if err != nil {
		return err
	}
	use(s.ID)
	use(r.ID) // want `r is used, but the error of Verify was overwritten before anyone looked at it`
	return nil
}

func failing(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Println(r.ID, err) // want `r has no payload here, because Verify has failed`
		return
	}
	use(r)
}

func failingElse(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err == nil {
		use(r)
	} else {
		use(r) // want `r has no payload here, because Verify has failed`
	}
}

func failingDirectly(token string) {
	r := new(tokens.Reset)
	if r.Verify(keys, token) != nil {
		use(r.ID) // want `r has no payload here, because Verify has failed`
		return
	}
	use(r.ID)
}

func expired(token string) error {
	var r tokens.Reset
	err := r.Verify(keys, token)
	switch {
	case errors.Is(err, typeseal.ErrExpired):
		use(r.Name) // want `r has no payload here, because Verify has failed`
		return nil
	case err != nil:
		return err
	}
	use(r)
	return nil
}

func noReturn(w http.ResponseWriter, token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		http.Error(w, "bad link", http.StatusForbidden)
	}
	use(r.ID) // want `r may have no payload here; return, or set it, where the error of Verify is not nil`
}

func mostErrors(token string) error {
	r := tokens.Reset{}
	err := r.Verify(keys, token)
	if err != nil && !errors.Is(err, typeseal.ErrExpired) {
		return err
	}
	use(r.ID) // want `r may have no payload here`
	return nil
}

func helper(w http.ResponseWriter, token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		fail(w)
	}
	use(r) // want `r may have no payload here`
}

func fail(w http.ResponseWriter) { http.Error(w, "bad link", http.StatusForbidden) }

func order(token string) (tokens.Reset, error) {
	var r tokens.Reset
	return r, r.Verify(keys, token) // want `r may be read before Verify sets it; Go does not say which comes first`
}

func inLoop(list []string) {
	for _, token := range list {
		var r tokens.Reset
		err := r.Verify(keys, token)
		if err != nil {
			log.Print(err)
		}
		use(r.ID) // want `r may have no payload here`
	}
}

func inClosure(token string) func() {
	return func() {
		var r tokens.Reset
		err := r.Verify(keys, token)
		use(r.ID) // want `r is used before the error of Verify is looked at`
		use(err)
	}
}

func sides(token string) bool {
	var r tokens.Reset
	err := r.Verify(keys, token)
	if err != nil && r.ID == 1 { // want `r has no payload here, because Verify has failed`
		return true
	}
	return false
}

func comparedEarly(token string) (known bool, err error) {
	var r tokens.Reset
	err = r.Verify(keys, token)
	known = r.ID != 0 // want `r is used before the error of Verify is looked at`
	return known, err
}

func sum(token string) int64 {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Print(err)
	}
	return r.ID + 1 // want `r may have no payload here`
}
