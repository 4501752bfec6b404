package django

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"

	"github.com/typeseal/typeseal/testdata/python"
)

// A peer is one release of the real Django.
type peer struct {
	*testing.T
	process *python.Process
	keys    *Keys // another primary key, with the peer's keys as fallbacks
	minting []*Keys
	source  python.Source
}

// each is the number of tokens of each kind in each direction.
const each = 1000

// TestDjango exchanges tokens with each real Django, both ways.
func TestDjango(t *testing.T) {
	python.Each(t, func(t *testing.T, django python.Peer) {
		process := django.Start(t)
		release := process.Ask(t, python.Question{"op": "version"}).Text
		if want := strings.TrimPrefix(django.Name, "django-") + "."; !strings.HasPrefix(release+".", want) {
			t.Fatalf("%s is Django %s", django.Name, release)
		}
		for _, kind := range kinds {
			t.Run(kind.name, func(t *testing.T) {
				const primary, fallback = "peer-secret-☃-key", "peer-fallback-key"
				keys := newKeys(t, "the primary key of tomorrow", []string{primary, fallback})
				minting := []*Keys{newKeys(t, primary, []string{fallback}), newKeys(t, fallback, nil)}
				kind.exchange(&peer{t, process, keys, minting, python.NewSource(compattest.Object)})
			})
		}
	})
}

var kinds = []struct {
	name     string
	exchange func(*peer)
}{
	{"objects", func(p *peer) { p.objects() }},
	{"compressed objects", func(p *peer) { p.objects(Compress()) }},
	{"signed objects", func(p *peer) { p.signedObjects(false) }},
	{"signed objects with a time", func(p *peer) { p.signedObjects(true) }},
	{"sessions", (*peer).sessions},
	{"text", func(p *peer) { p.text(false) }},
	{"text with a time", func(p *peer) { p.text(true) }},
	{"cookies", (*peer).cookies},
	{"old cookies", (*peer).oldCookies},
	{"resets", (*peer).resets},
}

func (p *peer) ask(q python.Question) python.Answer {
	p.Helper()
	return p.process.Ask(p.T, q)
}

// refuses asks the peer to read a token that was changed.
func (p *peer) refuses(q python.Question, argument string) {
	p.Helper()
	q[argument] = python.Changed(q[argument].(string))
	if a := p.process.Try(p.T, q); !strings.Contains(a.Error, "BadSignature") {
		p.Fatalf("Python read a changed token: %+v", a)
	}
}

// refused checks the error for a token that was changed.
func (p *peer) refused(err error) {
	p.Helper()
	if !errors.Is(err, typeseal.ErrInvalid) {
		p.Fatalf("Go read a changed token: %v", err)
	}
}

var wide = []Option{MaxSize(1 << 20), MaxPayload(1 << 20)}

func (p *peer) objects(options ...Option) {
	for i := range each {
		salt := fmt.Sprintf("peer.%d", i%7)
		opts := append(append([]Option{Salt(salt)}, wide...), options...)
		want, err := toJSON(p.source.Value())
		fatal(p, err)
		token, err := Dumps(p.minting[i%2], json.RawMessage(want), opts...)
		fatal(p, err)
		read := python.Question{"op": "read_object", "token": token, "salt": salt}
		if got := p.ask(read).Text; got != string(want) {
			p.Fatalf("Python read\n%s, want\n%s", got, want)
		}
		p.refuses(read, "token")

		made := p.ask(python.Question{"op": "make_object", "salt": salt, "compress": len(options) > 0})
		var got json.RawMessage
		fatal(p, Loads(p.keys, made.Token, time.Hour, &got, opts...))
		if string(got) != made.Text {
			p.Fatalf("Go read\n%s, want\n%s", got, made.Text)
		}
		p.refused(Loads(p.keys, python.Changed(made.Token), time.Hour, &got, opts...))
		spec := NewSpec(time.Hour, opts...)
		if o, err := spec.Open(p.keys, made.Token); err != nil || string(o.Payload()) != made.Text {
			p.Fatalf("Spec.Open: %v", err)
		}
	}
}

func toJSON(v any) ([]byte, error) { return pyjson.Append(nil, v, style) }

