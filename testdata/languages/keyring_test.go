package languages

import (
	"fmt"
	"strings"
	"testing"
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
