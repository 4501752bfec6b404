// Package issued has the time at which typeseal mint dates a token. Programs cannot import it,
// so they cannot choose the time at which a token was issued: it is always the present.
package issued

import "time"

// A Time is the second in which a token is issued.
type Time struct{ unix int64 }

// At returns the second of t.
func At(t time.Time) Time { return Time{t.Unix()} }

// Unix returns the seconds since 1970.
func (t Time) Unix() int64 { return t.unix }
