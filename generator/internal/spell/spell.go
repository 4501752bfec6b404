// Package spell finds the known word that a misspelled word was meant to be, and names
// that look like others.
package spell

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Nearest returns the choice that word was surely meant to be, or "" if there is doubt.
// The choice may differ in case, hyphens, underscores, letters that look alike and
// characters that are not printable. Otherwise it must be nearer than all others and at
// most one slip away, or two if word has six letters or more.
func Nearest(word string, choices []string) string {
	limit, best, tied := 1, "", false
	if len(Plain(word)) >= 6 {
		limit = 2
	}
	for _, choice := range choices {
		d := Slips(word, choice)
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

// DidYouMean returns a question that suggests the choice nearest to word, or "".
func DidYouMean(word string, choices []string) string {
	if n := Nearest(word, choices); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return ""
}

// Plain returns word in lower case, without hyphens, underscores and characters that are
// not printable. Letters that look like an ASCII letter are replaced by it.
func Plain(word string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf && r != '-' && r != '_' && r >= ' ' && r != 0x7f:
			return unicode.ToLower(r)
		case r == '-' || r == '_' || !unicode.IsPrint(r):
			return -1
		case alike[r] != 0:
			r = alike[r]
		}
		return unicode.ToLower(unguised(r))
	}, word)
}

// Slips returns how many letters must be removed, added, replaced or exchanged with a
// neighbor to turn Plain(x) into Plain(y).
func Slips(x, y string) int {
	if x == y {
		return 0
	}
	a, b := Plain(x), Plain(y)
	var short [3 * 32]int
	rows := short[:]
	if len(b) >= 32 {
		rows = make([]int, 3*(len(b)+1))
	}
	n := len(rows) / 3
	before, last, row := rows[:n], rows[n:2*n], rows[2*n:]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
