package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/internal/spell"
)

// A reader reads one directive's options and keeps what is wrong with them.
type reader struct {
	d      *Directive
	also   Also // what also= and the options that belong to it say
	faults []diag.Diagnostic
}

func (r *reader) fault(rule string, pos, end token.Pos, message, help string) {
	r.faults = append(r.faults, fault(rule, diag.Span{Pos: pos, End: end}, message, help))
}

func fault(rule string, at diag.Span, message, help string) diag.Diagnostic {
	return diag.Diagnostic{Span: at, Rule: rule, Message: message, Help: help}
}

// An option is one word of a directive. Flags have no value, except for the one
// in may.
type option struct {
	name string
	flag bool
	may  string
	read func(r *reader, value string, pos, end token.Pos)
}

// options are those of sign and seal.
var options = []option{
	{name: "salt", read: (*reader).salt},
	{name: "max-age", read: (*reader).maxAge},
	{name: "codec", read: (*reader).codec},
	{name: "compress", flag: true, may: revealsLength, read: (*reader).compress},
	{name: "once", flag: true, read: func(r *reader, _ string, _, _ token.Pos) { r.d.Once = true }},
	{name: "version", read: (*reader).version},
	{name: "accept", read: (*reader).accept},
	{name: "mint", read: (*reader).mint},
	{name: "alg", read: (*reader).alg},
	{name: "prefix", read: (*reader).prefix},
	{name: "max-size", read: (*reader).maxSize},
	{name: "format", read: (*reader).format},
	{name: "algorithm", read: algorithm(own)},
	{name: "sep", read: sep(own)},
	{name: "future", read: future(own)},
	{name: "also", read: (*reader).format},
	{name: "until", read: (*reader).until},
	{name: "also-salt", read: (*reader).alsoSalt},
	{name: "also-algorithm", read: algorithm(moved)},
	{name: "also-sep", read: sep(moved)},
	{name: "also-future", read: future(moved)},
}

// optionNames are the names of all options, whatever the verb.
var optionNames = func() (names []string) {
	for _, o := range append(slices.Clone(options), formerOptions...) {
		names = append(names, o.name)
	}
	return names
}()

// options reads the words behind a verb, which stands from at to end.
func (r *reader) options(line ast.Directive, verb Verb, at, end token.Pos) *Directive {
	r.d = &Directive{
		Verb: verb, Span: diag.Span{Pos: line.Pos(), End: end},
		Codec: contract.Msgpack, Version: contract.DefaultVersion, Prefix: contract.DefaultPrefix,
		MaxSize: contract.DefaultMaxSize,
		At:      map[string]diag.Span{},
	}
	if !r.words(line) {
		return r.d
	}
	switch verb {
	case Former:
		r.checkFormer(at, end)
	case Sign, Seal:
		r.checkVersions()
		r.checkToken(at, end)
	}
	return r.d
}

// words reads the options one by one. It reports false where the line cannot be
// cut into words.
func (r *reader) words(line ast.Directive) bool {
	// ParseArgs splits at any of Unicode's spaces; an editor shows some of them
	// as nothing at all.
	if i := strings.IndexFunc(line.Args, oddSpace); i >= 0 {
		pos := line.ArgsPos + token.Pos(i)
		r.fault("option", pos, pos+1, "options are separated by plain spaces, and this is another character", "")
		return false
	}
	words, err := line.ParseArgs()
	if err != nil {
		r.fault("option", line.ArgsPos, line.End(), "options are words such as max-age=30m, without quotes", "")
		return false
	}
	r.scan(words)
	for _, w := range words {
		if strings.HasPrefix(w.Arg, "//") {
			r.fault("option", w.Pos, line.End(), "a directive's line cannot hold a comment", "put it on a line of its own")
			break
		}
		r.word(w, line)
	}
	return true
}

// checkToken looks at the options of sign and seal together.
func (r *reader) checkToken(at, end token.Pos) {
	if r.d.Once && r.d.MaxAge == Unlimited {
		r.faultAt("once", "once cannot go with max-age=unlimited", "a store would have to remember the token for ever")
	}
	r.checkPresence(at, end)
	r.checkFormat()
	r.checkAlso()
}

