package inspect

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// The first column of the table says where a row comes from.
const (
	fromText  = "text"       // what was pasted
	fromToken = "unverified" // the token, which anyone can write, and what the lock says about it
	fromKeyed = "authentic"  // the same, after a key of the ring has verified it
	fromRing  = "ring"
	fromNext  = "next" // what one more thing would tell
)

// maxShown is how many tokens are shown in full, and how many places of damage in each.
const maxShown = 10

// A table has the rows for one token.
type table struct{ rows [][]string }

func (t *table) add(from, name, format string, args ...any) {
	t.rows = append(t.rows, []string{from, name, fmt.Sprintf(format, args...)})
}

// Print prints an inspection for people.
func (i *Inspection) Print(out io.Writer) error {
	for n, f := range i.Tokens {
		if n == maxShown {
			fmt.Fprintf(out, "\nThere are %d more; name one with --number, or write --json.\n", len(i.Tokens)-n)
			break
		}
		if n > 0 {
			fmt.Fprintln(out)
		}
		if err := i.printToken(out, f); err != nil {
			return err
		}
	}
	for _, o := range i.Others {
		read := ""
		if len(o.Types) > 0 {
			read = ", which " + strings.Join(o.Types, ", ") + " reads"
		}
		fmt.Fprintf(out, "Line %d, column %d looks like %s%s.\n", o.Line, o.Column, o.LooksLike, read)
	}
	return nil
}

func (i *Inspection) printToken(out io.Writer, f *Token) error {
	t := new(table)
	t.place(i, f)
	from := fromToken
	if f.Authentic {
		from = fromKeyed
	}
	t.claims(from, f)
	t.types(from, f)
	t.payload(from, f)
	if f.Key != nil {
		t.key(f, i.ring)
	}
	t.next(i, f)
	err := show.Table(out, t.rows)
	if f.Verdict != nil {
		fmt.Fprintln(out, f.Verdict.Text)
	}
	return err
}

func (p position) String() string { return fmt.Sprintf("line %d, column %d", p.Line, p.Column) }

// place says where the token is, and how it was damaged.
func (t *table) place(i *Inspection, f *Token) {
	if i.Encoding != "" {
		t.add(fromText, "encoding", "%s", i.Encoding)
	}
	where := f.position.String()
	if n := len(i.Tokens); n > 1 {
		where = fmt.Sprintf("%d of %d, %s", f.Number, n, where)
	}
	t.add(fromText, "token", "%s", where)
	for n, d := range f.Damage {
		was, as := shortened(d.Text), shortened(d.ReadAs)
		switch {
		case n > maxShown:
		case n == maxShown:
			t.add(fromText, "damage", "%d more places", len(f.Damage)-n)
		case d.ReadAs == "":
			t.add(fromText, "damage", "%s: %s is not part of the token", d.position, was)
		default:
			t.add(fromText, "damage", "%s: %s stands for %s", d.position, was, as)
		}
	}
	for _, lock := range i.Locks {
		t.add(fromText, "lock", "%s", lock)
	}
	if !f.Whole {
		t.add(fromText, "damage", "after %d characters the token ends, or was changed in a way that cannot be undone",
			f.Claims.Characters)
	}
}

// shortened quotes a part of the text, without the middle if it is long.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > 20 {
		text = string(runes[:10]) + "…" + string(runes[len(runes)-10:])
	}
	return strconv.QuoteToASCII(text)
}

// claims shows what the token says about itself.
func (t *table) claims(from string, f *Token) {
	c := f.Claims
	if c.Kind != "" {
		t.add(from, "kind", "%s (%s)", c.Kind, c.Algorithm)
	}
	t.add(from, "prefix", "%s", c.Prefix)
	if c.KeyID != "" {
		t.add(from, "key id", "%s", c.KeyID)
		issued := "after the year 9999"
		if c.IssuedAt != nil {
			issued = show.Instant(*c.IssuedAt)
		}
		t.add(from, "issued", "%s (%s)", issued, ago(seconds(c.Age)))
		t.add(from, "version", "%d", *c.Version)
	}
	if c.HasState != nil && *c.HasState {
		t.add(from, "state", "bound")
	}
	if c.TTL != 0 {
		t.add(from, "TTL", "%s", time.Duration(c.TTL)*time.Second)
	}
	if c.ID != "" {
		t.add(from, "id", "%s", c.ID)
	}
	if f.Whole {
		t.add(from, "size", "%d characters, %d bytes, content %d", c.Characters, c.Bytes, c.Content)
	}
}

// types shows which types the token can have, and unless a key has shown which one it has,
// why it cannot have the others.
func (t *table) types(from string, f *Token) {
	var reasons []string
	others := map[string][]string{}
	for _, typ := range f.Types {
		switch {
		case f.Authentic && typ.authentic():
			t.add(from, "type", "is %s (%s)", typ.Type, typ.traits())
			t.expires(from, f, typ)
		case f.Authentic:
		case typ.Possible:
			t.add(from, "type", "can be %s (%s)", typ.Type, typ.traits())
			t.expires(from, f, typ)
		default:
			if others[typ.Reason] == nil {
				reasons = append(reasons, typ.Reason)
			}
			others[typ.Reason] = append(others[typ.Reason], typ.Type)
		}
	}
	for _, reason := range reasons {
		t.add(from, "type", "cannot be %s", cannot(others[reason], reason))
	}
}

