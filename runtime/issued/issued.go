// Package issued has the time at which the command typeseal mint dates a token, to show what
// a program does with an old one. It is for that command only: in programs, a token is
// issued when it is minted.
package issued

import "time"

// A Time is the second in which a token is issued.
type Time struct{ unix int64 }

// At returns the second of t.
func At(t time.Time) Time { return Time{t.Unix()} }

// Unix returns the seconds since 1970.
func (t Time) Unix() int64 { return t.unix }
