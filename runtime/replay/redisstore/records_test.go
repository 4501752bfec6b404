package redisstore_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// recordKeys returns the keys of a token's record and of its bucket's mark, as RECORDS.md
// says.
func recordKeys(use typeseal.Use) []string {
	bucket := fmt.Sprintf("typeseal:{%03x}:", (int(use.ID[0])<<8|int(use.ID[1]))>>6)
	return []string{bucket + use.Salt + ":" + base64.RawURLEncoding.EncodeToString(use.ID[:]), bucket + "lost"}
}

// TestRecords shares records with the script of RECORDS.md.
func TestRecords(t *testing.T) {
	client := connect(t, startRedis(t))
	blocks := storetest.Blocks(t, "../RECORDS.md", "lua")
	if len(blocks) != 1 {
		t.Fatalf("%d scripts", len(blocks))
	}
	script := redis.NewScript(blocks[0])
	foreign := func(use typeseal.Use) (bool, error) {
		random := storetest.Random()
		return script.Run(t.Context(), client, recordKeys(use),
			random[:], use.Claim[:], use.IssuedAt.Unix(), use.ExpiresAt.Unix(), int64(use.Grace/time.Second)).Bool()
	}
	store := open(t, client)
	storetest.Shared(t, store, foreign)

	use := storetest.Claimed(storetest.NewUse(), storetest.Random())
	for range 2 { // the second call writes the record again
		if yes, err := foreign(use); !yes || err != nil {
			t.Fatal(yes, err)
		}
	}
	life := client.TTL(t.Context(), recordKeys(use)[0]).Val()
	if keep := life - time.Until(use.ExpiresAt); keep < replay.Grace-5*time.Second || keep > replay.Grace+time.Second {
		t.Errorf("the record is kept for %v after the token's end", keep)
	}
	lost := storetest.NewUse()
	client.Set(t.Context(), recordKeys(lost)[1], lost.IssuedAt.Unix(), 0)
	yes, err := foreign(storetest.Claimed(lost, storetest.Random()))
	if yes || err == nil || !strings.Contains(err.Error(), "may be lost") {
		t.Errorf("issued before records were lost: %v, %v", yes, err)
	}
	storetest.WantConsumeError(t, store, lost, replay.ErrBeforeStart)
}
