package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// script looks for the token's key. If there is none, it sets the key, unless its
// caller only looks and has an empty claim. Redis runs a script alone, so no other
// client comes between. The key's value is the nonce of the caller that set it, the
// claim of that caller, and the second by Redis's clock.
//
// The script returns the nonce of its caller, which proves that the reply belongs to
// this request (CVE-2025-29923), the second, and the value. It is sent in full, since
// EVALSHA is not faster and programs in FIPS-only mode cannot compute SHA-1.
const script = `
local now = ARGV[6] ~= '' and ARGV[6] or redis.call('TIME')[1]
local value = redis.call('GET', KEYS[1])
if not value then
	local left = tonumber(ARGV[3]) - tonumber(now)
	if left < -tonumber(ARGV[5]) then
		return {ARGV[1], now, 'late'}
	end
	if ARGV[2] == '' then
		return {ARGV[1], now, 'unused'}
	end
	value = ARGV[1] .. ARGV[2] .. now
	redis.call('SET', KEYS[1], value, 'EX', left + tonumber(ARGV[4]))
end
return {ARGV[1], now, value}
`

// errOtherReply is for a client that confuses the replies to several requests.
var errOtherReply = reason.New("redisstore: got the reply to another request")

// answer is the script's answer about a token.
type answer struct {
	record typeseal.Record
	used   bool
}

// ask runs the script. It records the use with a claim, which may be zero, or only
// looks if claim is nil.
func (s *Store) ask(ctx context.Context, use typeseal.Use, claim []byte) (a answer, err error) {
	if err := ctx.Err(); err != nil {
		return a, err
	}
	if s == nil || s.client == nil {
		return a, errNoClient
	}
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	return bounded(ctx, func() (a answer, err error) {
		var nonce [16]byte
		rand.Read(nonce[:])
		key := "typeseal:" + use.Salt + ":" + base64.RawURLEncoding.EncodeToString(use.ID[:])
		reply, err := s.client.Eval(ctx, script, []string{key}, nonce[:], claim, use.ExpiresAt.Unix(),
			int64(replay.Grace/time.Second), int64(replay.MaxLate/time.Second), s.clock()).StringSlice()
		if err != nil {
			return a, fmt.Errorf("redisstore: asking for the token: %w", err)
		}
		return read(reply, nonce, use.Claim)
	})
}

// clock returns the second that the script uses, or "" for Redis's clock.
func (s *Store) clock() string {
	if s.now == nil {
		return ""
	}
	return strconv.FormatInt(s.now().Unix(), 10)
}

// read reads the script's reply to a caller with a nonce and a claim. The caller made
// the record if that has its nonce, even if go-redis has repeated the request because
// the first reply was lost.
func read(reply []string, nonce, claim [16]byte) (a answer, err error) {
	const fixed = len(nonce) + len(claim)
	switch {
	case len(reply) != 3 || reply[0] != string(nonce[:]):
		return a, errOtherReply
	case reply[2] == "late":
		return a, replay.ErrLate
	case reply[2] == "unused":
		return a, nil
	case len(reply[2]) < fixed:
		return a, errOtherReply
	}
	value := reply[2]
	now, err := strconv.ParseInt(reply[1], 10, 64)
	if err != nil {
		return a, errOtherReply
	}
	at, err := strconv.ParseInt(value[fixed:], 10, 64)
	if err != nil {
		return a, errOtherReply
	}
	a.used = true
	a.record = typeseal.Record{
		First:   value[:len(nonce)] == string(nonce[:]),
		Claimed: claim != [16]byte{} && value[len(nonce):fixed] == string(claim[:]),
		At:      time.Unix(at, 0),
		Now:     time.Unix(now, 0),
	}
	return a, nil
}
