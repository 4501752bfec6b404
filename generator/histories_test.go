package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestHistories edits a file a.go several times. A refused edit does not change the lock, so
// the next edit is compared with the lock before. The file said has the messages.
func TestHistories(t *testing.T) {
	golden := filepath.Join("..", "testdata", "lock", "histories.txtar")
	archive, err := txtar.ParseFile(golden)
	check(t, err)
	got := &txtar.Archive{Comment: archive.Comment}
	var dir, said string
	for _, f := range archive.Files {
		name, step, _ := strings.Cut(f.Name, "/")
		switch step {
		case "said":
			said = strings.ReplaceAll(said, time.Now().UTC().Format(time.DateOnly), "TODAY")
			got.Files = append(got.Files, txtar.File{Name: f.Name, Data: []byte(said)})
			continue
		case "1":
			dir, said = module(t, ""), ""
		}
		got.Files = append(got.Files, f)
		write(t, filepath.Join(dir, "a.go"), "package app\n\n"+string(f.Data))
		result := generate(t, dir)
		for _, d := range result.Diagnostics {
			if d.Rule != "lock" && d.Rule != "salt" {
				t.Errorf("%s/%s: %s", name, step, d)
			}
		}
		if step == "1" && len(result.Diagnostics) > 0 {
			t.Errorf("%s begins with a mistake", name)
		}
		for _, v := range result.Changes {
			if step != "1" {
				said += fmt.Sprintf("%s: %s (%s): %s; %s\n", step, v.Change.Outcome, v.Change.Edit, v.Message, v.Help)
			}
		}
		if len(result.Diagnostics) == 0 {
			check(t, Commit(result))
		}
	}
	if *update {
		check(t, os.WriteFile(golden, txtar.Format(got), 0o666))
	}
	if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got))); diff != "" && !*update {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