func (p *peer) sessions() {
	opts := append([]Option{Salt(SessionSalt), Compress()}, wide...)
	for i := range each {
		session := Object{{Name: "_auth_user_id", Value: "42"}, {Name: "data", Value: p.source.Value()}}
		want, err := toJSON(session)
		fatal(p, err)
		token, err := Dumps(p.minting[i%2], session, opts...)
		fatal(p, err)
		if got := p.ask(python.Question{"op": "read_session", "token": token}).Text; got != string(want) {
			p.Fatalf("Python read\n%s, want\n%s", got, want)
		}
		// Django returns an empty session if a session was changed.
		if got := p.ask(python.Question{"op": "read_session", "token": python.Changed(token)}).Text; got != "{}" {
			p.Fatalf("Python read a changed session: %s", got)
		}
		made := p.ask(python.Question{"op": "make_session"})
		var got json.RawMessage
		fatal(p, Loads(p.keys, made.Token, time.Hour, &got, opts...))
		if string(got) != made.Text {
			p.Fatalf("Go read\n%s, want\n%s", got, made.Text)
		}
	}
}

func (p *peer) text(timestamped bool) {
	for i := range each {
		q, opts := numbered(i, timestamped)
		value := p.source.Text(30)
		reader := p.signer(timestamped, p.keys, opts)
		q["op"], q["value"] = "sign", value
		made := p.ask(q).Token
		if got, err := reader.unsign(made); err != nil || got != value {
			p.Fatalf("%v: Go read %q, want %q: %v", q, got, value, err)
		}
		_, err := reader.unsign(python.Changed(made))
		p.refused(err)

		token, err := p.signer(timestamped, p.minting[i%2], opts).sign(value)
		fatal(p, err)
		q["op"], q["token"] = "unsign", token
		if got := p.ask(q).Value; got != value {
			p.Fatalf("%v: Python read %q, want %q", q, got, value)
		}
		p.refuses(q, "token")
	}
}

func (p *peer) signedObjects(timestamped bool) {
	for i := range each {
		q, opts := numbered(i, timestamped)
		q["compress"] = i%2 == 0
		if i%2 == 0 {
			opts = append(opts, Compress())
		}
		reader := p.signer(timestamped, p.keys, opts)
		q["op"] = "sign_object"
		made := p.ask(q)
		var got json.RawMessage
		if err := reader.unsignObject(made.Token, &got); err != nil || string(got) != made.Text {
			p.Fatalf("%v: Go read\n%s, want\n%s: %v", q, got, made.Text, err)
		}
		p.refused(reader.unsignObject(python.Changed(made.Token), &got))

		want, err := toJSON(p.source.Value())
		fatal(p, err)
		token, err := p.signer(timestamped, p.minting[i%2], opts).signObject(json.RawMessage(want))
		fatal(p, err)
		q["op"], q["token"] = "unsign_object", token
		if got := p.ask(q).Text; got != string(want) {
			p.Fatalf("%v: Python read\n%s, want\n%s", q, got, want)
		}
		p.refuses(q, "token")
	}
}

// numbered returns the settings of signer number i, as a question and as options.
func numbered(i int, timestamped bool) (python.Question, []Option) {
	names := compattest.Algorithms("sha256", "sha512", "sha384", "sha224", "sha1", "md5", "sha3_256", "sha3_512")
	seps := []string{":", ".", "::", "a:", "→", " ", "|"}
	name, sep := names[i%len(names)], seps[i%len(seps)]
	return python.Question{"timestamped": timestamped, "sep": sep, "salt": "text", "algorithm": name},
		append([]Option{Sep(sep), Salt("text"), algorithmOption(name)}, wide...)
}

// methods holds the methods of a Signer or of a TimestampSigner.
type methods struct {
	sign         func(string) (string, error)
	unsign       func(string) (string, error)
	signObject   func(any) (string, error)
	unsignObject func(string, any) error
}

func (p *peer) signer(timestamped bool, keys *Keys, opts []Option) methods {
	if !timestamped {
		s, err := NewSigner(keys, opts...)
		fatal(p, err)
		return methods{s.Sign, s.Unsign, s.SignObject, s.UnsignObject}
	}
	s, err := NewTimestampSigner(keys, opts...)
	fatal(p, err)
	return methods{
		s.Sign, func(token string) (string, error) { return s.Unsign(token, time.Hour) },
		s.SignObject, func(token string, v any) error { return s.UnsignObject(token, time.Hour, v) },
	}
}

