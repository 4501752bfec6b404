package typeseal

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// keyringVectors is keyring.json: texts of key rings, and their keys and cutoffs.
type keyringVectors struct {
	Format string            `json:"format"`
	Origin string            `json:"origin"`
	Fields map[string]string `json:"fields"`
	Now    int64             `json:"now"`
	Cases  []keyringVector   `json:"cases"`
}

type keyringVector struct {
	Name    string          `json:"name"`
	Reason  string          `json:"reason"`
	Kind    string          `json:"kind"`
	Text    string          `json:"text"`
	After   []any           `json:"after"`
	Bytes   string          `json:"bytes"`
	Keys    []keyringKey    `json:"keys"`
	Cutoffs []keyringCutoff `json:"cutoffs"`
	Public  string          `json:"public"`
	Error   *int            `json:"error"`
}

type keyringKey struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Since *int64 `json:"since"`
}

type keyringCutoff struct {
	Before  int64   `json:"before"`
	Salt    *string `json:"salt"`
	Binding *string `json:"binding"`
}

// TestKeyringVectors runs keyring.json at the time that it names.
func TestKeyringVectors(t *testing.T) {
	var file keyringVectors
	readVectorFile(t, "keyring.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Unix(file.Now, 0)))
		for _, v := range file.Cases {
			if err := v.check(t); err != nil {
				t.Errorf("%s, %s: %v", v.Name, v.Reason, err)
			}
		}
	})
}

func (v keyringVector) check(t *testing.T) error {
	if v.Reason == "" {
		return errors.New("no reason")
	}
	got, err := v.parse(t)
	if v.Error == nil {
		if err != nil {
			return err
		}
		if want := fmt.Sprint(v.Keys, v.Cutoffs, v.Public); got != want {
			return fmt.Errorf("read\n%s, want\n%s", got, want)
		}
		return nil
	}
	if !errors.Is(err, ErrConfig) {
		return fmt.Errorf("error is %v", err)
	}
	if line := fmt.Sprintf("line %d:", *v.Error); *v.Error > 0 != strings.Contains(err.Error(), "line ") ||
		*v.Error > 0 && !strings.Contains(err.Error(), line) {
		return fmt.Errorf("error is %v, want it at line %d", err, *v.Error)
	}
	return nil
}

// parse reads the text, and prints its keys and cutoffs.
func (v keyringVector) parse(t *testing.T) (string, error) {
	var set *keySet
	public := ""
	switch text := v.text(t); v.Kind {
	case "root":
		ring, err := ParseKeyring(text)
		if err != nil {
			return "", err
		}
		set = setOf(ring)
	case "public":
		ring, err := ParsePublicKeyring(text)
		if err != nil {
			return "", err
		}
		set = setOf(ring)
	case "signing":
		key, err := ParseSigningKey(text)
		if err != nil {
			return "", err
		}
		set, public = setOf(key), key.PublicKey()
	default:
		return "", fmt.Errorf("unknown kind %q", v.Kind)
	}
	var keys []keyringKey
	for i, k := range set.keys {
		keys = append(keys, keyringKey{keyIDText(k.id), k.state.String(), v.since(t, i)})
	}
	var cutoffs []keyringCutoff
	for _, c := range set.cutoffs {
		read := keyringCutoff{Before: c.Before, Binding: c.Binding}
		if c.Salt != "" {
			read.Salt = &c.Salt
		}
		cutoffs = append(cutoffs, read)
	}
	return fmt.Sprint(keys, cutoffs, public), nil
}

// since returns the since of a key in Unix seconds, which only programs that rotate keys use.
func (v keyringVector) since(t *testing.T, i int) *int64 {
	read, err := ring.Parse(v.text(t), keyKinds[v.Kind])
	if err != nil {
		t.Fatal(err)
	}
	if read.Keys[i].SinceAt.Empty() {
		return nil
	}
	seconds := read.Keys[i].Since.Unix()
	return &seconds
}

func (v keyringVector) text(t *testing.T) string {
	if v.Bytes != "" {
		return string(unhex(t, v.Bytes))
	}
	if v.After == nil {
		return v.Text
	}
	return v.Text + strings.Repeat(v.After[0].(string), int(v.After[1].(float64)))
}

// String shows what the pointer points to.
func (k keyringKey) String() string {
	if k.Since == nil {
		return k.ID + " " + k.State
	}
	return fmt.Sprintf("%s %s %d", k.ID, k.State, *k.Since)
}

// String shows what the pointers point to.
func (c keyringCutoff) String() string {
	return fmt.Sprintf("%d %s %s", c.Before, shownText(c.Salt), shownText(c.Binding))
}

func shownText(s *string) string {
	if s == nil {
		return "-"
	}
	return strconv.Quote(*s)
}
