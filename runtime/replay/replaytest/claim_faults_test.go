package replaytest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/big"
	"strings"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Faults in what identifies a record.
var idFaults = []fault{
	{"the id as a C string", "ids", "got used", ids(func(id []byte) []byte {
		id, _, _ = bytes.Cut(id, []byte{0})
		return id
	}), nil},
	{"the first 8 bytes of the id", "ids", "got used", ids(func(id []byte) []byte { return id[:8] }), nil},
	{"the last 8 bytes of the id", "ids", "got used", ids(func(id []byte) []byte { return id[8:] }), nil},
	{"the halves of the id, added up", "ids", "got used", ids(func(id []byte) []byte {
		return binary.BigEndian.AppendUint64(nil, binary.BigEndian.Uint64(id)+binary.BigEndian.Uint64(id[8:]))
	}), nil},
	{"the id as a floating-point number, as in JSON", "ids", "got used", ids(func(id []byte) []byte {
		number := float64(binary.BigEndian.Uint64(id))*(1<<64) + float64(binary.BigEndian.Uint64(id[8:]))
		return binary.BigEndian.AppendUint64(nil, math.Float64bits(number))
	}), nil},
	{"the id in a column without case", "ids", "got used", ids(bytes.ToLower), nil},
	{"the id as base64 in a column without case", "ids", "got used", ids(func(id []byte) []byte {
		text := strings.ToLower(base64.RawURLEncoding.EncodeToString(id))
		id, _ = base64.RawURLEncoding.DecodeString(text)
		return id
	}), nil},
	{"the id in a column of UTF-8", "ids", "got used", ids(func(id []byte) []byte {
		return bytes.ToValidUTF8(id, []byte("?"))
	}), nil},
	{"the id in a column that is padded with spaces", "ids", "got used", ids(func(id []byte) []byte {
		return bytes.TrimRight(id, " \x00")
	}), nil},
	{"the salt is ignored", "salts", "got used", changed(func(u *typeseal.Use) { u.Salt = "" }), nil},
	{"the salt is cut at 63 bytes", "salts", "got used", changed(func(u *typeseal.Use) {
		u.Salt = u.Salt[:min(63, len(u.Salt))]
	}), nil},
	{"the salt and the id as a number, joined", "salts", "got used", changed(func(u *typeseal.Use) {
		joined := u.Salt + new(big.Int).SetBytes(u.ID[:]).String()
		u.Salt, u.ID = joined, [16]byte{}
	}), nil},
	{"the salt and the id as a hexadecimal number, joined", "salts", "got used", changed(func(u *typeseal.Use) {
		joined := u.Salt + new(big.Int).SetBytes(u.ID[:]).Text(16)
		u.Salt, u.ID = joined, [16]byte{}
	}), nil},
	{"the salt as the name of a table or file", "salts", "got used", changed(func(u *typeseal.Use) {
		u.Salt = strings.NewReplacer(".", "_", "-", "_", "/", "_").Replace(u.Salt)
	}), nil},
}

// Faults in claims.
var claimFaults = []fault{
	{
		"the claim is ignored", "claims", "redeeming the same claim again: got used",
		answeringConsume(func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = r.Claimed && r.First }), nil,
	},
	{"zero is a claim", "claims", "a record that is Claimed, for a use without a claim", changed(func(u *typeseal.Use) {
		if u.Claim == [16]byte{} {
			u.Claim[0] = 1
		}
	}), nil},
	{"any claim will do", "claims", "another claim: got claims", changed(func(u *typeseal.Use) {
		if u.Claim != [16]byte{} {
			u.Claim = [16]byte{1}
		}
	}), nil},
	{"the first 8 bytes of the claim", "claims", "differs in bit 64: got claims", changed(func(u *typeseal.Use) {
		clear(u.Claim[8:])
	}), nil},
	{"the claim of the last call", "claims", "claim after none", ofRecords(
		func(use typeseal.Use, _ typeseal.Record, e *entry) { e.use.Claim = use.Claim }), nil},
	{"the first claim, even if it comes later", "claims", "the same claim after none, again", ofRecords(
		func(use typeseal.Use, _ typeseal.Record, e *entry) {
			if e.use.Claim == [16]byte{} {
				e.use.Claim = use.Claim
			}
		}), nil},
	{"a call without a claim, within the grace, deletes the claim", "claims", "with a grace of 1h0m0s", ofRecords(
		func(use typeseal.Use, r typeseal.Record, e *entry) {
			if use.Grace > 0 && !r.First && use.Claim == [16]byte{} {
				e.use.Claim = use.Claim
			}
		}), nil},
	{"a grace makes each claim the claim of the record", "claims", "with a grace of 1h0m0s", answering(
		func(use typeseal.Use, r *typeseal.Record) {
			r.Claimed = use.Claim != [16]byte{} && (r.Claimed || use.Accepts(*r))
		}), nil},
	{"claims are kept by the id alone", "claims", "the same claim after that: got used", consuming(
		func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			own := use
			own.Salt = "claims"
			r, err := s.Consume(ctx, use)
			if err != nil || use.Claim == [16]byte{} {
				return r, err
			}
			s.change(func() {
				if r.First {
					s.make(own)
				}
				claim, _ := s.record(own)
				r.Claimed = claim.Claimed
			})
			return r, nil
		}), nil},
	{"the claim is kept in the process", "instances", "got used, want claims", func(s *server) typeseal.Store {
		var mine sync.Map // the claims of records that this instance made, by key
		return consuming(func(s *server, ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
			claim := use.Claim
			use.Claim = [16]byte{}
			r, err := s.Consume(ctx, use)
			if k := (key{use.Salt, use.ID}); r.First {
				mine.Store(k, claim)
				r.Claimed = claim != [16]byte{}
			} else if own, found := mine.Load(k); found && claim != [16]byte{} {
				r.Claimed = own == claim
			}
			return r, err
		})(s)
	}, nil},
}

// Faults in the content of a record.
var recordFaults = []fault{
	{
		"first again with the same claim", "claims", "got first, want claims",
		answeringConsume(func(_ typeseal.Use, r *typeseal.Record) { r.First = r.First || r.Claimed }), nil,
	},
	{
		"not Claimed the first time", "claims", "First but not Claimed",
		answering(func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = r.Claimed && !r.First }), nil,
	},
	{
		"Claimed without a claim", "claims", "a record that is Claimed, for a use without a claim",
		answering(func(_ typeseal.Use, r *typeseal.Record) { r.Claimed = r.Claimed || r.First }), nil,
	},
}
