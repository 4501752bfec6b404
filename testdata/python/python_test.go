package python

import "testing"

func TestChanged(t *testing.T) {
	for token, want := range map[string]string{"x": "A", "A": "B", "aAa": "aBa", "a→b": "aAb"} {
		if got := Changed(token); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestProcess: an op that fails returns its error, and the process continues.
func TestProcess(t *testing.T) {
	Each(t, func(t *testing.T, p Peer) {
		process := p.Start(t)
		if a := process.Try(t, Question{"op": "read_object", "token": "x", "salt": "y"}); a.Error == "" {
			t.Errorf("%+v", a)
		}
		if a := process.Ask(t, Question{"op": "version"}); a.Text == "" {
			t.Errorf("%+v", a)
		}
	})
}
