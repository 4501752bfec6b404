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

// Each history is a file a.go as it is edited, from 1 on. A step that is refused
// leaves the lock as it was; the next one is an edit of what is there. The file
// said has what is said of each.
func TestHistories(t *testing.T) {
	golden := filepath.Join("..", "testdata", "lock", "histories.txtar")
	archive, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
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
			t.Errorf("%s begins with a fault", name)
		}
		for _, v := range result.Changes {
			if step != "1" {
				said += fmt.Sprintf("%s: %s (%s): %s; %s\n", step, v.Change.Outcome, v.Change.Edit, v.Message, v.Help)
			}
		}
		if len(result.Diagnostics) == 0 {
			if err := Commit(result); err != nil {
				t.Fatal(err)
			}
		}
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got))); diff != "" && !*update {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
