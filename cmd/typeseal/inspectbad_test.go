package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// inspectText runs inspect on standard input in the working directory.
func inspectText(text string, args ...string) (out string, code int) {
	var b bytes.Buffer
	w := &output{w: &b}
	cmd := rootCommand()
	cmd.SetIn(strings.NewReader(text))
	cmd.SetOut(w)
	cmd.SetErr(w)
	cmd.SetArgs(append([]string{"inspect"}, args...))
	ran, err := cmd.ExecuteC()
	code = printError(w, ran, err)
	if err := w.close(); err != nil {
		return err.Error(), -1
	}
	return b.String(), code
}

const aToken = "ts1_AdnSiEQAapK3AHsidWlkIjo0Mn381JqsipJaYyK-2Hw65MzJEQ"

// controls returns the characters of an output that control a terminal.
func controls(out string) (list []rune) {
	for _, r := range out {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0x202e {
			list = append(list, r)
		}
	}
	return list
}

func inUTF16(text string, bigEndian bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

// inBase64 returns a mail with a text, and one part that is not text.
func inBase64(text string) string {
	part := func(body string) string {
		lines := base64.StdEncoding.EncodeToString([]byte(body))
		return "Content-Type: text/plain\r\nContent-Transfer-Encoding: Base64\r\nX-Y: z\r\n\r\n" +
			lines[:40] + "\r\n" + lines[40:] + "\r\n\r\n--x\r\n"
	}
	return part(text) + part(strings.Repeat("\xff\x00", 40))
}

// TestInspectTexts: whatever is pasted, inspect ends soon, and shows no control character.
func TestInspectTexts(t *testing.T) {
	t.Chdir(t.TempDir())
	damaged := strings.NewReplacer("A", "=41", "1", "&#49;", "i", "%69", "p", "%70", "J", "%4A", "K", "%4b")
	mebibyte := func(part string) string { return strings.Repeat(part, 1<<20/len(part)) }
	for what, c := range map[string]struct {
		text string
		code int
		want string
	}{
		"nothing":           {"", 1, "the text is empty"},
		"garbage":           {mebibyte("\x00\x1b\xff\u202e%=&#x;ts1_"), 1, ""},
		"one MiB and more":  {mebibyte("x") + "x", 2, "longer than 1 MiB"},
		"NULs":              {"\x00\x00" + aToken + "\x00", 0, "line 1, column 3"},
		"controls around":   {"\x1b[31m" + aToken + "\x07\u202e", 0, "line 1, column 6"},
		"controls inside":   {aToken[:20] + "\u200b\u202e" + aToken[20:], 0, `"\u200b\u202e" is not part`},
		"UTF-16":            {inUTF16("\ufeffx "+aToken, false), 0, "utf-16le"},
		"UTF-16BE":          {inUTF16("\ufeffx "+aToken, true), 0, "utf-16be"},
		"UTF-16, no mark":   {inUTF16(aToken, false), 0, "utf-16le"},
		"1,000 prefixes":    {strings.Repeat("ts1_ ", 1000), 1, "There are 246 more"},
		"1,000 tokens":      {strings.Repeat(aToken+"\n", 1000), 0, "There are 246 more"},
		"a token, 3 layers": {strings.ReplaceAll(aToken, "_", "%25255F"), 0, `"%25255F" stands for "_"`},
		"a mail in base64":  {inBase64("Hello,\nhttps://example.com/" + aToken + "\n"), 0, "line 6, column 21"},
		"much damage":       {damaged.Replace(aToken), 0, "more places"},
		"many JWTs":         {mebibyte("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln "), 1, "a JWT"},
		"JWT with controls": {"eyJhbGciOiJcdTAwMWIifQ.eyJ9.x", 1, "a JWT.\n"},
	} {
		start := time.Now()
		out, code := inspectText(c.text)
		if code != c.code || !strings.Contains(out, c.want) || len(controls(out)) > 0 {
			t.Errorf("%s: exit code %d, want %d and %q: %q\n%.2000s", what, code, c.code, c.want, controls(out), out)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: %v", what, took)
		}
	}
}

// TestInspectMail: inspect finds the tokens in the corpus of damaged mail that Repair finds.
func TestInspectMail(t *testing.T) {
	text, err := os.ReadFile("../../testdata/mail/damages.json")
	check(t, err)
	var file struct {
		Cases []struct{ ID, Text, Want string }
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Cases) < 70 {
		t.Fatal(err, len(file.Cases))
	}
	t.Chdir(t.TempDir())
	for _, c := range file.Cases {
		out, code := inspectText(c.Text, "--json")
		var got inspect.Inspection
		check(t, json.Unmarshal([]byte(out[:strings.LastIndex(out, "\n}\n")+3]), &got))
		whole := slices.DeleteFunc(got.Tokens, func(f *inspect.Token) bool { return !f.Whole })
		want := c.Want != "" || len(c.Text) > 16<<10 // of which Repair does not search more
		if want != (len(whole) > 0) || want != (code == 0) {
			t.Errorf("%s: exit code %d: %s", c.ID, code, out)
		}
		for _, f := range whole {
			if f.Claims.KeyID != "6605a270" || f.Claims.Characters != 54 {
				t.Errorf("%s: %+v", c.ID, f.Claims)
			}
		}
	}
}

// TestInspectFiles: rings and locks that cannot be read or are hostile are errors, and none
// shows a key.
func TestInspectFiles(t *testing.T) {
	key, newer := typeseal.GenerateKey(), "typeseal lock 3\nend\n"
	dir := writeFiles(t, map[string]string{
		"good.keys": "primary " + key + "\n", "cut.keys": "primary " + key[:60] + "\n", "empty.keys": "",
		"double.keys": "primary " + key + "\nprimary " + key + "\n", "words.keys": "primary " + key + " \x1b[2J\n",
		"binary.keys": "\x00\xff" + key, "huge.keys": strings.Repeat("# "+key+"\n", 2000),
		"newer.lock": newer, "control.lock": "typeseal lock 2\nsign \x1b[2J type a B\nend\n",
		"huge.lock": "typeseal lock 2\n" + strings.Repeat("sign a.b v1 1.1.1.1 \"a\" A struct\n", 30_000) + "end\n",
		"cut.lock":  "typeseal lock 2\nsign a.b type example.com/a B\n", "folder/x": "",
	})
	t.Chdir(dir)
	check(t, os.WriteFile("secret.keys", []byte(key), 0o000))
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"--keys none.keys", 2, "none.keys"},
		{"--keys folder", 2, "folder"},
		{"--keys cut.keys", 2, "cut.keys: key ring: line 1: mistyped or cut"},
		{"--keys empty.keys", 2, "empty.keys: "},
		{"--keys double.keys", 2, "line 2"},
		{"--keys words.keys", 2, "line 1"},
		{"--keys binary.keys", 2, "binary.keys: "},
		{"--keys huge.keys", 2, "longer than 64 KiB"},
		{"--keys " + key, 2, "it is a key"},
		{"--lock " + key, 2, "it is a key"},
		{"--keys=", 2, "it is empty"},
		{"--keys -", 2, "both"},
		{"--lock none.lock", 2, "none.lock cannot be read"},
		{"--lock folder", 2, "not a regular file"},
		{"--lock newer.lock", 1, "update typeseal"},
		{"--lock control.lock", 1, "control.lock:2:1: "},
		{"--lock huge.lock", 1, "huge.lock:"},
		{"--lock cut.lock", 1, "cut.lock:2:1: the lock is truncated"},
		{"--keys good.keys", 1, "is not in good.keys"},
		{"--number 2", 2, "1 tokens"},
		{"--type Reset", 2, "there is no typeseal.lock"},
	} {
		out, code := inspectText(aToken, strings.Fields(c.args)...)
		bad := strings.Contains(out, key[20:]) || len(controls(out)) > 0
		if code != c.code || !strings.Contains(out, c.want) || bad {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", c.args, code, c.code, c.want, out)
		}
		if shown := strings.Contains(out, "d9d28844"); shown != (code == 1) { // a lock at fault takes nothing away
			t.Errorf("%s: the token is shown: %t", c.args, shown)
		}
	}
	out, code := inspectText("primary "+key, "--keys", "-", aToken)
	if code != 1 || !strings.Contains(out, "is not in standard input") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if os.Getuid() != 0 {
		out, code := inspectText(aToken, "--keys", "secret.keys")
		if code != 2 || !strings.Contains(out, "permission") {
			t.Errorf("exit code %d:\n%s", code, out)
		}
	}
}

