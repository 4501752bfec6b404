package languages

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A scriptMutant is a plausible fault of the TypeScript runtime: a piece of its source that
// occurs once, and what replaces it.
type scriptMutant struct {
	fault    string
	first    string // the file of vectors that most likely notices it
	old, new string
}

// TestTypeScriptMutants puts one fault at a time into the runtime, and asks about the vectors
// until an answer is wrong. If no answer is wrong, the vectors lack a case.
func TestTypeScriptMutants(t *testing.T) {
	build := newMutantBuild(t)
	asked := map[string][]exchange{}
	for _, m := range scriptMutants {
		if asked[m.first] == nil {
			asked[m.first] = preferring(m.first, exchanges(t))
		}
	}
	if len(scriptMutants) < 60 {
		t.Fatalf("%d mutants", len(scriptMutants))
	}
	names := map[string]bool{}
	for i, m := range scriptMutants {
		if names[m.fault] {
			t.Errorf("two mutants are %q", m.fault)
		}
		names[m.fault] = true
		if n := strings.Count(build.source, m.old); n != 1 || m.old == m.new {
			t.Errorf("%s: %q occurs %d times", m.fault, m.old, n)
			continue
		}
		if i%someMutants != 0 && os.Getenv("TYPESEAL_MUTANTS") != "all" {
			continue
		}
		t.Run(m.fault, func(t *testing.T) {
			t.Parallel()
			if !noticedInScript(t, build.program(t, m), asked[m.first]) {
				t.Error("no vector notices it")
			}
		})
	}
}

// preferring returns the questions with those about one file first.
func preferring(file string, list []exchange) []exchange {
	var first, others []exchange
	for _, e := range list {
		if e.file == file {
			first = append(first, e)
		} else {
			others = append(others, e)
		}
	}
	return append(first, others...)
}

// A mutantBuild builds programs that answer questions with mutants.
type mutantBuild struct{ source, answer, lines string }

func newMutantBuild(t *testing.T) mutantBuild {
	t.Helper()
	peer.Command(t, "esbuild")
	var texts [3]string
	runtime := filepath.Join("..", "..", "templates", "typescript", "typeseal.ts")
	for i, name := range []string{runtime, "answer.ts", "lines.ts"} {
		text, err := os.ReadFile(name)
		must(t, err)
		texts[i] = string(text)
	}
	return mutantBuild{texts[0], texts[1], texts[2]}
}

// program returns the path of a program with a mutant.
func (b mutantBuild) program(t *testing.T, m scriptMutant) string {
	t.Helper()
	dir := t.TempDir()
	const runtime = "../../templates/typescript/typeseal.ts"
	for name, text := range map[string]string{
		"typeseal.ts": strings.Replace(b.source, m.old, m.new, 1),
		"answer.ts":   strings.Replace(b.answer, runtime, "./typeseal.ts", 1),
		"lines.ts":    b.lines,
	} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	return bundle(t, filepath.Join(dir, "lines.ts"))
}

// noticedInScript asks questions until an answer is wrong, and returns whether one was. A program that
// ends or does not answer in time is wrong too.
func noticedInScript(t *testing.T, program string, list []exchange) bool {
	t.Helper()
	node, err := peer.Find("node-20")
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node[0], program)
	cmd.Stdin = bytes.NewReader(questions(t, list))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	defer func() {
		cancel()
		cmd.Wait()
	}()
	answers := bufio.NewReaderSize(out, 1<<16)
	for _, e := range list {
		line, err := answers.ReadBytes('\n')
		if err != nil || e.judge(line) != "" {
			return true
		}
	}
	return false
}
