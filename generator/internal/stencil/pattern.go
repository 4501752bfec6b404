package stencil

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"
)

// A pattern is formatted code with holes.
type pattern struct {
	parts []part
	fresh []base // of new local variables, each as often as there are variables
}

// A part is text and the hole that follows it.
type part struct {
	text string
	hole hole
}

// A hole is one of the names of a Holes, or a local name, or neither.
type hole struct {
	name  int  // index, or -1
	base  base // of a local name, or -1
	fresh int  // number of a new local variable, or -1
}

var noHole = hole{-1, -1, -1}

// A base is the number of a local name.
type base int

// bases are the bases in the code that programs build.
var bases struct {
	sync.RWMutex
	names []string
}

func baseOf(name string) base {
	bases.Lock()
	defer bases.Unlock()
	if i := slices.Index(bases.names, name); i >= 0 {
		return base(i)
	}
	bases.names = append(bases.names, name)
	return base(len(bases.names) - 1)
}

func (b base) String() string {
	bases.RLock()
	defer bases.RUnlock()
	return bases.names[b]
}

// A frame is what is printed around some code so that it can be formatted.
type frame struct {
	head, tail int // lines before and after the code
	indent     int // tabs to add to each line; negative: to remove
}

// render returns what jennifer prints, before formatting.
func render(file *jen.File) ([]byte, error) {
	var out bytes.Buffer
	file.NoFormat = true
	err := file.Render(&out)
	return out.Bytes(), err
}

// format formats code and removes the frame.
func (f frame) format(source []byte) (string, error) {
	formatted, err := format.Source(source)
	if err != nil {
		return "", fmt.Errorf("%w in\n%s", err, source)
	}
	lines := strings.SplitAfter(string(formatted), "\n")
	lines = lines[:len(lines)-1] // the last line ends in a newline
	if len(lines) <= f.head+f.tail {
		return "", fmt.Errorf("no code in\n%s", formatted)
	}
	lines = lines[f.head : len(lines)-f.tail]
	for i, line := range lines {
		switch {
		case line == "\n":
		case f.indent > 0:
			lines[i] = strings.Repeat("\t", f.indent) + line
		default:
			lines[i] = line[-f.indent:]
		}
	}
	return strings.Join(lines, ""), nil
}

var errHoles = errors.New("code with a broken hole")

// cut cuts code at its holes.
func cut(code string) (*pattern, error) {
	var p pattern
	var text strings.Builder
	next := func(h hole) {
		p.parts = append(p.parts, part{text.String(), h})
		text.Reset()
	}
	for {
		before, rest, found := strings.Cut(code, mark)
		text.WriteString(before)
		if !found {
			next(noHole)
			return &p, nil
		}
		inner, after, closed := strings.Cut(rest, mark)
		switch {
		case !closed:
			return nil, errHoles
		case inner == "":
			text.WriteString(mark) // it was doubled
		case mark+inner+mark == body:
			text.WriteString(body)
		default:
			h, err := parseHole(inner)
			if err != nil {
				return nil, errHoles
			}
			next(h)
			for h.fresh >= count(p.fresh, h.base) {
				p.fresh = append(p.fresh, h.base)
			}
		}
		code = after
	}
}

func count(list []base, b base) (n int) {
	for _, c := range list {
		if c == b {
			n++
		}
	}
	return n
}

func parseHole(inner string) (h hole, err error) {
	h = noHole
	if inner != "" && inner[0] <= '9' {
		h.name, err = strconv.Atoi(inner)
		return h, err
	}
	name, number, fresh := strings.Cut(inner, "_")
	h.base = baseOf(name)
	if fresh {
		h.fresh, err = strconv.Atoi(number)
	}
	return h, err
}

// divide cuts code at the line with the body, which it leaves out. The second part is
// empty if there is no such line.
func divide(code string) (before, after string, err error) {
	before, after, _ = strings.Cut(code, body)
	switch {
	case strings.Contains(after, body):
		return "", "", fmt.Errorf("two bodies in\n%s", code)
	case before != code:
		before = before[:strings.LastIndex(before, "\n")+1]
		_, after, _ = strings.Cut(after, "\n")
	}
	return before, after, nil
}
