package directive

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the one choice that word certainly stands for: equal but for
// case, hyphens and underscores, or nearer than all others and at most one slip
// away (two in words of six letters and more). It returns "" where there is
// doubt.
func Nearest(word string, choices []string) string {
	limit, best, tied := 1, "", false
	if len(word) >= 6 {
		limit = 2
	}
	for _, choice := range choices {
		d := slips(plain(word), plain(choice))
		if d == 0 {
			return choice
		}
		if d == limit && best != "" {
			tied = true
		} else if d <= limit {
			// A later choice must be nearer than this one to replace it.
			best, limit, tied = choice, d, false
		}
	}
	if tied {
		return ""
	}
	return best
}

func plain(word string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(word))
}

// slips is the edit distance in which two neighbours exchanged count as one.
func slips(a, b string) int {
	if len(a) == len(b) {
		for i := 0; i+1 < len(a); i++ {
			if a[:i]+a[i+1:i+2]+a[i:i+1]+a[i+2:] == b && a != b {
				return 1
			}
		}
	}
	return levenshtein.ComputeDistance(a, b)
}

func didYouMean(word string, choices []string) string {
	if n := Nearest(word, choices); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return ""
}
