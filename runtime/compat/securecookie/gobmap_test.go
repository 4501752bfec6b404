package securecookie

import (
	"encoding/gob"
	"reflect"
	"testing"
)

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
