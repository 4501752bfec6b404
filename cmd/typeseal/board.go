package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"syscall"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/watch"
)

// A board shows the state of the command watch.
//
// At a terminal it replaces what it has shown. The first time it moves what is on the
// screen into the scrollback, so that the user loses nothing, and from then on it clears the
// screen. It shows no more than fits, because what leaves the screen cannot be
// replaced. Moving the cursor up instead would miss the lines that a user adds with Enter,
// and fail when the terminal is resized. Elsewhere, and if other programs use the terminal
// while watch runs in the background, it appends.
type board struct {
	out      *output
	patterns []string
	watched  watch.Watched
	said     string // how this was described last
	good     bool   // the last run had no errors
	replaces bool   // the screen has nothing else
}

func newBoard(w io.Writer, patterns []string) *board {
	out, ok := w.(*output)
	if !ok {
		out = &output{w: w}
	}
	return &board{out: out, patterns: patterns}
}

// home moves the cursor home and clears from there to the end of the screen. It does not
// touch the scrollback.
const home = "\x1b[H\x1b[J"

// empty reports whether nothing has been shown yet.
func (b *board) empty() bool { return b.said == "" }

// begin says what is watched, before the first run.
func (b *board) begin() error { return b.print(b.out.fit(), "") }

// show shows the state after a run. Where lines are appended, it does not say again that
// everything is up to date.
func (b *board) show(r round) error {
	rows := b.out.fit()
	text, good := b.render(func(out *output) bool { return b.describe(out, r) })
	idle := good && b.good && len(r.result.Written)+len(r.result.Removed)+len(r.result.Warnings) == 0
	b.good = good
	if idle && rows == 0 {
		return nil
	}
	return b.print(rows, text)
}

// end ends the line of a terminal that shows ^C.
func (b *board) end() error {
	if b.replaces {
		fmt.Fprintln(b.out)
	}
	return b.out.err
}

// render returns what print prints, for the same terminal.
func (b *board) render(print func(*output) bool) (text string, good bool) {
	var w bytes.Buffer
	out := &output{w: &w, columns: b.out.columns, color: b.out.color}
	good = print(out)
	out.close()
	return w.String(), good
}

// print prints what is watched and a text. Without rows it appends, and says what is watched
// only if this is new.
func (b *board) print(rows int, text string) error {
	head, _ := b.render(func(out *output) bool { return describeWatched(out, b.watched) })
	switch {
	case rows > 0:
		text = home + show.Fit(head+text, b.out.columns, rows-1)
		if !b.replaces {
			text = strings.Repeat("\n", rows-1) + text
		}
	case head != b.said:
		text = head + text
	}
	b.replaces, b.said = rows > 0, head
	_, err := io.WriteString(exactly(b.out), text)
	return err
}

// describe prints the outcome of a run. It reports false if there are errors.
func (b *board) describe(out *output, r round) (good bool) {
	if r.err != nil {
		printError(out, nil, r.err)
		return false
	}
	for _, note := range r.result.Notes {
		tell(out, "typeseal: %s", note)
	}
	printText(out, report.All(r.result.Warnings, r.result.Diagnostics))
	if len(r.result.Diagnostics) > 0 {
		return false
	}
	tell(out, "%s", outcome(r, b.patterns))
	return true
}

// outcome says what a run has done, and how long it took.
func outcome(r round, patterns []string) string {
	if did := did(r.result); did != "" {
		return fmt.Sprintf("%s in %d ms.", did, r.took.Milliseconds())
	}
	return cmp.Or(nothing(r.result, patterns), done(r.result))
}

// describeWatched says what is watched, and what to do if it is not everything.
func describeWatched(out *output, w watch.Watched) bool {
	what := "Watching " + show.Count(w.Folders, "folder")
	switch len(w.Roots) {
	case 0:
		what = "Waiting for a module"
	case 1:
		what += " of " + moduleName(w.Roots[0])
	default:
		what += " of " + show.Count(len(w.Roots), "module")
	}
	tell(out, "%s; press Ctrl-C to end.", what)
	if w.Deaf > 0 && w.Limit != nil {
		tell(out, "Changes in %d of the folders are noticed late, because the system has no watch left. To raise the "+
			"limit, run:\n\t%s", w.Deaf, advice(w.Limit))
	}
	return true
}

// advice returns the command that raises a limit of the system.
func advice(limit error) string {
	switch {
	case runtime.GOOS != "linux":
		return "ulimit -n 65536"
	case errors.Is(limit, syscall.ENOSPC):
		return "sudo sysctl fs.inotify.max_user_watches=1048576"
	}
	return "sudo sysctl fs.inotify.max_user_instances=1024"
}
