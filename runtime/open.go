package typeseal

import (
	"strings"
	"sync"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
	"github.com/typeseal/typeseal/runtime/observe"
)

// skew is how many seconds in the future a token may have been issued.
const skew = ring.Skew

// openRoom is the memory in which a token is opened. Afterwards its buffers are zeroed
// and it goes back to a pool.
type openRoom struct {
	spec  *Spec
	view  *view
	realm *realm
	key   *key                 // nil: the ring has no key that opens the token
	keys  secret.Of[subkeys]   // of key, after authentic; unless the token is public
	bind  secret.Of[suite.MAC] // of keys, for the state
	now   int64                // Unix seconds

	details  *Details // nil, or where to describe the token
	repair   bool     // Repair was given
	op       observe.Op
	known    bool // the token is authentic
	mended   bool // Repair was needed
	repeated bool // the token was redeemed before, and is accepted again

	wire    []byte // the token's bytes, which parts points into
	head    []byte // the part before the content that the tag covers
	bound   []byte // the part before the content that the state tag covers
	text    []byte // the payload, if it was compressed
	parts   envelope.Parts
	content envelope.Content
	payload []byte
	issued  int64 // Unix seconds
	life    int64 // seconds; 0: unlimited
	expired bool
	next    step
}

var openRooms = sync.Pool{New: func() any { return new(openRoom) }}

// Open authenticates a signed or sealed token: it takes the steps of FORMAT.md section 5
// up to the payload. It fails with a kind of ErrInvalid, or with ErrConfig if keys or an
// option cannot be used. Open does not fail for an expired token, because Decoded returns
// its payload with the error.
func (s *Spec) Open(keys *Keyring, token string, opts ...Option) (*Opening, error) {
	o := new(Opening)
	return o, s.open(o, keys, token, opts)
}

// OpenPublic is like Open, for a public token.
func (s *Spec) OpenPublic(keys *PublicKeyring, token string, opts ...Option) (*Opening, error) {
	o := new(Opening)
	return o, s.openPublic(o, keys, token, opts)
}

func (s *Spec) open(o *Opening, keys *Keyring, token string, opts []Option) error {
	return s.openWith(o, keys.viewed(), false, token, opts, time.Now().Unix())
}

func (s *Spec) openPublic(o *Opening, keys *PublicKeyring, token string, opts []Option) error {
	return s.openWith(o, keys.viewed(), true, token, opts, time.Now().Unix())
}

// openWith opens a token at the time now in Unix seconds.
func (s *Spec) openWith(o *Opening, v *view, public bool, token string, opts []Option, now int64) error {
	if err := s.usable(v != nil, public); err != nil {
		return err
	}
	room := openRooms.Get().(*openRoom)
	room.spec, room.view, room.realm, room.now, room.op = s, v, v.present(), now, observe.Open
	if s.once {
		room.op = observe.Peek
	}
	o.room = room
	room.expect()
	if err := room.check(token, opts); err != nil {
		return o.end(err)
	}
	return nil
}

// check takes the steps of FORMAT.md section 5 in their order, up to expiry.
func (o *openRoom) check(token string, opts []Option) (err error) {
	if err := o.take(opts); err != nil {
		return err
	}
	if !o.split(token) {
		if token = o.repaired(token); token == "" {
			return o.malformed()
		}
	}
	if o.key, err = o.realm.set.opener(o.parts.Header.KeyID); err != nil {
		return o.noKey(token, err)
	}
	if !o.authentic(opts) {
		return ErrForged
	}
	o.known = true
	if !o.splitContent() {
		return ErrMalformed
	}
	if o.spec.accept>>o.version()&1 == 0 {
		return ErrVersion
	}
	if o.issued > o.now+skew {
		return ErrNotYetValid
	}
	if revoked(o.realm.set.cutoffs, o.spec, o.issued, opts) {
		return ErrRevoked
	}
	o.expired = o.life != 0 && o.now-o.issued > o.life
	o.inflate()
	return nil
}

// split takes step 1.
func (o *openRoom) split(token string) bool {
	text, ok := armor.Strip(token, o.spec.prefix, o.spec.maxSize)
	if !ok {
		return false
	}
	if o.wire, ok = armor.Decode(o.wire[:0], text); !ok {
		return false
	}
	o.parts, ok = envelope.Split(o.wire, o.spec.kind)
	return ok
}

