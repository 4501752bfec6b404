package stencil

import (
	"fmt"
	"go/parser"
	"strconv"
	"strings"
)

// mark encloses the holes in the code that jennifer builds. It is a letter, so that a hole
// is an identifier. In a text of the user it is doubled.
const mark = "ǁ"

// body is the hole that Begin leaves open.
const body = mark + "body_" + mark

// Body is the identifier to print, as a statement, a case or a variable, in the line where
// Begin stops.
const Body = body

// Local is a name that the Sheet's file chooses: a local variable, or an imported package.
func Local(base string) string { return mark + base + mark }

// Fresh is the nth new local variable of some statements. The first one of a scope is base
// itself, the next ones have numbers.
func Fresh(base string, n int) string { return mark + base + "_" + strconv.Itoa(n) + mark }

// Holes takes the names out of a plan. Each method takes one part of the plan, and returns
// what the code must be built with in its place: a hole, or the same part if a hole there
// could change how gofmt prints the code. Parts of the second kind belong to the key of the
// code. So must every other fact that decides how the code is built.
//
// The methods refuse a part that is not what they take, so that no part can add code.
// Printing then fails. Parts may be empty.
type Holes struct {
	key         []byte
	names       []string
	expressions []string // parts of the key that must be expressions
	alone       bool
	err         error
}

// Name takes an identifier.
func (h *Holes) Name(text string) string { return h.identifier(text, scanIdentifier) }

// Selector takes identifiers that are joined by dots, such as Base.ID.
func (h *Holes) Selector(text string) string { return h.identifier(text, scanName) }

// Word takes an identifier that must not become a hole.
func (h *Holes) Word(text string) string {
	h.require(text == "" || whole(text, scanIdentifier), text)
	return h.fixed(text)
}

// Text takes a text that must not become a hole, for a literal or a comment.
func (h *Holes) Text(text string) string {
	h.require(printable(text), text)
	return h.fixed(text)
}

// Type takes a type as package go/types writes it.
func (h *Holes) Type(text string) string { return h.expression(Spaced(text), scanType) }

// Value takes an expression, such as 1, "a", time.Hour or Point{}, or the type of a
// conversion. It is not for the condition of a statement, where Go reads braces differently.
func (h *Holes) Value(text string) string { return h.expression(text, scanValue) }

// Expression takes a type or another expression that must not become a hole.
func (h *Holes) Expression(text string) string {
	if text != "" {
		h.expressions = append(h.expressions, text)
	}
	return h.fixed(text)
}

// Around takes what is before and after an operand in an expression.
func (h *Holes) Around(before, after string) (string, string) {
	h.expressions = append(h.expressions, before+"_"+after)
	return h.fixed(before), h.fixed(after)
}

// Line takes a text that becomes the end of a comment.
func (h *Holes) Line(text string) string {
	h.require(printable(text) && !strings.HasSuffix(text, " "), text)
	return h.hole(text)
}

// String takes the value of a string, and returns a string literal.
func (h *Holes) String(value string) string { return h.hole(strconv.Quote(value)) }

// Strings takes values of strings, and returns the elements of a composite literal.
func (h *Holes) Strings(values []string) string {
	var list []byte
	for i, v := range values {
		if i > 0 {
			list = append(list, ", "...)
		}
		list = strconv.AppendQuote(list, v)
	}
	return h.hole(string(list))
}

// Raw is like String. The literal has backquotes if all characters are printable.
func (h *Holes) Raw(value string) string { return h.hole(Raw(value)) }

// Number takes a whole number that is not negative.
func (h *Holes) Number(n int) string {
	h.require(n >= 0, "-")
	return h.hole(strconv.Itoa(n))
}

// Int takes a number that must not become a hole.
func (h *Holes) Int(n int64) int64 {
	h.key = append(strconv.AppendInt(h.key, n, 10), ';')
	return n
}

// Is takes a condition.
func (h *Holes) Is(c bool) bool {
	if c {
		h.Int(1)
	} else {
		h.Int(0)
	}
	return c
}

// Alone says that the names decide how gofmt prints the code. It is formatted with its
// names, each time that it is printed.
func (h *Holes) Alone() { h.alone = true }

func (h *Holes) identifier(text string, scan func(string) int) string {
	if text == "" {
		return h.fixed("")
	}
	h.require(whole(text, scan), text)
	return h.hole(text)
}

func (h *Holes) expression(text string, scan func(string) int) string {
	if whole(text, scan) {
		return h.hole(text)
	}
	return h.Expression(text)
}

// fixed adds a text to the key.
func (h *Holes) fixed(text string) string {
	h.key = append(strconv.AppendInt(h.key, int64(len(text)), 10), ' ')
	h.key = append(h.key, text...)
	if text != "" && strings.Contains(text, mark) {
		h.alone = true // a doubled mark has another width
		return strings.ReplaceAll(text, mark, mark+mark)
	}
	return text
}

func (h *Holes) require(right bool, text string) {
	if !right && h.err == nil {
		h.err = fmt.Errorf("generated code cannot have %q here", text)
	}
}

// check checks the parts that the key contains.
func (h *Holes) check() error {
	for _, text := range h.expressions {
		_, err := parser.ParseExpr(text)
		h.require(err == nil && printable(text), text)
	}
	return h.err
}

func (h *Holes) hole(text string) string {
	h.key = append(h.key, '#')
	h.names = append(h.names, text)
	if n := len(h.names) - 1; n < len(holeNames) {
		return holeNames[n]
	}
	return Local(strconv.Itoa(len(h.names) - 1))
}

// holeNames are the identifiers of the first holes.
var holeNames = func() (names [64]string) {
	for i := range names {
		names[i] = Local(strconv.Itoa(i))
	}
	return names
}()

func (h *Holes) reset() {
	*h = Holes{key: h.key[:0], names: h.names[:0], expressions: h.expressions[:0]}
}

// List takes the elements of a list, with a function that takes one.
func List[T any](h *Holes, list []T, take func(T) T) []T {
	h.Int(int64(len(list)))
	taken := make([]T, len(list))
	for i, element := range list {
		taken[i] = take(element)
	}
	return taken
}

// Spaced writes a type as gofmt does, if a hole may have it. Package go/types writes type
// arguments without spaces.
func Spaced(typ string) string {
	if strings.Contains(typ, ",") {
		if s := strings.ReplaceAll(strings.ReplaceAll(typ, ", ", ","), ",", ", "); whole(s, scanType) {
			return s
		}
	}
	return typ
}

// Raw is a string literal. It has backquotes if all characters are printable.
func Raw(value string) string {
	if strings.Contains(value, "`") || !printable(value) {
		return strconv.Quote(value)
	}
	return "`" + value + "`"
}
