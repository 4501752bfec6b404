package securecookie

import (
	"bytes"
	"encoding/gob"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
)

// account has a field of each kind that gob encodes.
type account struct {
	UserID  int64
	Email   string
	Admin   bool
	Ratio   float64
	Tag     [3]byte
	Avatar  []byte
	Roles   []string
	Limits  map[string]uint32
	Next    *place
	Places  []place
	Since   time.Time
	private int
}

type place struct {
	City string
	At   *[2]float32
}

func anAccount() account {
	return account{
		UserID: math.MinInt64, Email: "zoë@example.com", Admin: true, Ratio: -0.5, Tag: [3]byte{1, 0, 3},
		Avatar: []byte{0, 255}, Roles: []string{"", "b"}, Limits: map[string]uint32{"x": 1, "y": math.MaxUint32},
		Next: &place{City: "Ulm"}, Places: []place{{}, {"Rom", &[2]float32{1.5, 0}}},
		Since: time.Date(2026, 5, 1, 12, 0, 0, 7, time.UTC), private: 0,
	}
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	fatal(t, gob.NewEncoder(&b).Encode(v))
	return b.Bytes()
}

func content(payload []byte) Opened {
	return opened.New(payload, time.Time{}, typeseal.Unlimited, nil)
}

func TestGob(t *testing.T) {
	for _, want := range []account{anAccount(), {}, {Next: &place{}}, {Limits: map[string]uint32{}}} {
		var got account
		if !DecodeGob(content(encoded(t, want)), &got) || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
		if got = (account{}); !DecodeGob(content(encoded(t, &want)), &got) {
			t.Error("a pointer")
		}
	}
}

// TestGobTypes: the type of the payload may lack fields, and have others of other sizes. A
// field that the target does not have is refused, at any depth, even if it is zero.
func TestGobTypes(t *testing.T) {
	type inner struct{ A int }
	type wide struct{ A, B int }
	type target struct {
		ID    int64
		In    inner
		Ptr   *inner
		List  []inner
		Map   map[string]inner
		Array [2]inner
	}
	for what, c := range map[string]struct {
		v    any
		good bool
	}{
		"the same":      {target{ID: 1, In: inner{2}}, true},
		"fewer fields":  {struct{ ID int64 }{1}, true},
		"other size":    {struct{ ID int8 }{1}, true},
		"pointer":       {struct{ ID *int }{new(int)}, true},
		"other order":   {struct{ Ptr, In inner }{inner{3}, inner{4}}, true},
		"more":          {struct{ ID, Limit int }{1, 0}, false},
		"other case":    {struct{ Id int }{1}, false},
		"in struct":     {struct{ In wide }{wide{1, 2}}, false},
		"in pointer":    {struct{ Ptr *wide }{nil}, false},
		"in list":       {struct{ List []wide }{nil}, false},
		"in map":        {struct{ Map map[string]wide }{nil}, false},
		"in array":      {struct{ Array [2]wide }{}, false},
		"other kind":    {struct{ ID string }{"1"}, false},
		"unsigned":      {struct{ ID uint }{1}, false},
		"not a struct":  {7, false},
		"interface":     {struct{ ID any }{1}, false},
		"no list":       {struct{ List inner }{inner{1}}, false},
		"no map":        {struct{ Map []inner }{}, false},
		"no array":      {struct{ Array []inner }{}, false},
		"longer array":  {struct{ Array [3]inner }{}, false},
		"time for int":  {struct{ ID time.Time }{time.Now()}, false},
		"other map key": {struct{ Map map[int]inner }{map[int]inner{1: {}}}, false},
	} {
		got := target{ID: 7}
		ok := DecodeGob(content(encoded(t, c.v)), &got)
		if ok != c.good || !ok && !reflect.DeepEqual(got, target{ID: 7}) {
			t.Errorf("%s: %v, %+v", what, ok, got)
		}
	}
}

// TestGobRecursive: a type that contains itself ends.
func TestGobRecursive(t *testing.T) {
	type node struct {
		V    int
		Next *node
	}
	var got node
	if !DecodeGob(content(encoded(t, node{1, &node{V: 2}})), &got) || got.Next.V != 2 {
		t.Errorf("%+v", got)
	}
}

