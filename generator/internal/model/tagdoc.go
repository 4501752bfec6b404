package model

import (
	"strconv"
	"strings"
)

// A TagDoc documents a tag of a field. All references for users are made from it.
type TagDoc struct {
	Written string // as in the source, without the back quotes
	Summary string // what it does, as a few words
	Text    string // whole sentences that say more; may be empty
}

// TagDocs returns the documentation of all tags that typeseal reads.
func TagDocs() []TagDoc {
	list := []TagDoc{
		{`json:"uid"`, "the field's name, in both codecs", "Without it, the name is the one in Go. The options " +
			"omitempty, omitzero and string are errors, because they would have no effect."},
		{`json:"-"`, "leaves the field out of tokens", ""},
		{ownKey + `:"` + omit + `"`, "leaves the field out of tokens, but not of JSON", ""},
	}
	for _, w := range ownWords {
		list = append(list, TagDoc{ownKey + `:"` + w.example + `"`, w.summary, w.text})
	}
	return list
}

// omit is the value of a typeseal tag that leaves the field out.
const omit = "-"

// An ownWord is a word of a typeseal tag. If the example ends in a number, so does the word.
type ownWord struct {
	example, summary, text string

	has func(*fieldTag) bool // whether the tag had the word already
	set func(t *fieldTag, word string) (ok bool)
}

// ownWords are the words that can be combined in a typeseal tag.
var ownWords = []ownWord{
	{
		example: "state",
		summary: "binds tokens to the field's value, which they do not contain",
		text: "The methods that open take a function that loads the current value. If it is not the one that the " +
			"token was minted with, the error is ErrStale.",
		has: func(t *fieldTag) bool { return t.state },
		set: func(t *fieldTag, _ string) bool { t.state = true; return true },
	},
	{
		example: "max=200",
		summary: "limits the length of a string, slice or map",
		text: "It counts bytes of a string or []byte, and elements of others. A longer value is not minted, and is " +
			"refused when it is read.",
		has: func(t *fieldTag) bool { return t.max != 0 },
		set: func(t *fieldTag, word string) bool {
			_, number, _ := strings.Cut(word, "=")
			n, err := strconv.ParseInt(number, 10, 32)
			t.max = n
			return err == nil && n > 0 && strconv.FormatInt(n, 10) == number
		},
	},
}

// form is the regular expression for the word.
func (w ownWord) form() string {
	name, _, numbered := strings.Cut(w.example, "=")
	if numbered {
		return name + "=[0-9]+"
	}
	return name
}

// is reports whether a word of a tag is this word.
func (w ownWord) is(word string) bool {
	name, _, numbered := strings.Cut(w.example, "=")
	if numbered {
		return strings.HasPrefix(word, name+"=")
	}
	return word == name
}

// ownAdvice says which words a typeseal tag can have.
var ownAdvice = func() string {
	advice := "write " + strconv.Quote(omit)
	for i, w := range ownWords {
		sep := ", "
		if i == len(ownWords)-1 {
			sep = " or "
		}
		advice += sep + strconv.Quote(w.example)
	}
	return advice
}()
