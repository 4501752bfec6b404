package codec_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// TestZones reads times as other programs write them. Each of them is accepted only after
// AllowZones, unless it is what the encoder writes.
func TestZones(t *testing.T) {
	at := time.Date(2026, 11, 29, 22, 42, 47, 120_000_000, time.UTC)
	local, err := json.Marshal(at.In(time.FixedZone("", -5*3600)))
	if err != nil {
		t.Fatal(err)
	}
	for text, c := range map[string]struct{ native, zones bool }{
		`"2026-11-29T22:42:47.12Z"`:              {true, true},
		string(local):                            {false, true},
		`"2026-11-29T22:42:47.120000+00:00"`:     {false, true}, // Python
		`"2026-11-29T22:42:47.120Z"`:             {false, true}, // JavaScript
		`"2026-11-30T04:12:47.12+05:30"`:         {false, true},
		`"2026-11-29T22:42:47.12"`:               {},
		`"2026-11-29 22:42:47.12Z"`:              {},
		`"2026-11-29t22:42:47.12z"`:              {},
		`"2026-11-29T22:42:47.12+0000"`:          {},
		`"2026-11-29T22:42:60.12Z"`:              {},
		`"2026-02-29T22:42:47.12Z"`:              {},
		`"2026-11-29T22:42:47.12\u005a"`:         {},
		`"0001-01-01T00:00:00+00:01"`:            {}, // the year 0 in UTC
		`"9999-12-31T23:59:59-00:01"`:            {}, // the year 10000 in UTC
		`"2026-11-29T22:42:47.12Z `:              {},
		`""`:                                     {},
		`null`:                                   {},
		`1795992167`:                             {},
		`"` + strings.Repeat("2026", 1000) + `"`: {},
	} {
		var d codec.JSONDecoder
		d.Reset([]byte(text))
		if got := d.Time(); d.End() != c.native || c.native && !got.Equal(at) {
			t.Errorf("%.40s: %v, %v", text, got, d.End())
		}
		d.Reset([]byte(text))
		d.AllowZones()
		if got := d.Time(); d.End() != c.zones || c.zones && (!got.Equal(at) || got.Location() != time.UTC) {
			t.Errorf("%.40s in any zone: %v, %v", text, got, d.End())
		}
	}
}

// TestZonesEnd: AllowZones holds for one payload.
func TestZonesEnd(t *testing.T) {
	var d codec.JSONDecoder
	for _, allowed := range []bool{true, false} {
		d.Reset([]byte(`"2026-11-29T22:42:47+01:00"`))
		if allowed {
			d.AllowZones()
		}
		if d.Time(); d.End() != allowed {
			t.Errorf("allowed %v: %v", allowed, d.End())
		}
	}
}
