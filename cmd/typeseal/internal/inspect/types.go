package inspect

import (
	"fmt"
	"slices"
	"time"

	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/pasted"
)

// A Type is a type of a lock, which a token may have.
type Type struct {
	generator.Token
	Retired bool // it is no longer in the source

	made *typeseal.Spec // by Spec
}

// TypesOf returns the types of a lock, and after them those that are no longer in the source.
func TypesOf(lock *generator.Result) (list []*Type) {
	for _, t := range lock.Tokens {
		list = append(list, &Type{Token: t})
	}
	for _, t := range lock.Retired {
		list = append(list, &Type{Token: t, Retired: true})
	}
	return list
}

// Name is the short name of the type, such as account.PasswordReset.
func (c *Type) Name() string { return c.PackageName + "." + c.TypeName }

// Named reports whether a person may mean the type by a name.
func (c *Type) Named(name string) bool {
	return slices.Contains([]string{c.TypeName, c.Name(), c.PackagePath + "." + c.TypeName}, name)
}

// typeFacts is what is known about a token under the assumption that it has one type.
type typeFacts struct {
	Type    string `json:"type"`
	Package string `json:"package"` // import path
	Salt    string `json:"salt"`
	Verb    string `json:"verb"` // sign or seal
	Kind    string `json:"kind"`
	Format  string `json:"format,omitempty"` // of another system
	Retired bool   `json:"retired"`

	Possible bool   `json:"possible"`
	Reason   string `json:"reason,omitempty"` // why it is not possible, such as "tokens are sealed"

	// MaxAge is the type's own limit in seconds, or 0 if there is none. If the type is
	// possible, the rest says when the token ends, by max_age or by ttl. If the TTL is not
	// known, as that of a sealed token without its key, it may end earlier.
	MaxAge    int64      `json:"max_age_seconds"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	ExpiresBy string     `json:"expires_by,omitempty"`
	Expired   bool       `json:"expired"`
	TTLKnown  bool       `json:"ttl_known"`

	Fields []fieldFacts `json:"fields,omitempty"` // the payload

	// Authentic says whether a key of the ring verifies the token as one of this type. It is
	// nil if there is no ring with the key.
	Authentic *bool `json:"authentic,omitempty"`

	candidate *Type
}

// fieldFacts is one field of a payload.
type fieldFacts struct {
	Name  string `json:"name"` // in JSON
	Go    string `json:"go"`
	Type  string `json:"type"` // as in the lock
	Value any    `json:"value"`
}

// consider compares a token with a type.
func (c *Type) consider(t pasted.Token, now time.Time) *typeFacts {
	f := &typeFacts{
		Type: c.Name(), Package: c.PackagePath, Salt: c.Salt, Verb: c.Verb, Kind: c.Kind, Format: c.Format,
		Retired: c.Retired, TTLKnown: t.Whole && t.Kind != "sealed", candidate: c,
	}
	f.Reason = c.differs(t)
	f.Possible = f.Reason == ""
	if c.MaxAge > 0 {
		f.MaxAge = int64(c.MaxAge / time.Second)
	}
	if !f.Possible {
		return f
	}
	if t.Whole && t.Kind != "sealed" {
		if values, ok := c.payload(t); ok {
			f.Fields = c.facts(t.Version, values)
		} else {
			f.Possible, f.Reason = false, "fields do not fit the payload"
			return f
		}
	}
	if !t.IssuedAt.IsZero() {
		f.expire(t.IssuedAt, c.MaxAge, t.TTL, now)
	}
	return f
}

// expire sets when a token ends.
func (f *typeFacts) expire(issued time.Time, maxAge, ttl time.Duration, now time.Time) {
	life := maxAge
	f.ExpiresBy = "max_age"
	if life == typeseal.Unlimited || ttl != 0 && ttl < life {
		life, f.ExpiresBy = ttl, "ttl"
	}
	if life == 0 {
		f.ExpiresBy = ""
		return
	}
	f.ExpiresAt = writable(issued.Add(life))
	f.Expired = now.Unix()-issued.Unix() > int64(life/time.Second)
}

// differs returns the reason why a token cannot have the type, or nothing: a sentence about
// the type without its subject. It does not look at the payload.
func (c *Type) differs(t pasted.Token) string {
	switch {
	case c.Format != "":
		return "tokens have the format " + c.Format
	case t.Prefix != c.Prefix:
		return "tokens begin with " + c.Prefix
	case t.Whole && t.Kind != c.Kind:
		return "tokens are " + c.Kind
	case t.Whole && len(t.Text) > c.MaxSize:
		return fmt.Sprintf("tokens have at most %d characters", c.MaxSize)
	case t.KeyID == "":
		return ""
	case !slices.Contains(c.Accept, t.Version) && c.Former[t.Version] == nil:
		return fmt.Sprintf("tokens do not have version %d", t.Version)
	case t.HasState && c.State == nil:
		return "tokens are not bound to state"
	case !t.HasState && c.State != nil:
		return "tokens are bound to state"
	case t.Whole && c.Once && t.Kind != "sealed" && (t.ID == nil || t.TTL == 0):
		return "tokens are single-use, with an id and a TTL"
	}
	return ""
}

// payload reads the payload of a token that is not sealed.
func (c *Type) payload(t pasted.Token) (object, bool) {
	text, ok := unpacked(t.Payload, c.Deflate, c.MaxSize)
	if !ok {
		return nil, false
	}
	return fieldsOf(text, c.Codec, c.PayloadFields(t.Version))
}

// PayloadFields returns the fields of a version.
func (c *Type) PayloadFields(version int) []generator.Field {
	if version == c.Version {
		return c.Fields
	}
	return c.Former[version]
}

// facts returns the values of a payload with what the type says about them.
func (c *Type) facts(version int, values object) []fieldFacts {
	list := []fieldFacts{}
	for i, f := range c.PayloadFields(version) {
		list = append(list, fieldFacts{f.Name, f.Go, f.Type, values[i].value})
	}
	return list
}

// Spec returns the type as package typeseal knows it.
func (c *Type) Spec() *typeseal.Spec {
	if c.made == nil {
		c.made = typeseal.NewSpec(c.Policy())
	}
	return c.made
}

// Policy returns the policy of the type, for package typeseal.
func (c *Type) Policy() typeseal.Policy {
	kinds := map[string]typeseal.Kind{"signed": typeseal.Signed, "sealed": typeseal.Sealed, "public": typeseal.Public}
	p := typeseal.Policy{
		Kind: kinds[c.Kind], Salt: c.Salt, Codec: typeseal.Msgpack, Deflate: c.Deflate, Version: c.Mint,
		Accept: c.Accept, MaxAge: c.MaxAge, Prefix: c.Prefix, MaxSize: c.MaxSize, State: c.State != nil,
		Once: c.Once, Grace: c.Grace,
	}
	if c.Codec == "json" {
		p.Codec = typeseal.JSON
	}
	return p
}
