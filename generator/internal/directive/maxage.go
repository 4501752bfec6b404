package directive

import (
	"strconv"
	"strings"
	"time"
)

// maxMaxAge is a hundred years of 365.25 days.
const maxMaxAge = 100 * 8766 * time.Hour

// parseMaxAge reads a duration of whole seconds in Go's syntax, which may begin with
// whole days: 30m, 7d, 1d12h.
func parseMaxAge(text string) (age time.Duration, wrong, help string) {
	const example = "write it as 30m, 12h, 7d or 1d12h"
	days, rest, hasDays := strings.Cut(text, "d")
	if !hasDays {
		days, rest = "", text
	}
	if hasDays {
		n, err := strconv.ParseUint(days, 10, 64)
		if err != nil {
			return 0, "max-age=" + quote(text) + " is not a duration", maxAgeHelp(text, example)
		}
		if n > uint64(maxMaxAge/(24*time.Hour)) {
			return 0, "max-age is longer than 100 years", unlimitedHelp
		}
		age = time.Duration(n) * 24 * time.Hour
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		switch {
		case isNumber(rest) && rest != "0" && !hasDays:
			return 0, "max-age=" + quote(text) + " has no unit", "write " + text + "s, " + text + "m, " + text +
				"h or " + text + "d"
		case err != nil && !isDuration(rest), hasDays && (rest[0] < '0' || rest[0] > '9'):
			return 0, "max-age=" + quote(text) + " is not a duration", maxAgeHelp(text, example)
		case err != nil || d > maxMaxAge-age:
			return 0, "max-age is longer than 100 years", unlimitedHelp
		}
		age += d
	}
	switch {
	case age <= 0:
		return 0, "max-age must be above 0", example
	case age%time.Second != 0:
		return 0, "max-age must be a whole number of seconds", "times in tokens are whole seconds; " +
			"write max-age=1s or more"
	}
	return age, "", ""
}

const unlimitedHelp = "if tokens never expire, write max-age=unlimited"

func maxAgeHelp(text, example string) string {
	switch strings.ToLower(text) {
	case "unlimited", "never", "forever", "none", "infinite", "inf":
		return unlimitedHelp
	}
	if n, ok := strings.CutSuffix(text, "w"); ok && isNumber(n) && len(n) < 4 {
		weeks, _ := strconv.Atoi(n) // three digits at most
		return "write " + strconv.Itoa(7*weeks) + "d"
	}
	return example
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