// cookies exchanges cookies with a real HttpResponse and a real HttpRequest.
func (p *peer) cookies() {
	for i := range each {
		name, salt, value := p.cookie(i)
		s, err := NewCookieSigner(p.keys, name, salt)
		fatal(p, err)
		p.reads(s, name, p.ask(python.Question{"op": "make_cookie", "name": name, "salt": salt, "value": value}), value)

		minter, err := NewCookieSigner(p.minting[i%2], name, salt)
		fatal(p, err)
		token, err := minter.Sign(value)
		fatal(p, err)
		read := python.Question{"op": "read_cookie", "name": name, "salt": salt}
		read["header"] = "other=1; " + name + "=" + QuoteCookie(token)
		if got := p.ask(read).Value; got != value {
			p.Fatalf("Python read %q, want %q", got, value)
		}
		read["header"] = "other=1; " + name + "=" + QuoteCookie(python.Changed(token))
		if a := p.process.Try(p.T, read); !strings.Contains(a.Error, "BadSignature") {
			p.Fatalf("Python read a changed cookie: %+v", a)
		}
	}
}

// oldCookies reads cookies of a Django before 5.2.15.
func (p *peer) oldCookies() {
	for i := range each {
		name, salt, value := p.cookie(i)
		s, err := NewCookieSigner(p.keys, name, salt, AcceptLegacyCookies(time.Now().Add(time.Hour)))
		fatal(p, err)
		made := p.ask(python.Question{"op": "make_old_cookie", "name": name, "salt": salt, "value": value})
		p.reads(s, name, made, value)

		today, err := NewCookieSigner(p.keys, name, salt)
		fatal(p, err)
		token, _ := FindCookie(made.Header, name)
		_, err = today.Unsign(token, time.Hour)
		p.refused(err)
	}
}

// cookie returns the parts of cookie number i. The salt has characters of one to four
// bytes.
func (p *peer) cookie(i int) (name, salt, value string) {
	salts := []string{"", "namespace", p.source.Text(9)}
	return fmt.Sprintf("cookie_%d", i%5), salts[i%3], strings.Map(shown, p.source.Text(20))
}

func shown(r rune) rune {
	if r < ' ' || r >= 0x7f && r < 0xa0 {
		return -1
	}
	return r
}

// reads opens the cookie of a Set-Cookie header, in the form in which a browser returns
// it.
func (p *peer) reads(s *TimestampSigner, name string, made python.Answer, want string) {
	p.Helper()
	pair, _, _ := strings.Cut(made.Header, "; ")
	token, found := FindCookie("other=1; "+pair, name)
	if got, err := s.Unsign(token, time.Hour); !found || err != nil || got != want {
		p.Fatalf("Go read %q, want %q: %v", got, want, err)
	}
	_, err := s.Unsign(python.Changed(token), time.Hour)
	p.refused(err)
}

func (p *peer) resets() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	fatal(p, err)
	reader, err := NewPasswordReset(p.keys, ResetTimeout, berlin)
	fatal(p, err)
	for i := range each {
		g, err := NewPasswordReset(p.minting[i%2], ResetTimeout, berlin)
		fatal(p, err)
		u := User{PK: fmt.Sprint(i), Password: p.source.Text(20), Email: p.source.Text(10)}
		login := int64(0)
		if i%3 > 0 {
			login = 1700000000 + int64(i)*86399
			u.LastLogin = time.Unix(login, 0).UTC()
		}
		q := python.Question{"pk": u.PK, "password": u.Password, "email": u.Email, "last_login": login}
		q["op"] = "make_reset"
		made := p.ask(q).Token
		fatal(p, reader.Check(u, made))
		token, err := g.Make(u)
		fatal(p, err)
		q["op"], q["token"] = "check_reset", token
		if !p.ask(q).OK {
			p.Fatalf("Python refused a token of %+v", u)
		}

		u.Email += "."
		p.refused(reader.Check(u, made))
		q["email"] = u.Email
		if p.ask(q).OK {
			p.Fatal("Python accepted a changed user")
		}
	}
}
