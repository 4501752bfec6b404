package main

import (
	"context"
	"slices"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// users take the place of a database.
type users struct {
	mu   sync.Mutex
	rows []user // the user's id is the index
}

type user struct {
	Name         string
	SessionEpoch int
}

// load sets the session's epoch to the epoch of its user. For a user who no longer
// exists, the session is stale.
func (u *users) load(_ context.Context, s *Session) error {
	row, ok := u.find(s.User)
	if !ok {
		return typeseal.ErrStale
	}
	s.SessionEpoch = row.SessionEpoch
	return nil
}

func (u *users) find(id int64) (user, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if id < 0 || id >= int64(len(u.rows)) {
		return user{}, false
	}
	return u.rows[id], true
}

// endSessions ends all sessions of a user.
func (u *users) endSessions(id int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.rows[id].SessionEpoch++
}

// all returns all users, by their ids.
func (u *users) all() []user {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.rows)
}