// noKey returns the error of step 2. A token whose prefix is doubled is malformed: the
// second prefix may be valid base64, and could be mistaken for the key id.
func (o *openRoom) noKey(token string, reason error) error {
	if strings.HasPrefix(token[len(o.spec.prefix):], o.spec.prefix) {
		return o.malformed()
	}
	return reason
}

// malformed forgets what was read of a text that is not a token.
func (o *openRoom) malformed() error {
	o.parts = envelope.Parts{}
	return ErrMalformed
}

// expect looks up the primary key's subkeys, which most tokens need, before it is known
// what the token needs. If they are in slow memory, because the program has many tenants, a
// processor fetches them while it decodes the token.
func (o *openRoom) expect() {
	if primary := o.realm.set.primary; primary != nil {
		o.hold(o.realm.slots().get(primary.owner(o.spec)))
	}
}

// hold sets the subkeys.
func (o *openRoom) hold(keys *subkeys) {
	if keys != nil {
		o.keys, o.bind = secret.HideAt(keys), secret.HideAt(keys.state)
	}
}

// authentic takes step 3: exactly one check of a tag or signature.
func (o *openRoom) authentic(opts []Option) bool {
	p := &o.parts
	o.head = o.spec.appendHead(o.head[:0], p.Header, o.view.realm, opts, p.Nonce)
	o.head = pae.Size(o.head, len(p.Content))
	if p.Header.Kind == envelope.Public {
		o.head = append(o.head, p.Content...)
		return suite.VerifySignature(o.key.public, o.head, p.Tag)
	}
	if expected := o.keys.At(); expected == nil || expected.of != o.key.owner(o.spec) {
		o.hold(o.realm.subkeys(o.key, o.spec, o.view.realm))
	}
	return o.keys.At().tag.Check(o.head, p.Content, p.Tag)
}

// splitContent takes step 4, and computes how long the token is valid.
func (o *openRoom) splitContent() (ok bool) {
	p := &o.parts
	if p.Header.Kind == envelope.Sealed {
		o.keys.At().enc.XOR(p.Content, p.Nonce)
	}
	if p.Header.Flags&envelope.FlagState != 0 != o.spec.state {
		return false
	}
	if o.content, ok = envelope.SplitContent(p.Header.Flags, p.Content); !ok {
		return false
	}
	if o.spec.once && (o.content.TTL == 0 || o.content.ID == nil && p.Header.Kind != envelope.Sealed) {
		return false // minted before the type became single-use
	}
	o.issued = p.Header.Issued
	o.life = o.spec.maxSeconds
	if ttl := int64(o.content.TTL); ttl != 0 && (o.life == 0 || ttl < o.life) {
		o.life = ttl
	}
	return true
}

func (o *openRoom) version() int { return int(o.parts.Header.Flags & envelope.VersionMask) }

// fresh takes step 9: it reports whether the token was minted with state. It must be
// called at most once.
func (o *openRoom) fresh(state []string) bool {
	tag := [envelope.StateSize]byte(o.content.State)
	clear(o.content.State) // the state tag covers the message with zeros here
	o.bound = appendState(o.bound[:0], o.parts.Header, state, 1)
	o.bound = append(pae.Size(o.bound, len(o.head)+len(o.parts.Content)), o.head...)
	return o.bind.At().Check(o.bound, o.parts.Content, tag[:])
}

// issuedAt and expiresAt return the first and the last second in which the token is
// valid.
func (o *openRoom) issuedAt() time.Time  { return unixTime(o.issued) }
func (o *openRoom) expiresAt() time.Time { return unixTime(o.issued + o.life) }

// release zeroes payload, state and bindings in the room, and gives the room back to the
// pool.
func (o *openRoom) release() {
	o.spec, o.view, o.realm, o.key, o.details, o.next = nil, nil, nil, nil, nil, stepDecode
	o.keys, o.bind = secret.Of[subkeys]{}, secret.Of[suite.MAC]{}
	o.repair, o.known, o.mended, o.repeated = false, false, false, false
	o.parts, o.content, o.payload = envelope.Parts{}, envelope.Content{}, nil
	o.issued, o.life = 0, 0
	if wipe(&o.wire, &o.head, &o.bound, &o.text) <= maxPooled {
		openRooms.Put(o)
	}
}
