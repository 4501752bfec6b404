// Package compattest has test helpers that the foreign formats share.
package compattest

import (
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Check ends the test if err is not nil.
func Check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Clock returns the time for a result of Python's time.time().
func Clock(seconds float64) time.Time {
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9))
}

// Allocated returns how many bytes f allocates.
func Allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Panicked returns the error with which f panics, or fails the test.
func Panicked(t *testing.T, f func()) (err error) {
	t.Helper()
	defer func() {
		var ok bool
		if err, ok = recover().(error); !ok {
			t.Error("did not panic with an error")
		}
	}()
	f()
	return nil
}

// FIPSOnly runs the test with the given name in a process in FIPS 140-only mode.
func FIPSOnly(t *testing.T, name string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+name+"$", "-test.v")
	cmd.Env = append(os.Environ(), "GODEBUG=fips140=only")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+name) {
		t.Errorf("%v\n%s", err, out)
	}
}

// EveryChange calls refused with each proper prefix of a token, with one character
// changed or inserted, and with other tokens.
func EveryChange(token, characters string, refused func(changed string)) {
	for i := range token {
		refused(token[:i])
		for _, c := range characters {
			refused(token[:i] + string(c) + token[i:])
			if string(c) != token[i:i+1] {
				refused(token[:i] + string(c) + token[i+1:])
			}
		}
	}
	refused(token + token)
	refused("ts1_AdnSiEQAapK3AHsidWlkIjo0Mn381JqsipJaYyK-2Hw65MzJEQ")
}

// Forged returns the token with another last character.
func Forged(token string) string { return token[:len(token)-1] + "!" }

// Fallbacks returns 17 secrets, one more than there may be fallbacks.
func Fallbacks(secret string) []string { return strings.Fields(strings.Repeat(secret+" ", 17)) }
