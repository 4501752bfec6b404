package compat_test

import (
	"testing"

	"github.com/typeseal/typeseal/testdata/bench/compat"
	"github.com/typeseal/typeseal/testdata/python"
)

// TestBothWays shows that both sides do the same job: each opens the tokens of the other.
func TestBothWays(t *testing.T) {
	formats, err := compat.Formats()
	if err != nil {
		t.Fatal(err)
	}
	python.Require(t)
	for _, f := range formats {
		t.Run(f.Name, func(t *testing.T) { bothWays(t, f) })
	}
}

func bothWays(t *testing.T, f compat.Format) {
	peer, err := compat.Start(f.Name, f.Payload)
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	theirs, err := peer.Token()
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
	if err := peer.Check(ours); err != nil {
		t.Errorf("ours: %v", err)
	}
	if took, err := peer.Open(10); err != nil || took <= 0 {
		t.Errorf("ten openings took %v, %v", took, err)
	}
	if took, err := peer.Mint(10); err != nil || took <= 0 {
		t.Errorf("ten mintings took %v, %v", took, err)
	}
}
