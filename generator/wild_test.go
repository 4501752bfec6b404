package generator

import "strings"

// What wild packages of TestShapes have, too: what must be refused, and what is at the edge.
var (
	wildTypes = strings.Split("func()|chan int|any|error|io.Reader|fmt.Stringer|complex128|uintptr|unsafe.Pointer|"+
		"map[float64]int|map[any]int|map[[2]int]octet|map[bool]int|map[netip.Addr]int|map[time.Time]int|"+
		"map[texts]int|map[*int]int|map[moment]int|[1<<40]byte|[0]int|[0]func()|[3][4][5]octet|loop|*loop|[]loop|"+
		"mutual|**int|***octet|*[]*map[string]*int|sync.Mutex|*sync.Mutex|atomic.Int64|guarded|json.RawMessage|"+
		"json.Number|far.hidden|missing.T|Missing|url.URL|*url.URL|time.Location|*time.Location|reflect.Value|"+
		"tls.Config|http.Header|http.Cookie|sql.NullString|sql.Null[octet]|sql.Null[time.Time]|net.IP|net.IPNet|"+
		"*net.IPNet|net.HardwareAddr|regexp.Regexp|*regexp.Regexp|list.List|big.Rat|big.Float|*big.Float|"+
		"x509.Certificate|slog.Level|texts|*texts|textHalf|textValue|jsonOnly|bits|*bits|packed|num[int8]|"+
		"num[string]|num[octet]|"+
		"nested[nested[int]]|nested[error]|nested[func()]|tree[int]|*tree[string]|[len(table)]int|"+
		"[size]octet|[missing]int|(int)|(*(octet))|((texts))|struct{ texts }|struct{ *texts }|struct{ error }|"+
		"struct{ A, B int; C struct{ D, E *octet } }|struct{ a int }|struct{ A int `json:\"b\"`; B int }|"+
		"interface{ M() }|interface{ ~int }|comparable|[]interface{}|map[string]any|hash.Hash|context.Context|"+
		"unique.Handle[string]|time.Month|time.Weekday|os.FileMode|fs.FileMode|iter.Seq[int]|rune|byte|uint64|"+
		"alias|aliasOf[int]|aliasOf[func()]|far.Generic[texts]|far.List[any]|weak.Pointer[int]|netip.Prefix|"+
		"netip.AddrPort|*time.Time|*time.Duration|T|ok.Type|String|[]String|map[String]String", "|")

	wildTags = strings.Split("json:\",omitempty\";json:\"ä\";json:\"a b\";json:\"-,\";json:\"last\";json:\"Last\";"+
		"json:\"F1\";json:\"w1\";typeseal:\"-\";typesael:\"-\";Typeseal:\"state\";msgpack:\"-\";"+
		"msgpack:\"x\";bson:\"-\";"+
		"codec:\"-\";json:\"x;json: \"x\";json;json:x;json:\"\\n\";json:\"a\\\"b\";json:\"a\" json:\"b\";"+
		"json:\"x,string\";"+
		"json:\"x,inline\";json:\"<&>\";json:\"\";typeseal:\"\";typeseal:\"other\";json:\"x,omitzero\";"+
		"xml:\"a\" json:\"y\"", ";")

	wildFieldNames = strings.Split("_;Sign;Verify;Seal;Open;MarshalText;Token;a;ß;A, B;Last;F1;É1;String;Type;"+
		"ſ;K;K;Upgrade;Redeem;Keys;Codec;Ǆ;ǅ;ΑΒΓ;ᾈ;X_;X__y", ";")

	wildEmbeds = strings.Split("int;string;error;*octet;octet;texts;*texts;time.Time;*time.Time;sync.Mutex;"+
		"far.Account;*far.Account;*session;session;far.Pair[int, octet];nested[int];tree[int];alias;"+
		"aliasOf[octet];loop;*loop;"+
		"bits;jsonOnly;far.Link;link;unsafe.Pointer;io.Reader;größe.Ω名前;far.Deep;again[int];Missing;guarded;"+
		"far.Entity;*far.Entity;context.Context", ";")

	wildNames = strings.Split("Token;Sign;String;V1;init;main;Test;Typeseal;Keys;_;ſ", ";")
)

