package directive

import (
	"strconv"
	"strings"
	"time"
)

// parseMaxAge reads a Go duration that may begin with whole days, such as 30m,
// 7d or 1d12h. Tokens count in seconds, and so must it.
func parseMaxAge(text string) (age time.Duration, wrong, advice string) {
	const example = "write it as 30m, 12h, 7d or 1d12h"
	days, rest, hasDays := strings.Cut(text, "d")
	if !hasDays {
		days, rest = "", text
	}
	if hasDays {
		n, err := strconv.ParseUint(days, 10, 64)
		if err != nil {
			return 0, "max-age=" + quote(text) + " is not a duration", maxAgeAdvice(text, example)
		}
		if n > uint64(maxMaxAge/(24*time.Hour)) {
			return 0, "max-age is longer than 100 years", unlimitedAdvice
		}
		age = time.Duration(n) * 24 * time.Hour
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		switch {
		case isNumber(rest) && rest != "0" && !hasDays:
			return 0, "max-age=" + quote(text) + " has no unit", "write " + text + "s, " + text + "m, " + text +
				"h or " + text + "d"
		case err != nil && !isDuration(rest), hasDays && !digit(rest[0]):
			return 0, "max-age=" + quote(text) + " is not a duration", maxAgeAdvice(text, example)
		case err != nil || d > maxMaxAge-age:
			return 0, "max-age is longer than 100 years", unlimitedAdvice
		}
		age += d
	}
	switch {
	case age <= 0:
		return 0, "max-age must be above 0", example
	case age%time.Second != 0:
		return 0, "max-age must be a whole number of seconds", "tokens carry their time in seconds"
	}
	return age, "", ""
}

const unlimitedAdvice = "a token that never expires is max-age=unlimited"

func maxAgeAdvice(text, example string) string {
	switch strings.ToLower(text) {
	case "unlimited", "never", "forever", "none", "infinite", "inf":
		return unlimitedAdvice
	}
	if n, ok := strings.CutSuffix(text, "w"); ok && isNumber(n) && len(n) < 4 {
		weeks, _ := strconv.Atoi(n) // three digits at most
		return "write " + strconv.Itoa(7*weeks) + "d"
	}
	return example
}

// isDuration reports whether text, which ParseDuration refused, is a duration
// that is only too long: digits and units that it knows.
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

func digit(c byte) bool { return '0' <= c && c <= '9' }
