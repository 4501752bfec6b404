package sqlstore

import "context"

// CreateSchema creates the table of used tokens and its index if they do not exist, and
// calls Check. If the table exists, the role requires no right to create tables. To create
// the table by other means, use the statements that Schema returns, and call Check when the
// program starts: redeeming does not check the table.
func (s *Store) CreateSchema(ctx context.Context) error {
	if !s.usable() {
		return errNoDatabase
	}
	return act(ctx, "creating the table", func(ctx context.Context) error {
		if err := s.checkDatabase(ctx); err != nil {
			return err
		}
		if err := s.create(ctx); err != nil {
			return err
		}
		return s.checkTable(ctx)
	})
}

// create creates what does not exist yet. The first creation may be a lock, so create
// does not look for the table before it.
func (s *Store) create(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for i := range s.dialect.create {
		t, err := s.goal(ctx, s.on(tx))
		if err != nil {
			return err
		}
		if err := create(ctx, s.on(tx), s.dialect.in(t).create[i], s.dialect.address(t)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func create(ctx context.Context, q queryer, c creation, address string) error {
	if c.unless != "" {
		if exists, err := holds(ctx, q, c.unless, address); err != nil || exists {
			return err
		}
	}
	_, err := q.ExecContext(ctx, c.statement)
	return err
}
