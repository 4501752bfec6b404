package spell

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pairs are letters of other scripts, each followed by the ASCII letter that
// prints the same in common fonts. Letters that only resemble one (в, к, д)
// are not here: no reader takes a word with one of them for English.
const pairs = "аaеeоoрpсcуyхxѕsіiјjԁdԛqԝwһhӏlѵvАAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXԌGԚQԜWӀI" + // Cyrillic
	"αaγyιiνvοoρpσoυuϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCͿJ" + // Greek
	"աwգqզqհhոnսuցgօoյjԼLՍUՏSՕO" + // Armenian
	"ᎠDᎡRᎢTᎥiᎩYᎪAᎫJᎬEᎳWᎷMᎻHᎽYᏀGᏃZᏎ4ᏔWᏙVᏚSᏞLᏟCᏢPᏦKᏧd" + // Cherokee
	"ıi" + // Latin's own, everyday letters of Turkish
	"ꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU" // Lisu

var alike = func() map[rune]rune {
	table := map[rune]rune{}
	for text := pairs; text != ""; {
		foreign, size := utf8.DecodeRuneInString(text)
		table[foreign], text = rune(text[size]), text[size+1:]
	}
	return table
}()

// Reading returns name with each letter that prints like an ASCII letter
// replaced by that. Two names with one reading look the same.
func Reading(name string) string {
	return strings.Map(func(r rune) rune {
		if a, ok := alike[r]; ok {
			return a
		}
		return r
	}, name)
}

// Confusable reports whether name itself shows that a reader would take it for
// another one: it has letters in a typographical guise, a word of it mixes
// scripts so that some letter passes for one of another script, or all of it
// reads as ASCII in letters of more than one script (CVE-2021-42574 and its
// kin). A name wholly in one script is not confusable by itself, whatever it
// reads as: Вес and Год are everyday words. What is around it decides, by Reading
// and OutOfPlace.
func Confusable(name string) bool {
	if strings.ContainsFunc(name, guised) {
		return true
	}
	for _, word := range words(name) {
		if mixed(word) && strings.ContainsFunc(word, isAlike) {
			return true
		}
	}
	return mixed(name) && IsASCII(Reading(name))
}

// OutOfPlace reports whether a name that reads as ASCII, such as the Cyrillic
// сосо, is in a script of which the names beside it show nothing: then a reader
// has no reason not to read ASCII.
func OutOfPlace(name string, beside []string) bool {
	if IsASCII(name) || !IsASCII(Reading(name)) {
		return false
	}
	foreign := strings.IndexFunc(name, isAlike)
	r, _ := utf8.DecodeRuneInString(name[foreign:])
	script := scripts[slices.IndexFunc(scripts, func(s *unicode.RangeTable) bool { return unicode.Is(s, r) })]
	shows := func(r rune) bool { return unicode.Is(script, r) && !isAlike(r) }
	return script != unicode.Latin && !slices.ContainsFunc(beside, func(other string) bool {
		return strings.ContainsFunc(other, shows)
	})
}

func isAlike(r rune) bool { return alike[r] != 0 }

// IsASCII reports whether s has no character beyond ASCII.
func IsASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// scripts are those in which some letter prints like one of another's.
var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian,
	unicode.Cherokee, unicode.Lisu,
}

// mixed reports whether text has letters of two such scripts.
func mixed(text string) bool {
	var first *unicode.RangeTable
	for _, r := range text {
		for _, script := range scripts {
			if !unicode.Is(script, r) {
				continue
			}
			if first != nil && first != script {
				return true
			}
			first = script
		}
	}
	return false
}

// words cuts a name into its words: at what is not a letter, and as in
// userName and HTMLPage.
func words(name string) (list []string) {
	runes := []rune(name)
	start := 0
	cut := func(end int) {
		if end > start {
			list = append(list, string(runes[start:end]))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			cut(i)
			start = i + 1
		case i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
		}
	}
	cut(len(runes))
	return list
}

// guised reports letters that stand for another letter in bold, small capitals,
// full width or the like, and the phonetic a and g.
func guised(r rune) bool {
	return r == 'ɑ' || r == 'ɡ' || r >= 0x1d00 && r <= 0x1d2b || r >= 0x1d400 && r <= 0x1d7ff ||
		r >= 0xff00 && r <= 0xffef || r >= 0x2100 && r <= 0x214f || r >= 0xfb00 && r <= 0xfb06
}

// unguised returns the ASCII character that a full-width or mathematical one
// shows, and others as they are.
func unguised(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xff01 + '!'
	case r >= 0x1d400 && r <= 0x1d6a3:
		n := (r - 0x1d400) % 52
		if n < 26 {
			return 'A' + n
		}
		return 'a' + n - 26
	}
	return r
}
