package redisstore

import (
	"crypto/rand"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
)

// script looks for the token's record, and makes it if there is none, unless its caller
// only looks. Redis runs a script alone, so no other client comes between. The record's
// value is the nonce of the caller that made it, the claim of that caller, and the second
// by Redis's clock.
//
// Before that, the script looks at the server that runs it, since somebody may have
// changed its settings, and at a record that the store made earlier. If that is gone
// although it has not expired, the server has lost records, so the script marks the
// present second. If a token was issued before a mark and has no record, the server may
// have lost the record.
//
// A record that the caller may accept is written again. The call that made it may have
// ended before the replicas had it, and WAIT waits only for what its own caller wrote.
//
// The script returns the nonce of its caller, which proves that the reply belongs to
// this request (CVE-2025-29923).
const script = `
local nonce, claim, look, sure, clock, checks = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local issued, ends, keep, late = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local own, own_ends, everywhere = ARGV[11], tonumber(ARGV[12]), ARGV[13] == '1'

local function has(section, line)
	return string.find(redis.call('INFO', section), line, 1, true)
end

local time = redis.call('TIME')
local now = clock ~= '' and clock or time[1]
local replication = redis.call('INFO', 'replication')
local history = (string.match(replication, 'master_replid:(%x+)') or '') .. '/'
	.. (string.match(replication, 'connected_slaves:(%d+)') or '')
local lost = ''

local function answer(state, value)
	return {nonce, state, value or '', history, now, time[1], time[2], lost}
end

if checks ~= '' then
	if not string.find(replication, 'role:master', 1, true) then
		return redis.error_reply('READONLY the server is a replica')
	end
	if not has('memory', 'maxmemory_policy:noeviction') then
		return answer('unsafe')
	end
end
if checks == 'all' and not has('persistence', 'aof_enabled:1') then
	return answer('unsafe')
end

if own ~= '' and tonumber(time[1]) < own_ends then
	local value = redis.call('GET', KEYS[3])
	if not value or string.sub(value, 1, 16) ~= own then
		lost = 'lost'
		redis.call('SET', KEYS[2], now)
		for i = 0, everywhere and 1023 or -1 do
			redis.call('SET', string.format('typeseal:{%03x}:lost', i), now)
		end
	end
end

local value = redis.call('GET', KEYS[1])
if value then
	if sure == '1' then
		redis.call('SET', KEYS[1], value, 'KEEPTTL')
	end
	return answer('used', value)
end
local left = ends - tonumber(now)
if left < -late then
	return answer('late')
end
local mark = redis.call('GET', KEYS[2])
if mark and issued <= tonumber(mark) then
	return answer('forgotten')
end
if look == '1' then
	return answer('unused')
end
value = nonce .. claim .. now
redis.call('SET', KEYS[1], value, 'EX', left + keep)
return answer('used', value)
`

// scriptSHA is the SHA-1 of the script, by which Redis knows it. Programs in FIPS-only mode
// cannot compute it.
const scriptSHA = "bdb03531cf43f91e19e165d3c7c7b60cbc6264f9"

// buckets is how many buckets the records are in, by their ids. The keys of a bucket are
// in one slot of a cluster, so that the script can use them together.
const buckets = 1024

// keysIn returns the start of all keys in a bucket.
func keysIn(bucket int) string {
	const digits = "0123456789abcdef"
	return "typeseal:{" + string([]byte{digits[bucket>>8], digits[bucket>>4&15], digits[bucket&15]}) + "}:"
}

// question is one call of the script.
type question struct {
	nonce [16]byte
	use   typeseal.Use
	look  bool // make no record
}

func newQuestion(use typeseal.Use, look bool) *question {
	q := &question{use: use, look: look}
	rand.Read(q.nonce[:])
	return q
}

// bucket returns the number of the bucket that the token's record is in.
func (q *question) bucket() int { return int(q.use.ID[0])<<2 | int(q.use.ID[1])>>6 }

// idIn returns an id whose record is in a bucket.
func idIn(bucket int) [16]byte { return [16]byte{byte(bucket >> 2), byte(bucket << 6)} }

// key returns the key of the token's record.
func (q *question) key() string {
	return keysIn(q.bucket()) + q.use.Salt + ":" + base64.RawURLEncoding.EncodeToString(q.use.ID[:])
}

// args returns the arguments of the command that runs the script, in a store that made the
// record own. The script has two or three keys: of the token's record, of the bucket's
// mark, and of the store's own record, if there is one.
func (q *question) args(s *Store, own own, command, script string) []any {
	_, cluster := s.client.(*redis.ClusterClient)
	sure := q.use.Claim != [16]byte{} || q.use.Grace > 0
	args := []any{command, script, 2, q.key(), keysIn(q.bucket()) + "lost"}
	if own.key != "" {
		args[2] = 3
		args = append(args, own.key)
	}
	return append(args,
		q.nonce[:], q.use.Claim[:], q.look, sure, s.clock(), s.checks(),
		q.use.IssuedAt.Unix(), q.use.ExpiresAt.Unix(), seconds(replay.Grace), seconds(replay.MaxLate),
		own.nonce, own.ends, !cluster)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// answer is the script's reply.
type answer struct {
	record  typeseal.Record
	state   string // used, unused, late, forgotten or unsafe
	history string // see info.history
	lost    bool   // the store's own record is gone
	made    own    // the record that this call made, if it made one
}

// errOtherReply is for a client that confuses the replies to several requests.
var errOtherReply = reason.New("redisstore: got the reply to another request")

// read reads the script's reply to the question.
func (q *question) read(reply []string) (a answer, err error) {
	if len(reply) != 8 || reply[0] != string(q.nonce[:]) {
		return a, errOtherReply
	}
	a.state, a.history, a.lost = reply[1], reply[3], reply[7] != ""
	if a.state != "used" {
		return a, nil
	}
	if a.record, err = q.readRecord(reply[2], reply[4]); err != nil || !a.record.First {
		return a, err
	}
	second, err1 := strconv.ParseInt(reply[5], 10, 64)
	micros, err2 := strconv.ParseInt(reply[6], 10, 64)
	if err1 != nil || err2 != nil {
		return a, errOtherReply
	}
	left := q.use.ExpiresAt.Sub(a.record.Now) + replay.Grace
	a.made = own{q.key(), string(q.nonce[:]), second + seconds(left), second*1e6 + micros}
	return a, nil
}

// readRecord reads the value of a record, and the second by the store's clock. This call
// made the record if that has its nonce, even if go-redis has repeated the request because
// the first reply was lost.
func (q *question) readRecord(value, second string) (r typeseal.Record, err error) {
	const fixed = len(q.nonce) + len(q.use.Claim)
	if len(value) < fixed {
		return r, errOtherReply
	}
	at, err1 := strconv.ParseInt(value[fixed:], 10, 64)
	now, err2 := strconv.ParseInt(second, 10, 64)
	if err1 != nil || err2 != nil {
		return r, errOtherReply
	}
	claim := q.use.Claim
	return typeseal.Record{
		First:   !q.look && value[:len(q.nonce)] == string(q.nonce[:]),
		Claimed: claim != [16]byte{} && value[len(q.nonce):fixed] == string(claim[:]),
		At:      time.Unix(at, 0),
		Now:     time.Unix(now, 0),
	}, nil
}
