package typeseal

import (
	"bytes"
	"crypto/rand"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// printed returns the texts that packages that print, log or encode make of v.
func printed(t *testing.T, v any) string {
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%t"} {
		fmt.Fprintf(&out, verb+"\n", v)
	}
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
		text, err := marshal(v)
		fmt.Fprintf(&out, "%s %v\n", text, err)
	}
	if err := gob.NewEncoder(&out).Encode(v); err != nil {
		fmt.Fprintln(&out, err)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("", "v", v)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("", "v", v, slog.Group("group", "v", v))
	if err := template.Must(template.New("").Parse("{{.}} {{printf `%+v` .}}\n")).Execute(&out, v); err != nil {
		t.Error(err)
	}
	return out.String()
}

// places returns values to print: v itself, and v by value and by pointer in
// exported and unexported fields, interfaces, slices and maps.
func places[T any](v T) []any {
	type holder struct {
		Value    T
		Pointer  *T
		value    T
		pointer  *T
		list     []T
		pointers []*T
		array    [1]T
		named    map[string]T
		any      any
		anything any
	}
	h := holder{v, &v, v, &v, []T{v}, []*T{&v}, [1]T{v}, map[string]T{"": v}, v, &v}
	return []any{v, &v, []T{v}, []*T{&v}, map[string]any{"v": v, "p": &v}, h, &h, []any{h, &h},
		struct{ inner holder }{h}}
}

// spellings returns the forms in which a secret can be printed.
func spellings(secret string) []string {
	quoted := fmt.Sprintf("%q", secret)
	decimal := strings.Trim(fmt.Sprint([]byte(secret)), "[]")
	return []string{secret, quoted[1 : len(quoted)-1], fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), decimal}
}

func wantHidden(t *testing.T, what string, places []any, secrets ...string) {
	t.Helper()
	for _, v := range places {
		text := printed(t, v)
		for _, s := range secrets {
			for _, spelling := range spellings(s) {
				if strings.Contains(text, spelling) {
					t.Errorf("%s prints %q, in %T", what, s, v)
				}
			}
		}
		walk(reflect.ValueOf(v), map[any]bool{}, func(found []byte) {
			for _, s := range secrets {
				if bytes.Contains(found, []byte(s)) {
					t.Errorf("%s: reflection finds %q in %T", what, s, v)
				}
			}
		})
	}
}

// TestPrinting: however keys, rings and options are printed, they show key ids
// at most, by value and by pointer, whether methods are called or not.
func TestPrinting(t *testing.T) {
	rootText := GenerateKey()
	signingText, publicText := GenerateSigningKey()
	raw := func(k *ring.Kind, text string) string {
		key, err := k.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(key[:])
	}
	root, seed := raw(ring.Root, rootText), raw(ring.Signing, signingText)
	const realm, binding, claim = "tenant:acme", "session:of-somebody", "CLAIMCLAIMCLAIMC"
	cut := "\ncutoff 2020-01-01T00:00:00Z binding \"" + binding + "\""
	ring := mustRing(t, rootText+cut).WithRealm(realm)
	signing, err := ParseSigningKey(signingText)
	if err != nil {
		t.Fatal(err)
	}
	signing = signing.WithRealm(realm)
	public, err := ParsePublicKeyring(publicText + cut)
	if err != nil {
		t.Fatal(err)
	}
	public = public.WithRealm(realm)
	for _, k := range []*kit{ // so that there are subkeys to print
		{spec: NewSpec(samplePolicy(Signed)), ring: ring}, {spec: NewSpec(samplePolicy(Sealed)), ring: ring},
		{spec: NewSpec(samplePolicy(Public)), signing: signing, public: public},
	} {
		if _, err := k.open(k.mint(t, ana)); err != nil {
			t.Fatal(err)
		}
	}
	for what, v := range map[string][]any{"Keyring": places(*ring), "PublicKeyring": places(*public),
		"SigningKey": places(*signing)} {
		wantHidden(t, what, v, rootText[16:], root, root[:16], signingText[16:], seed, seed[:16], realm, binding)
		if !strings.Contains(printed(t, v[0]), "typeseal."+what+"(") {
			t.Errorf("%s by value does not print as itself", what)
		}
	}
	wantHidden(t, "BoundTo", places(BoundTo(binding)), binding)
	wantHidden(t, "Claim", places(Claim([16]byte([]byte(claim)))), claim)
	if !strings.Contains(printed(t, []*Keyring{ring}), keyIDText(setOf(ring).primary.id)) {
		t.Error("no key id was printed")
	}
}

