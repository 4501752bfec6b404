package languages

import (
	"fmt"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A keyringVector is a case of keyring.json.
type keyringVector struct {
	Name, Reason, Kind string
	Text, Bytes        *string
	After              []any
	Keys               []any
	Cutoffs            []any
	Public             *string
	Error              *float64
}

func askKeyring(t *testing.T, name string) (list []exchange) {
	var file struct {
		Now   int64
		Cases []keyringVector
	}
	readVectors(t, name, &file)
	for _, v := range file.Cases {
		q := message{"op": "ring", "name": "ring", "realm": "", "now": file.Now,
			"public": v.Kind == "public", "signing": v.Kind == "signing"}
		if v.Bytes != nil {
			q["bytes"] = *v.Bytes
		} else {
			q["text"] = v.text()
		}
		list = append(list, exchange{vector: v.Name, reason: v.Reason, question: q, wrong: v.wrong})
	}
	return list
}

func (v keyringVector) text() string {
	text := *v.Text
	if len(v.After) == 2 {
		text += strings.Repeat(v.After[0].(string), int(v.After[1].(float64)))
	}
	return text
}

func (v keyringVector) wrong(answer message) string {
	if v.Error != nil {
		if line, _ := answer["line"].(float64); answer["error"] != "configuration" || line != *v.Error {
			return fmt.Sprintf("answered %.300s, want an error in line %v", show(answer), *v.Error)
		}
		return ""
	}
	want := message{"ids": v.ids()}
	if answer["keys"] != nil { // a runtime need not show more than ids
		want["keys"], want["cutoffs"] = v.Keys, v.Cutoffs
	}
	if v.Public != nil {
		want["public"] = *v.Public
	}
	return is(want)(answer)
}

func (v keyringVector) ids() []any {
	ids := []any{}
	for _, key := range v.Keys {
		ids = append(ids, key.(message)["id"])
	}
	return ids
}

// TestRingTexts: a ring that is refused has the same error text in all languages.
func TestRingTexts(t *testing.T) {
	texts := map[string]bool{}
	for _, p := range startLanguages(t) {
		for _, e := range askKeyring(t, "keyring.json") {
			text, ok := e.question["text"].(string)
			if !ok { // bytes that are not UTF-8, which text is not
				continue
			}
			delete(e.question, "now") // Go has no other clock
			want := ringText(e.question, text)
			texts[want] = true
			var answer struct{ Text string }
			must(t, p.ask(e.question, &answer))
			if answer.Text != want {
				t.Errorf("%s, %s: %q, want %q", p.name, e.vector, answer.Text, want)
			}
		}
	}
	if len(texts) < 30 {
		t.Errorf("only %d texts", len(texts))
	}
}

// ringText returns the error text of a ring in Go. It is empty if the ring is accepted.
func ringText(question message, text string) string {
	var err error
	switch {
	case question["public"] == true:
		_, err = typeseal.ParsePublicKeyring(text)
	case question["signing"] == true:
		_, err = typeseal.ParseSigningKey(text)
	default:
		_, err = typeseal.ParseKeyring(text)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}
