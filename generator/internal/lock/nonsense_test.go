package lock

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// whole is a lock with one type that has every fact.
const whole = `typeseal lock 2
sign a.b type example.com/app/x T
sign a.b formerly example.com/app S
sign a.b kind signed
sign a.b format native
sign a.b codec msgpack
sign a.b prefix ts1_
sign a.b max-age 1h30m
sign a.b max-size 4096
sign a.b also django algorithm=sha512 until=2027-03-31 salt=a.b
sign a.b version 3
sign a.b mint 2
sign a.b accept 2,3
sign a.b used 1,2,3
sign a.b state 1 Hash text
sign a.b v1 1 "a" A int
sign a.b v2 1 "a" A string max=9
sign a.b v3 1 "a" A string max=9
sign a.b v3 2 "b" B []struct of="example.com/app/x.B" max=7
sign a.b v3 2.1 "c" C text of="net/netip.Addr"
sign a.b since 2026-07-11
sign a.b hash HASH
end
`

// rehashed replaces the hash of a lock with one type by the hash of its lines.
func rehashed(text string) string {
	var stanza []string
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) > 2 && !slices.Contains([]string{"hash", "since", "lock"}, words[2]) && words[1] != "lock" {
			stanza = append(stanza, line)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(stanza, "")))
	return strings.Replace(text, "HASH", hex.EncodeToString(sum[:]), 1)
}

