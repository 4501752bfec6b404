package languages

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// A message is a question to a runtime, or its answer, as answer.py has them.
type message = map[string]any

// An exchange is a question about a vector, and what a right answer is.
type exchange struct {
	file, vector, reason string
	question             message
	wrong                func(answer message) string // what is wrong with an answer; empty: nothing
}

// exchanges returns the questions about all native vectors, in the order in which they must be
// asked.
func exchanges(t *testing.T) []exchange {
	t.Helper()
	var all []exchange
	for _, file := range []struct {
		name string
		ask  func(t *testing.T, name string) []exchange
	}{
		{"codec.json", askCodec}, {"deflate.json", askDeflate}, {"keyring.json", askKeyring},
		{"native.json", askNative}, {"native_state.json", askNative}, {"native_more.json", askMore},
	} {
		list := file.ask(t, file.name)
		if len(list) == 0 {
			t.Fatalf("%s: no questions", file.name)
		}
		for i := range list {
			list[i].file = file.name
		}
		all = append(all, list...)
	}
	return all
}

// questions returns the questions, one a line.
func questions(t *testing.T, list []exchange) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, e := range list {
		if err := encoder.Encode(e.question); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// mostReported is how many wrong answers of a runtime are printed.
const mostReported = 20

// judge compares the answers of a runtime, one a line. Each wrong one fails the test.
func judge(t *testing.T, list []exchange, answers []byte) {
	t.Helper()
	lines := bytes.Split(bytes.TrimSpace(answers), []byte("\n"))
	if len(lines) != len(list) {
		t.Fatalf("%d answers to %d questions", len(lines), len(list))
	}
	vectors, failed := map[string]map[string]bool{}, 0
	for i, e := range list {
		if vectors[e.file] == nil {
			vectors[e.file] = map[string]bool{}
		}
		wrong := e.judge(lines[i])
		vectors[e.file][e.vector] = vectors[e.file][e.vector] || wrong != ""
		if wrong == "" {
			continue
		}
		if failed++; failed <= mostReported {
			t.Errorf("%s, %s, %s: %s", e.file, e.vector, e.reason, wrong)
		}
	}
	if failed > mostReported {
		t.Errorf("%d wrong answers in all", failed)
	}
	t.Log(count(vectors, len(list)))
}

func (e exchange) judge(line []byte) string {
	var answer message
	if err := json.Unmarshal(line, &answer); err != nil || answer == nil {
		return fmt.Sprintf("not an object of JSON: %.200s", line)
	}
	return e.wrong(answer)
}

// count says how many of the vectors of each file have right answers.
func count(wrong map[string]map[string]bool, questions int) string {
	right, all := 0, 0
	for _, file := range wrong {
		for _, w := range file {
			all++
			if !w {
				right++
			}
		}
	}
	return fmt.Sprintf("%d of %d vectors right, by %d questions", right, all, questions)
}

// is returns a check that the answer has these members, and perhaps others.
func is(want message) func(message) string {
	return func(got message) string {
		for name, w := range want {
			if !reflect.DeepEqual(got[name], w) {
				return fmt.Sprintf("%s is %.300v, want %.300v", name, show(got), w)
			}
		}
		return notAsked(got, want)
	}
}

// notAsked is about an error that is not expected.
func notAsked(got, want message) string {
	if _, expected := want["error"]; !expected && got["error"] != nil {
		return "answered " + show(got)
	}
	return ""
}

func show(m message) string {
	text, _ := json.Marshal(m)
	return string(text)
}

// readVectors reads a file of testdata/vectors, or of the folder that the environment
// variable TYPESEAL_VECTORS names.
func readVectors(t *testing.T, name string, file any) {
	t.Helper()
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, file); err != nil {
		t.Fatal(err)
	}
}

// A codecVector is a case of codec.json.
type codecVector struct {
	Name, Reason, Shape, Codec, Expect string
	Payload, Written                   *string
	Value                              any
}

func askCodec(t *testing.T, name string) (list []exchange) {
	var file struct {
		Shapes []struct {
			Name   string
			Fields []any
		}
		Cases []codecVector
	}
	readVectors(t, name, &file)
	shapes := map[string][]any{}
	for _, s := range file.Shapes {
		shapes[s.Name] = s.Fields
	}
	for _, v := range file.Cases {
		list = append(list, v.ask(shapes[v.Shape])...)
	}
	return list
}

