package folder

import "testing"

func TestIgnored(t *testing.T) {
	for name, want := range map[string]bool{
		"testdata": true, "vendor": true, "_old": true, ".git": true, ".": true,
		"node_modules": false, "account": false, "testdata2": false, "a_": false,
	} {
		if Ignored(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestIgnoredBy(t *testing.T) {
	for _, c := range []struct {
		directive, folder string
		want              bool
	}{
		{"./node_modules", "node_modules", true},
		{"./node_modules/", "node_modules", true},
		{"./node_modules", "web/node_modules", false},
		{"node_modules", "node_modules", true},
		{"node_modules", "web/node_modules", true},
		{"node_modules", "web/my_node_modules", false},
		{"web/static", "a/web/static", true},
		{"web/static", "a/static", false},
		{"./web/static", "web/static", true},
		{"./web/static", "web", false},
	} {
		if got := IgnoredBy(c.directive, c.folder); got != c.want {
			t.Errorf("ignore %s, folder %s: %v", c.directive, c.folder, got)
		}
	}
}
