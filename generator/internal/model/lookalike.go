package model

import (
	"fmt"
	"unicode"
)

// lookAlikes are the letters of other scripts that print like Latin ones, lower
// and upper case.
const lookAlikes = "абвгдеосрухѕіјԁԛԝһӏѵАВЕЗКМНОРСТУХЅІЈԌԚԜ" + "ανοικυρτχωγϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ" + "օոսցհյզԼՏՍ" + "ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓨꓪꓫꓬꓮꓰꓲꓳꓴ"

var lookAlike = func() map[rune]bool {
	set := map[rune]bool{}
	for _, r := range lookAlikes {
		set[r] = true
	}
	return set
}()

// lookAlike refuses a name that a reader could take for another: letters that
// print like Latin ones, mixed with Latin letters or on their own, and letters
// in a typographical guise (CVE-2021-42574 and its kin). Names wholly in another
// script stand.
func (b *builder) lookAlike(name string) {
	if Confusable(name) {
		b.fault("look-alike", fmt.Sprintf("the name %+q has letters that print like others", name), "write it in letters of one script")
	}
}

// Confusable reports whether a reader could take name for another one.
func Confusable(name string) bool {
	var latin, alike, other bool
	for _, r := range name {
		switch {
		case guised(r):
			return true
		case unicode.Is(unicode.Latin, r):
			latin = true
		case lookAlike[r]:
			alike = true
		case unicode.IsLetter(r):
			other = true
		}
	}
	return alike && (latin || !other)
}

// guised reports letters that stand for another letter in bold, full width or
// the like.
func guised(r rune) bool {
	return r >= 0x1d400 && r <= 0x1d7ff || r >= 0xff00 && r <= 0xffef || r >= 0x2100 && r <= 0x214f || r >= 0xfb00 && r <= 0xfb06
}