// TestGobStreams: bytes that Encode does not write are refused, and nothing panics.
func TestGobStreams(t *testing.T) {
	good := encoded(t, anAccount())
	var two bytes.Buffer
	e := gob.NewEncoder(&two)
	fatal(t, errors.Join(e.Encode(anAccount()), e.Encode(anAccount())))
	bad := [][]byte{
		nil, {}, {0}, {1}, {0xff}, {0x80}, {0x7f}, bytes.Repeat([]byte{0xf8}, 40), two.Bytes(),
		append(good[:len(good):len(good)], 0), append(good[:len(good):len(good)], good...), []byte(`{"UserID":1}`),
		[]byte(strings.Repeat("\x03\xff\x81\x04", 50)), {0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	}
	for i := range good {
		bad = append(bad, good[:i])
	}
	for _, stream := range bad {
		v := account{UserID: 7}
		if DecodeGob(content(stream), &v) || v.UserID != 7 {
			t.Errorf("accepted %x", stream)
		}
	}
	for i := range good { // any result is right
		for _, c := range []byte{0, 1, 0x7f, 0x80, 0xff, good[i] + 1} {
			changed := bytes.Clone(good)
			changed[i] = c
			DecodeGob(content(changed), new(account))
		}
	}
}

// picky has no encoding of its zero value.
type picky struct{ text string }

func (p picky) MarshalBinary() ([]byte, error) {
	if p.text == "" {
		return nil, errors.New("empty")
	}
	return []byte(p.text), nil
}

func (p *picky) UnmarshalBinary(b []byte) error {
	p.text = string(b)
	return nil
}

// TestGobNoZero: types whose zero value gob cannot encode are decoded.
func TestGobNoZero(t *testing.T) {
	type inner struct{ A int }
	type target struct {
		Pointers [2]*inner
		Nested   [1][1]*string
		Picky    [2]picky
		Times    [1]*time.Time
	}
	now, text := time.Now().UTC(), "x"
	want := target{
		[2]*inner{{1}, {2}}, [1][1]*string{{&text}}, [2]picky{{"a"}, {"b"}}, [1]*time.Time{&now},
	}
	var got target
	if !DecodeGob(content(encoded(t, want)), &got) || got.Pointers[1].A != 2 || *got.Nested[0][0] != "x" ||
		got.Picky != want.Picky || !got.Times[0].Equal(now) {
		t.Errorf("%+v", got)
	}
	type other struct{ A, B int }
	if DecodeGob(content(encoded(t, struct{ Pointers [2]*other }{[2]*other{{1, 2}, {3, 4}}})), &got) {
		t.Error("an unknown field in an array")
	}
}

// TestGobFieldsWithout: fields of the type that a gob cannot have do not matter if it does not
// have them, and a field of an embedded struct is found by its name, as in gob.
func TestGobFieldsWithout(t *testing.T) {
	type opaque struct{ n int }
	type target struct {
		Visible
		A      int
		Opaque opaque
		Point  *opaque
		Func   func()
		Funcs  []func()
		Chan   chan int
		Any    any
	}
	got := target{Opaque: opaque{n: 1}}
	if !DecodeGob(content(encoded(t, struct {
		A      int
		Tenant string
	}{7, "x"})), &got) || got.A != 7 || got.Opaque.n != 0 || got.Tenant != "x" {
		t.Errorf("%+v", got)
	}
	for what, v := range map[string]any{
		"opaque": struct{ Opaque int }{1}, "point": struct{ Point struct{ N int } }{},
		"function": struct{ Func int }{1}, "channel": struct{ Chan int }{1},
		"functions": struct{ Funcs []int }{[]int{1}},
	} {
		if DecodeGob(content(encoded(t, v)), new(target)) {
			t.Errorf("accepted %s", what)
		}
	}
}

// TestGobDoubled: a definition of a struct that has a name twice is refused.
func TestGobDoubled(t *testing.T) {
	stream := encoded(t, struct{ UserID, UserIX int }{1, 2})
	doubled := bytes.Replace(stream, []byte("UserIX"), []byte("UserID"), 1)
	var v struct{ UserID int }
	if DecodeGob(content(doubled), &v) || gob.NewDecoder(bytes.NewReader(doubled)).Decode(&v) != nil || v.UserID != 2 {
		t.Errorf("%+v", v)
	}
}

// explosive panics when it is decoded.
type explosive struct{ N int }

func (explosive) GobEncode() ([]byte, error) { return []byte("x"), nil }
func (*explosive) GobDecode([]byte) error    { panic("a faulty method") }

func TestGobPanic(t *testing.T) {
	v := struct{ E explosive }{explosive{1}}
	if DecodeGob(content(encoded(t, v)), &v) || v.E.N != 1 {
		t.Errorf("%+v", v)
	}
	var none struct{ private int }
	if DecodeGob(content(encoded(t, anAccount())), &none) {
		t.Error("a type without fields")
	}
}

// FuzzGob: what is accepted is decoded as gob decodes it.
func FuzzGob(f *testing.F) {
	f.Add(encoded(f, anAccount()))
	f.Add(encoded(f, struct{ UserID, Limit int }{1, 2}))
	f.Fuzz(func(t *testing.T, stream []byte) {
		var got, want account
		if !DecodeGob(content(stream), &got) {
			if !reflect.DeepEqual(got, account{}) {
				t.Fatalf("refused, and decoded %+v", got)
			}
			return
		}
		fatal(t, gob.NewDecoder(bytes.NewReader(stream)).Decode(&want))
		if a, b := encoded(t, want.Places), encoded(t, got.Places); len(a) != len(b) || want.Email != got.Email {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}
