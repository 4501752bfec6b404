// Package answer is the Go side of answer.py and answer.ts. A program with generated types
// registers them, and answers questions about them, one line of JSON each.
package answer

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/typeseal/typeseal/runtime/codec"
)

// A Coder decodes and encodes the payloads of a type in one codec.
type Coder struct {
	decode func(payload []byte) (value any, ok bool)
	encode func(value any) (payload []byte, ok bool)
}

// A Shape has the coders of a type, by codec.
type Shape map[string]Coder

// Of returns the shape of a type with generated functions for both codecs.
func Of[T any](fromMsgpack func(*codec.MsgpackDecoder, *T), toMsgpack func(*codec.MsgpackEncoder, *T),
	fromJSON func(*codec.JSONDecoder, *T), toJSON func(*codec.JSONEncoder, *T)) Shape {
	msgpack := Coder{
		decode: func(payload []byte) (any, bool) {
			var d codec.MsgpackDecoder
			v := new(T)
			d.Reset(payload)
			fromMsgpack(&d, v)
			return v, d.End()
		},
		encode: func(value any) ([]byte, bool) {
			var e codec.MsgpackEncoder
			toMsgpack(&e, value.(*T))
			return e.Output.Bytes(), e.Err() == nil
		},
	}
	json := Coder{
		decode: func(payload []byte) (any, bool) {
			var d codec.JSONDecoder
			v := new(T)
			d.Reset(payload)
			fromJSON(&d, v)
			return v, d.End()
		},
		encode: func(value any) ([]byte, bool) {
			var e codec.JSONEncoder
			toJSON(&e, value.(*T))
			return e.Output.Bytes(), e.Err() == nil
		},
	}
	return Shape{"msgpack": msgpack, "json": json}
}

// A Question asks what a reader says about payloads, and what a writer makes of those that
// the reader accepts.
type Question struct {
	Op       string   `json:"op"`       // codecs
	Shape    string   `json:"shape"`    // the type's name
	Codec    string   `json:"codec"`    // of the payloads
	To       string   `json:"to"`       // of what is written; empty: the same
	Payloads []string `json:"payloads"` // in hex
}

// An Answer has, for each payload, what was written in hex, null if the payload was refused,
// and "mint" if its value cannot be written.
type Answer struct {
	Written []*string `json:"written,omitempty"`
	Error   string    `json:"error,omitempty"`
}

// Lines answers questions until the input ends. The answer of a question is what ask
// returns.
func Lines(in io.Reader, out io.Writer, ask func(line []byte) any) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<28)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		if err := encoder.Encode(ask(lines.Bytes())); err != nil {
			return err
		}
	}
	return lines.Err()
}

// Ask returns the answer of a question about shapes.
func Ask(shapes map[string]Shape, line []byte) any {
	var q Question
	if err := json.Unmarshal(line, &q); err != nil {
		return Answer{Error: err.Error()}
	}
	to := q.To
	if to == "" {
		to = q.Codec
	}
	from, known := shapes[q.Shape][q.Codec]
	writer, writes := shapes[q.Shape][to]
	if q.Op != "codecs" || !known || !writes {
		return Answer{Error: fmt.Sprintf("unknown op %q, shape %q or codec %q", q.Op, q.Shape, q.Codec)}
	}
	written := make([]*string, len(q.Payloads))
	for i, digits := range q.Payloads {
		payload, err := hex.DecodeString(digits)
		if err != nil {
			return Answer{Error: err.Error()}
		}
		written[i] = again(from, writer, payload)
	}
	return Answer{Written: written}
}

// again decodes a payload and encodes its value.
func again(from, to Coder, payload []byte) *string {
	value, ok := from.decode(payload)
	if !ok {
		return nil
	}
	text := "mint"
	if out, ok := to.encode(value); ok {
		text = hex.EncodeToString(out)
	}
	return &text
}
