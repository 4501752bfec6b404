package spell

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pairs are letters of other scripts, each followed by the ASCII letter that looks the
// same in common fonts. Letters that are only similar, such as в, к and д, are not here,
// since nobody would read a word with one of them as English.
const pairs = "аaеeоoрpсcуyхxѕsіiјjԁdԛqԝwһhӏlѵv" + // Cyrillic
	"АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXԌGԚQԜWӀI" +
	"αaγyιiνvοoρpσoυuϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCͿJ" + // Greek
	"աwգqզqհhոnսuցgօoյjԼLՍUՏSՕO" + // Armenian
	"ᎠDᎡRᎢTᎥiᎩYᎪAᎫJᎬEᎳWᎷMᎻHᎽYᏀGᏃZᏎ4ᏔWᏙVᏚSᏞLᏟCᏢPᏦKᏧd" + // Cherokee
	"ıi" + // Latin; a common letter in Turkish
	"ꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU" // Lisu

var alike = func() map[rune]rune {
	table := map[rune]rune{}
	for text := pairs; text != ""; {
		foreign, size := utf8.DecodeRuneInString(text)
		table[foreign], text = rune(text[size]), text[size+1:]
	}
	return table
}()

// Reading returns name with each letter that looks like an ASCII letter replaced by it.
// Two names with the same reading look the same.
func Reading(name string) string {
	if IsASCII(name) {
		return name
	}
	return strings.Map(func(r rune) rune {
		if a, ok := alike[r]; ok {
			return a
		}
		return r
	}, name)
}

// Confusable reports whether a reader would take name for another name (as in
// CVE-2021-42574). There are three cases: name has letters in another style, such as
// bold; one of its words mixes scripts, and has a letter that looks like one of another
// script; or all of name looks like ASCII, but has letters of several scripts.
//
// A name in one script is not confusable by itself, since Вес and Год are common words.
// For such a name, use Reading and OutOfPlace, which compare it with other names.
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

// Scripts is a set of scripts.
type Scripts uint

// Shown returns the scripts that the names show: they have letters of it that look like no
// letter of another script.
func Shown(names ...string) (set Scripts) {
	for _, name := range names {
		if IsASCII(name) {
			continue
		}
		for i, script := range scripts {
			if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(script, r) && !isAlike(r) }) {
				set |= 1 << i
			}
		}
	}
	return set
}

// OutOfPlace reports whether name looks like ASCII but is not, such as the Cyrillic сосо,
// and the names beside it do not show its script. Then a reader takes name for ASCII.
func OutOfPlace(name string, beside Scripts) bool {
	if IsASCII(name) || !IsASCII(Reading(name)) {
		return false
	}
	foreign := strings.IndexFunc(name, isAlike)
	r, _ := utf8.DecodeRuneInString(name[foreign:])
	i := slices.IndexFunc(scripts, func(s *unicode.RangeTable) bool { return unicode.Is(s, r) })
	return scripts[i] != unicode.Latin && beside&(1<<i) == 0
}

func isAlike(r rune) bool { return alike[r] != 0 }

// IsASCII reports whether all characters of s are ASCII.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// scripts are the scripts with letters that look like letters of another one.
var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian,
	unicode.Cherokee, unicode.Lisu,
}

// mixed reports whether text has letters of two of the scripts.
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

// words splits a name into words. A word ends before a character that is not a letter,
// and before the N of userName and the P of HTMLPage.
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

// guised reports whether r is a letter in another style, such as bold, small capitals or
// full width, or the phonetic a or g.
func guised(r rune) bool {
	return r == 'ɑ' || r == 'ɡ' || r >= 0x1d00 && r <= 0x1d2b || r >= 0x1d400 && r <= 0x1d7ff ||
		r >= 0xff00 && r <= 0xffef || r >= 0x2100 && r <= 0x214f || r >= 0xfb00 && r <= 0xfb06
}

// unguised returns the ASCII character for a full-width or mathematical one, and any
// other character as it is.
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
