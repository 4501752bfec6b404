package compat_test

import (
	"errors"
	"testing"

	"github.com/typeseal/typeseal/testdata/bench/compat"
)

// TestBothWays shows that what is timed is the same job: each side opens what the
// other made.
func TestBothWays(t *testing.T) {
	formats, err := compat.Formats()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range formats {
		t.Run(f.Name, func(t *testing.T) {
			python, err := compat.Start(f.Name, f.Payload)
			if errors.Is(err, compat.ErrMissing) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer python.Close()
			theirs, err := python.Token()
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Open(theirs); err != nil {
				t.Errorf("theirs: %v", err)
			}
			ours, err := f.Mint()
			if err != nil {
				t.Fatal(err)
			}
			if err := python.Check(ours); err != nil {
				t.Errorf("ours: %v", err)
			}
			if took, err := python.Open(10); err != nil || took <= 0 {
				t.Errorf("ten openings took %v, %v", took, err)
			}
		})
	}
}
