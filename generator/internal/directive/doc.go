package directive

import (
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// A Doc documents an option of a directive. All references for users are made from it.
type Doc struct {
	Name    string
	Verbs   []string // the verbs of the directives that can have it
	Summary string   // what it does, as a few words
	Text    string   // whole sentences that say more; may be empty

	// Values says what the value can be. It is empty for a flag.
	Values string

	// Default says what holds if the option is not written. If the option is required, it is
	// empty.
	Default string

	// Example is the option with a value, after other options that it requires. Sealed is
	// the example for a seal directive, if that differs.
	Example, Sealed string

	// Formats are the formats with which the option has a meaning: native, and the names
	// of foreign formats. For the options that describe the tokens of also=, the formats are
	// those that also= can name.
	Formats []string
}

// NativeFormat is the name of the format of tokens without the option format.
const NativeFormat = "native"

// Written is the option alone, as the example has it.
func (d Doc) Written() string {
	for word := range strings.FieldsSeq(d.Example) {
		if name, _, _ := strings.Cut(word, "="); name == d.Name {
			return word
		}
	}
	return ""
}

// OfAlso reports whether the option describes the tokens that also= names.
func (d Doc) OfAlso() bool { return strings.HasPrefix(d.Name, "also-") }

// Docs returns the documentation of all options, those of former last.
func Docs() (list []Doc) {
	for _, o := range options {
		o.Formats = o.formats()
		if o.Verbs == nil {
			o.Verbs = o.verbs()
		}
		list = append(list, o.Doc)
	}
	for _, o := range formerOptions {
		o.Verbs = []string{string(Former)}
		list = append(list, o.Doc)
	}
	return list
}

// verbs returns the verbs that the formats of an option have.
func (o option) verbs() (list []string) {
	for _, verb := range []Verb{Sign, Seal} {
		has := func(format string) bool {
			if format == NativeFormat {
				return true
			}
			_, ok := contract.Foreign(format).Verbs[string(verb)]
			return ok
		}
		if slices.ContainsFunc(o.Formats, has) {
			list = append(list, string(verb))
		}
	}
	return list
}

// formats returns the formats with which an option has a meaning.
func (o option) formats() (list []string) {
	if !o.OfAlso() && (&reader{d: &Directive{}}).allows(o.Name) {
		list = append(list, NativeFormat)
	}
	for _, f := range contract.Formats {
		r := &reader{d: &Directive{Format: f.Name}}
		if o.OfAlso() {
			r = &reader{d: &Directive{}, also: Also{Format: f.Name}}
		}
		if (o.OfAlso() || !f.ReadOnly) && r.allows(o.Name) {
			list = append(list, f.Name)
		}
	}
	return list
}

// allows reports whether an option has a meaning beside the formats of the directive.
func (r *reader) allows(name string) bool {
	_, why := r.meaningless(name)
	return why == ""
}

// A VerbDoc documents a verb.
type VerbDoc struct{ Name, Summary string }

// VerbDocs returns the documentation of all verbs.
func VerbDocs() []VerbDoc {
	return []VerbDoc{
		{string(Sign), "gives Sign and Verify: everyone can read the payload, nobody can change it"},
		{string(Seal), "gives Seal and Open: nobody can read the payload either"},
		{string(Former), "marks a struct that is an older version of an annotated type"},
	}
}
