package hooks_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// An action is what GitHub reads from action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, If, Shell, Run string
	Dir                  string `yaml:"working-directory"`
	Env                  map[string]string
}

func readAction(t *testing.T) *action {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(checkout(t), ".github", "actions", "check", "action.yml"))
	check(t, err)
	var a action
	check(t, yaml.Unmarshal(text, &a))
	if a.Runs.Using != "composite" || len(a.Runs.Steps) == 0 {
		t.Fatalf("%+v is not a composite action with steps", a)
	}
	return &a
}

// TestAction runs the steps of the action as GitHub does.
func TestAction(t *testing.T) {
	if testing.Short() {
		t.Skip("builds typeseal")
	}
	for _, tt := range []struct {
		name   string
		edit   func(*scratch)
		with   map[string]string // inputs
		base   string            // of a pull request
		want   []string          // annotations
		passes bool
	}{
		{name: "a pull request without a change", edit: func(*scratch) {}, base: "main", passes: true},
		{name: "a push", edit: func(s *scratch) { breakTokens(s) }, passes: true},
		{name: "a compatible change", edit: raiseAge, base: "main", passes: true},
		{name: "an output that was edited", edit: staleOutput, base: "main",
			want: []string{"::error file=shop/account.go,line=5,", "account_typeseal.go is not up to date"}},
		{name: "an output that is missing", edit: removeOutput,
			want: []string{"account_typeseal.go is not up to date"}},
		{name: "tokens that become invalid", edit: breakTokens, base: "main",
			want: []string{"::error file=shop/account.go,line=5,", "every token in flight would be refused"}},
		{name: "the same against a revision", edit: breakTokens, with: map[string]string{"against": "origin/main"},
			want: []string{"::error file=shop/account.go,line=5,"}},
		{name: "one package, which is another one", edit: staleOutput, with: map[string]string{"packages": "./far"},
			passes: true},
		{name: "both faults", edit: func(s *scratch) { breakTokens(s); staleOutput(s) }, base: "main",
			want: []string{"account_typeseal.go is not up to date", "every token in flight would be refused"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScratch(t)
			s.write("shop/far/far.go", "package far\n")
			tt.edit(s)
			s.commit()
			with := map[string]string{"directory": "shop"}
			maps.Copy(with, tt.with)
			out, passes := s.act(readAction(t), with, tt.base)
			if passes != tt.passes {
				t.Errorf("passes %v\n%s", passes, out)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
			if tt.passes && strings.Contains(out, "::error") {
				t.Errorf("an error, although the action passes:\n%s", out)
			}
		})
	}
}

func staleOutput(s *scratch) {
	s.edit("shop/account_typeseal.go", "\npackage shop\n", "\npackage shop\n\nvar stale int\n")
}

func removeOutput(s *scratch) { s.must(".", "git", "rm", "-q", "shop/account_typeseal.go") }

func raiseAge(s *scratch) {
	s.edit("shop/account.go", "max-age=30m", "max-age=40m")
	s.must("shop", "go", "tool", "typeseal")
}

// breakTokens changes the codec in the source, the output and the lock, which the generator
// would refuse. Nothing is out of date then.
func breakTokens(s *scratch) {
	s.edit("shop/account.go", "max-age=30m", "max-age=30m codec=json")
	s.must("shop", "go", "tool", "typeseal", "forget", "Reset")
	s.must("shop", "go", "tool", "typeseal")
}

// act runs the steps of an action. The working tree is the workspace of the job.
func (s *scratch) act(a *action, with map[string]string, base string) (out string, passes bool) {
	s.t.Helper()
	values := map[string]string{"github.base_ref": base}
	for name, input := range a.Inputs {
		values["inputs."+name] = input.Default
	}
	for name, value := range with {
		if _, ok := values["inputs."+name]; !ok {
			s.t.Fatalf("the action has no input %s", name)
		}
		values["inputs."+name] = value
	}
	passes = true
	for _, step := range a.Runs.Steps {
		if step.If != "${{ !cancelled() }}" && !passes {
			continue
		}
		printed, err := s.step(step, values)
		out += printed
		passes = passes && err == nil
	}
	return out, passes
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// step runs a step in the shell that GitHub has for bash.
func (s *scratch) step(step step, values map[string]string) (string, error) {
	s.t.Helper()
	if step.Shell != "bash" || expression.MatchString(step.Run) {
		s.t.Fatalf("step %q is not for bash, or pastes an expression into its script", step.Name)
	}
	expand := func(text string) string {
		return expression.ReplaceAllStringFunc(text, func(e string) string {
			value, ok := values[expression.FindStringSubmatch(e)[1]]
			if !ok {
				s.t.Fatalf("step %q: the test does not know %s", step.Name, e)
			}
			return value
		})
	}
	env := []string{"GITHUB_ACTIONS=true", "GITHUB_WORKSPACE=" + s.dir}
	for name, value := range step.Env {
		env = append(env, name+"="+expand(value))
	}
	script := filepath.Join(s.t.TempDir(), "script.sh")
	check(s.t, os.WriteFile(script, []byte(step.Run), 0o666))
	return s.run(expand(step.Dir), env, "bash", "--noprofile", "--norc", "-eo", "pipefail", script)
}

// TestActionIsDocumented: the workflow in the cookbook uses the action and inputs that exist.
func TestActionIsDocumented(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Uses string
				With map[string]string
			}
		}
	}
	text, err := os.ReadFile("workflow.yml") // which the cookbook shows
	check(t, err)
	check(t, yaml.Unmarshal(text, &workflow))
	inputs := readAction(t).Inputs
	used := false
	for _, job := range workflow.Jobs {
		for _, step := range job.Steps {
			path, isOurs := strings.CutPrefix(step.Uses, "typeseal/typeseal/")
			if !isOurs {
				continue
			}
			used = true
			path, _, _ = strings.Cut(path, "@")
			if _, err := os.Stat(filepath.Join(checkout(t), path, "action.yml")); err != nil {
				t.Error(err)
			}
			for name := range step.With {
				if _, ok := inputs[name]; !ok {
					t.Errorf("the action has no input %s", name)
				}
			}
		}
	}
	if !used {
		t.Error("the workflow does not use the action")
	}
}
