package codec_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// codecVectors is codec.json: payloads of shapes that the file itself describes.
type codecVectors struct {
	Format string            `json:"format"`
	Origin string            `json:"origin"`
	Fields map[string]string `json:"fields"`
	Shapes []vectorShape     `json:"shapes"`
	Cases  []codecVector     `json:"cases"`
}

type vectorShape struct {
	Name   string        `json:"name"`
	Fields []vectorField `json:"fields"`
}

type codecVector struct {
	Name    string  `json:"name"`
	Reason  string  `json:"reason"`
	Shape   string  `json:"shape"`
	Codec   string  `json:"codec"`
	Expect  string  `json:"expect"`
	Payload *string `json:"payload"`
	Value   any     `json:"value"`
	Written *string `json:"written"`
}

// readCodecVectors reads codec.json of testdata/vectors, or of the folder that the
// environment variable TYPESEAL_VECTORS names.
func readCodecVectors(t *testing.T) (file codecVectors) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "testdata", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(dir, "codec.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s holds no codec.json", dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestCodecVectors runs codec.json: what is read gives the value, what is refused
// is refused, and the value is written as the file says.
func TestCodecVectors(t *testing.T) {
	file := readCodecVectors(t)
	shapes := make(map[string]*vectorType)
	for _, s := range file.Shapes {
		shapes[s.Name] = &vectorType{Kind: "struct", Fields: s.Fields}
	}
	if len(file.Cases) < 400 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, v := range file.Cases {
		shape := shapes[v.Shape]
		if shape == nil || v.Reason == "" {
			t.Fatalf("%s: no shape, or no reason", v.Name)
		}
		t.Run(v.Name, func(t *testing.T) { v.run(t, shape) })
	}
}

func (v codecVector) run(t *testing.T, shape *vectorType) {
	switch v.Expect {
	case "ok":
		payload := v.bytes(t, v.Payload)
		got, ok := v.read(t, shape, payload)
		if !ok || !reflect.DeepEqual(got, v.Value) {
			t.Errorf("%s: read %v (%v), want %v", v.Reason, got, ok, v.Value)
		}
		if v.Written != nil {
			payload = v.bytes(t, v.Written)
		}
		if out, err := v.write(t, shape); err != nil || !bytes.Equal(out, payload) {
			t.Errorf("%s: written %x (%v), want %x", v.Reason, out, err, payload)
		}
	case "payload":
		if got, ok := v.read(t, shape, v.bytes(t, v.Payload)); ok {
			t.Errorf("%s: read as %v", v.Reason, got)
		}
	case "mint":
		if out, err := v.write(t, shape); err == nil {
			t.Errorf("%s: written %x", v.Reason, out)
		}
	default:
		t.Errorf("unknown expectation %q", v.Expect)
	}
}

func (v codecVector) bytes(t *testing.T, text *string) []byte {
	if text == nil {
		t.Fatal("no payload")
	}
	b, err := hex.DecodeString(*text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (v codecVector) read(t *testing.T, shape *vectorType, payload []byte) (any, bool) {
	switch v.Codec {
	case "msgpack":
		var d codec.MsgpackDecoder
		d.Reset(payload)
		return readVector(shape, msgpackVectorReader{&d}), d.End()
	case "json":
		var d codec.JSONDecoder
		d.Reset(payload)
		return readVector(shape, jsonVectorReader{&d}), d.End()
	}
	t.Fatalf("unknown codec %q", v.Codec)
	return nil, false
}

func (v codecVector) write(t *testing.T, shape *vectorType) ([]byte, error) {
	switch v.Codec {
	case "msgpack":
		var e codec.MsgpackEncoder
		writeVector(shape, v.Value, msgpackVectorWriter{&e})
		return e.Output.Bytes(), e.Err()
	case "json":
		var e codec.JSONEncoder
		writeVector(shape, v.Value, jsonVectorWriter{&e})
		return e.Output.Bytes(), e.Err()
	}
	t.Fatalf("unknown codec %q", v.Codec)
	return nil, nil
}
