//go:build unix

package sqltest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// Client is a store with its database.
type Client struct {
	Store Store
	DB    *sql.DB
}

// Cuts cuts the connection after each byte that a call sends or gets. The call redeems a
// token, alone or in a transaction that has an effect. The caller then tries again. There
// must be one effect, and a caller that won must not be told that the token was used.
type Cuts struct {
	Link    *peer.Link
	Linked  Client // its connection goes through the link
	Direct  Client
	Effect  string // has the effect of a token, whose id is the argument
	Effects string // counts the effects of an id
}

// told is what a call told its caller.
type told int

const (
	nothing  told = iota // it failed
	won                  // it came first
	repeated             // its claim came first before
	lost                 // the token was used
)

func tell(r typeseal.Record, err error) told {
	switch {
	case err != nil:
		return nothing
	case r.First:
		return won
	case r.Claimed:
		return repeated
	}
	return lost
}

// call is a way to redeem.
type call struct {
	name    string
	effects int // how many a token has
	redeem  func(c *Cuts, client Client, use typeseal.Use) told
}

var calls = []call{{"alone", 0, (*Cuts).alone}, {"in a transaction", 1, (*Cuts).together}}

// alone redeems without a transaction.
func (c *Cuts) alone(client Client, use typeseal.Use) told {
	return tell(client.Store.Consume(context.Background(), use))
}

// together redeems and has the effect in one transaction, as the example of In does.
func (c *Cuts) together(client Client, use typeseal.Use) told {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tx, err := client.DB.BeginTx(ctx, nil)
	if err != nil {
		return nothing
	}
	defer tx.Rollback()
	got := tell(client.Store.In(tx).Consume(ctx, use))
	if got == won {
		_, err = tx.ExecContext(ctx, c.Effect, use.ID[:])
	}
	if got == nothing || err != nil || tx.Commit() != nil {
		return nothing
	}
	return got
}

// Run cuts after every step-th byte in each direction, and after each of the last bytes.
func (c *Cuts) Run(t *testing.T, step int) {
	c.Linked.DB.SetMaxOpenConns(1)
	for _, call := range calls {
		for kind, claim := range map[string][16]byte{"no claim": {}, "claim": storetest.Random()} {
			for way, limit := range map[string]func(n int){
				"to the server": func(n int) { c.Link.Limit(n, -1) },
				"to the client": func(n int) { c.Link.Limit(-1, n) },
			} {
				t.Run(call.name+", "+kind+", "+way, func(t *testing.T) { c.run(t, step, claim, limit, call) })
			}
		}
	}
}

// lastBytes is more than the length of the request to commit, or of its answer.
const lastBytes = 24

func (c *Cuts) run(t *testing.T, step int, claim [16]byte, limit func(int), call call) {
	newUse := func() typeseal.Use { return storetest.Claimed(storetest.NewUse(), claim) }
	total := sort.Search(1<<13, func(n int) bool { return c.cut(t, newUse(), n, limit, call) == won })
	if total < 100 || total == 1<<13 {
		t.Errorf("the call takes %d bytes", total)
	}
	cuts, unknown := 0, 0
	for n := 0; n < total; n += step {
		if n > total-lastBytes {
			step = 1
		}
		use := newUse()
		first := c.cut(t, use, n, limit, call)
		again := call.redeem(c, c.Direct, use)
		if err := c.judge(use, first, again, call); err != nil {
			t.Fatalf("cut after %d of %d bytes: %v", n, total, err)
		}
		cuts++
		if first == nothing && again != won {
			unknown++
		}
	}
	t.Logf("%d cuts in %d bytes; %d lost the answer of a call that won", cuts, total, unknown)
}

// cut makes the call through the link, which is cut after n bytes. The connection is
// there before, and its statements are prepared.
func (c *Cuts) cut(t *testing.T, use typeseal.Use, n int, limit func(int), call call) told {
	t.Helper()
	c.Link.Limit(-1, -1)
	for range 3 {
		if call.redeem(c, c.Linked, storetest.NewUse()) == won {
			break
		}
	}
	limit(n)
	defer c.Link.Cut()
	return call.redeem(c, c.Linked, use)
}

// judge checks what a call and its repetition were told, and that there is one effect.
func (c *Cuts) judge(use typeseal.Use, first, again told, call call) error {
	after := lost
	if use.Claim != [16]byte{} {
		after = repeated
	}
	if first != won && first != nothing || again != after && (first == won || again != won) {
		return fmt.Errorf("the call was told %d, and its repetition %d", first, again)
	}
	if call.redeem(c, c.Direct, storetest.Claimed(use, storetest.Random())) != lost {
		return errors.New("the token was redeemed by another")
	}
	var effects int
	err := c.Direct.DB.QueryRow(c.Effects, use.ID[:]).Scan(&effects)
	if err == nil && effects != call.effects {
		err = fmt.Errorf("%d effects", effects)
	}
	return err
}
