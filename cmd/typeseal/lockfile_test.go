package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindLock(t *testing.T) {
	dir := writeFiles(t, map[string]string{"a/typeseal.lock": "", "a/b/c/go.mod": "", "d/go.mod": ""})
	for folder, want := range map[string]string{
		"a": "typeseal.lock", "a/b/c": filepath.Join("..", "..", "typeseal.lock"), "d": "",
	} {
		t.Chdir(filepath.Join(dir, folder))
		got, err := findLock()
		check(t, err)
		if got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
}

func TestReadLock(t *testing.T) {
	dir := writeFiles(t, map[string]string{"typeseal.lock": "typeseal lock 2\nsign \x1b[2J\nend\n"})
	var errs strings.Builder
	_, err := readLock(t.Context(), filepath.Join(dir, "typeseal.lock"), &errs)
	if !errors.Is(err, errFindings) || !strings.Contains(errs.String(), "lock:2:1: the line does not") {
		t.Errorf("%v: %s", err, errs.String())
	}
	if _, err := readLock(t.Context(), dir, &errs); err == nil || errors.Is(err, errFindings) {
		t.Errorf("a folder: %v", err)
	}
}
