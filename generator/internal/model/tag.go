package model

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// A fieldTag is the content of the tags json and typeseal of a field.
type fieldTag struct {
	name  string // of json, "" for none
	skip  bool
	state bool
	max   int64
}

// A tagFault is one mistake in a tag.
type tagFault struct {
	message, advice string
	ours            bool // the tag was meant for typeseal
	fixes           []diag.Fix
}

func wrong(message, advice string) tagFault { return tagFault{message: message, advice: advice} }

// parseTag reads a struct tag. It ignores tags for other packages, unless the tag is
// malformed or leaves out a field that tokens would contain.
func parseTag(text string) (fieldTag, []tagFault) {
	var tag fieldTag
	tags, faults := cutTags(text)
	if len(faults) > 0 {
		return tag, faults
	}
	if t := tags.find("json"); t != nil {
		faults = append(faults, tag.readJSON(t.value)...)
	}
	if t := tags.find(ownKey); t != nil {
		faults = append(faults, tag.readTypeseal(t.value)...)
	}
	if fault, ok := tags.leftOutElsewhere(); ok && len(faults) == 0 && !tag.skip && !tag.state {
		faults = append(faults, fault)
	}
	return tag, faults
}

// A tagList has the pairs of a tag, in order.
type tagList struct {
	text  string
	pairs []tagPair
}

// A tagPair is one key with its value.
type tagPair struct {
	key, value string
	at         int // offset of the key
}

// find returns the pair with a key, or nil. Tags are short.
func (t *tagList) find(key string) *tagPair {
	for i := range t.pairs {
		if t.pairs[i].key == key {
			return &t.pairs[i]
		}
	}
	return nil
}

// cutTags cuts a tag into its pairs.
func cutTags(text string) (tags tagList, faults []tagFault) {
	stop := func(message, advice string) (tagList, []tagFault) {
		ours := strings.Contains(spell.Plain(text), ownKey)
		return tagList{}, append(faults, tagFault{message: message, advice: advice, ours: ours})
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return stop("the tag has a character that is not printable", "remove it")
	}
	tags.text = text
	for rest := strings.TrimLeft(text, " "); rest != ""; {
		key, value, after, ok := cutTag(rest)
		if !ok {
			return stop("the tag is malformed", "write `key:\"value\"`, with one space between pairs")
		}
		if tags.find(key) != nil {
			return stop(fmt.Sprintf("the tag has %s twice", key), "keep one of them")
		}
		tags.pairs = append(tags.pairs, tagPair{key, value, len(text) - len(rest)})
		if fault, ok := misspelledKey(key, value); ok {
			fault.fixes = tags.rename(key, ownKey)
			faults = append(faults, fault)
		}
		rest = after
	}
	return tags, faults
}

// rename returns the edit that replaces a key, unless the tag has the other key too.
func (t *tagList) rename(key, to string) []diag.Fix {
	if t.find(to) != nil {
		return nil
	}
	start := token.Pos(t.find(key).at)
	at := diag.Span{Pos: start, End: start + token.Pos(len(key))}
	return []diag.Fix{{Span: at, Text: to, Tag: true}}
}

// cutTag cuts the first key:"value" off a tag.
func cutTag(text string) (key, value, rest string, ok bool) {
	key, rest, ok = strings.Cut(text, ":")
	if !ok || key == "" || strings.ContainsAny(key, ` "`) {
		return "", "", "", false
	}
	quoted, err := strconv.QuotedPrefix(rest)
	if err != nil || quoted[0] != '"' {
		return "", "", "", false
	}
	value, err = strconv.Unquote(quoted)
	rest = rest[len(quoted):]
	trimmed := strings.TrimLeft(rest, " ")
	if err != nil || rest != "" && trimmed == rest {
		return "", "", "", false
	}
	return key, value, trimmed, true
}

func (t *fieldTag) readJSON(value string) []tagFault {
	if value == "-" {
		t.skip = true
		return nil
	}
	name, options, comma := strings.Cut(value, ",")
	switch {
	case name == "-":
		return []tagFault{wrong(`json:"-,`+options+`" names the field "-"`,
			`write json:"-" to leave it out, or choose another name`)}
	case name == "":
		faults := []tagFault{wrong("the json tag has an empty name", "write a name, or remove the tag")}
		if options != "" {
			faults = append(faults, optionFaults(options)...)
		}
		return faults
	case !ValidWire(name):
		return []tagFault{wrong(fmt.Sprintf("the name %q has characters that encoding/json does not accept", name),
			`use letters, digits, "_", "-" and "."`)}
	}
	t.name = name
	if comma {
		return optionFaults(options)
	}
	return nil
}

func optionFaults(options string) []tagFault {
	var faults []tagFault
	for word := range strings.SplitSeq(options, ",") {
		switch word {
		case "":
			faults = append(faults, wrong("the json tag ends in a comma", "remove the comma"))
		case "omitempty", "omitzero":
			faults = append(faults, wrong(word+" has no effect in tokens: every field is always encoded",
				"remove it; use a pointer if a value may be absent"))
		case "string":
			faults = append(faults,
				wrong("the option string has no effect in tokens: integers are exact in both codecs", "remove it"))
		default:
			faults = append(faults, wrong(fmt.Sprintf("the json tag has the unknown option %q", word), "remove it"))
		}
	}
	return faults
}

// ValidWire reports whether a json tag can give a field this name. For other names,
// encoding/json would silently use the name in Go.
func ValidWire(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return name != ""
}

// readTypeseal reads the words of a typeseal tag. One that leaves the field out is alone.
func (t *fieldTag) readTypeseal(value string) []tagFault {
	if value == omit {
		t.skip = true
		return nil
	}
	for word := range strings.SplitSeq(value, ",") {
		i := slices.IndexFunc(ownWords, func(w ownWord) bool { return w.is(word) })
		if i < 0 || ownWords[i].has(t) {
			return []tagFault{wrong(fmt.Sprintf("unknown word %q in the typeseal tag", word), ownAdvice)}
		}
		if !ownWords[i].set(t, word) {
			return []tagFault{
				wrong(`typeseal:"max=" requires a whole number above 0`, `write for example typeseal:"max=200"`),
			}
		}
	}
	return nil
}
