package main

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/testdata/measure"
)

// Dimensions of the plot, in pixels.
const (
	plotWidth   = 1000
	columnWidth = 480
	labelWidth  = 150
	barWidth    = 270 // of the whole scale
	barHeight   = 13
	lineHeight  = 19
	groupHead   = 44
	plotTop     = 86
	plotMargin  = 20
)

// plotMost is the end of the scale, in floors; the scale begins at one.
const plotMost = 100

// A bar is one line of the plot: a time in multiples of the floor.
type bar struct {
	label string
	ours  bool
	ratio measure.Spread
}

// plot draws one payload's operations as bars on a logarithmic scale: those that mint on
// the left, and those that open on the right. Its unit is msgpack's floor.
func plot(t *tokens, payload string) string {
	var body strings.Builder
	bottom := 0
	for column := range 2 {
		y := plotTop
		for i := column; i < len(ops); i += 2 {
			y = drawGroup(&body, plotMargin+column*columnWidth, y, ops[i], t.bars(payload, ops[i]))
		}
		bottom = max(bottom, y)
	}
	var b strings.Builder
	fmt.Fprintf(&b, plotHead, plotWidth, bottom, plotWidth, bottom, plotStyle, plotWidth, bottom)
	fmt.Fprintf(&b, plotTitle, plotMargin, plotMargin, html.EscapeString(payload))
	b.WriteString(body.String() + "</svg>\n")
	return b.String()
}

const plotHead = `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"
aria-label="Times as multiples of the floor">
<style>%s</style>
<rect class="page" width="%d" height="%d" rx="10"/>
`

const plotTitle = `<text class="title" x="%d" y="38">What a token costs, in multiples of its floor</text>
<text class="note" x="%d" y="60">%s. Logarithmic; 1 is the primitive over the same msgpack bytes, base64,
one string and the clock. Bars: medians. Lines: quartiles.</text>
`

const plotStyle = `
text{font:12px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#444c56}
.page{fill:#fff}.title{font-size:19px;font-weight:600;fill:#1c2128}.note{fill:#768390}
.group{font-size:14px;font-weight:600;fill:#1c2128}.tick{font-size:10px;fill:#909dab;text-anchor:middle}
.grid{stroke:#e6e9ed;stroke-width:1}.floor{stroke:#909dab;stroke-width:1.5}
.label{text-anchor:end}.peer{fill:#bcc6d0}.ours{fill:#0a7d6c}.spread{stroke:#57606a;stroke-width:1.2}
.we{font-weight:600;fill:#0a7d6c}
@media (prefers-color-scheme:dark){
text{fill:#adbac7}.page{fill:#1c2128}.title,.group{fill:#f0f3f6}.note,.tick{fill:#768390}
.grid{stroke:#2d333b}.floor{stroke:#768390}.peer{fill:#545d68}.ours,.we{fill:#2fbfa6}.spread{stroke:#adbac7}}
`

// bars returns the operation's rows without floors, append forms and compressed
// payloads, fastest first.
func (t *tokens) bars(payload string, o op) (bars []bar) {
	floor := t.get(payload, o, theFloor, msgpack)
	for _, r := range t.of(payload, o) {
		if strings.HasPrefix(r.who, theFloor) || r.who == appended || r.who == packed {
			continue
		}
		label := r.who
		if r.ours() {
			label += ", " + r.codec
		}
		bars = append(bars, bar{label, r.ours(), measure.Ratio(r.cell, floor.cell)})
	}
	slices.SortFunc(bars, func(a, b bar) int { return cmp.Compare(a.ratio.Median, b.ratio.Median) })
	return bars
}

// drawGroup draws one operation at x, y and returns the y of the next one.
func drawGroup(b *strings.Builder, x, y int, o op, bars []bar) int {
	fmt.Fprintf(b, "<text class=\"group\" x=\"%d\" y=\"%d\">%s</text>\n", x, y+16, o)
	top, bottom := y+groupHead-8, y+groupHead+len(bars)*lineHeight
	for _, tick := range []float64{1, 2, 5, 10, 20, 50, 100} {
		class := "grid"
		if tick == 1 {
			class = "floor"
		}
		at := float64(x+labelWidth) + scale(tick)
		fmt.Fprintf(b, `<text class="tick" x="%.1f" y="%d">%g</text>`, at, top-5, tick)
		fmt.Fprintf(b, `<path class="%s" d="M%.1f %dV%d"/>`+"\n", class, at, top, bottom)
	}
	for i, bar := range bars {
		bar.draw(b, x+labelWidth, y+groupHead+i*lineHeight)
	}
	return bottom + 14
}

func (r bar) draw(b *strings.Builder, x, y int) {
	class, label := "peer", "label"
	if r.ours {
		class, label = "ours", "label we"
	}
	width := max(scale(r.ratio.Median), 2)
	middle := float64(y) + barHeight/2.0
	from, to := float64(x)+scale(r.ratio.Q1), float64(x)+scale(r.ratio.Q3)
	end := max(float64(x)+width, to) + 7
	fmt.Fprintf(b, `<text class="%s" x="%d" y="%d">%s</text>`, label, x-8, y+11, html.EscapeString(r.label))
	fmt.Fprintf(b, `<rect class="%s" x="%d" y="%d" width="%.1f" height="%d" rx="2"/>`, class, x, y, width, barHeight)
	fmt.Fprintf(b, `<path class="spread" d="M%.1f %.1fH%.1f"/>`, from, middle, to)
	fmt.Fprintf(b, `<text class="%s" x="%.1f" y="%d">%s</text>`+"\n", strings.TrimPrefix(label, "label"), end, y+11,
		measure.Number(r.ratio.Median))
}

// scale returns how far from the floor a ratio is drawn, from 0 to barWidth.
func scale(ratio float64) float64 {
	return barWidth * math.Log(min(max(ratio, 1), plotMost)) / math.Log(plotMost)
}
