package rotation

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

var update = flag.Bool("update", false, "write the results of the edits into the files")

// now is when the edits are made.
var now = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

// TestEdits makes the edits in testdata. Each file of an archive is a ring, edits, and the
// ring afterwards:
//
//	primary  {1}
//	> retire 1
//	! the key is primary; promote another key first
//	primary  {1}
//
// {1} is the first root key, {s1} the first signing key, {p1} its public key, and {new} the key that the
// last edit added. An edit has the number of a key. Its error follows. A carriage return is written ␍, the
// blanks at the end of a line end with ␠, and a text that does not end with a line feed ends with ␄.
func TestEdits(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, paths)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range archive.Files {
			t.Run(filepath.Base(path)+"/"+file.Name, func(t *testing.T) {
				var got string
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(now)) // so that no cutoff is in the future
					got = edited(t, string(file.Data))
				})
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(file.Data) {
					t.Errorf("got\n%swant\n%s", got, file.Data)
				}
			})
		}
		if *update {
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// edited returns the text of a test with the errors and the ring as they are.
func edited(t *testing.T, test string) string {
	k := keys{}
	var before, out strings.Builder
	lines := strings.SplitAfter(test, "\n")
	for len(lines) > 0 && !strings.HasPrefix(lines[0], "> ") {
		before.WriteString(lines[0])
		lines = lines[1:]
	}
	out.WriteString(before.String())
	r, err := Parse(k.text(before.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		edit, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "> ")
		if !ok {
			continue
		}
		out.WriteString(line)
		text := r.Text()
		if err := k.edit(r, strings.Fields(edit)); err != nil {
			fmt.Fprintf(&out, "! %v\n", err)
			if r.Text() != text {
				t.Errorf("%s failed and changed the ring", edit)
			}
		}
	}
	out.WriteString(k.test(r.Text()))
	return out.String()
}

// keys are the texts of keys that were used, by their names in tests.
type keys map[string]string

// placeholder matches the name of a key.
var placeholder = regexp.MustCompile(`\{([sp]?)([0-9]+|new)\}`)

// text returns the text that a test means.
func (k keys) text(test string) string {
	test = placeholder.ReplaceAllStringFunc(test, func(name string) string {
		kind, number := strings.Trim(name, "{}")[:1], strings.Trim(name, "{sp}")
		b := sha256.Sum256([]byte(number))
		switch kind {
		case "s":
			k[name] = ring.Signing.Format(b)
		case "p":
			k[name] = ring.Public.Format(ring.PublicOf(b))
		default:
			k[name] = ring.Root.Format(b)
		}
		return k[name]
	})
	return strings.NewReplacer("␍", "\r", "␠", "", "␄\n", "").Replace(test)
}

// test is the inverse of text.
func (k keys) test(text string) string {
	for name, key := range k {
		text = strings.ReplaceAll(text, key, name)
	}
	text = strings.ReplaceAll(text, "\r", "␍")
	text = regexp.MustCompile(`(?m)[ \t]+$`).ReplaceAllString(text, "$0␠")
	if !strings.HasSuffix(text, "\n") {
		text += "␄\n"
	}
	return text
}

// edit makes one edit.
func (k keys) edit(r *Ring, words []string) error {
	name, arguments := words[0], words[1:]
	id := ""
	if len(arguments) > 0 {
		id = k.id(r, arguments[0])
	}
	switch name {
	case "add":
		_, err := r.Add(now)
		if err == nil {
			k.added(r)
		}
		return err
	case "promote":
		return r.Promote(id, now)
	case "retire":
		return r.Retire(id, now)
	case "accept":
		return r.Accept(id, now)
	case "revoke":
		return r.Revoke(id, now)
	case "remove":
		return r.Remove(id)
	case "date":
		return r.Date(now)
	case "cut":
		return cut(r, arguments)
	case "public":
		text, err := r.Public()
		if err == nil {
			r.held = mustParse(text).held
			for _, key := range words[1:] {
				k.text("{p" + key + "}")
			}
		}
		return err
	}
	return fmt.Errorf("unknown edit %s", name)
}

// id returns the id of the key with a number, or the argument if that is not a number.
func (k keys) id(r *Ring, number string) string {
	if number == "new" {
		return r.Keys()[len(r.Keys())-1].ID
	}
	if _, err := strconv.Atoi(number); err != nil {
		return number
	}
	b := sha256.Sum256([]byte(number))
	if r.Kind() == "root" {
		return ring.FormatID(ring.NewKey(ring.Root, b).ID)
	}
	return ring.FormatID(ring.NewKey(ring.Signing, b).ID)
}

// added learns the name of the last key.
func (k keys) added(r *Ring) {
	read := r.present()
	k["{new}"] = read.Keys[len(read.Keys)-1].KeyAt.Of(read.Text())
}

// cut adds a cutoff: salt=..., binding=... and reason=..., with _ for a blank.
func cut(r *Ring, arguments []string) error {
	c, reason := Cutoff{Before: now.Add(-time.Hour)}, ""
	for _, a := range arguments {
		name, value, _ := strings.Cut(strings.ReplaceAll(a, "_", " "), "=")
		switch name {
		case "salt":
			c.Salt = value
		case "binding":
			c.Binding = &value
		case "at":
			c.Before, _ = time.Parse(time.RFC3339Nano, value)
		case "reason":
			reason, _ = strconv.Unquote(`"` + value + `"`)
		}
	}
	return r.Cut(c, reason)
}

func mustParse(text string) *Ring {
	r, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return r
}
