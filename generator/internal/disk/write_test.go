package disk

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestRemovalsFirst: files are removed before others come. On file systems that take a.go and
// A.go for one file, a new output must not be removed under its old name.
func TestRemovalsFirst(t *testing.T) {
	dir := t.TempDir()
	tree := only(dir)
	var looked []string
	for name, content := range map[string][]byte{
		"new2": []byte("new"), "gone2": nil, "new1": []byte("new"), "gone1": nil,
	} {
		path := filepath.Join(dir, name+".go")
		check(t, os.WriteFile(path, []byte("old"), 0o666))
		tree.Files = append(tree.Files, File{Path: path, Root: dir, Content: content, Keep: func([]byte) error {
			looked = append(looked, name)
			return nil
		}})
	}
	_, err := tree.Commit()
	check(t, err)
	last := looked[len(looked)/2:] // all are looked at before any is changed, and again when it is its turn
	slices.Sort(last[:2])
	slices.Sort(last[2:])
	if !slices.Equal(last, []string{"gone1", "gone2", "new1", "new2"}) {
		t.Errorf("the order is %v", last)
	}
}