func (v codecVector) ask(fields []any) (list []exchange) {
	add := func(op, name string, in any, wrong func(message) string) {
		q := message{"op": op, "fields": fields, "codec": v.Codec, name: in}
		list = append(list, exchange{vector: v.Name, reason: v.Reason, question: q, wrong: wrong})
	}
	switch {
	case v.Expect == "mint":
		add("write", "value", v.Value, is(message{"error": "mint"}))
	case v.Expect == "payload":
		add("codec", "payload", *v.Payload, is(message{"error": "payload"}))
	default:
		if v.Payload != nil {
			add("codec", "payload", *v.Payload, v.reads(fields))
		}
		add("write", "value", v.Value, v.writes)
	}
	return list
}

// written is what writing the value gives.
func (v codecVector) written() string {
	switch {
	case v.Written != nil:
		return *v.Written
	case v.Payload != nil:
		return *v.Payload
	}
	return ""
}

func (v codecVector) reads(fields []any) func(message) string {
	return func(got message) string {
		structure := message{"kind": "struct", "fields": fields}
		if !sameValue(structure, got["value"], v.Value) {
			return fmt.Sprintf("answered %.300s, want the value %.300v", show(got), v.Value)
		}
		return v.writes(got)
	}
}

func (v codecVector) writes(got message) string {
	want := v.written()
	if text, ok := got["written"].(string); !ok || !same(v.Codec, &text, &want) {
		return fmt.Sprintf("answered %.300s, want %.300s written", show(got), want)
	}
	return ""
}

// sameValue compares values of a type in the form of codec.json. One NaN is like another.
func sameValue(of message, a, b any) bool {
	inner, _ := of["of"].(message)
	switch of["kind"] {
	case "float":
		return reflect.DeepEqual(a, b) || isNaNText(a) && isNaNText(b)
	case "struct":
		return sameStruct(of["fields"].([]any), a, b)
	case "nullable":
		return a == nil && b == nil || a != nil && b != nil && sameValue(inner, a, b)
	case "list", "array":
		return sameLists(a, b, func(x, y any) bool { return sameValue(inner, x, y) })
	case "map":
		pair := func(x, y any) bool {
			left, ok := x.([]any)
			right := y.([]any)
			return ok && len(left) == 2 && reflect.DeepEqual(left[0], right[0]) && sameValue(inner, left[1], right[1])
		}
		return sameLists(a, b, pair)
	}
	return reflect.DeepEqual(a, b)
}

// isNaNText reports whether a value is the bits of a NaN, in hex.
func isNaNText(value any) bool {
	text, _ := value.(string)
	bits, err := hex.DecodeString(text)
	return err == nil && isNaN(bits)
}

func sameStruct(fields []any, a, b any) bool {
	left, ok := a.(message)
	right := b.(message)
	if !ok || len(left) != len(right) {
		return false
	}
	for _, f := range fields {
		f := f.(message)
		name := f["name"].(string)
		if _, there := left[name]; !there || !sameValue(f["type"].(message), left[name], right[name]) {
			return false
		}
	}
	return true
}

func sameLists(a, b any, same func(x, y any) bool) bool {
	left, ok := a.([]any)
	right, ok2 := b.([]any)
	if !ok || !ok2 || len(left) != len(right) {
		return false
	}
	for i := range left {
		if !same(left[i], right[i]) {
			return false
		}
	}
	return true
}

// TestJudge: no question about a vector is answered by an empty object, or by an error that
// nobody expects. Only policies and the rings of tokens are defined without an answer.
func TestJudge(t *testing.T) {
	for _, e := range exchanges(t) {
		if e.wrong(message{"error": "another"}) == "" {
			t.Errorf("%s, %s: any error is right", e.file, e.vector)
		}
		defines := e.question["op"] == "policy" || e.question["op"] == "ring" && e.question["name"] == "k"
		if e.wrong(message{}) == "" && !defines {
			t.Errorf("%s, %s: no answer is right", e.file, e.vector)
		}
	}
}
