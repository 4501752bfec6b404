package emit

import "testing"

// TestSignon: the example signon has what emit writes today. After a change to a template or
// a runtime, run go generate in examples/signon.
func TestSignon(t *testing.T) {
	for language, folder := range map[string]string{"python": "shop", "typescript": "forum"} {
		result, err := Generate(Config{
			Language:  language,
			Out:       "../../examples/signon/" + folder + "/tokens",
			Version:   "(devel)",
			Lock:      "../../examples/signon/typeseal.lock",
			Extension: ".ts",
		})
		check(t, err)
		if len(result.Diagnostics) > 0 {
			t.Fatal(result.Diagnostics)
		}
		_, changed, err := Diff(result)
		check(t, err)
		if len(changed) > 0 {
			t.Errorf("run go generate in examples/signon: %q", changed)
		}
	}
}
