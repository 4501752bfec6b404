package pasted

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const token = "ts1_AdnSiEQAapK3AHsidWlkIjo0Mn381JqsipJaYyK-2Hw65MzJEQ"

func TestFind(t *testing.T) {
	mine := "acme_pwr_" + token[4:]
	for text, want := range map[string]string{
		"":      "",
		token:   "0-54 d9d28844",
		"hello": "",
		"Cookie: a=b; session=" + token + "; c=d":                  "21-75 d9d28844",
		"Authorization: Bearer " + token:                           "22-76 d9d28844",
		"to=3D" + token[:30] + "=\r\n" + token[30:] + "\r\n\r\n--": "5-62 d9d28844 damaged",
		token + " " + token:                                        "0-54 d9d28844, 55-109 d9d28844",
		"x=" + mine:                                                "2-61 d9d28844 acme_pwr_",
		token[:25]:                                                 "0-25 d9d28844 cut",
		token[:20]:                                                 "0-20 d9d28844 cut",
		token[:19]:                                                 "0-19  cut",
		"my ts1_ tokens":                                           "3-7  cut",
		"\x00\x00" + token + "\x00":                                "2-56 d9d28844",
		strings.Repeat("x", MaxText-54) + " " + token:              "",
		strings.Repeat("x", MaxText-55) + " " + token:              fmt.Sprintf("%d-%d d9d28844", MaxText-54, MaxText),
	} {
		var got []string
		for _, f := range Find(text) {
			what := fmt.Sprintf("%d-%d %s", f.Start, f.End, f.KeyID)
			if f.Prefix != "ts1_" {
				what += " " + f.Prefix
			}
			if f.Damage != nil {
				what += " damaged"
			}
			if !f.Whole {
				what += " cut"
			} else if f.Kind != "signed" || string(f.Payload) != `{"uid":42}` {
				what += fmt.Sprintf(" %+v", f.Inspection)
			}
			got = append(got, what)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%.80q: %q, want %q", text, got, want)
		}
	}
	// A prefix that is known helps with a token that is damaged.
	damaged := mine[:20] + "\n> " + mine[20:]
	if got := Find(damaged); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	got := Find(damaged, "not a prefix", "acme_pwr_")
	if len(got) != 1 || got[0].Text != mine || got[0].Damage[0] != (Damage{Start: 20, End: 23}) {
		t.Errorf("%+v", got)
	}
}

// TestMail: Find finds the damaged tokens that Repair opens.
func TestMail(t *testing.T) {
	text, err := os.ReadFile("../../testdata/mail/damages.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct{ ID, Text, Want string }
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Cases) < 70 {
		t.Fatal(err, len(file.Cases))
	}
	for _, c := range file.Cases {
		whole := map[string]bool{}
		for _, f := range Find(c.Text) {
			if f.Whole {
				whole[f.Text] = true
			}
		}
		if len(whole) > 1 || whole[c.Want] != (c.Want != "") {
			t.Errorf("%s: %v", c.ID, whole)
		}
	}
}

// TestMany: not more than 256 tokens are returned, and it does not take long.
func TestMany(t *testing.T) {
	for what, text := range map[string]string{
		"tokens": strings.Repeat(token+"\n", 1000), "prefixes": strings.Repeat("ts1_ ", 1000),
		"garbage": strings.Repeat("\xff\x00ts1_%%=&#", 90_000), "words": strings.Repeat("a_"+token[4:40]+" ", 20_000),
	} {
		start := time.Now()
		if n := len(Find(text)); n > maxTokens || n < maxTokens && what != "words" {
			t.Errorf("%s: %d tokens", what, n)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: %v", what, took)
		}
	}
}

// TestKeys: the text of a key is not a token.
func TestKeys(t *testing.T) {
	secret, public := typeseal.GenerateSigningKey()
	for _, key := range []string{typeseal.GenerateKey(), secret, public} {
		if got := Find("primary " + key + "\n"); len(got) > 0 {
			t.Errorf("%+v", got)
		}
	}
}

func ExampleFind() {
	mail := "Your link:\r\n> https://example.com/reset?token=3Dts1_AdnSiEQAapK3AHsidWlk=\r\n" +
		"> Ijo0Mn381JqsipJaYyK-2Hw65MzJEQ\r\n"
	for _, t := range Find(mail) {
		fmt.Println(t.Kind, t.KeyID, t.IssuedAt, string(t.Payload))
		for _, d := range t.Damage {
			fmt.Printf("%q is read as %q\n", mail[d.Start:d.End], d.As)
		}
	}
	// Output:
	// signed d9d28844 2026-08-29 10:40:00 +0000 UTC {"uid":42}
	// "=\r\n> " is read as ""
}
