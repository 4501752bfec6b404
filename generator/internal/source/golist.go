package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// listed is what go list says of one package.
type listed struct {
	Dir, ImportPath, Name string
	Standard              bool
	Module                *struct {
		Path, Dir, GoVersion string
		Main                 bool
	}
	GoFiles, CgoFiles, InvalidGoFiles []string
	IgnoredGoFiles                    []string
	TestGoFiles, XTestGoFiles         []string
	Error                             *struct{ Err string }
}

// nameless reports whether a folder's name cannot be part of an import path, so
// that the go command leaves it out. For a name with @ the go command only says
// that a pattern matches it.
func (l listed) nameless() bool {
	return l.Dir == "" && l.Error != nil && (strings.HasPrefix(l.Error.Err, "malformed import path") ||
		strings.HasSuffix(l.ImportPath, "...") && strings.Contains(l.Error.Err, "outside main module"))
}

// found are the packages of a listing that have a folder.
func found(list []listed) []listed {
	return slices.DeleteFunc(slices.Clone(list), func(l listed) bool { return l.Dir == "" })
}

// trouble is what the go command says is wrong with a package, on one line.
func (l listed) trouble() error {
	if l.Error == nil {
		return fmt.Errorf("the go command knows no folder of %s", l.ImportPath)
	}
	return errors.New(strings.Join(strings.Fields(l.Error.Err), " "))
}

const listFields = "-json=Dir,ImportPath,Name,Standard,Module,GoFiles,CgoFiles,InvalidGoFiles,IgnoredGoFiles," +
	"TestGoFiles,XTestGoFiles,Error"

// golist asks the go command which packages the patterns name and which files
// they have. With -find it looks at nothing else: no dependency is resolved,
// nothing is downloaded, compiled or run. Without -buildvcs=false it would run
// the version control tool, which a repository can make run anything.
func golist(ctx context.Context, dir string, patterns ...string) ([]listed, error) {
	args := []string{"list", "-e", "-find", "-buildvcs=false", listFields, "--"}
	out, err := gocmd(ctx, dir, append(args, patterns...)...)
	if err != nil {
		return nil, err
	}
	var pkgs []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return pkgs, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading what go list says: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}

// gocmd runs the go command and returns its output. Its error is what the
// command printed, for the user to read.
func gocmd(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil && stderr.Len() > 0 {
		return nil, fmt.Errorf("go %s: %s", args[0], strings.TrimPrefix(strings.TrimSpace(stderr.String()), "go: "))
	}
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return out, nil
}
