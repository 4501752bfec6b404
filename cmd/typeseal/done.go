package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
)

// maxNamed is how many files a sentence names. Of more it says only how many they are.
const maxNamed = 3

// done says what Commit did, and what it did not have to do.
func done(result *generator.Result) string {
	text := did(result)
	switch {
	case text == "":
		return upToDate(result.Unchanged)
	case result.Unchanged > 0:
		return text + "; " + upToDate(result.Unchanged)
	}
	return text + "."
}

// did says what Commit wrote and removed. It is empty if this is nothing.
func did(result *generator.Result) string {
	var parts []string
	for _, did := range []struct {
		verb  string
		paths []string
	}{{"wrote", result.Written}, {"removed", result.Removed}} {
		if len(did.paths) > 0 {
			parts = append(parts, did.verb+" "+files(did.paths))
		}
	}
	text := strings.Join(parts, ", ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func upToDate(n int) string { return filesAre(n) + " up to date." }

// filesAre returns the beginning of a sentence about n files.
func filesAre(n int) string {
	if n == 1 {
		return "1 file is"
	}
	return show.Count(n, "file") + " are"
}

// files names files, relative to the working directory, or counts them.
func files(paths []string) string {
	if len(paths) > maxNamed {
		return show.Count(len(paths), "file")
	}
	return list(shortNames(paths))
}

// shortNames returns paths relative to the working directory, with slashes.
func shortNames(paths []string) []string {
	names := []string{} // JSON shows it as a list, even if it is empty
	here, _ := os.Getwd()
	for _, path := range paths {
		if rel, err := filepath.Rel(here, path); err == nil {
			path = rel
		}
		names = append(names, filepath.ToSlash(path))
	}
	return names
}

// nothing says that there is no directive, and where typeseal looked. It is empty if there
// is one, as in a result that is current.
func nothing(result *generator.Result, patterns []string) string {
	if result.Current || len(result.Files)+len(result.Diagnostics) > 0 {
		return ""
	}
	if n := len(result.LeftOut); n > 0 {
		t := result.LeftOut[0]
		return fmt.Sprintf("This build leaves out all types with a directive, such as %s in %s, which is only built "+
			"with %s.", t.TypeName, t.File, t.Constraint)
	}
	module := moduleName(result.Dir)
	where := show.Count(len(result.Packages), "package")
	switch {
	case len(result.Packages) == 0:
		return fmt.Sprintf("There is no Go package in %s (in %s).", module, result.Dir)
	case len(result.Packages) == 1:
		where = "package " + result.Packages[0]
	case len(patterns) > 0:
		where = "the " + where + " that match " + strings.Join(patterns, " ")
	default:
		where = "the " + where + " of " + module
	}
	return fmt.Sprintf("No //typeseal: directive in %s (in %s).\nWrite one above a struct, such as "+
		"//typeseal:sign salt=account.password-reset max-age=30m.", where, result.Dir)
}

// moduleName returns the path of the module in the folder dir, or else names its workspace.
func moduleName(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return "the workspace"
	}
	return modfile.ModulePath(text)
}
