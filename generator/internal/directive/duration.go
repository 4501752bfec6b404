package directive

import (
	"strconv"
	"strings"
	"time"
)

// maxMaxAge is a hundred years of 365.25 days.
const maxMaxAge = 100 * 8766 * time.Hour

// units are the units of durations, the shortest first.
var units = []string{"s", "m", "h", "d"}

// A duration is an option that has a duration as its value.
type duration struct {
	name    string
	example string // how to write one
	endless string // what to write for a value without an end, or longer than maxMaxAge
}

var (
	maxAge = duration{"max-age", "write it as 30m, 12h, 7d or 1d12h", "if tokens never expire, write max-age=unlimited"}
	grace  = duration{"grace", "write it as 10s, 30s or 5m", "write a grace that is not longer than max-age"}
)

// parse reads a duration of whole seconds in Go's syntax, which may begin with whole
// days: 30m, 7d, 1d12h.
func (o duration) parse(text string) (d time.Duration, wrong, help string) {
	days, rest, hasDays := strings.Cut(text, "d")
	if !hasDays {
		days, rest = "", text
	}
	if hasDays {
		n, err := strconv.ParseUint(days, 10, 64)
		if err != nil {
			return 0, o.name + "=" + quote(text) + " is not a duration", o.help(text)
		}
		if n > uint64(maxMaxAge/(24*time.Hour)) {
			return 0, o.name + " is longer than 100 years", o.endless
		}
		d = time.Duration(n) * 24 * time.Hour
	}
	if rest != "" {
		more, err := time.ParseDuration(rest)
		switch {
		case isNumber(rest) && rest != "0" && !hasDays:
			last := len(units) - 1
			return 0, o.name + "=" + quote(text) + " has no unit",
				"write " + text + strings.Join(units[:last], ", "+text) + " or " + text + units[last]
		case err != nil && !isDuration(rest), hasDays && (rest[0] < '0' || rest[0] > '9'):
			return 0, o.name + "=" + quote(text) + " is not a duration", o.help(text)
		case err != nil || more > maxMaxAge-d:
			return 0, o.name + " is longer than 100 years", o.endless
		}
		d += more
	}
	switch {
	case d <= 0:
		return 0, o.name + " must be above 0", o.example
	case d%time.Second != 0:
		return 0, o.name + " must be a whole number of seconds", "times in tokens are whole seconds; " +
			"write " + o.name + "=1s or more"
	}
	return d, "", ""
}

// help returns what to write in place of text, which is not a duration.
func (o duration) help(text string) string {
	switch strings.ToLower(text) {
	case "unlimited", "never", "forever", "none", "infinite", "inf":
		return o.endless
	}
	if n, ok := strings.CutSuffix(text, "w"); ok && isNumber(n) && len(n) < 4 {
		weeks, _ := strconv.Atoi(n) // three digits at most
		return "write " + strconv.Itoa(7*weeks) + "d"
	}
	return o.example
}

// isDuration reports whether text is a duration that ParseDuration refuses only
// because it is too long.
func isDuration(text string) bool {
	i := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if i < 1 {
		return false
	}
	_, err := time.ParseDuration("1" + text[i:])
	return err == nil
}

func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}