// TestPrintingHandles: handles of generated code do not print payloads, and reflection
// finds no subkey in them.
func TestPrintingHandles(t *testing.T) {
	const name = "somebody's name"
	p := samplePolicy(Sealed)
	p.State = true
	k := newKit(t, p)
	key := setOf(k.ring).primary
	sub := k.ring.viewed().present().subkeys(key, k.spec, "")
	var macs []string
	for _, mac := range []*suite.MAC{&sub.tag, sub.state} {
		walk(reflect.ValueOf(mac), map[any]bool{}, func(found []byte) { macs = append(macs, string(found)) })
	}
	if len(macs) != 4 || len(macs[0]) != suite.KeySize {
		t.Fatalf("%d parts of MACs", len(macs))
	}
	minting, err := k.begin(BoundTo("session:" + name))
	if err != nil {
		t.Fatal(err)
	}
	(&sample{Name: name}).encode(minting.Msgpack())
	opened, err := k.begun(k.bind(t, sample{Name: name}, []string{""}))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{minting, opened} {
		for _, s := range spellings(name) {
			if strings.Contains(printed(t, v), s) {
				t.Errorf("%T prints its payload: %s", v, printed(t, v))
			}
		}
		walk(reflect.ValueOf(v), map[any]bool{}, func(found []byte) {
			for _, mac := range macs {
				if bytes.Contains(found, []byte(mac)) && mac != string(make([]byte, suite.KeySize)) {
					t.Errorf("reflection finds a subkey in %T", v)
				}
			}
		})
	}
}

// TestExpiredShowsNothing: only the method Payload shows the payload of an
// expired token.
func TestExpiredShowsNothing(t *testing.T) {
	type nested struct {
		Patient string
		Notes   []string
		Next    *sample
	}
	const secret = "the sealed finding"
	now := time.Now()
	text := NewExpiredError(secret, now, now)
	deep := NewExpiredError(nested{secret, []string{secret}, &sample{Name: secret}}, now, now)
	wantHidden(t, "of a string", places(*text), secret)
	wantHidden(t, "of a struct", places(*deep), secret)
	for _, err := range []error{text, deep, fmt.Errorf("opening: %w", deep), errors.Join(text, deep)} {
		wantHidden(t, "as an error", places(err), secret)
		if !errors.Is(err, ErrExpired) || !errors.Is(err, ErrInvalid) {
			t.Errorf("%v is not ErrExpired", err)
		}
	}
	for _, v := range []any{text, *text, map[string]any{"error": deep}, struct{ Err error }{deep}} {
		if b, err := json.Marshal(v); err != nil || !strings.Contains(string(b), `"typeseal: expired token"`) {
			t.Errorf("%T as JSON: %s, %v", v, b, err)
		}
	}
	var asked *ExpiredError[nested]
	if !errors.As(fmt.Errorf("opening: %w", deep), &asked) || asked.Payload().Patient != secret ||
		!asked.IssuedAt.Equal(now) {
		t.Errorf("the payload is lost: %v", asked)
	}
	if (*ExpiredError[sample])(nil).Payload() != (sample{}) || new(ExpiredError[sample]).Payload() != (sample{}) {
		t.Error("a zero ExpiredError has a payload")
	}
}

// TestPrintedIsFound: the functions of this file find a secret that is not hidden.
func TestPrintedIsFound(t *testing.T) {
	key := make([]byte, 32)
	rand.Read(key)
	type open struct{ hidden []byte }
	text := printed(t, open{key})
	if !strings.Contains(text, strings.Trim(fmt.Sprint(key), "[]")) ||
		!strings.Contains(text, hex.EncodeToString(key)) {
		t.Error("a secret in plain sight is not found")
	}
	found := false
	walk(reflect.ValueOf(&open{key}), map[any]bool{}, func(b []byte) { found = found || bytes.Equal(b, key) })
	if !found {
		t.Error("a walk does not find a secret in plain sight")
	}
}

// walk calls show with all strings and bytes that reflection can reach from v.
func walk(v reflect.Value, seen map[any]bool, show func([]byte)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || v.Kind() == reflect.Pointer && seen[v.Pointer()] {
			return
		}
		if v.Kind() == reflect.Pointer {
			seen[v.Pointer()] = true
		}
		walk(v.Elem(), seen, show)
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), seen, show)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			walk(key, seen, show)
			walk(v.MapIndex(key), seen, show)
		}
	case reflect.String:
		show([]byte(v.String()))
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range v.Len() {
				walk(v.Index(i), seen, show)
			}
			return
		}
		b := make([]byte, v.Len())
		for i := range b {
			b[i] = byte(v.Index(i).Uint())
		}
		show(b)
	}
}
