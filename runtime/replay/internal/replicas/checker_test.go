package replicas

import "testing"

// TestOrdered checks histories by hand.
func TestOrdered(t *testing.T) {
	c := func(claim int8, begin, end int16, a answer, at int16) op { return op{false, claim, begin, end, a, at} }
	look := func(begin, end int16, a answer, at int16) op { return op{true, 0, begin, end, a, at} }
	for _, test := range []struct {
		name string
		want bool
		ops  []op
	}{
		{"one after the other", true, []op{c(0, 1, 3, first, 2), c(0, 4, 6, used, 2)}},
		{"twice", false, []op{c(0, 1, 3, first, 2), c(0, 4, 6, first, 5)}},
		{"grace beside the first", true, []op{c(7, 1, 9, first, 2), c(0, 3, 6, graced, 2)}},
		{"twice at once", false, []op{c(0, 1, 5, first, 2), c(0, 1, 5, first, 3)}},
		{"used before anybody began", false, []op{c(0, 1, 3, used, 2), c(0, 4, 6, first, 5)}},
		{"used by a call that failed", true, []op{c(0, 1, 3, failed, 0), c(0, 4, 6, used, 2)}},
		{"used by a call that is lost", true, []op{
			c(0, 1, 3, failed, 0),
			c(0, 4, 6, used, 2),
			c(0, 7, 9, first, 8),
		}},
		{"used beside the first", true, []op{c(0, 1, 9, first, 5), c(0, 2, 6, used, 5)}},
		{"another time", false, []op{c(0, 1, 3, first, 2), c(0, 4, 6, used, 5)}},
		{"the claim again", true, []op{c(7, 1, 3, failed, 0), c(7, 4, 6, again, 2), c(0, 7, 9, used, 2)}},
		{"the claim again, then lost", false, []op{
			c(7, 1, 3, failed, 0),
			c(7, 4, 6, again, 2),
			c(0, 7, 9, first, 8),
		}},
		{"grace, then lost", false, []op{c(7, 1, 3, failed, 0), c(0, 4, 6, graced, 2), c(0, 7, 9, first, 8)}},
		{"the winner is told that it lost", false, []op{c(7, 1, 3, first, 2), c(7, 4, 6, used, 2)}},
		{"another's claim", false, []op{c(7, 1, 3, first, 2), c(8, 4, 6, again, 2)}},
		{"a failed call makes it late", true, []op{
			c(7, 1, 3, failed, 0),
			look(4, 6, unused, 0),
			c(8, 7, 9, used, 5),
		}},
		{"a look does not see the first", false, []op{c(0, 1, 3, first, 2), look(4, 6, unused, 0)}},
		{"a look beside the first", true, []op{c(0, 1, 5, first, 3), look(2, 6, unused, 0)}},
		{"a look sees it, and another does not", false, []op{
			c(0, 1, 9, first, 3),
			look(4, 5, used, 3),
			look(6, 7, unused, 0),
		}},
		{"a look makes nothing", false, []op{look(1, 3, failed, 0), c(0, 4, 6, used, 2)}},
		{"a record from before its maker's call", false, []op{c(7, 5, 6, failed, 0), c(7, 7, 8, again, 4)}},
		{"repeated while it runs, and then failed", true, []op{
			c(7, 1, 9, failed, 0),
			c(7, 2, 6, again, 3),
			c(0, 7, 8, used, 3),
		}},
	} {
		if got := ordered(test.ops, false); got != test.want {
			t.Errorf("%s: ordered is %v", test.name, got)
		}
	}
	lost := []op{c(7, 1, 3, first, 2), c(7, 4, 6, used, 2), look(7, 8, unused, 0)}
	if !ordered(lost, true) {
		t.Error("with yesOnly, what others were told counts")
	}
}
