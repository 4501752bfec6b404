package peers_test

import (
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/bench/peers"
)

// each calls test for every peer with every payload.
func each(t *testing.T, test func(t *testing.T, p peers.Peer, payload any)) {
	for _, tt := range []struct {
		name    string
		payload any
		peers   []peers.Peer
	}{
		{"reset", payloads.AReset, peers.Reset(payloads.AReset)},
		{"session", payloads.ASession, peers.Session(payloads.ASession)},
		{"handoff", payloads.AHandoff, peers.Handoff(payloads.AHandoff)},
	} {
		for _, p := range tt.peers {
			t.Run(tt.name+"/"+string(p.Kind)+"/"+p.Name, func(t *testing.T) { test(t, p, tt.payload) })
		}
	}
}

func mint(t *testing.T, p peers.Peer) string {
	t.Helper()
	token, err := p.Mint()
	if err != nil || token == "" {
		t.Fatalf("no token: %v", err)
	}
	return token
}

func TestRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, p peers.Peer, payload any) {
		got, err := p.Open(mint(t, p))
		if err != nil {
			t.Fatal(err)
		}
		if got := payloadOf(got, payload); !reflect.DeepEqual(got, payload) {
			t.Errorf("opened as %+v", got)
		}
	})
}

// payloadOf returns the value that a pointer points to, or the first field of that value.
func payloadOf(got, payload any) any {
	v := reflect.ValueOf(got).Elem()
	if v.Type() != reflect.TypeOf(payload) {
		v = v.Field(0)
	}
	return v.Interface()
}

func TestRefusesChangedToken(t *testing.T) {
	each(t, func(t *testing.T, p peers.Peer, _ any) {
		token := mint(t, p)
		for _, at := range []int{len(token) / 4, len(token) / 2, len(token) * 3 / 4, len(token) - 5} {
			if _, err := p.Open(changed(token, at)); err == nil {
				t.Errorf("opened with another character at %d of %d", at, len(token))
			}
		}
		if _, err := p.Open(token[:len(token)-8]); err == nil {
			t.Error("opened without its last eight characters")
		}
	})
}

func changed(token string, at int) string {
	b := []byte(token)
	if b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return string(b)
}

func TestRefusesOtherKeys(t *testing.T) {
	one, other := peers.Session(payloads.ASession), peers.Session(payloads.ASession)
	for i, p := range one {
		if _, err := other[i].Open(mint(t, p)); err == nil {
			t.Errorf("%s %s: opened under another key", p.Kind, p.Name)
		}
	}
}

// TestRefusesExpired allows a minute of leeway, which go-jose has.
func TestRefusesExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, p := range peers.Session(payloads.ASession) {
			token := mint(t, p)
			time.Sleep(29 * time.Minute)
			if _, err := p.Open(token); err != nil {
				t.Errorf("%s %s: after 29 minutes: %v", p.Kind, p.Name, err)
			}
			time.Sleep(2*time.Minute + 2*time.Second)
			if _, err := p.Open(token); err == nil {
				t.Errorf("%s %s: opened after 31 minutes", p.Kind, p.Name)
			}
		}
	})
}
