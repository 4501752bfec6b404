package site

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

func (s *Site) askAddress(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("sent") {
		pages.Show(w, http.StatusOK, "Look into your mail", "sent", nil)
		return
	}
	pages.Show(w, http.StatusOK, "Forgot your password?", "forgot", nil)
}

// mailLink gives the same response in the same time, whether an account with that address
// exists or not, so that nobody learns who has an account.
func (s *Site) mailLink(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	address := strings.ToLower(strings.TrimSpace(r.PostFormValue("address")))
	switch {
	case !strings.Contains(address, "@") || len(address) > 254:
		pages.Show(w, http.StatusUnprocessableEntity, "Forgot your password?", "forgot", "This is not a mail address.")
		return
	case !s.byClient.allow(client(r)):
		w.Header().Set("Retry-After", "3600")
		pages.Show(w, http.StatusTooManyRequests, "Too many requests", "limit", nil)
		return
	case s.byAddress.allow(address):
		s.later(func(ctx context.Context) error { return s.sendLink(ctx, address) })
	}
	http.Redirect(w, r, "/forgot?sent", http.StatusSeeOther)
}

// sendLink mails a link, if there is an account with that address.
func (s *Site) sendLink(ctx context.Context, address string) error {
	account, err := s.Accounts.Find(ctx, address)
	if errors.Is(err, ErrNoAccount) {
		return nil
	}
	if err != nil {
		return err
	}
	link, until, err := s.Link(account)
	if err != nil {
		return err
	}
	return s.Send(ctx, linkMail(account.Address, link, until))
}
