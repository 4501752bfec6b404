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

// TestGobMap: a map is decoded into the fields with the names of its keys.
func TestGobMap(t *testing.T) {
	type target struct {
		ID     int8 `json:"id"`
		Name   *string
		Email  string            `json:"email,omitempty"`
		Hidden string            `json:"-"`
		Roles  []string          `json:"roles"`
		Avatar []byte            `json:"avatar"`
		Ratio  float32           `json:"ratio"`
		Admin  bool              `json:"admin"`
		Inner  struct{ A int }   `json:"inner"`
		Map    map[string]string `json:"map"`
		lower  string
	}
	gob.RegisterName("registered", struct{ A int }{})
	name := "Zoë"
	for what, c := range map[string]struct {
		v    any
		want *target
	}{
		"texts":     {map[string]string{"email": "a@b", "Name": name}, &target{Name: &name, Email: "a@b"}},
		"numbers":   {map[string]int{"id": -128}, &target{ID: -128}},
		"bools":     {map[string]bool{"admin": true}, &target{Admin: true}},
		"bytes":     {map[string][]byte{"avatar": {0, 1}}, &target{Avatar: []byte{0, 1}}},
		"lists":     {map[string][]string{"roles": {"a", "b"}}, &target{Roles: []string{"a", "b"}}},
		"empty":     {map[string]string{}, &target{}},
		"no values": {map[any]any{}, &target{}},
		"a session": {
			map[any]any{"id": 7, "admin": true, "roles": []string{"a"}, "ratio": 0.5, "Name": name},
			&target{ID: 7, Admin: true, Roles: []string{"a"}, Ratio: 0.5, Name: &name},
		},
		"any values": {map[string]any{"id": int64(7), "admin": false}, &target{ID: 7}},

		"unknown key":      {map[string]string{"email": "a@b", "limit": "1"}, nil},
		"other case":       {map[string]string{"Email": "a@b"}, nil},
		"unexported":       {map[string]string{"lower": "x"}, nil},
		"hidden":           {map[string]string{"Hidden": "x"}, nil},
		"a dash":           {map[string]string{"-": "x"}, nil},
		"key of a number":  {map[any]any{1: 7}, nil},
		"keys are numbers": {map[int]int{1: 7}, nil},
		"overflow":         {map[string]int{"id": 128}, nil},
		"text for number":  {map[string]string{"id": "7"}, nil},
		"number for text":  {map[any]any{"email": 7}, nil},
		"unsigned":         {map[string]uint{"id": 7}, nil},
		"a nil":            {map[string]any{"email": nil}, nil},
		"a struct":         {map[string]any{"inner": struct{ A int }{1}}, nil},
		"other lists":      {map[string][]int{"roles": {1}}, nil},
		"lists of lists":   {map[string][][]string{"roles": {{"a"}}}, nil},
		"maps":             {map[string]map[string]string{"map": {"a": "b"}}, nil},
	} {
		got, want := target{ID: 9, lower: ""}, target{ID: 9}
		if c.want != nil {
			want = *c.want
		}
		ok := DecodeGob(content(encoded(t, c.v)), &got)
		if ok != (c.want != nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %+v, want %+v", what, ok, got, want)
		}
	}
	twice := append(encoded(t, map[string]int{"id": 1}), 0)
	if DecodeGob(content(twice), new(target)) {
		t.Error("bytes after a map")
	}
	if v := 7; DecodeGob(content(encoded(t, map[string]int{"x": 1})), &v) {
		t.Error("a map for a number")
	}
	if m := map[string]int(nil); !DecodeGob(content(encoded(t, map[string]int{"x": 1})), &m) || m["x"] != 1 {
		t.Error("a map for a map")
	}
}

type (
	Visible  struct{ Tenant, Shown string }
	embedded struct {
		Visible
		Region string `json:"region"`
		Shown  int
	}
	Left struct{ Gone string }
)

// TestGobMapEmbedded: the fields of embedded structs have names of their own, as in JSON. An
// outer field hides an inner one.
func TestGobMapEmbedded(t *testing.T) {
	type target struct {
		embedded
		Left  `json:"-"`
		Named Visible `json:"named"`
		ID    int
	}
	want := target{embedded: embedded{Visible: Visible{Tenant: "a"}, Region: "b", Shown: 7}, ID: 1}
	var got target
	session := map[any]any{"Tenant": "a", "region": "b", "Shown": 7, "ID": 1}
	if !DecodeGob(content(encoded(t, session)), &got) || got != want {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"embedded", "Visible", "Left", "Gone", "Region", "Named", "named"} {
		if DecodeGob(content(encoded(t, map[string]string{name: "x"})), new(target)) {
			t.Errorf("accepted %s", name)
		}
	}
	if DecodeGob(content(encoded(t, map[string]string{"Shown": "x"})), new(target)) {
		t.Error("a hidden field")
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