// TestInspectBomb: a payload inflates to 16 bytes for each character of its type's longest
// token, and not further.
func TestInspectBomb(t *testing.T) {
	lock := newSampleLock(t)
	t.Chdir(writeFiles(t, map[string]string{lockName: lock.text, "typeseal.keys": sampleKey}))
	ring, err := typeseal.ParseKeyring(sampleKey)
	check(t, err)
	cart := lock.types["shop.cart"]
	mint := func(size int) string {
		policy := cart.Policy()
		policy.MaxSize = 1 << 20
		m, err := typeseal.NewSpec(policy).Mint(ring)
		check(t, err)
		m.JSON().Raw(`{"items":["` + strings.Repeat("a", size-len(`{"items":[""]}`)) + `"]}`)
		text, err := m.Text()
		check(t, err)
		return text
	}
	limit := cart.MaxSize * 16
	out, code := inspectText(mint(limit), "--keys", "typeseal.keys")
	if code != 0 || !strings.Contains(out, "would accept it") || len(out) < limit {
		t.Errorf("exit code %d: %.1000s", code, out)
	}
	for _, size := range []int{limit + 1, 2 << 20} {
		bomb := mint(size)
		out, code := inspectText(bomb, "--keys", "typeseal.keys")
		if code != 1 || !strings.Contains(out, "refuse it (payload)") {
			t.Errorf("%d bytes: exit code %d: %.1000s", size, code, out)
		}
		out, code = inspectText(bomb)
		if code != 0 || !strings.Contains(out, "cannot be shop.Cart: its fields do not fit") {
			t.Errorf("%d bytes: exit code %d: %.1000s", size, code, out)
		}
	}
}

