package languages

import (
	"bytes"
	"compress/flate"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"
)

// A deflateVector is a case of deflate.json.
type deflateVector struct {
	Reason  string
	MaxSize int `json:"max_size"`
	Packed  *string
	Text    *string
	TextOf  [][]any `json:"text_of"`
	First   *float64
	Expect  string
	Name    string
}

func askDeflate(t *testing.T, name string) (list []exchange) {
	var file struct{ Cases []deflateVector }
	readVectors(t, name, &file)
	for _, v := range file.Cases {
		list = append(list, v.ask()...)
	}
	return list
}

func (v deflateVector) ask() (list []exchange) {
	add := func(op, name, in string, wrong func(message) string) {
		q := message{"op": op, "maxSize": v.MaxSize, name: in}
		list = append(list, exchange{vector: v.Name, reason: v.Reason, question: q, wrong: wrong})
	}
	switch {
	case v.Expect == "mint":
		add("pack", "text", v.text(), is(message{"error": "mint"}))
	case v.Expect == "payload":
		add("unpack", "packed", *v.Packed, is(message{"error": "payload"}))
	default:
		if v.Packed != nil {
			add("unpack", "packed", *v.Packed, is(message{"text": v.text()}))
		}
		if v.First != nil {
			add("pack", "text", v.text(), v.packs)
		}
	}
	return list
}

// text returns the payload in hex.
func (v deflateVector) text() string {
	if v.Text != nil {
		return *v.Text
	}
	var b strings.Builder
	for _, part := range v.TextOf {
		b.WriteString(strings.Repeat(part[0].(string), int(part[1].(float64))))
	}
	return b.String()
}

// packs checks what a writer gives. A writer may always leave a payload as it is.
func (v deflateVector) packs(answer message) string {
	packed, _ := answer["packed"].(string)
	if packed == "00"+v.text() {
		return ""
	}
	if *v.First == 0 || !strings.HasPrefix(packed, "01") || len(packed) >= 2+len(v.text()) {
		return fmt.Sprintf("packed %.200s, want the first byte %v", show(answer), *v.First)
	}
	if text, err := inflate(packed[2:]); err != nil || text != v.text() {
		return fmt.Sprintf("packed %.200s, which is %.200s, %v", show(answer), text, err)
	}
	return ""
}

// inflate unpacks a stream, in hex as its text.
func inflate(stream string) (string, error) {
	packed, err := hex.DecodeString(stream)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	return hex.EncodeToString(text), err
}
