package storetest

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Blocks returns the blocks of a language in a page, such as RECORDS.md.
func Blocks(t testing.TB, page, language string) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range strings.Split(string(text), "\n```") {
		if block, found := strings.CutPrefix(part, language+"\n"); found && i%2 == 1 {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// A Foreign is consume of a store in another language, with a claim that is not zero.
type Foreign func(use typeseal.Use) (bool, error)

// races is how many tokens Shared redeems in both stores at once.
const races = 100

// Shared tests a store and one in another language that share records.
func Shared(t *testing.T, store typeseal.Store, foreign Foreign) {
	t.Run("ours first", func(t *testing.T) {
		use, claimed := NewUse(), Claimed(NewUse(), Random())
		Want(t, store, true, use, claimed)
		foreign.want(t, false, Claimed(use, Random()), Claimed(claimed, Random()))
		foreign.want(t, true, claimed, claimed)
	})
	t.Run("theirs first", func(t *testing.T) {
		use := Claimed(NewUse(), Random())
		foreign.want(t, true, use, use)
		Want(t, store, true, use, use)
		Want(t, store, false, Claimed(use, Random()), Claimed(use, [16]byte{}))
		WantUsed(t, store, true, use)
		use.Claim, use.Grace = [16]byte{}, time.Minute
		if r, err := store.Consume(t.Context(), use); err != nil || r.First || !use.Accepts(r) {
			t.Errorf("within the grace: %+v, %v", r, err)
		}
	})
	t.Run("grace", func(t *testing.T) {
		use := Claimed(NewUse(), Random())
		use.Grace = 2 * time.Second
		Want(t, store, true, Claimed(use, [16]byte{}))
		foreign.want(t, true, use, Claimed(use, Random()))
		time.Sleep(3100 * time.Millisecond)
		foreign.want(t, false, use)
		use = Claimed(NewUse(), Random())
		foreign.want(t, true, use)
		foreign.want(t, false, Claimed(use, Random()))
	})
	t.Run("another type", func(t *testing.T) {
		use := Claimed(NewUse(), Random())
		foreign.want(t, true, use)
		use.Salt += ".2"
		WantUsed(t, store, false, use)
		Want(t, store, true, use)
		use.Salt += ".3"
		foreign.want(t, true, use)
	})
	t.Run("late", func(t *testing.T) {
		late := Claimed(NewUseAt(time.Now().Add(-Life-20*time.Minute)), Random())
		if yes, err := foreign(late); yes {
			t.Errorf("yes, %v", err)
		}
		WantConsumeError(t, store, late, nil)
		foreign.want(t, true, Claimed(NewUseAt(time.Now().Add(-Life-10*time.Minute)), Random()))
	})
	t.Run("race", func(t *testing.T) { race(t, store, foreign) })
}

func (f Foreign) want(t *testing.T, want bool, uses ...typeseal.Use) {
	t.Helper()
	for _, use := range uses {
		if yes, err := f(use); yes != want || err != nil {
			t.Errorf("%v, %v, want %v", yes, err, want)
		}
	}
}

func race(t *testing.T, store typeseal.Store, foreign Foreign) {
	var ours, theirs int
	for range races {
		var r typeseal.Record
		var yes bool
		var err1, err2 error
		use := NewUse()
		var both sync.WaitGroup
		both.Go(func() { r, err1 = store.Consume(t.Context(), use) })
		both.Go(func() { yes, err2 = foreign(Claimed(use, Random())) })
		both.Wait()
		if r.First == yes || err1 != nil || err2 != nil {
			t.Fatalf("first here: %v, there: %v; %v, %v", r.First, yes, err1, err2)
		}
		if yes {
			theirs++
		} else {
			ours++
		}
	}
	t.Logf("of %d tokens, %d were redeemed here and %d there", races, ours, theirs)
}