// TestInspectSecrets: nothing of a sealed payload is shown without its key, or if it is not
// asked for, and of a ring nothing but the ids.
func TestInspectSecrets(t *testing.T) {
	lock := newSampleLock(t)
	t.Chdir(writeFiles(t, sampleRings))
	check(t, os.WriteFile(lockName, []byte(lock.text), 0o600))
	tokens := newSamples(t, lock).tokens
	for name := range sampleRings {
		for _, json := range []string{"--json=false", "--json"} {
			for _, show := range []string{"--show-sealed=false", "--show-sealed"} {
				out, _ := inspectText(tokens["invite"], json, show, "--keys", name)
				open := name != "other.keys" && name != "revoked.keys" && name != "garbled.keys" &&
					name != "public.keys" && name != "signing.keys"
				if shown := strings.Contains(out, "Blue"); shown != (open && show == "--show-sealed") {
					t.Errorf("%s %s %s: the payload is shown: %t\n%s", name, json, show, shown, out)
				}
				for _, secret := range []string{sampleKey[20:], otherKey[20:], signingKey[20:], tokens["invite"][24:]} {
					if strings.Contains(out, secret) {
						t.Errorf("%s %s %s: a secret is shown\n%s", name, json, show, out)
					}
				}
			}
		}
	}
}

// TestInspectHelp: the help names every member of the JSON, and no other.
func TestInspectHelp(t *testing.T) {
	tags := map[string]bool{}
	var collect func(typ reflect.Type)
	collect = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" {
				tags[name] = rest == "omitempty"
			}
			if f.IsExported() || f.Anonymous {
				collect(f.Type)
			}
		}
	}
	collect(reflect.TypeFor[inspect.Inspection]())
	if len(tags) < 40 {
		t.Fatalf("only %d members", len(tags))
	}
	_, help, _ := strings.Cut(inspectHelp, "With --json")
	for name, optional := range tags {
		words := strings.FieldsFunc(help, func(r rune) bool { return strings.ContainsRune(" ,;:.\n\t", r) })
		if !slices.Contains(words, name) && !slices.Contains(words, "["+name+"]") {
			t.Errorf("%s (optional: %t) is not in the help", name, optional)
		}
	}
	files, err := filepath.Glob("testdata/inspect/json.txtar")
	check(t, err)
	for _, file := range files {
		text := readFile(t, ".", file)
		for name := range tags {
			if !strings.Contains(text, fmt.Sprintf("%q: ", name)) {
				t.Errorf("%s is not in %s", name, file)
			}
		}
	}
}

// FuzzInspect: whatever is pasted around and into tokens, the output is complete, and has no
// control character.
func FuzzInspect(f *testing.F) {
	f.Add("Cookie: a=", "; b\x1b[2J", 20, "=\r\n")
	f.Add("\xff\xfe", "\x00", 5, "%25%32%44")
	f.Add("Content-Transfer-Encoding: base64\r\n\r\n", "====", 50, "\u202e")
	f.Add("eyJhbGciOiJIUzI1NiJ9.eyJ9.", "a:1r31eq:V1DOvlFslUDvg3Sd79KcLdPJyzmKj1z1UmioNyk9lQY", 0, "ts1_")
	var types []*inspect.Type
	for i, typ := range strings.Fields("int string []byte time map[string]struct []*struct custom text") {
		types = append(types, &inspect.Type{Token: generator.Token{
			PackageName: "a", TypeName: "T", Kind: "signed", Codec: []string{"json", "msgpack"}[i%2], Prefix: "ts1_",
			Salt: "a", MaxSize: 4096, Accept: []int{1}, Version: 1, MaxAge: time.Hour, Deflate: i%3 == 0,
			Fields: []generator.Field{{Name: "uid", Type: typ, Fields: []generator.Field{{Name: "x", Type: "bool"}}}},
		}})
	}
	f.Fuzz(func(t *testing.T, before, after string, at int, inside string) {
		at = max(0, min(at, len(aToken)))
		p, err := inspect.Decode(before + aToken[:at] + inside + aToken[at:] + after)
		if err != nil {
			return
		}
		result, err := (&inspect.Question{Types: types}).Inspect(p, time.Now())
		check(t, err)
		var text, document bytes.Buffer
		out := &output{w: &text}
		check(t, result.Print(out))
		check(t, out.close())
		out = &output{w: &document}
		check(t, printJSON(out, result))
		check(t, out.close())
		if list := controls(text.String()); len(list) > 0 {
			t.Errorf("%q in %s", list, text.String())
		}
		if !json.Valid(document.Bytes()) {
			t.Errorf("not JSON: %s", document.String())
		}
	})
}
