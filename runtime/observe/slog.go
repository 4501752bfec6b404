package observe

import (
	"cmp"
	"context"
	"log/slog"
)

// Slog returns an observer that writes each event to a log. A success has the level
// Debug. A token that was refused has the level Info, since anyone can cause that. A
// failure of the store, the configuration, the payload or a function of the caller has the
// level Error.
//
// The attributes are op, salt and key, and if they are known, also age, repaired, repeated
// and reason. Loads of key rings are not written, because the ring itself logs them with the
// default slog logger. If log is nil, the default logger is used.
func Slog(log *slog.Logger) Observer { return &logger{cmp.Or(log, slog.Default())} }

type logger struct{ log *slog.Logger }

func (l *logger) Observe(e Event) {
	level := e.level()
	if e.Op == Load || !l.log.Enabled(context.Background(), level) {
		return
	}
	attrs := make([]slog.Attr, 0, 7)
	attrs = append(attrs, slog.String("op", string(e.Op)), slog.String("salt", e.Salt), slog.String("key", e.Key()))
	if e.Age != 0 {
		attrs = append(attrs, slog.Duration("age", e.Age))
	}
	if e.Repaired {
		attrs = append(attrs, slog.Bool("repaired", true))
	}
	if e.Repeated {
		attrs = append(attrs, slog.Bool("repeated", true))
	}
	if e.Reason != nil {
		attrs = append(attrs, slog.String("reason", e.Result()))
	}
	l.log.LogAttrs(context.Background(), level, "typeseal token", attrs...)
}

func (e Event) level() slog.Level {
	switch {
	case e.Reason == nil:
		return slog.LevelDebug
	case e.Invalid:
		return slog.LevelInfo
	}
	return slog.LevelError
}
