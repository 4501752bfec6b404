package replaytest

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// Faults of Look.
var lookFaults = []fault{
	{"looking redeems", "looks", "got", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, err := s.Consume(ctx, use)
			if r.First {
				return typeseal.Record{}, false, err
			}
			return r, true, err
		}), nil},
	{"the tenth look redeems", "looks", "got", func(s *server) typeseal.Store {
		n := 0
		return looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			if n++; n == 10 {
				s.Consume(ctx, use)
			}
			return r, found, err
		})(s)
	}, nil},
	{"looking finds nothing", "looks", "got unused, want used", looking(
		func(_ *server, ctx context.Context, _ typeseal.Use) (typeseal.Record, bool, error) {
			return typeseal.Record{}, false, ctx.Err()
		}), nil},
	{"looking finds every token", "looks", "got used, want unused", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, _, err := s.Look(ctx, use)
			return r, true, err
		}), nil},
	{"looking reads from a replica that is late", "looks", "got unused, want used", func(s *server) typeseal.Store {
		var mu sync.Mutex
		var replica map[key]entry
		var copied time.Time
		return looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			mu.Lock()
			defer mu.Unlock()
			if time.Since(copied) > 20*time.Millisecond {
				s.change(func() { replica, copied = maps.Clone(s.used), time.Now() })
			}
			return (&server{now: s.now, judge: s.now, used: replica}).Look(ctx, use)
		})(s)
	}, nil},
	{"looking forgets", "claims", "got first, want used", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			s.change(func() { delete(s.used, key{use.Salt, use.ID}) })
			return r, found, err
		}), nil},
	{"looking ignores the id", "ids", "looking", changedLook(func(u *typeseal.Use) { u.ID = [16]byte{} }), nil},
	{"looking ignores the salt", "salts", "looking", changedLook(func(u *typeseal.Use) { u.Salt = "" }), nil},
	{"looking ignores the claim", "claims", "looking the same claim again", changedLook(
		func(u *typeseal.Use) { u.Claim = [16]byte{} }), nil},
	{"looking takes any claim", "claims", "looking a claim after none", answeringLook(
		func(u typeseal.Use, r *typeseal.Record) { r.Claimed = u.Claim != [16]byte{} }), nil},
	{"looking says Claimed without a claim", "claims", "a record that is Claimed, for a use", answeringLook(
		func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = true }), nil},
	{"looking says First", "many", "a record with First from Look", answeringLook(
		func(_ typeseal.Use, r *typeseal.Record) { r.First = true }), nil},
	{"a purge hides the record from looking", "purge", "looking after a purge", nil,
		func(s *server, subject *Subject) {
			purged := false
			look := func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
				r, found, err := s.Look(ctx, use)
				return r, found && !purged, err
			}
			subject.Store = looking(look)(s)
			subject.Purge = func(context.Context) error { purged = true; return nil }
		}},
	{"looking does not say that a token is too late", "expiry", "ended days ago", looking(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			r, found, err := s.Look(ctx, use)
			if err == replay.ErrLate {
				err = nil
			}
			return r, found, err
		}), nil},
}

// undo redeems a token and, if the context ends meanwhile, deletes the record later.
func undo(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	r, err := s.Consume(ctx, use)
	if err == nil && r.First && ctx.Err() != nil {
		time.AfterFunc(100*time.Millisecond, func() {
			s.change(func() { delete(s.used, key{use.Salt, use.ID}) })
		})
		return typeseal.Record{}, ctx.Err()
	}
	return r, err
}

// claimLater makes the record in one step, and its claim in another.
func claimLater(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	bare := use
	bare.Claim = [16]byte{}
	r, err := s.Consume(ctx, bare)
	if err != nil || !r.First {
		s.change(func() { r, _ = s.record(use) })
		return r, err
	}
	if err := ctx.Err(); err != nil {
		return typeseal.Record{}, err
	}
	s.change(func() {
		s.used[key{use.Salt, use.ID}] = entry{use, r.At}
		r, _ = s.record(use)
		r.First = true
	})
	return r, nil
}

// retry repeats a call whose answer was lost, and answers what then returns.
func retry(then func(r typeseal.Record) typeseal.Record) wrap {
	return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		r, err := s.Consume(ctx, use)
		if err == errLost {
			r, err = s.Consume(ctx, use)
			r = then(r)
		}
		return r, err
	})
}

// onError answers something in place of an error.
func onError(is error, answer typeseal.Record) wrap {
	return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		r, err := s.Consume(ctx, use)
		if errors.Is(err, is) {
			r, err = answer, nil
			r.Claimed = r.First && use.Claim != [16]byte{}
		}
		return r, err
	})
}

// Faults of calls that end early, or whose answer is lost.
var callFaults = []fault{
	{"the context is ignored", "canceled", "Consume answered first", consuming(
		func(s *server, _ context.Context, use typeseal.Use) (typeseal.Record, error) {
			return s.Consume(context.Background(), use)
		}), nil},
	{"looking ignores the context", "canceled", "Look answered false", looking(
		func(s *server, _ context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			return s.Look(context.Background(), use)
		}), nil},
	{"a canceled call is a yes", "canceled", "Consume answered first",
		onError(context.Canceled, typeseal.Record{First: true}), nil},
	{"a canceled call counts as used", "cut off", "got used for a new token", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			if err := ctx.Err(); err != nil {
				return typeseal.Record{}, err
			}
			r, err := s.Consume(ctx, use)
			if err == context.Canceled {
				return typeseal.Record{}, nil
			}
			return r, err
		}), nil},
	{"the claim is written in a second step", "cut off", "the same call again: got used", consuming(claimLater), nil},
	{"a call that fails deletes the record later", "cut off", "a token that was redeemed after a call failed",
		consuming(undo), nil},
	{"a retry does not know its own record", "lost answer", "got used, want first or an error",
		retry(func(r typeseal.Record) typeseal.Record { r.Claimed = false; return r }), nil},
	{"a retry takes every record for its own", "lost answer", "a call for a used token",
		retry(func(r typeseal.Record) typeseal.Record { r.First = true; return r }), nil},
	{"a lost answer is a yes", "lost answer", "a call for a used token",
		consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := s.Consume(ctx, use)
			if err == errLost {
				r, err = typeseal.Record{First: true, Claimed: use.Claim != [16]byte{}, At: s.now(), Now: s.now()}, nil
			}
			return r, err
		}), nil},
	{"a lost answer counts as used", "lost answer", "got used, want first or an error",
		onError(errLost, typeseal.Record{}), nil},
	{"a claim is kept only if the call succeeds", "lost answer", "the same call again: got used", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			r, err := s.Consume(ctx, use)
			if err == errLost {
				s.change(func() {
					k := key{use.Salt, use.ID}
					s.used[k] = entry{unclaimed(use), s.used[k].at}
				})
			}
			return r, err
		}), nil},
}

func unclaimed(use typeseal.Use) typeseal.Use {
	use.Claim = [16]byte{}
	return use
}
