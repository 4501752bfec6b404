package secret

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestHidden: however an Of is stored, printing it does not show its value.
func TestHidden(t *testing.T) {
	const text = "the hidden text"
	s := Hide(text)
	deep := Hide(&struct{ Text string }{text})
	holder := struct {
		Public  Of[string]
		private Of[string]
		list    []Of[string]
		pointer *Of[string]
		any     any
	}{s, s, []Of[string]{s}, &s, s}
	var out bytes.Buffer
	for _, v := range []any{s, &s, []Of[string]{s}, map[string]Of[string]{"": s}, holder, &holder, deep, &deep} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
			b, _ := marshal(v)
			out.Write(b)
		}
		gob.NewEncoder(&out).Encode(v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("", "v", v)
	}
	for _, found := range []string{text, fmt.Sprintf("%x", text), fmt.Sprint([]byte(text))} {
		if strings.Contains(out.String(), found) {
			t.Errorf("printed: %s", &out)
		}
	}
}

func TestShow(t *testing.T) {
	if got := Hide(42).Show(); got != 42 {
		t.Error(got)
	}
	type pair struct {
		hidden Of[string]
		text   string
	}
	p := &pair{text: "beside it"}
	p.hidden = HideAt(&p.text)
	if got := p.hidden.Show(); got != p.text {
		t.Error(got)
	}
	if got := (Of[string]{}).Show(); got != "" {
		t.Errorf("the zero Of holds %q", got)
	}
}
