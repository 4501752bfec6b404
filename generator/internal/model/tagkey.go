package model

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

const ownKey = "typeseal"

// ownValue are the values of the tag typeseal.
var ownValue = func() *regexp.Regexp {
	var forms []string
	for _, w := range ownWords {
		forms = append(forms, w.form())
	}
	any := "(" + strings.Join(forms, "|") + ")"
	return regexp.MustCompile("^(" + omit + "|" + any + ")(," + any + ")*$")
}()

// misspelledKey reports a tag key that was meant to be typeseal. Such a key differs by
// one slip. It may differ by two slips if the value is one of typeseal's values or
// contains the key.
func misspelledKey(key, value string) (tagFault, bool) {
	slips := spell.Slips(key, ownKey)
	near := slips <= 1 || slips == 2 && ownValue.MatchString(value) ||
		strings.Contains(spell.Plain(key), ownKey) || key == "seal" && ownValue.MatchString(value)
	if key == ownKey || !near {
		return tagFault{}, false
	}
	return tagFault{
		message: fmt.Sprintf("misspelled tag key %+q", key),
		advice:  fmt.Sprintf("did you mean %s:%+q?", ownKey, value), ours: true,
	}, true
}

// binary are the tag keys of formats that encode whole values, as tokens do. text are the
// tag keys of document formats, which may leave out a field that has a name in JSON.
// Other tags, such as those of databases, do not say which fields may leave the program.
var (
	binary = []string{"msgpack", "codec", "msg", "bson", "cbor", "bencode", "rlp", "asn1"}
	text   = []string{"xml", "yaml", "toml"}
)

// leftOutElsewhere reports a tag that leaves the field out of another format although
// tokens would contain it. The field is probably not meant to be sent.
func (t *tagList) leftOutElsewhere() (tagFault, bool) {
	for _, pair := range t.pairs {
		key := pair.key
		if name, _, _ := strings.Cut(pair.value, ","); name != "-" || key == "json" {
			continue
		}
		named := t.find("json") != nil
		switch {
		case slices.Contains(binary, key), slices.Contains(text, key) && !named:
			fault := wrong(key+`:"-" does not leave the field out of tokens`,
				`write typeseal:"-" or json:"-" to leave it out, or remove `+key+`:"-"`)
			if end := token.Pos(len(t.text)); t.find(ownKey) == nil {
				at := diag.Span{Pos: end, End: end}
				fault.fixes = []diag.Fix{{Span: at, Text: " " + ownKey + `:"-"`, Tag: true}}
			}
			return fault, true
		case spell.Nearest(key, []string{"json", "msgpack"}) != "":
			fault := wrong(fmt.Sprintf("misspelled tag key %+q, which does not leave the field out of tokens", key),
				`write json:"-" to leave the field out`)
			fault.fixes = t.rename(key, "json")
			return fault, true
		}
	}
	return tagFault{}, false
}