func (r *reader) has(name string) bool {
	_, ok := r.d.At[name]
	return ok
}

// faultAt is a fault of an option that is well written on its own.
func (r *reader) faultAt(name, message, advice string) {
	pos := r.d.At[name].Pos
	r.fault("option", pos, pos+token.Pos(len(name)), message, advice)
}

func oddSpace(c rune) bool { return unicode.IsSpace(c) && c != ' ' && c != '\t' }

func (r *reader) word(w ast.DirectiveArg, line ast.Directive) {
	end := w.Pos + token.Pos(len(w.Arg))
	if q := line.Args[w.Pos-line.ArgsPos]; q == '"' || q == '`' {
		r.fault("option", w.Pos, w.Pos+1, "options are not quoted", "")
		return
	}
	name, value, hasValue := strings.Cut(w.Arg, "=")
	options := r.table()
	i := slices.IndexFunc(options, func(o option) bool { return o.name == name })
	if i < 0 {
		r.unknown(name, w.Pos)
		return
	}
	_, doubled := r.d.At[name]
	r.d.At[name] = diag.Span{Pos: w.Pos, End: end}
	valuePos := w.Pos + token.Pos(len(name)+1)
	switch why := r.meaningless(name); {
	case doubled:
		r.fault("option", w.Pos, end, name+" is given twice", "")
	case why != "":
		r.fault("option", w.Pos, w.Pos+token.Pos(len(name)), name+" has no meaning "+r.beside(name), why)
	case options[i].flag && hasValue && (value == "" || value != options[i].may):
		r.fault("option", w.Pos, end, name+" takes no value", "write "+r.flag(name))
	case !options[i].flag && value == "":
		r.fault("option", w.Pos, end, name+" has no value", "write "+name+"=...")
	default:
		if !hasValue {
			valuePos = w.Pos
		}
		options[i].read(r, value, valuePos, end)
	}
}

func (r *reader) unknown(name string, pos token.Pos) {
	end := pos + token.Pos(max(len(name), 1))
	var names []string
	for _, o := range r.table() {
		names = append(names, o.name)
	}
	advice := spell.DidYouMean(name, names)
	if advice == "" {
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return r.meaningless(n) != "" })
		advice = "the options are " + strings.Join(names, ", ")
	}
	if n := spell.Nearest(name, names); n != "" {
		// So that the option that was meant is not reported as missing too.
		r.d.At[n] = diag.Span{Pos: pos, End: end}
	}
	r.fault("option", pos, end, "unknown option "+quote(name), advice)
}

var saltForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._/-]{0,63}$`)

func (r *reader) salt(value string, pos, end token.Pos) {
	const advice = "a salt is 1 to 64 of a-z 0-9 . _ / - and begins with a letter or digit"
	switch {
	case r.d.Format != "":
		r.foreignSalt(r.d.Foreign(), value, &r.d.Salt, pos, end)
	case len(value) > 64:
		r.fault("option", pos, end, fmt.Sprintf("salt has %d characters, more than 64", len(value)), advice)
	case !saltForm.MatchString(value) && saltForm.MatchString(strings.ToLower(value)):
		r.fault("option", pos, end, "salt has upper-case letters", "write salt="+strings.ToLower(value))
	case !saltForm.MatchString(value):
		r.fault("option", pos, end, "salt "+quote(value)+" has a character that it cannot have", advice)
	default:
		r.d.Salt = value
	}
}

func (r *reader) maxAge(value string, pos, end token.Pos) {
	if value == "unlimited" {
		r.d.MaxAge = Unlimited
		return
	}
	if f := r.d.Foreign(); f != nil && f.Timeless {
		r.fault("option", pos, end, f.Name+" tokens contain no time, and so cannot expire",
			"write max-age=unlimited, and a time as a field of the payload")
		return
	}
	age, wrong, advice := parseMaxAge(value)
	if wrong != "" {
		r.fault("option", pos, end, wrong, advice)
		return
	}
	r.d.MaxAge = age
}

func (r *reader) codec(value string, pos, end token.Pos) {
	if codecs := []string{contract.Msgpack, contract.JSON}; !slices.Contains(codecs, value) {
		r.unknownValue("codec", value, codecs, "", pos, end)
		return
	}
	r.d.Codec = value
}

// revealsLength is what compress= says in a seal directive.
const revealsLength = "reveals-length"

// compress reads an option that a sealed payload must not have by accident. The
// length of a compressed token tells what in it repeats: somebody who chooses a
// part of the payload can learn the rest by trying.
func (r *reader) compress(value string, pos, end token.Pos) {
	switch {
	case r.d.Verb == Seal && value == "":
		r.fault("option", pos, end,
			"a sealed token that is compressed tells by its length what it holds, to somebody who chooses a part of it",
			"leave compress out, or write compress="+revealsLength+" if that may be")
	case r.d.Verb != Seal && value != "":
		r.fault("option", pos, end, "compress="+revealsLength+" is for seal only: a signed token hides nothing",
			"write compress")
	default:
		r.d.Deflate = true
	}
}

// flag is how an option that takes no other value is written.
func (r *reader) flag(name string) string {
	if name == "compress" && r.d.Verb == Seal {
		return name + "=" + revealsLength
	}
	return name
}

func (r *reader) version(value string, pos, end token.Pos) {
	r.number("version", value, 0, contract.MaxVersion, &r.d.Version, pos, end)
}

func (r *reader) maxSize(value string, pos, end token.Pos) {
	r.number("max-size", value, contract.LeastMaxSize, contract.MostMaxSize, &r.d.MaxSize, pos, end)
}

// unknownValue reports a value that is not one of a few; note ends the advice that
// lists them.
func (r *reader) unknownValue(what, value string, values []string, note string, pos, end token.Pos) {
	advice := spell.DidYouMean(value, values)
	if advice == "" {
		advice = "the " + what + "s are " + strings.Join(values, ", ") + note
	}
	r.fault("option", pos, end, "unknown "+what+" "+quote(value), advice)
}

// number reads a decimal in the one spelling that it has.
func (r *reader) number(name, value string, low, high int, to *int, pos, end token.Pos) {
	n, err := strconv.Atoi(value)
	if err != nil || strconv.Itoa(n) != value || n < low || n > high {
		r.fault("option", pos, end, fmt.Sprintf("%s must be a number from %d to %d", name, low, high), "")
		return
	}
	*to = n
}

func (r *reader) alg(value string, pos, end token.Pos) {
	switch {
	case value != "ed25519":
		advice := spell.DidYouMean(value, []string{"ed25519"})
		if advice == "" {
			advice = "the only one is ed25519; without it tokens are signed with a shared key"
		}
		r.fault("option", pos, end, "unknown algorithm "+quote(value), advice)
	case r.d.Verb == Seal:
		r.fault("option", pos, end, "alg=ed25519 is for sign only", "a sealed token is opened with the key that sealed it")
	default:
		r.d.Alg = value
	}
}

var prefixForm = regexp.MustCompile(`^[a-z][a-z0-9]{1,11}(_[a-z0-9]{1,11}){0,2}_$`)

func (r *reader) prefix(value string, pos, end token.Pos) {
	switch {
	case prefixForm.MatchString(value + "_"):
		r.fault("option", pos, end, "prefix does not end in _", "write prefix="+value+"_")
	case !prefixForm.MatchString(value):
		r.fault("option", pos, end, "prefix "+quote(value)+" is not of the form acme_pwr_",
			"one to three parts of a-z 0-9, each followed by _, the first of 2 to 12 characters and beginning with a letter, "+
				"the others of 1 to 11")
	case strings.HasPrefix(value, tool+"_"):
		r.fault("option", pos, end, "prefixes that begin with "+tool+"_ belong to keys", "")
	default:
		r.d.Prefix = value
	}
}

// quote shows a word of the user's: as it is where that is harmless, else with
// everything unusual escaped.
func quote(word string) string {
	if len(word) > 80 {
		word = word[:80]
	}
	return strconv.QuoteToASCII(word)
}
