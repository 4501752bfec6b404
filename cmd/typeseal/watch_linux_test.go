package main

import (
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A tube is the screen and the scrollback of a terminal with 24 lines, for what watch prints.
type tube struct {
	mu     sync.Mutex
	lines  []string // scrollback and screen
	column int
	row    int // of the cursor
	rest   string
}

const tubeRows = 24

// top returns the first line of the screen.
func (s *tube) top() int { return max(0, len(s.lines)-tubeRows) }

var terminalOutput = regexp.MustCompile(`^(?:\x1b\[[0-9;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+)`)

func (s *tube) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest += string(p)
	for {
		c := terminalOutput.FindString(s.rest)
		if c == "" {
			return len(p), nil
		}
		s.rest = s.rest[len(c):]
		s.show(c)
	}
}

func (s *tube) show(c string) {
	for len(s.lines) <= s.row {
		s.lines = append(s.lines, "")
	}
	switch {
	case c == "\r":
		s.column = 0
	case c == "\n":
		s.row++
	case c == "\x1b[H":
		s.row, s.column = s.top(), 0
	case c == "\x1b[J":
		s.lines[s.row] = s.lines[s.row][:min(s.column, len(s.lines[s.row]))]
		for i := s.row + 1; i < len(s.lines); i++ {
			s.lines[i] = ""
		}
	case c[0] == '\x1b' && c[len(c)-1] == 'm':
	case c[0] == '\x1b':
		s.lines[s.row] += "unexpected: " + c[1:]
	default:
		line := s.lines[s.row]
		line += strings.Repeat(" ", max(0, s.column-len(line)))
		s.lines[s.row] = line[:s.column] + c + line[min(len(line), s.column+len(c)):]
		s.column += len(c)
	}
}

// screen returns what the user sees, and above what is in the scrollback.
func (s *tube) screen() (screen, above string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := slices.Clone(s.lines)
	return strings.TrimSpace(strings.Join(lines[s.top():], "\n")), strings.Join(lines[:s.top()], "\n")
}

// TestWatchTerminal: at a terminal the present state replaces the former one, whatever its
// length. What was on the screen before moves into the scrollback.
func TestWatchTerminal(t *testing.T) {
	ours, theirs, err := openTerminal(80)
	check(t, err)
	defer ours.Close()
	dir := writeFiles(t, map[string]string{"go.mod": appModule, "a.go": typ("a", "T", "N")})
	w := &watched{T: t, dir: dir, said: &shown{}}
	var s tube
	go io.Copy(io.MultiWriter(&s, w.said), ours)
	io.WriteString(theirs, "$ make\nmade\n$ typeseal watch\n")
	w.run(theirs)

	shows := func(want ...string) {
		t.Helper()
		w.until("the screen shows "+strings.Join(want, ", "), func() bool {
			screen, _ := s.screen()
			return !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(screen, w) })
		})
	}
	faulty := func(salts ...string) string {
		text := "package a\n"
		for _, salt := range salts {
			text += "\n//typeseal:sing salt=" + salt + " max-age=1h\ntype T" + salt + " struct{ N int }\n"
		}
		return text
	}
	shows("Watching 1 folder of example.com/app", "Wrote a_typeseal.go and typeseal.lock in")
	w.write("a.go", faulty("x", "y"))
	shows("Watching", "salt=x", "salt=y", "2 problems in 1 file")
	w.write("a.go", faulty("y"))
	shows("Watching", "salt=y", "1 problem in 1 file")
	if screen, _ := s.screen(); strings.Contains(screen, "salt=x") || strings.Contains(screen, "Wrote") {
		t.Errorf("the former state is still there:\n%s", screen)
	}
	w.write("a.go", faulty(strings.Split("bcdefghijklmnopqrs", "")...))
	shows("Watching", "salt=b", "lines more]", "18 problems in 1 file")
	w.write("a.go", typ("a", "T", "N"))
	shows("1 file is up to date.")

	screen, above := s.screen()
	if want := "Watching 1 folder of example.com/app; press Ctrl-C to end.\n1 file is up to date."; screen != want {
		t.Errorf("the screen shows\n%s\nwant\n%s", screen, want)
	}
	if above = strings.TrimSpace(above); above != "$ make\nmade\n$ typeseal watch" {
		t.Errorf("the scrollback has\n%s", above)
	}
	w.end(os.Interrupt)
}
