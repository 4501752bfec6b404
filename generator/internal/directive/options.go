package directive

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// A reader reads the options of one directive and collects the errors.
type reader struct {
	d      *Directive
	also   Also // also= and the options that belong to it
	faults []diag.Diagnostic

	unknownFormat, unknownAlso bool // format= or also= names no format, and nearly names none
}

// A value is the value of an option, with its place. For a flag without a value, it is
// the place of the option.
type value struct {
	text string
	diag.Span
}

// optionNames are the names of all options.
var optionNames = names(slices.Concat(options, formerOptions))

func names(options []option) (list []string) {
	for _, o := range options {
		list = append(list, o.Name)
	}
	return list
}

func fault(rule string, at diag.Span, message, help string) diag.Diagnostic {
	return diag.Diagnostic{Span: at, Rule: rule, Message: message, Help: help}
}

// refuse reports an error in an option.
func (r *reader) refuse(at diag.Span, message, help string) {
	r.faults = append(r.faults, fault("option", at, message, help))
}

// fix adds an edit to the last error that was reported.
func (r *reader) fix(at diag.Span, text string) {
	last := &r.faults[len(r.faults)-1]
	last.Fixes = append(last.Fixes, diag.Fix{Span: at, Text: text})
}

// refuseName reports an error in an option whose value is well-formed.
func (r *reader) refuseName(name, message, help string) {
	pos := r.d.At[name].Pos
	r.refuse(diag.Span{Pos: pos, End: pos + token.Pos(len(name))}, message, help)
}

func (r *reader) has(name string) bool {
	_, ok := r.d.At[name]
	return ok
}

// options reads the words after a verb. The verb is at the given place.
func (r *reader) options(line ast.Directive, verb Verb, at diag.Span) *Directive {
	r.d = &Directive{
		Verb: verb, Span: diag.Span{Pos: line.Pos(), End: at.End},
		Codec: contract.Msgpack, Version: contract.DefaultVersion, Prefix: contract.DefaultPrefix,
		MaxSize: contract.DefaultMaxSize,
		At:      map[string]diag.Span{},
	}
	if !r.words(line) {
		return r.d
	}
	switch verb {
	case Former:
		if !r.has("of") {
			r.refuse(at, "of is missing", "write of=PasswordReset, the type that this struct is an older version of")
		}
		if !r.has("version") {
			r.refuse(at, "version is missing", "write version=1, the version of this struct")
		}
	case Sign, Seal:
		r.checkVersions()
		r.checkToken(at)
	}
	return r.d
}

// words reads the options one by one. It reports false if the line cannot be cut
// into words.
func (r *reader) words(line ast.Directive) bool {
	// ParseArgs splits at all of Unicode's spaces. Some editors show some of them as
	// nothing.
	odd := func(c rune) bool { return unicode.IsSpace(c) && c != ' ' && c != '\t' }
	if i := strings.IndexFunc(line.Args, odd); i >= 0 {
		pos := line.ArgsPos + token.Pos(i)
		r.refuse(diag.Span{Pos: pos, End: pos + 1}, "options are separated by plain spaces, but this is another space",
			"write a plain space")
		return false
	}
	words, err := line.ParseArgs()
	if err != nil {
		at := diag.Span{Pos: line.ArgsPos, End: line.End()}
		r.refuse(at, "options are words without quotes, such as max-age=30m", "")
		return false
	}
	r.scan(words)
	for _, w := range words {
		if strings.HasPrefix(w.Arg, "//") {
			r.refuse(diag.Span{Pos: w.Pos, End: line.End()}, "the line of a directive cannot contain a comment",
				"put the comment on a line of its own")
			break
		}
		if q := line.Args[w.Pos-line.ArgsPos]; q == '"' || q == '`' {
			r.refuse(diag.Span{Pos: w.Pos, End: w.Pos + 1}, "options are not quoted", "remove the quotes")
			continue
		}
		r.word(value{w.Arg, diag.Span{Pos: w.Pos, End: w.Pos + token.Pos(len(w.Arg))}})
	}
	return true
}

// table are the options of the directive's verb.
func (r *reader) table() []option {
	if r.d.Verb == Former {
		return formerOptions
	}
	return options
}

// word reads one option.
func (r *reader) word(w value) {
	name, text, hasValue := strings.Cut(w.text, "=")
	i := slices.IndexFunc(r.table(), func(o option) bool { return o.Name == name })
	if i < 0 {
		r.unknown(name, w.Pos)
		return
	}
	o, doubled := r.table()[i], r.has(name)
	r.d.At[name] = w.Span
	switch beside, why := r.meaningless(name); {
	case doubled:
		r.refuse(w.Span, name+" is given twice", "remove one of the two")
	case r.unsure(name):
	case why != "":
		r.refuseName(name, name+" has no meaning "+beside, why)
	case o.flag && hasValue && (text == "" || text != o.may):
		help := "write " + name
		if o.may != "" && r.d.Verb == Seal {
			help += "=" + o.may
		}
		r.refuse(w.Span, name+" takes no value", help)
		if o.may == "" {
			r.fix(w.Span, name)
		}
	case !o.flag && text == "":
		r.refuse(w.Span, name+" has no value", "write "+name+"=...")
	default:
		v := value{text, w.Span}
		if hasValue {
			v.Pos += token.Pos(len(name + "="))
		}
		o.read(r, v)
	}
}

// unknown reports an option that does not exist. If the user certainly meant another
// option, that one is not reported as missing.
func (r *reader) unknown(name string, pos token.Pos) {
	at := diag.Span{Pos: pos, End: pos + token.Pos(max(len(name), 1))}
	list := names(r.table())
	help := spell.DidYouMean(name, list)
	if help == "" {
		list = slices.DeleteFunc(list, func(n string) bool {
			_, why := r.meaningless(n)
			return why != ""
		})
		help = "the options are " + strings.Join(list, ", ") + "; typeseal help directives explains them"
	}
	r.refuse(at, "unknown option "+quote(name), help)
	if n := spell.Nearest(name, list); n != "" {
		r.d.At[n] = at
		r.fix(at, n)
	}
}

// oneOf reads an option that has one of the given values.
func (r *reader) oneOf(what string, v value, values []string, to *string) {
	if !slices.Contains(values, v.text) {
		r.refuse(v.Span, "unknown "+what+" "+quote(v.text), cmp.Or(spell.DidYouMean(v.text, values),
			"the "+what+"s are "+strings.Join(values, ", ")))
		if n := spell.Nearest(v.text, values); n != "" {
			r.fix(v.Span, n)
		}
		return
	}
	*to = v.text
}

// number reads a decimal number in its only spelling.
func (r *reader) number(name string, v value, low, high int, to *int) {
	n, err := strconv.Atoi(v.text)
	if err != nil || strconv.Itoa(n) != v.text || n < low || n > high {
		r.refuse(v.Span, name+" must be "+between(low, high), "")
		return
	}
	*to = n
}

// quote quotes a word from the source. It escapes everything except printable ASCII.
func quote(word string) string { return strconv.QuoteToASCII(word[:min(len(word), 80)]) }
