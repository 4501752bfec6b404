package typesealtest_test

import (
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/typesealtest"
)

// The types of package shop, described as the generator does it.

var reset = typesealtest.Token[shop.Reset]{
	Policy: typeseal.Policy{
		Kind: typeseal.Signed, Salt: "shop.reset", Codec: typeseal.Msgpack, Version: 1, MaxAge: 30 * time.Minute,
		State: true,
	},
	Mint: func(p shop.Reset, c typesealtest.Call) (string, error) { return p.Sign(c.Keys, c.Options...) },
	Append: func(p shop.Reset, dst []byte, c typesealtest.Call) ([]byte, error) {
		return p.AppendSign(dst, c.Keys, c.Options...)
	},
	Open: func(p *shop.Reset, c typesealtest.Call) error {
		return p.Verify(c.Keys, c.Token, typesealtest.Load[shop.Reset](c), c.Options...)
	},
}

func TestReset(t *testing.T) { reset.Test(t) }

func FuzzReset(f *testing.F) { reset.Fuzz(f) }

var refund = typesealtest.Token[shop.Refund]{
	Policy: typeseal.Policy{
		Kind: typeseal.Sealed, Salt: "shop.refund", Codec: typeseal.Msgpack, Version: 1, MaxAge: 7 * 24 * time.Hour,
		Once: true, Grace: 30 * time.Second,
	},
	Mint: func(p shop.Refund, c typesealtest.Call) (string, error) { return p.Seal(c.Keys, c.Options...) },
	Append: func(p shop.Refund, dst []byte, c typesealtest.Call) ([]byte, error) {
		return p.AppendSeal(dst, c.Keys, c.Options...)
	},
	Open: func(p *shop.Refund, c typesealtest.Call) error {
		return p.Peek(c.Context, c.Keys, c.Store, c.Token, c.Options...)
	},
	Redeem: func(p *shop.Refund, c typesealtest.Call) error {
		return p.Redeem(c.Context, c.Keys, c.Store, c.Token, c.Options...)
	},
}

func TestRefund(t *testing.T) { refund.Test(t) }

var receipt = typesealtest.Token[shop.Receipt]{
	Policy: typeseal.Policy{
		Kind: typeseal.Public, Salt: "shop.receipt", Codec: typeseal.Msgpack, Version: 1, MaxAge: typeseal.Unlimited,
	},
	Mint: func(p shop.Receipt, c typesealtest.Call) (string, error) { return p.Sign(c.SigningKey, c.Options...) },
	Append: func(p shop.Receipt, dst []byte, c typesealtest.Call) ([]byte, error) {
		return p.AppendSign(dst, c.SigningKey, c.Options...)
	},
	Open: func(p *shop.Receipt, c typesealtest.Call) error { return p.Verify(c.PublicKeys, c.Token, c.Options...) },
}

func TestReceipt(t *testing.T) { receipt.Test(t) }

func TestDistinct(t *testing.T) { typesealtest.Distinct(t, &reset, &refund, &receipt) }
