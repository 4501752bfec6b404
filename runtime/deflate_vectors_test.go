package typeseal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// deflateVectors is deflate.json: compressed payloads, and their inflated texts.
type deflateVectors struct {
	Format string            `json:"format"`
	Origin string            `json:"origin"`
	Fields map[string]string `json:"fields"`
	Cases  []deflateVector   `json:"cases"`
}

type deflateVector struct {
	Name    string   `json:"name"`
	Reason  string   `json:"reason"`
	MaxSize int      `json:"max_size"`
	Packed  *string  `json:"packed"`
	Text    string   `json:"text"`
	TextOf  [][2]any `json:"text_of"`
	First   byte     `json:"first"`
	Expect  string   `json:"expect"`
}

// TestDeflateVectors runs deflate.json.
func TestDeflateVectors(t *testing.T) {
	var file deflateVectors
	readVectorFile(t, "deflate.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, v := range file.Cases {
		t.Run(v.Name, func(t *testing.T) {
			switch {
			case v.Reason == "":
				t.Error("no reason")
			case v.Packed == nil:
				v.write(t)
			default:
				v.read(t)
			}
		})
	}
}

func (v deflateVector) text(t *testing.T) (text []byte) {
	text = unhex(t, v.Text)
	for _, run := range v.TextOf {
		text = append(text, strings.Repeat(string(unhex(t, run[0].(string))), int(run[1].(float64)))...)
	}
	return text
}

func (v deflateVector) read(t *testing.T) {
	o := &openRoom{spec: &Spec{deflate: true, maxSize: v.MaxSize}}
	o.content.Payload = unhex(t, *v.Packed)
	o.inflate()
	switch {
	case v.Expect == "ok" && !bytes.Equal(o.payload, v.text(t)):
		t.Errorf("%s: unpacked %x, want %x", v.Reason, o.payload, v.text(t))
	case v.Expect == "payload" && len(o.payload) > 0:
		t.Errorf("%s: unpacked %x", v.Reason, o.payload)
	case v.Expect != "ok" && v.Expect != "payload":
		t.Errorf("unknown expectation %q", v.Expect)
	}
}

// write mints a token with the text as its payload.
func (v deflateVector) write(t *testing.T) {
	p := samplePolicy(Signed)
	p.Deflate, p.MaxSize = true, v.MaxSize
	k := newKit(t, p)
	m, err := k.begin()
	if err != nil {
		t.Fatal(err)
	}
	m.Msgpack().Reset(append(m.room.message, v.text(t)...))
	token, err := m.Text()
	if v.Expect == "mint" {
		if !errors.Is(err, ErrMint) {
			t.Errorf("%s: %v", v.Reason, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	said, err := Inspect(token)
	if err != nil {
		t.Fatal(err)
	}
	if first := said.Payload[0]; first != v.First {
		t.Errorf("%s: written with first byte %d, want %d", v.Reason, first, v.First)
	}
}
