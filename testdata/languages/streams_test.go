package languages

import (
	"bytes"
	"compress/flate"
	"encoding/hex"
	"flag"
	"reflect"
	"strings"
	"testing"
)

var streamCount = flag.Int("streams", 1500, "tokens of TestStreams")

// TestStreams opens tokens whose payloads are DEFLATE streams of all kinds, most of them damaged.
// The parties must accept the same streams, and read the same payloads from them.
func TestStreams(t *testing.T) {
	b := newBench(t)
	var types []tokenType
	for _, p := range b.types {
		if p.deflate && p.kind == "signed" && len(p.state) == 0 {
			types = append(types, p)
		}
	}
	accepted := 0
	for i := range *streamCount {
		c := newTokenCase(b.Rand, types[i%len(types)], b.keys, false)
		c.value.name += strings.Repeat(c.randomText(), c.IntN(20))
		stream := c.stream(c.value.payload(tokenType{codec: c.p.codec}, c.fields(), c.Rand))
		c.spoil = func([]byte) []byte { return append([]byte{1}, stream...) }
		q := c.open(b.ask([]*party{b.reference}, c.forge())[0].Token)
		answers := b.ask(b.parties, q)
		for j, a := range answers {
			if !reflect.DeepEqual(a, answers[0]) {
				t.Errorf("%s says %v, %s %v; stream %s\n%v", b.parties[0].name, answers[0], b.parties[j].name, a,
					hex.EncodeToString(stream), q)
			}
		}
		if answers[0].Error == "" {
			accepted++
		}
	}
	t.Logf("%d streams, %d accepted", *streamCount, accepted)
	if accepted < *streamCount/5 || accepted > *streamCount*4/5 {
		t.Error("the streams are not a mixture")
	}
}

// stream returns a DEFLATE stream of data, or one that is damaged.
func (c *tokenCase) stream(data []byte) []byte {
	var out bytes.Buffer
	level := []int{flate.NoCompression, flate.BestSpeed, flate.BestCompression, flate.HuffmanOnly}[c.IntN(4)]
	w, err := flate.NewWriter(&out, level)
	if err != nil {
		panic(err)
	}
	for len(data) > 0 { // in several blocks, some of them empty
		n := min(len(data), 1+c.IntN(200))
		w.Write(data[:n])
		data = data[n:]
		if c.IntN(3) == 0 {
			w.Flush()
		}
	}
	w.Close()
	stream := out.Bytes()
	for range c.IntN(3) {
		at := c.IntN(len(stream))
		if c.IntN(2) == 0 {
			at = min(at, c.IntN(16)) // where the codes are
		}
		switch c.IntN(6) {
		case 0:
			stream = append(stream, byte(c.Uint32()))
		case 1:
			stream = append(stream[:at:at], stream[min(at+1, len(stream)-1):]...)
		default:
			stream[at] ^= 1 << c.IntN(8)
		}
	}
	return stream
}
