package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var pinned = regexp.MustCompile(`(?m)^(django|handshake|ax-handoff)==(\S+)`)

// TestPins: the README names the versions that CI exchanges tokens with. The name
// of each file of pins is its release of Django.
func TestPins(t *testing.T) {
	root := ".."
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := strings.Join(strings.Fields(string(text)), " ") // lines may end within a name
	files, err := filepath.Glob(filepath.Join(root, ".ci", "python", "django-*.txt"))
	if err != nil || len(files) < 2 {
		t.Fatalf("peers %v, want Django with long-term support and the newest Django", files)
	}
	for _, name := range files {
		pins, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all := pinned.FindAllStringSubmatch(string(pins), -1)
		if len(all) != 3 {
			t.Errorf("%s pins %q", name, all)
		}
		for _, pin := range all {
			text := map[string]string{"django": "Django", "ax-handoff": "Ax_Handoff"}[pin[1]]
			if text == "" {
				text = pin[1]
			}
			if !strings.Contains(readme, text+" "+pin[2]) {
				t.Errorf("the README does not name %s %s", text, pin[2])
			}
			release := strings.TrimSuffix(filepath.Base(name), "txt")
			if pin[1] == "django" && !strings.HasPrefix("django-"+pin[2]+".", release) {
				t.Errorf("%s pins Django %s", name, pin[2])
			}
		}
	}
}
