package examples_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A part is a part of a token's bytes, in the order of the wire.
type part struct {
	class, name string
	bytes       int
	text        string // its value
	row         int    // of the label; no line to another label crosses it
}

// The measures of the picture, in pixels.
const (
	charWidth = 15
	left, top = 24, 66
	rowHeight = 42
	height    = 262
)

// TestAnatomy draws the parts of the token with which FORMAT.md begins. With -update it writes
// the picture of the README.
func TestAnatomy(t *testing.T) {
	format, err := os.ReadFile(filepath.Join("..", "runtime", "FORMAT.md"))
	if err != nil {
		t.Fatal(err)
	}
	token := string(regexp.MustCompile(`ts1_[\w-]+`).Find(format))
	got := draw(token, partsOf(t, token))
	path := filepath.Join("pictures", "anatomy.svg")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s is not the picture of FORMAT.md's token (%v); run go test ./examples -run Anatomy -update",
			path, err)
	}
}

// partsOf returns the parts of a signed token.
func partsOf(t *testing.T, token string) []part {
	about, err := typeseal.Inspect(token)
	if err != nil {
		t.Fatal(err)
	}
	parts := []part{
		{"version", "version", 1, fmt.Sprintf("of the struct: %d", about.Version), 1},
		{"key", "key id", 4, about.KeyID, 0},
		{"issued", "issued", 5, about.IssuedAt.Format("2006-01-02 15:04:05 UTC"), 1},
		{"payload", "payload", about.ContentSize, string(about.Payload), 0},
		{"tag", "tag", 16, "HMAC-SHA-256, 16 bytes of it", 0},
		{"kind", "kind", 1, about.Kind, 1},
	}
	sum := 0
	for _, p := range parts {
		sum += p.bytes
	}
	wire, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, about.Prefix))
	if err != nil || len(wire) != sum {
		t.Fatalf("%d bytes in the parts, %d in the token, %v", sum, len(wire), err)
	}
	return parts
}

// draw returns an SVG file.
func draw(token string, parts []part) string {
	var b strings.Builder
	width := 2*left + len(token)*charWidth
	fmt.Fprintf(&b, anatomyHead, width, height, width, height, width, height)
	fmt.Fprintf(&b, `<text class="name" x="%d" y="%d">prefix</text>`+"\n", left, top+62)
	x := float64(left + strings.Index(token, "_")*charWidth + charWidth)
	for i, p := range parts {
		w := float64(p.bytes) * 8 / 6 * charWidth // a character has 6 bits
		if i == len(parts)-1 {
			w = float64(width-left) - x // with the bits that fill the last character
		}
		middle, y := x+w/2, top+62+p.row*rowHeight
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="34"/>`+"\n", p.class, x, top, w)
		fmt.Fprintf(&b, `<path class="lead" d="M%.1f %dV%d"/>`+"\n", middle, top+34, y-12)
		anchor := "middle"
		if p.class == "version" || p.class == "key" || p.class == "issued" {
			anchor, middle = "start", middle-4
		} else if p.class == "kind" {
			anchor, middle = "end", middle+4
		}
		fmt.Fprintf(&b, `<text class="name" style="text-anchor:%s" x="%.1f" y="%d">%s</text>`+"\n",
			anchor, middle, y, p.name)
		fmt.Fprintf(&b, `<text class="value" style="text-anchor:%s" x="%.1f" y="%d">%s</text>`+"\n",
			anchor, middle, y+15, strings.ReplaceAll(p.text, `"`, "&quot;"))
		x += w
	}
	b.WriteString(characters(token))
	fmt.Fprintf(&b, anatomyFoot, left, height-40, left, height-20)
	return b.String()
}

// characters returns the text, with a place for each character, whatever the font is.
func characters(token string) string {
	places := make([]string, len(token))
	for i := range places {
		places[i] = fmt.Sprint(left + i*charWidth + charWidth/2)
	}
	return fmt.Sprintf(`<text class="token" y="%d" x="%s">%s</text>`+"\n", top+22, strings.Join(places, " "), token)
}

const anatomyHead = `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"
aria-label="The parts of a signed token">
<style>
text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#444c56}
.page{fill:#fff}.title{font-size:17px;font-weight:600;fill:#1c2128}.name{font-weight:600;fill:#1c2128}
.value{font-size:12px;fill:#57606a}.lead{stroke:#909dab}
.token{font:17px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;text-anchor:middle;fill:#1c2128}
.version{fill:#d8dee4}.key{fill:#ffd8a8}.issued{fill:#c5e8b7}.payload{fill:#b6dcff}.tag{fill:#9fe0d3}.kind{fill:#e3ccf5}
@media (prefers-color-scheme:dark){
text,.value{fill:#adbac7}.page{fill:#1c2128}.title,.name,.token{fill:#f0f3f6}.lead{stroke:#768390}
.version{fill:#444c56}.key{fill:#7d4e12}.issued{fill:#2f6b24}.payload{fill:#1f4f86}
.tag{fill:#0a6b5d}.kind{fill:#5e3a83}}
</style>
<rect class="page" width="%d" height="%d" rx="10"/>
<text class="title" x="24" y="38">A signed token</text>
`

const anatomyFoot = `<text class="name" x="%d" y="%d">Not in the token, but needed to open it</text>
<text x="%d" y="%d">the root key, and the salt, codec, realm, bindings and state with which it was minted</text>
</svg>
`