// A lock with an invalid word is refused even if its hash is right. Anyone who can write
// a lock can also write its hash, and the words become source code.
func TestNonsense(t *testing.T) {
	for _, also := range []string{
		`also django algorithm=sha512 until=2027-03-31 salt=a.b`,
		`also itsdangerous algorithm=sha256 derivation=hmac sep=~ future=accept until=2027-03-31 salt=cookie-session`,
		`also securecookie algorithm=sha1 codec=json until=2027-03-31 salt=Session`,
		`also jwt algorithm=eddsa issuer=https://a.example audience=b future=accept until=2027-03-31`,
		`also jwt until=2027-03-31`,
		`also jwt audience=b missing=zero until=2027-03-31`,
		`also django future=accept missing=zero until=2027-03-31 salt=a.b`,
		`also securecookie codec=json missing=zero until=2027-03-31 salt=a.b`,
	} {
		text := strings.Replace(whole, `also django algorithm=sha512 until=2027-03-31 salt=a.b`, also, 1)
		if _, err := Parse([]byte(rehashed(text))); err != nil {
			t.Fatalf("%s: %v", also, err)
		}
	}
	for _, c := range [][2]string{
		{`A int`, "A\tint};func\tinit(){panic(42)};type\tB\tstruct{C int"},
		{`"a" A int`, `"a" A; int`},
		{`"a" A int`, `"a" A.. int`},
		{`"a" A int`, `"a" _ int`},
		{`"a" A int`, `"a" a int`},
		{`"a" A int`, `"a" init int`},
		{`"a" A int`, `"a" A [9223372036854775807]int`},
		{`"a" A int`, `"a" func int`},
		{`"a" A int`, "\"a\" A\u202e int"},
		{`"a" A int`, `"a" A []`},
		{`"a" A int`, `"a" A [-1]int`},
		{`"a" A int`, `"a" A map[float64]int`},
		{`"a" A int`, `"a" A byte`},
		{`"a" A int`, `"a" A **int`},
		{`"a" A int`, `"a" A int of="net/netip.Addr"`},
		{`"a" A int`, `"a" A int max=9`},
		{`"a" A int`, `"a" A [3]int max=9`},
		{`"a" A int`, `"-" A int`},
		{`"a" A int`, `"a,omitempty" A int`},
		{`"a" A int`, `"a\"b" A int`},
		{`"a" A int`, "\"a`b\" A int"},
		{`"a" A int`, `"\u0061" A int`},
		{`"a" A int`, `"" A int`},
		{`v1 1 "a" A int`, `v4 1 "a" A int`},
		{`v1 1 "a" A int`, `v1 01 "a" A int`},
		{`v1 1 "a" A int`, `v1 1.1 "a" A int`},
		{`v1 1 "a" A int`, `v01 1 "a" A int`},
		{`v3 2 "b" B`, `v3 2 "a" B`},
		{`v3 2 "b" B`, `v3 2 "b" A`},
		{`B []struct of="example.com/app/x.B" max=7`, `B []int max=7`},
		{`B []struct of="example.com/app/x.B" max=7`, `B []int of="example.com/app/x.B" max=7`},
		{`B []struct of="example.com/app/x.B" max=7`, `B []struct max=7 of="example.com/app/x.B"`},
		{`x.B" max=7`, `x.B" max=0`},
		{`x.B" max=7`, `x.B" max=+7`},
		{`x.B" max=7`, `x.B" max=99999999999`},
		{`x.B" max=7`, `x.B" max=7 max=7`},
		{`x.B" max=7`, `x.B" of="example.com/app/x.B" max=7`},
		{`of="example.com/app/x.B"`, `of=example.com/app/x.B`},
		{`of="example.com/app/x.B"`, "of=`example.com/app/x.B`"},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.\u0042"`},
		{`of="example.com/app/x.B"`, `name="example.com/app/x.B"`},
		{`of="example.com/app/x.B"`, `of=""`},
		{`of="example.com/app/x.B"`, `of="B"`},
		{`of="example.com/app/x.B"`, `of=".B"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x."`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x._"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.type"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.B;"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.B*/"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.B\nfunc init() {}"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.B\u202e"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/../x.B"`},
		{`of="example.com/app/x.B"`, `of="/app/x.B"`},
		{`of="example.com/app/x.B"`, `of="*example.com/app/x.B"`},
		{`of="example.com/app/x.B"`, `of="[]example.com/app/x.B"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.B[int"`},
		{`of="example.com/app/x.B"`, `of="example.com/app/x.B[int].C"`},
		{`of="example.com/app/x.B"`, `of="struct{B int}"`},
		{`of="net/netip.Addr"`, `of="netip"`},
		{`of="net/netip.Addr"`, `of=".Addr"`},
		{`of="net/netip.Addr"`, `of="net/netip.Addr; init()"`},
		{`of="net/netip.Addr"`, `of="net/../netip.Addr"`},
		{`of="net/netip.Addr"`, `of="net/netip.Addr\n"`},
		{`of="net/netip.Addr"`, `of="net/netip.G[int"`},
		{`C text of="net/netip.Addr"`, `C text`},
		{`type example.com/app/x T`, `type example.com/app/x T*/`},
		{`type example.com/app/x T`, `type example.com/app/x t.T`},
		{`type example.com/app/x T`, `type example.com/*/x T`},
		{`type example.com/app/x T`, `type "example.com/app" T`},
		{`type example.com/app/x T`, `type ../x T`},
		{`type example.com/app/x T`, `type example.com/app/x T T`},
		{`formerly example.com/app S`, `formerly example.com/app S;`},
		{`formerly example.com/app S`, `formerly example.com/app/x T`},
		{`kind signed`, `kind sealed`},
		{`kind signed`, `kind public;`},
		{`format native`, `format jwt`},
		{`format native`, `format django`},
		{`format native`, `format native sep=;`},
		{`codec msgpack`, `codec text`},
		{`codec msgpack`, `codec msgpack+zip`},
		{`prefix ts1_`, `prefix anything`},
		{`prefix ts1_`, `prefix none`},
		{`prefix ts1_`, `prefix typeseal_`},
		{`max-age 1h30m`, `max-age 90m`},
		{`max-age 1h30m`, `max-age 40000d`},
		{`max-age 1h30m`, `max-age 0s`},
		{`max-size 4096`, `max-size 0`},
		{`max-size 4096`, `max-size 127`},
		{`max-size 4096`, `max-size 1048577`},
		{`also django algorithm=sha512`, `also django algorithm=md5`},
		{`also django algorithm=sha512`, `also django algorithm=sha256`},
		{`also django algorithm=sha512`, `also jwt algorithm=sha512`},
		{`also django algorithm=sha512`, `also django derivation=hmac`},
		{`also django algorithm=sha512`, `also itsdangerous algorithm=sha1`},
		{`also django algorithm=sha512`, `also itsdangerous derivation=none`},
		{`also django algorithm=sha512`, `also itsdangerous derivation=django-concat`},
		{`also django algorithm=sha512`, `also itsdangerous sep=~ derivation=hmac`},
		{`also django algorithm=sha512`, `also securecookie codec=gob`},
		{`also django algorithm=sha512`, `also securecookie sep=~`},
		{`also django algorithm=sha512`, `also securecookie Codec=json`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt until=2027-03-31 salt=a.b`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt algorithm=hs256 until=2027-03-31`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt algorithm=none until=2027-03-31`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt audience=a issuer=b until=2027-03-31`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt audience=a"b until=2027-03-31`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt issuer= until=2027-03-31`},
		{`also django algorithm=sha512`, `also django missing=null`},
		{`also django algorithm=sha512`, `also django missing=`},
		{`also django algorithm=sha512`, `also django missing`},
		{`also django algorithm=sha512`, `also django missing=zero missing=zero`},
		{`also django algorithm=sha512`, `also django missing=zero algorithm=sha512`},
		{`also django algorithm=sha512`, `also django missing=zero future=accept`},
		{`also django algorithm=sha512`, `also handshake missing=zero`},
		{`also django algorithm=sha512`, `also securecookie missing=zero`},
		{`algorithm=sha512 until=2027-03-31`, `until=2027-03-31 missing=zero`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also jwt missing=zero until=2027-03-31`},
		{`also django algorithm=sha512 until=2027-03-31 salt=a.b`, `also handoff missing=zero until=2027-03-31`},
		{`format native`, `format native missing=zero`},
		{`until=2027-03-31`, `until=2027-02-31`},
		{`until=2027-03-31 `, ``},
		{` salt=a.b`, ` salt="a.b"`},
		{`version 3`, `version 4`},
		{`version 3`, `version -3`},
		{`mint 2`, `mint 1`},
		{`mint 2`, `mint 3`},
		{`accept 2,3`, `accept 3,2`},
		{`accept 2,3`, `accept 2`},
		{`accept 2,3`, `accept 2,3,3`},
		{`used 1,2,3`, `used 2,3`},
		{`used 1,2,3`, `used 1,2,3,32`},
		{`state 1 Hash text`, `state 2 Hash text`},
		{`state 1 Hash text`, `state 1 Hash struct`},
		{`state 1 Hash text`, `state 1 Hash.A text`},
		{`state 1 Hash text`, `once yes`},
		{`state 1 Hash text`, `grace 30s`},
		{`since 2026-07-11`, `since 2026-7-11`},
		{`since 2026-07-11`, `since 0000-12-31`},
		{`sign a.b`, `seal a.b`},
		{`sign a.b`, `sign A.b`},
		{`sign a.b`, `sign a;b`},
		{`sign a.b`, `sign @example.com/app/x.T`},
		{`sign a.b`, `sign "a.b"`},
		{`sign a.b`, `former a.b`},
		{`typeseal lock 2`, `typeseal lock 1`},
		{`typeseal lock 2`, `typeseal lock 02`},
		{`typeseal lock 2`, `typeseal lock 2 `},
		{`typeseal lock 2`, "# \x1b[2J\ntypeseal lock 2"},
		{`typeseal lock 2`, "# \u202e\ntypeseal lock 2"},
	} {
		text := strings.ReplaceAll(whole, c[0], c[1])
		if c[0] == `"a" A int` || c[0] == `A int` {
			text = strings.Replace(whole, c[0], c[1], 1)
		}
		if text == whole {
			t.Fatalf("the lock does not have %q", c[0])
		}
		if l, err := Parse([]byte(rehashed(text))); err == nil && string(l.Format()) != rehashed(text) {
			t.Errorf("%q for %q passes, and is written as\n%s", c[1], c[0], l.Format())
		} else if err == nil {
			t.Errorf("%q for %q passes", c[1], c[0])
		}
	}
}

// left is a lock with cookies that a type no longer accepts, in a format that only also= can
// name.
const left = `typeseal lock 2
retired seal Cart type example.com/app T
retired seal Cart kind sealed
retired seal Cart format securecookie algorithm=sha512 codec=json future=accept
retired seal Cart codec json
retired seal Cart prefix none
retired seal Cart max-age 1h30m
retired seal Cart max-size 4096
retired seal Cart version 0
retired seal Cart accept 0
retired seal Cart v0 1 "a" A int
retired seal Cart hash HASH
end
`

// TestNonsenseLeft: tokens that typeseal only reads are never those of a type, and what is
// left of them is what also= could name.
func TestNonsenseLeft(t *testing.T) {
	hashed := func(text string) string {
		var stanza strings.Builder
		for line := range strings.Lines(text) {
			line = strings.TrimPrefix(line, retired+" ")
			if words := strings.Fields(line); len(words) > 3 && words[2] != "hash" {
				stanza.WriteString(line)
			}
		}
		return strings.Replace(text, "HASH", hash([]byte(stanza.String())), 1)
	}
	l, err := Parse([]byte(hashed(left)))
	if err != nil {
		t.Fatal(err)
	}
	d := l.Retired[0].Directive()
	if d == nil || d.Format != "securecookie" || d.Algorithm != "sha512" || d.Parameters.Codec != "json" || !d.Future {
		t.Errorf("the directive is %+v", d)
	}
	for _, c := range [][2]string{
		{`retired `, ``}, {`sealed`, `signed`}, {`seal Cart kind sealed`, `seal Cart kind public`},
		{`securecookie`, `jwt`}, {`securecookie`, `itsdangerous`}, {`securecookie`, `django`}, {`sha512`, `md5`},
		{`sha512`, `sha256`}, {`codec=json`, `codec=gob`}, {`codec=json`, `codec=xml`},
		{`codec=json`, `derivation=hmac`},
		{`codec=json`, `until=2027-03-31`}, {`codec=json`, `salt=x`}, {`future=accept`, `missing=zero`},
		{`future=accept`, `future=accept missing=zero`}, {`future=accept`, `future=yes`},
		{`algorithm=sha512 codec=json`, `codec=json algorithm=sha512`}, {`codec json`, `codec msgpack`},
		{`codec json`, `codec json+deflate`}, {`prefix none`, `prefix ts1_`}, {`max-age 1h30m`, `max-age 0s`},
		{`max-size 4096`, `max-size 1`}, {`version 0`, `version 1`}, {`accept 0`, `accept 0,1`},
		{`seal Cart version 0`, "seal Cart once\nretired seal Cart version 0"}, {`Cart`, `Ca"rt`},
		{`Cart`, `@example.com/app.T`},
		{`seal Cart version 0`, "seal Cart also jwt until=2027-03-31\nretired seal Cart version 0"},
	} {
		text := strings.ReplaceAll(left, c[0], c[1])
		if text == left {
			t.Fatalf("the lock does not have %q", c[0])
		}
		if _, err := Parse([]byte(hashed(text))); err == nil {
			t.Errorf("%q for %q passes", c[1], c[0])
		}
	}
}

// A type whose name is not ASCII, and a foreign type without a salt, are read as they were
// written.
func TestUnusualNames(t *testing.T) {
	for _, goType := range []GoType{{"example.com/app", "Übergabe"}, {"main", "T"}, {"two/far", "Ж"}} {
		l := &Lock{Types: []*Type{{
			Verb: "seal", GoType: goType, Kind: "sealed", Format: "handoff", Codec: "json", MaxAge: -1, MaxSize: 4096,
			Accept: []int{0}, Used: []int{0}, Shapes: map[int][]*Field{0: {{Wire: "Größe", Go: "Größe", Type: "int"}}},
		}}}
		again, err := Parse(l.Format())
		if err != nil || string(again.Format()) != string(l.Format()) {
			t.Errorf("%v: %v\n%s", goType, err, l.Format())
		}
	}
}
