package lock

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// onceLock is a lock with a single-use type that has a grace.
func onceLock(grace time.Duration) *Lock {
	return &Lock{Types: []*Type{{
		Salt: "a", Verb: "sign", GoType: GoType{"example.com/app", "A"}, Kind: "signed", Format: Native,
		Codec: "msgpack", Prefix: "ts1_", MaxAge: time.Hour, MaxSize: 4096, Once: true, Grace: grace,
		Version: 1, Mint: 1, Accept: []int{1}, Used: []int{1}, Shapes: map[int][]*Field{1: nil},
	}}}
}

// TestGrace: the lock of a single-use type has its grace, if it has one. Parse accepts
// only a grace that Format writes.
func TestGrace(t *testing.T) {
	text := string(onceLock(90 * time.Second).Format())
	if !strings.Contains(text, "\nsign a once\nsign a grace 1m30s\n") {
		t.Fatal(text)
	}
	if got := parsed(t, text).Types[0]; got.Grace != 90*time.Second || !got.Once {
		t.Errorf("read as %+v", got)
	}
	if text := string(onceLock(0).Format()); strings.Contains(text, "grace") {
		t.Errorf("without a grace:\n%s", text)
	}
	_, text, _ = strings.Cut(text, "\ntypeseal lock")
	text = "typeseal lock" + regexp.MustCompile("hash [0-9a-f]+").ReplaceAllString(text, "hash HASH")
	for _, c := range [][2]string{
		{"sign a once\n", ""},
		{"grace 1m30s", "grace 90s"}, {"grace 1m30s", "grace 1h1s"}, {"grace 1m30s", "grace unlimited"},
		{"grace 1m30s", "grace 0s"}, {"grace 1m30s", "grace"}, {"grace 1m30s", "grace 1m30s 1m30s"},
		{"grace 1m30s", "grace none"}, {"grace 1m30s", "grace 1.5m"}, {"grace 1m30s", "grace -30s"},
	} {
		changed := strings.ReplaceAll(text, c[0], c[1])
		_, err := Parse([]byte(rehashed(changed)))
		if changed == text || err == nil || strings.Contains(err.Error(), "hash does not match") {
			t.Errorf("%q for %q: %v", c[1], c[0], err)
		}
	}
	if _, err := Parse([]byte(rehashed(strings.ReplaceAll(text, "grace 1m30s", "grace 1h")))); err != nil {
		t.Errorf("a grace as long as max-age: %v", err)
	}
}

// TestGraceChanges: a change of the grace makes no token in flight invalid, and each
// change is reported at the option.
func TestGraceChanges(t *testing.T) {
	for _, c := range []struct {
		was, is        time.Duration
		option, advice string
	}{
		{0, time.Minute, "grace", "accepted again for 1m"},
		{time.Minute, time.Hour, "grace", "accepted again for 1h"},
		{time.Hour, time.Minute, "grace", "accepted again for 1m"},
		{time.Minute, 0, "once", "are refused"},
	} {
		verdicts := Compare(onceLock(c.was), onceLock(c.is))
		if len(verdicts) != 1 {
			t.Errorf("%v to %v: %d verdicts", c.was, c.is, len(verdicts))
			continue
		}
		if v := verdicts[0]; v.Outcome != Compatible || v.Option != c.option || !strings.Contains(v.Advice, c.advice) {
			t.Errorf("%v to %v: %+v", c.was, c.is, v)
		}
	}
	if verdicts := Compare(onceLock(time.Minute), onceLock(time.Minute)); len(verdicts) > 0 {
		t.Errorf("no change: %+v", verdicts)
	}
}
