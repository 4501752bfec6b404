package site

import (
	"context"
	"fmt"
	"io"
	"log"
	"sync"
	"time"
)

// A Mail is a mail in plain text.
type Mail struct{ To, Subject, Text string }

// Send sends a mail.
type Send func(ctx context.Context, m Mail) error

// Print returns a Send that prints mails.
func Print(w io.Writer) Send {
	var one sync.Mutex
	return func(_ context.Context, m Mail) error {
		one.Lock()
		defer one.Unlock()
		_, err := fmt.Fprintf(w, `
---- a mail ----
To: %s
Subject: %s
Content-Type: text/plain; charset=utf-8

%s----

`, m.To, m.Subject, m.Text)
		return err
	}
}

// linkMail is the mail with a link. The link is alone on its line, so that mail programs
// do not take a full stop after it for a part of it.
func linkMail(to, link string, until time.Time) Mail {
	return Mail{to, "Choose a new password", fmt.Sprintf(`Hello,

somebody, probably you, asked for a new password for this account. To choose
one, open this link:

%s

It works once, until %s.

If you did not ask, you can ignore this mail: nothing has changed.
`, link, until.Format("2 January 2006, 15:04 MST"))}
}

// Changed tells a person that the password was changed.
func (s *Site) Changed(address string) {
	s.later(func(ctx context.Context) error {
		return s.Send(ctx, Mail{address, "Your password was changed", `Hello,

the password of your account was changed just now. If that was not you, answer
this mail.
`})
	})
}

// later calls a function after the response was sent, so that the time of the response
// does not reveal what the function did. A program that must not lose mails keeps them in
// a queue.
func (s *Site) later(do func(ctx context.Context) error) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := do(ctx); err != nil {
			log.Print(err)
		}
	}()
}
