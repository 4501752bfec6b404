package replaytest

import (
	"context"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// consuming returns a wrap with another Consume.
func consuming(consume func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error)) wrap {
	return func(s *server) typeseal.Store {
		return &instance{server: s, consume: func(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			return consume(s, ctx, use)
		}}
	}
}

// looking returns a wrap with another Look.
func looking(look func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error)) wrap {
	return func(s *server) typeseal.Store {
		return &instance{server: s, look: func(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
			return look(s, ctx, use)
		}}
	}
}

// both returns a wrap with the Consume of one and the Look of another.
func both(consumes, looks wrap) wrap {
	return func(s *server) typeseal.Store {
		return &instance{s, consumes(s).Consume, looks(s).Look}
	}
}

// changed returns a wrap whose methods get a changed use.
func changed(change func(*typeseal.Use)) wrap {
	return both(consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		change(&use)
		return s.Consume(ctx, use)
	}), changedLook(change))
}

// changedLook is changed for Look alone.
func changedLook(change func(*typeseal.Use)) wrap {
	return looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
		change(&use)
		return s.Look(ctx, use)
	})
}

// ids returns a wrap with other ids.
func ids(change func(id []byte) []byte) wrap {
	return changed(func(u *typeseal.Use) {
		id := change(u.ID[:])
		u.ID = [16]byte{}
		copy(u.ID[:], id)
	})
}

// answering returns a wrap whose records are changed.
func answering(change func(use typeseal.Use, r *typeseal.Record)) wrap {
	return both(answeringConsume(change), answeringLook(change))
}

// answeringConsume is answering for Consume alone.
func answeringConsume(change func(use typeseal.Use, r *typeseal.Record)) wrap {
	return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		r, err := s.Consume(ctx, use)
		if err == nil {
			change(use, &r)
		}
		return r, err
	})
}

// answeringLook is answering for Look alone.
func answeringLook(change func(use typeseal.Use, r *typeseal.Record)) wrap {
	return looking(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
		r, found, err := s.Look(ctx, use)
		if found && err == nil {
			change(use, &r)
		}
		return r, found, err
	})
}

// ofRecords is a good store that changes its record of a token after each Consume.
func ofRecords(change func(use typeseal.Use, r typeseal.Record, e *entry)) wrap {
	return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
		r, err := s.Consume(ctx, use)
		s.change(func() {
			k := key{use.Salt, use.ID}
			if e, found := s.used[k]; found && err == nil {
				change(use, r, &e)
				s.used[k] = e
			}
		})
		return r, err
	})
}

// purging returns a set of Purge that deletes the records for which ended returns true by
// the server's clock.
func purging(ended func(s *server, e entry) bool) func(s *server, subject *Subject) {
	purge := func(s *server) func(context.Context) error {
		return func(context.Context) error {
			s.forget(func(e entry) bool { return ended(s, e) })
			return nil
		}
	}
	return func(s *server, subject *Subject) {
		subject.Purge = purge(s)
		subject.Clock = clocked(good, purge)
	}
}
