package typeseal

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// damage is one way in which mail damages a token.
type damage struct {
	ID     string `json:"id"`
	Name   string `json:"damage"`
	Text   string `json:"text"`
	Want   string `json:"want"` // the token that Repair must find, or empty
	SeenIn string `json:"seen_in"`
}

func readDamages(t *testing.T) []damage {
	text, err := os.ReadFile("../testdata/mail/damages.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Format, Origin string
		Fields         map[string]string
		Cases          []damage
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// damagedToken is the token in the corpus. It is well-formed, but no key made it.
const damagedToken = "ts1_AWYFonAAawsYE5HPAAABABct-TU2Dfp80xEf73Z_Rd4Br8hTEQ"

// TestDamages opens the texts of the corpus. No ring has the key of the token in them.
func TestDamages(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	for _, d := range readDamages(t) {
		t.Run(d.ID, func(t *testing.T) {
			_, err := k.open(d.Text, Repair())
			want := ErrMalformed
			if d.Want != "" {
				want = ErrUnknownKey
			}
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", d.Name, err, want)
			}
		})
	}
}

// inner has the damages that change the middle of a token, as functions of the token.
var inner = map[string]func(prefix, body string) string{
	"B09": func(p, b string) string { return strings.ToUpper(p[:1]) + p[1:] + b },
	"C01": broken("=\r\n"), "C02": broken("=\n"), "C04": broken("= "), "C05": broken("\r\n"),
	"C07": broken("\n    "), "C08": broken("\n> "), "C10": broken(" "), "C11": broken("+"), "C12": broken("%20"),
	"C14": broken("%0A"), "C15": broken("\t"), "C17": broken("\u200b"), "C18": broken("&#8203;"),
	"C20": broken("&shy;"),
	"C21": broken("\u2060\ufeff"), "C22": wrapped(10, "\u200b"), "C24": wrapped(20, "=\r\n"),
	"C25": replaced("-", "%2D", "_", "%5F"),
	"C28": replaced("-", "%252D", "_", "%255F"), "C30": replaced("-", "&#45;", "_", "&#x5f;"),
	"C31": replaced("-", "&hyphen;", "_", "&lowbar;"), "C32": replaced("-", "&amp;#45;"), "C34": replaced("-", "–"),
	"C35": replaced("-", "\u2011"), "C37": replaced("-", "－", "_", "＿"),
	"C27": func(p, b string) string { return strings.NewReplacer("-", "%2d", "_", "%5f").Replace(p + b) },
	"C38": func(p, b string) string {
		return p + b[:20] + "=\r\n" + strings.NewReplacer("-", "%2D", "_", "%5F").Replace(b[20:])
	},
	"D03": func(p, b string) string {
		token := strings.NewReplacer("-", "-2D", "_", "-5F").Replace(p + b)
		return "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.com_reset-3Ftoken-3D" + token +
			"&d=DwMFaQ&c=x"
	},
}

func broken(gap string) func(prefix, body string) string {
	return func(p, b string) string { return p + b[:26] + gap + b[26:] }
}

func wrapped(width int, gap string) func(prefix, body string) string {
	return func(p, b string) string {
		token, lines := p+b, ""
		for len(token) > width {
			lines, token = lines+token[:width]+gap, token[width:]
		}
		return lines + token
	}
}

func replaced(pairs ...string) func(prefix, body string) string {
	r := strings.NewReplacer(pairs...)
	return func(p, b string) string { return p + r.Replace(b) }
}

// damaged returns a token with the damage done to it, or false if the test cannot do that
// damage.
func (d damage) damaged(prefix, body string) (string, bool) {
	if f := inner[d.ID]; f != nil {
		return f(prefix, body), true
	}
	return strings.ReplaceAll(d.Text, damagedToken, prefix+body), strings.Contains(d.Text, damagedToken)
}

// TestDamagesOfFreshTokens: the corpus describes one token. The same holds for tokens of
// every kind. One damaged token in a few thousand may have a second reading that is
// well-formed.
func TestDamagesOfFreshTokens(t *testing.T) {
	all := kits(t)
	own := samplePolicy(Signed)
	own.Prefix = "acme_"
	all = append(all, newKit(t, own))
	missed, tried := 0, 0
	for _, d := range readDamages(t) {
		if text, ok := d.damaged("ts1_", damagedToken[4:]); ok && text != d.Text {
			t.Fatalf("%s: the test damages the corpus's token to %q, want %q", d.ID, text, d.Text)
		}
		for _, k := range all {
			for i := range 100 {
				sent := sample{ID: int64(i), Name: strings.Repeat("ana ", i%7)}
				token := k.mint(t, sent)
				text, ok := d.damaged(k.spec.prefix, token[len(k.spec.prefix):])
				if !ok {
					continue
				}
				tried++
				got, err := k.open(text, Repair())
				switch {
				case d.Want == "" && err == nil, d.Want != "" && err == nil && got != sent:
					t.Fatalf("%s: %q is opened", d.ID, text)
				case d.Want != "" && err != nil:
					missed++
					t.Logf("%s: %q: %v", d.ID, text, err)
				}
			}
		}
	}
	if missed > tried/1000 {
		t.Errorf("%d of %d tokens were not found", missed, tried)
	}
}

// TestRepairOnlyWhenAsked: without the option, and for a token that is not damaged,
// nothing changes.
func TestRepairOnlyWhenAsked(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana)
		_, err := k.open(token + ".")
		wantKind(t, "without Repair", err, ErrMalformed)
		for text, want := range map[string]bool{token: false, token + ".": true} {
			var d Details
			if _, err := k.open(text, Repair(), Describe(&d)); err != nil || d.Repaired != want {
				t.Errorf("%s: Repaired is %t for %q, %v", k.name, d.Repaired, text, err)
			}
		}
		_, err = k.open(fmt.Sprintf("%s %s", token, k.mint(t, sample{ID: 9})), Repair())
		wantKind(t, "two tokens", err, ErrMalformed)
		other := k.realm("other")
		_, err = other.open(token+".", Repair())
		wantKind(t, "of another realm", err, ErrForged)
		_, err = k.tryMint(ana, Repair())
		wantConfig(t, "minting", err)
	}
}
