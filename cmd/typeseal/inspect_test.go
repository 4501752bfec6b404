package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/tools/txtar"
)

// TestInspect runs the sessions in testdata/inspect: what people paste, and what they see.
// The clock stands at the start of the year 2000 until the session says sleep.
//
// A session starts in a folder with the lock of testdata/samples.txtar, the files of
// sampleRings, and its own. A word such as {reset} in a file or a command is one of
// sampleTokens, which were minted when the session starts, and {reset:10:20} is a part of it.
func TestInspect(t *testing.T) {
	paths, err := filepath.Glob("testdata/inspect/*.txtar")
	check(t, err)
	if len(paths) < 3 {
		t.Fatal("sessions are missing")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runSession(t, path) })
	}
}

func runSession(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	check(t, err)
	lock := newSampleLock(t)
	path, err = filepath.Abs(path)
	check(t, err)
	dir := t.TempDir()
	t.Chdir(dir)
	synctest.Test(t, func(t *testing.T) {
		s := &session{samples: newSamples(t, lock)}
		check(t, os.WriteFile("typeseal.lock", []byte(lock.text), 0o600))
		for name, text := range sampleRings {
			check(t, os.WriteFile(name, []byte(text), 0o600))
		}
		for i, f := range archive.Files {
			if f.Name != "session" {
				check(t, os.MkdirAll(filepath.Dir(f.Name), 0o700))
				check(t, os.WriteFile(f.Name, []byte(s.expand(t, string(f.Data))), 0o600))
				continue
			}
			got := s.run(t, string(f.Data))
			if *update {
				archive.Files[i].Data = []byte(got)
				check(t, os.WriteFile(path, txtar.Format(archive), 0o644))
			} else if want := string(f.Data); got != want {
				t.Errorf("the session gives\n%s\nwant\n%s", got, want)
			}
		}
	})
}

// A session runs commands as a shell would.
type session struct{ *samples }

// run returns the session with the present output of its commands, which begin with $.
func (s *session) run(t *testing.T, text string) string {
	var b strings.Builder
	comment := false // the line before is one
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "$ "):
			b.WriteString(line + s.command(t, words(s.expand(t, line[2:]))))
		case strings.HasPrefix(line, "#"):
			if b.Len() > 0 && !comment {
				b.WriteString("\n")
			}
			b.WriteString(line)
		}
		comment = strings.HasPrefix(line, "#")
	}
	return b.String()
}

// command runs a command, and returns its output and the exit code unless it is 0.
func (s *session) command(t *testing.T, args []string) string {
	var in io.Reader = strings.NewReader("")
	if n := len(args); strings.HasPrefix(args[n-1], "<") {
		text, err := os.ReadFile(args[n-1][1:])
		check(t, err)
		in, args = bytes.NewReader(text), args[:n-1]
	}
	if args[0] == "sleep" {
		d, err := time.ParseDuration(args[1])
		check(t, err)
		time.Sleep(d)
		return ""
	}
	var text bytes.Buffer
	out := &output{w: &text}
	cmd := rootCommand()
	cmd.SetIn(in)
	cmd.SetOut(out)
	cmd.SetErr(out)
	cmd.SetArgs(args[1:])
	ran, err := cmd.ExecuteContextC(context.Background())
	code := printError(out, ran, err)
	check(t, out.close())
	shown := hexID.ReplaceAllString(text.String(), "0123456789abcdef0123456789abcdef")
	if code != 0 {
		shown += fmt.Sprintf("(exit code %d)\n", code)
	}
	return shown
}

// hexID matches the id of a token, which is random.
var hexID = regexp.MustCompile(`\b[0-9a-f]{32}\b`)

// words splits a command into words, which may be in single quotes.
func words(line string) (list []string) {
	for i, part := range strings.Split(strings.TrimSpace(line), "'") {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

var sampleWord = regexp.MustCompile(`\{([a-z]+)(?::(\d*):(\d*))?\}`)

// expand puts the samples into a text.
func (s *session) expand(t *testing.T, text string) string {
	return sampleWord.ReplaceAllStringFunc(text, func(word string) string {
		m := sampleWord.FindStringSubmatch(word)
		token, ok := s.tokens[m[1]]
		if !ok {
			t.Fatalf("there is no sample %s", word)
		}
		if from, err := strconv.Atoi(m[2]); err == nil {
			to, err := strconv.Atoi(m[3])
			if err != nil {
				to = len(token)
			}
			return token[from:to]
		} else if to, err := strconv.Atoi(m[3]); err == nil {
			return token[:to]
		}
		return token
	})
}