const wildImports = `
	"container/list"
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"sync"
	"sync/atomic"
	"unique"
	"weak"
`

const wildSource = `
type (
	_ list.List
	_ context.Context
	_ tls.Config
	_ x509.Certificate
	_ sql.DB
	_ json.Number
	_ fmt.Stringer
	_ hash.Hash
	_ io.Reader
	_ fs.FileMode
	_ iter.Seq[int]
	_ slog.Level
	_ net.IP
	_ http.Header
	_ url.URL
	_ os.FileMode
	_ reflect.Kind
	_ regexp.Regexp
	_ sync.Mutex
	_ atomic.Int64
	_ unique.Handle[int]
	_ weak.Pointer[int]
)

type (
	loop     struct{ Next *loop; Value octet }
	mutual   struct{ Other []mutualB }
	mutualB  struct{ Back map[string]mutual }
	guarded  struct{ sync.Mutex; A int }
	textHalf struct{ A int }
	texts    string
	textValue [2]byte
	jsonOnly struct{ A int }
	bits     uint16
	packed   struct{ a, b byte }
	alias    = struct{ A octet; B *alias2 }
	alias2   = map[String][]String
	aliasOf[T any] = nested[[]T]
	String   string
	nested[T any] struct{ V T; P *T }
	tree[T any] struct{ Left, Right *tree[T]; V T }
	num[T ~int8 | ~uint8] struct{ N T }
)

const size = 3

var table = [...]int{4: 1}

func (t texts) MarshalText() ([]byte, error)       { return []byte(t), nil }
func (t *texts) UnmarshalText(b []byte) error      { *t = texts(b); return nil }
func (t textHalf) MarshalText() ([]byte, error)    { return nil, nil }
func (t *textValue) MarshalText() ([]byte, error)  { return t[:], nil }
func (t *textValue) UnmarshalText(b []byte) error  { copy(t[:], b); return nil }
func (jsonOnly) MarshalJSON() ([]byte, error)      { return []byte("1"), nil }
func (*jsonOnly) UnmarshalJSON([]byte) error       { return nil }
func (b bits) MarshalBinary() ([]byte, error)      { return []byte{byte(b), byte(b >> 8)}, nil }
func (b *bits) UnmarshalBinary(p []byte) error     { *b = bits(p[0]) | bits(p[1])<<8; return nil }
func (p packed) AppendBinary(b []byte) ([]byte, error) { return append(b, p.a, p.b), nil }
func (p packed) MarshalBinary() ([]byte, error)    { return p.AppendBinary(nil) }
func (p *packed) UnmarshalBinary(b []byte) error   { p.a, p.b = b[0], b[1]; return nil }
`

// wildField returns a field that is probably refused, because of its type, its tag, its
// name or what it embeds. The name is one that no other field has.
func (s shapes) wildField(name string) string {
	switch s.IntN(8) {
	case 0:
		return s.pick(wildEmbeds)
	case 1:
		return name + " " + s.typ(2) + " `" + s.pick(wildTags) + "`"
	case 2:
		return s.pick(wildFieldNames) + " " + s.typ(2)
	case 3:
		return name + " " + s.wrap(s.pick(wildTypes)) + " `" + s.pick(wildTags) + "`"
	case 4:
		return name + " " + s.wrap(s.wrap(s.pick(wildTypes)))
	default:
		return name + " " + s.pick(wildTypes)
	}
}

// wrap returns a type that contains another.
func (s shapes) wrap(inner string) string {
	return strings.ReplaceAll(s.pick([]string{
		"[]T", "[2]T", "*T", "map[string]T", "map[T]int", "struct{ A T; B *T }", "nested[T]", "far.Pair[T, octet]",
		"far.List[T]", "aliasOf[T]", "tree[T]", "far.Generic[[]T]", "T",
	}), "T", inner)
}
