// Package rollout plays how the hosts of a site change over to a new version of its program
// while users send requests, and counts the requests that are refused.
package rollout

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// A Host runs one version of the program.
type Host struct {
	Mint func(user int64) (token string, err error)
	Read func(token string) (user int64, err error)
}

// A Site starts a host with a version of the program. Version 0 is the one before the first
// step.
type Site func(version int) Host

// A Change gives one host a version.
type Change struct{ Host, Version int }

// Hosts is how many hosts a site has.
const Hosts = 5

// InOrder returns the changes of a page's steps: no host gets a version before all hosts
// have the one before it. The order of the hosts is random.
func InOrder(r *rand.Rand, versions ...int) (changes []Change) {
	for _, v := range versions {
		for _, host := range r.Perm(Hosts) {
			changes = append(changes, Change{host, v})
		}
	}
	return changes
}

// Apart returns the changes of hosts that do not wait for each other: each gets the versions
// in their order, at random times.
func Apart(r *rand.Rand, versions ...int) (changes []Change) {
	next := make([]int, Hosts)
	for len(changes) < Hosts*len(versions) {
		if host := r.IntN(Hosts); next[host] < len(versions) {
			changes = append(changes, Change{host, versions[next[host]]})
			next[host]++
		}
	}
	return changes
}

// A Play is one change-over.
type Play struct {
	Site     Site
	Changes  []Change
	Requests int
	MaxAge   time.Duration // of a token; users sign in again before
}

const (
	users   = 40
	longest = 10 * time.Second // between two requests
)

// A session is what a browser has.
type session struct {
	token  string
	minted time.Time
}

// Refused plays the change-over, and returns how many requests were refused, with the error
// of the first one. The changes come at random times, the first and last of them after and
// before a tenth of the requests.
func (p Play) Refused(r *rand.Rand) (refused int, first error) {
	at := p.times(r)
	var hosts [Hosts]Host
	for i := range hosts {
		hosts[i] = p.Site(0)
	}
	var sessions [users]session
	for i := range p.Requests {
		for len(at) > 0 && at[0] == i {
			done := len(p.Changes) - len(at)
			hosts[p.Changes[done].Host] = p.Site(p.Changes[done].Version)
			at = at[1:]
		}
		time.Sleep(rand.N(longest))
		user := r.IntN(users)
		if err := p.request(hosts[r.IntN(Hosts)], int64(user), &sessions[user], r); err != nil {
			if refused++; first == nil {
				first = fmt.Errorf("request %d, of user %d: %w", i, user, err)
			}
		}
	}
	return refused, first
}

// times returns the numbers of the requests before which the changes come, sorted.
func (p Play) times(r *rand.Rand) []int {
	at := make([]int, len(p.Changes))
	for i := range at {
		at[i] = p.Requests/10 + r.IntN(p.Requests*8/10)
	}
	slices.Sort(at)
	return at
}

// request is one request of a user, whose browser sends its token to a host. One answer
// of ten has a new token.
func (p Play) request(h Host, user int64, s *session, r *rand.Rand) error {
	known := s.token != "" && time.Since(s.minted) < p.MaxAge-longest
	if known {
		if got, err := h.Read(s.token); err != nil {
			s.token = "" // and the user has to sign in again
			return err
		} else if got != user {
			return fmt.Errorf("the host took the user for %d", got)
		}
	}
	if known && r.IntN(10) > 0 {
		return nil
	}
	token, err := h.Mint(user)
	*s = session{token, time.Now()}
	return err
}
