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
	"path/filepath"
	"slices"
	"strings"
)

// listed is the output of go list about one package.
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

// nameless reports whether a folder's name cannot be part of an import path. The go
// command leaves such a folder out. For a name with @, it reports the same error as for a
// pattern without matches.
func (l listed) nameless() bool {
	return l.Dir == "" && l.Error != nil && (strings.HasPrefix(l.Error.Err, "malformed import path") ||
		strings.HasSuffix(l.ImportPath, "...") && strings.Contains(l.Error.Err, "outside main module"))
}

// found returns the packages that have a folder.
func found(list []listed) []listed {
	return slices.DeleteFunc(slices.Clone(list), func(l listed) bool { return l.Dir == "" })
}

// trouble returns the go command's error for a package, on one line.
func (l listed) trouble() error {
	if l.Error == nil {
		return fmt.Errorf("the go command finds no folder for %s", l.ImportPath)
	}
	return errors.New(strings.Join(strings.Fields(l.Error.Err), " "))
}

// troubleIn returns the go command's error for a package that a pattern names. If it is the
// name of a folder in dir, it says how to name that.
func (l listed) troubleIn(dir string) error {
	err := l.trouble()
	if strings.HasPrefix(l.ImportPath, ".") || filepath.IsAbs(l.ImportPath) {
		return err
	}
	if info, found := os.Stat(filepath.Join(dir, filepath.FromSlash(l.ImportPath))); found == nil && info.IsDir() {
		return fmt.Errorf("%w; for the folder, write ./%s", err, l.ImportPath)
	}
	return err
}

const listFields = "-json=Dir,ImportPath,Name,Standard,Module,GoFiles,CgoFiles,InvalidGoFiles,IgnoredGoFiles," +
	"TestGoFiles,XTestGoFiles,Error"

// golist lists the packages that the patterns name, and their files. With -find, the go
// command does not resolve dependencies, so it downloads and compiles nothing. Without
// -buildvcs=false it would run the version control tool, which a repository can configure
// to run anything.
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
			return nil, fmt.Errorf("reading the output of go list: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}

// noIndex tells the go command not to index packages in the build cache. The index of a
// folder that has just changed is of no use, and that of a cache that is empty costs more
// than everything else. Reading the imports of all files costs little.
const noIndex = "goindex=0"

// gocmd runs the go command and returns its output. Its error has what the command
// printed to standard error.
func gocmd(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GODEBUG="+strings.Trim(os.Getenv("GODEBUG")+","+noIndex, ","))
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