// authentic reports whether a key has shown that the token has the type.
func (f *typeFacts) authentic() bool { return f.Authentic != nil && *f.Authentic }

// traits says what distinguishes a type.
func (f *typeFacts) traits() string {
	traits := f.Verb + " salt=" + f.Salt
	if f.Retired {
		traits += ", no longer in the source"
	}
	return traits
}

// cannot says why a token cannot have some types, of which it names at most three.
func cannot(names []string, reason string) string {
	switch n := len(names); n {
	case 1:
		return names[0] + ": its " + reason
	case 2, 3:
		return strings.Join(names, ", ") + ": their " + reason
	default:
		return fmt.Sprintf("%s and %d more: their %s", strings.Join(names[:2], ", "), n-2, reason)
	}
}

// expires says when a token of a type expires or has expired, and by which limit.
func (t *table) expires(from string, f *Token, typ *typeFacts) {
	limit := fmt.Sprintf("(max-age of %s: %s)", typ.Type, typ.candidate.Age)
	if typ.ExpiresBy == "ttl" {
		limit = "by its own TTL " + limit
	}
	earlier := map[bool]string{false: ", or earlier by its own TTL"}[typ.TTLKnown]
	switch {
	case f.Claims.KeyID == "", typ.ExpiresAt == nil && typ.ExpiresBy != "": // unknown, or after the year 9999
	case typ.ExpiresAt == nil && typ.TTLKnown:
		t.add(from, "expires", "never %s", limit)
	case typ.ExpiresAt == nil:
		t.add(from, "expires", "never, unless it has its own TTL %s", limit)
	case typ.Expired:
		t.add(from, "expired", "%s%s %s", show.Instant(*typ.ExpiresAt), earlier, limit)
	default:
		t.add(from, "expires", "%s%s %s", show.Instant(*typ.ExpiresAt), earlier, limit)
	}
}

// key says what the ring has to say.
func (t *table) key(f *Token, ring *Ring) {
	k := f.Key
	switch k.State {
	case "wrong_ring":
		t.add(fromRing, "key", "%s tokens need %s, but %s has %s", f.Claims.Kind, KeyWords[k.Needs], ring.name,
			KeyWords[k.Ring])
		return
	case "missing":
		t.add(fromRing, "key", "%s is not in %s", k.ID, ring.name)
		return
	}
	since := ""
	if k.Since != nil {
		since = " since " + show.Instant(*k.Since)
	}
	t.add(fromRing, "key", "%s is %s in %s%s", k.ID, k.State, ring.name, since)
	var yes, no []string
	for _, typ := range f.Types {
		switch {
		case typ.Authentic == nil:
		case *typ.Authentic:
			yes = append(yes, typ.Type)
		case typ.Possible:
			no = append(no, typ.Type)
		}
	}
	if yes != nil {
		t.add(fromRing, "tag", "authentic as %s", strings.Join(yes, ", "))
	}
	if no != nil {
		t.add(fromRing, "tag", "not authentic as %s", strings.Join(no, ", "))
	}
}

// next says what one more thing would tell.
func (t *table) next(i *Inspection, f *Token) {
	has := func(is func(*typeFacts) bool) bool { return slices.ContainsFunc(f.Types, is) }
	switch {
	case len(i.Locks) == 0:
		t.add(fromNext, "lock", "--lock with a typeseal.lock tells the type, its max-age and the names of the fields")
	case !has(func(typ *typeFacts) bool { return typ.Possible }):
		t.add(fromNext, "lock", "no type of %s fits; try --lock with the lock of another service",
			strings.Join(i.Locks, ", "))
	}
	switch {
	case !f.Whole:
		t.add(fromNext, "text", "get the whole text")
	case i.ring == nil:
		needs := "root"
		if f.Claims.Kind == "public" {
			needs = "public"
		}
		t.add(fromNext, "keys", "--keys with %s tells whether it is authentic and accepted", KeyWords[needs])
	case f.Key.State == "wrong_ring" && f.Key.Ring == "signing" && f.Key.Needs == "public":
		t.add(fromNext, "keys", "typeseal keys public %s prints them", i.ring.name)
	case f.Claims.Kind == "sealed" && f.Authentic && !has(func(typ *typeFacts) bool { return typ.Fields != nil }):
		t.add(fromNext, "payload", "--show-sealed shows it")
	}
}

// ago says how long ago something was, for people.
func ago(d time.Duration) string {
	if d < 0 {
		return show.Span(-d) + " in the future"
	}
	return show.Span(d) + " ago"
}

// seconds returns n seconds, or the longest duration, of 292 years.
func seconds(n int64) time.Duration {
	const most = int64(math.MaxInt64 / time.Second)
	return time.Duration(max(-most, min(n, most))) * time.Second
}
