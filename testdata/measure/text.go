package measure

import "strconv"

// Number formats f with three significant digits, or all digits before the point.
func Number(f float64) string {
	switch {
	case f == float64(int64(f)):
		return strconv.FormatFloat(f, 'f', -1, 64)
	case f >= 100:
		return strconv.FormatFloat(f, 'f', 0, 64)
	case f >= 10:
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', 2, 64)
}

// Quartiles returns the first and the third quartile as text. It is empty for a Spread without them,
// which is of a figure that was counted.
func (s Spread) Quartiles() string {
	if s.Q1 == 0 && s.Q3 == 0 {
		return ""
	}
	return Number(s.Q1) + " to " + Number(s.Q3)
}
