package payload

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"

	"example.com/app/tokens"
)

func ordinary(token string) (int64, error) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		return 0, err
	}
	return r.ID, nil
}

func together(token string) (tokens.Reset, error) {
	var r tokens.Reset
	err := r.Verify(keys, token)
	return r, err
}

func wrapped(token string) (tokens.Reset, error) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		return r, fmt.Errorf("reset: %w", err)
	}
	return r, nil
}

func named(token string) (r tokens.Reset, err error) {
	err = r.Verify(keys, token)
	return
}

func pointer(token string) (*tokens.Reset, error) {
	r := &tokens.Reset{}
	return r, r.Verify(keys, token) // the pointer does not change
}

func withExpired(token string) error {
	var r tokens.Reset
	err := r.Verify(keys, token)
	var old *typeseal.ExpiredError[tokens.Reset]
	switch {
	case errors.As(err, &old):
		use(old.Payload().ID)
	case errors.Is(err, typeseal.ErrInvalid):
		return errors.New("bad link")
	case err != nil:
		return err
	default:
		use(r.ID)
	}
	return nil
}

func justExpired(w http.ResponseWriter, token string) {
	var r tokens.Reset
	err := r.Verify(keys, token)
	if errors.Is(err, typeseal.ErrExpired) {
		http.Error(w, "the link has expired", http.StatusGone)
		return
	}
	if err != nil {
		http.Error(w, "bad link", http.StatusForbidden)
		return
	}
	use(r)
}

func condition(token string) bool {
	var r tokens.Reset
	err := r.Verify(keys, token)
	if err == nil && r.ID == 1 {
		return true
	}
	if err != nil || r.ID == 2 {
		return false
	}
	return err == nil && r.ID == 3
}

// defaults has a value that stays if there is no valid token.
func defaults(token string) string {
	r := tokens.Reset{Name: "nobody"}
	if err := r.Verify(keys, token); err != nil {
		log.Print("default, because ", err)
	}
	return r.Name
}

func reset(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		r = tokens.Reset{Name: "nobody"}
	}
	use(r)
}

func setField(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		r.Name = "nobody"
	}
	use(r)
}

func second(token string, old *typeseal.Keyring) error {
	var r tokens.Reset
	err := r.Verify(keys, token)
	if err != nil {
		err = r.Verify(old, token)
	}
	if err != nil {
		return err
	}
	use(r)
	return nil
}

func maybe(token string) {
	var r tokens.Reset
	var err error
	if token != "" {
		err = r.Verify(keys, token)
	}
	if err != nil {
		return
	}
	use(r)
}

func flag(token string) {
	var r tokens.Reset
	known := true
	if err := r.Verify(keys, token); err != nil {
		known = false
	}
	if known {
		use(r)
	}
}

func nobody(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Print(err)
	}
	if r.ID == 0 {
		return
	}
	use(r)
}

func anybody(token string) bool {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Print(err)
	}
	return r.ID != 0
}

func somebody(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Print(err)
	}
	if known := r.ID > 0 && r.Name != ""; known {
		use(r)
	}
}

func value(token string) tokens.Reset {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Print(err)
	}
	return r
}

func ends(token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Fatal(err)
	}
	use(r)
}

func endsByHelper(t *testing.T, token string) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		die(err)
	}
	use(r)
	var s tokens.Reset
	if err := s.Verify(keys, token); err != nil {
		t.Fatal(err)
	}
	use(s)
}

func die(err error) {
	log.Print(err)
	os.Exit(1)
}

func elsewhere(token string, check func(error) bool) {
	var r tokens.Reset
	err := r.Verify(keys, token)
	if !check(err) {
		return
	}
	use(r)
}

func deferred(token string) (err error) {
	defer func() {
		if err != nil {
			log.Print(err)
		}
	}()
	var r tokens.Reset
	if err = r.Verify(keys, token); err != nil {
		return err
	}
	use(r)
	return nil
}

func rings(token string, list []*typeseal.Keyring) error {
	var r tokens.Reset
	var err error
	for _, ring := range list {
		if err = r.Verify(ring, token); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	use(r)
	return nil
}

func continues(list []string) {
	for _, token := range list {
		var r tokens.Reset
		if err := r.Verify(keys, token); err != nil {
			continue
		}
		use(r)
	}
}

func joined(token, other string) error {
	var r, s tokens.Reset
	err := errors.Join(r.Verify(keys, token), s.Verify(keys, other))
	if err != nil {
		return err
	}
	use(r, s)
	return nil
}

func asked(token string) {
	var r tokens.Reset
	ok := r.Verify(keys, token) == nil
	if ok {
		use(r)
	}
}

func switched(token string) {
	var r tokens.Reset
	switch err := r.Verify(keys, token); err {
	case nil:
		use(r)
	default:
		log.Print(err)
	}
}

func renewed(token string) (string, error) {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		return tokens.Reset{Name: "new"}.Sign(keys)
	}
	return r.Sign(keys)
}
