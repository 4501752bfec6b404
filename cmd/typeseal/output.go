package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// An output is standard output or standard error. Everything that the command prints
// goes through one.
//
// It remembers the first error, so that no command has to check each write. If output is
// lost, the command fails.
//
// It escapes characters that control a terminal, such as escape sequences and changes of
// the direction of text, because the output may quote a file that somebody else wrote. It
// writes them as in JSON, \u001b, so that JSON keeps its meaning.
//
// It hides secret keys: an argument or a line of a file that an error quotes may be one by
// mistake, and outputs go to logs. What must be printed as it is goes through exactly.
//
// It knows whether people read it at a terminal, how wide that is, and whether it shows
// colors. What people read is written in whole lines, so that standard output and standard
// error do not mix within a line.
type output struct {
	w    io.Writer
	tail []byte // an incomplete character or line end
	line []byte // the beginning of a line for people
	err  error

	terminal int  // its width, or 0
	columns  int  // lines for people have at most so many; 0: programs may read them
	canColor bool // the terminal shows colors
	color    bool
}

// newOutput returns the output to a file, which has colors if it is a terminal.
func newOutput(f *os.File) *output {
	o := &output{w: f}
	o.terminal, o.canColor = terminal(f)
	o.setColor(colorAuto)
	return o
}

// setColor decides about colors. An output with colors is for people, even if it is not
// a terminal, for example for a pager.
func (o *output) setColor(when string) {
	o.columns = o.terminal
	switch when {
	case colorAlways:
		o.color, o.columns = true, cmp.Or(o.terminal, helpWidth)
	case colorNever:
		o.color = false
	default:
		o.color = o.terminal > 0 && o.canColor && os.Getenv("NO_COLOR") == ""
	}
}

// fit asks the terminal for its size again, and returns its rows. It returns 0 if lines must
// be appended, because this is not a terminal, or the process is in its background.
func (o *output) fit() (rows int) {
	f, ok := o.w.(*os.File)
	if !ok || o.terminal == 0 || !o.canColor {
		return 0
	}
	if columns, _ := terminal(f); columns > 0 {
		o.terminal, o.columns = columns, columns
	}
	return foregroundRows(f)
}

// Columns returns the width of a line for people, or 0 if programs may read the output.
func (o *output) Columns() int { return o.columns }

// Style changes the style of what is written next, if the output has colors.
func (o *output) Style(s show.Style) {
	if o.color && o.err == nil {
		o.write([]byte(s))
	}
}

func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	text, rest := visible(append(o.tail, show.HideKeys(p)...), false)
	o.tail = rest
	if o.write(text); o.err != nil {
		return 0, o.err
	}
	return len(p), nil
}

// close writes the rest, and returns the first error of all writes.
func (o *output) close() error {
	if o.err == nil {
		text, _ := visible(o.tail, true)
		o.columns = 0 // the last line may have no end
		o.write(text)
	}
	return o.err
}

// A secretLost is the error of a command whose output has a key that is nowhere else.
type secretLost string

func (e secretLost) Error() string { return string(e) }

const (
	keyLost  secretLost = "the key is lost; make another one"
	ringLost secretLost = "the new ring is lost; keep the one that you have"
)

// outputLost returns the error of a command that has failed with err, because standard output
// could not be written.
func outputLost(lost, err error) error {
	lost = fmt.Errorf("standard output: %w", cause(lost))
	if secret, ok := errors.AsType[secretLost](err); ok {
		return fmt.Errorf("%w; %w", lost, secret)
	}
	return lost
}

func (o *output) write(text []byte) {
	text = append(o.line, text...)
	o.line = nil
	if o.columns > 0 {
		end := bytes.LastIndexByte(text, '\n') + 1
		text, o.line = text[:end], text[end:]
	}
	if len(text) > 0 {
		_, o.err = o.w.Write(text)
	}
}

// exactly returns a writer to the same output that escapes and hides nothing. It is for keys and key
// rings, which must come out as they are.
func exactly(w io.Writer) io.Writer {
	if o, ok := w.(*output); ok {
		return exactOutput{o}
	}
	return w
}

type exactOutput struct{ *output }

func (o exactOutput) Write(p []byte) (int, error) {
	if o.write(p); o.err != nil {
		return 0, o.err
	}
	return len(p), nil
}

const (
	escapedRune = `\u%04x`
	escapedByte = `\x%02x` // a byte that is not UTF-8, which JSON does not contain
)

// visible returns text with control characters escaped. An incomplete character or line
// end is the rest, unless the text ends here.
func visible(text []byte, end bool) (shown, rest []byte) {
	shown = make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case !end && (!utf8.FullRune(text) || len(text) == 1 && r == '\r'):
			return shown, text
		case r == utf8.RuneError && size == 1, end && r == '\r' && len(text) == 1:
			shown = fmt.Appendf(shown, escapedByte, text[0])
		case r == '\r' && text[1] == '\n': // a Windows line end
		case r == '\n' || r == '\t' || unicode.IsPrint(r):
			shown = append(shown, text[:size]...)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				shown = fmt.Appendf(shown, escapedRune, unit)
			}
		}
		text = text[size:]
	}
	return shown, nil
}

// cause returns the cause of an error about a file, without the name of the file.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
