package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/inspect"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/mint"
	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// randomProgram signs values of all types of its package, and prints a line for each: the
// type, the token, and the value as encoding/json writes it.
const randomProgram = `package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Text and Binary encode themselves.
type Text string

func (t Text) MarshalText() ([]byte, error)     { return []byte("<" + t + ">"), nil }
func (t *Text) UnmarshalText(text []byte) error { *t = Text(text[1 : len(text)-1]); return nil }

type Binary []byte

func (b Binary) MarshalBinary() ([]byte, error)     { return b, nil }
func (b *Binary) UnmarshalBinary(data []byte) error { *b = append(Binary{}, data...); return nil }

type signer interface {
	Sign(keys *typeseal.Keyring, opts ...typeseal.Option) (string, error)
}

var r = rand.New(rand.NewPCG(1, 2))

func fill(v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = time.Unix(r.Int64N(253402300800+62135596800)-62135596800, r.Int64N(2)*r.Int64N(1e9)).UTC()
		return
	case *netip.Addr:
		*p = netip.AddrFrom4([4]byte{byte(r.Uint32())})
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(r.Uint64()) >> r.IntN(64) >> (64 - v.Type().Bits()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(r.Uint64() >> r.IntN(64) >> (64 - v.Type().Bits()))
	case reflect.Float32:
		v.SetFloat(float64(float32(r.NormFloat64() * math.Pow(10, float64(r.IntN(60)-30)))))
	case reflect.Float64:
		v.SetFloat(r.NormFloat64() * math.Pow(10, float64(r.IntN(600)-300)))
	case reflect.String:
		text := []rune("a<é\u2028\U0001f600\"\\\n\x00 ")
		for range r.IntN(9) {
			v.SetString(v.String() + string(text[r.IntN(len(text))]))
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		each(v)
	case reflect.Array:
		each(v)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(12) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key)
			fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}

func each(v reflect.Value) {
	for i := range v.Len() {
		fill(v.Index(i))
	}
}

func main() {
	keys, err := typeseal.KeyringFromEnv("KEYS")
	if err != nil {
		panic(err)
	}
	for _, one := range all {
		for range 10 {
			v := reflect.New(reflect.TypeOf(one)).Elem()
			fill(v)
			token, err := v.Interface().(signer).Sign(keys)
			if err != nil {
				panic(fmt.Sprintf("%+v: %v", v, err))
			}
			value, err := json.Marshal(v.Interface())
			if err != nil {
				panic(err)
			}
			fmt.Println(v.Type().Name(), token, string(value))
		}
	}
}
`

// randomType returns a type of Go that a field can have.
func randomType(r *rand.Rand, depth int) string {
	leaves := strings.Fields("bool int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 float32 float64 string " +
		"[]byte [3]byte [20]byte time.Time Text Binary netip.Addr")
	if depth == 0 || r.IntN(2) == 0 {
		return leaves[r.IntN(len(leaves))]
	}
	inner := randomType(r, depth-1)
	switch r.IntN(6) {
	case 0:
		if strings.HasPrefix(inner, "*") {
			return inner
		}
		return "*" + inner
	case 1:
		return "[]" + inner
	case 2:
		return "[2]" + inner
	case 3:
		keys := strings.Fields("string int int8 int64 uint uint16 uint64")
		return "map[" + keys[r.IntN(len(keys))] + "]" + inner
	}
	return "struct{" + randomFields(r, depth-1) + "}"
}

func randomFields(r *rand.Rand, depth int) string {
	var b strings.Builder
	for i := range r.IntN(6) {
		fmt.Fprintf(&b, "\nF%d %s", i, randomType(r, depth))
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, " `json:\"%s%d\"`", []string{"f", "e-mail_", "é"}[r.IntN(3)], i)
		}
	}
	return b.String() + "\n"
}

// TestMintRandom: for random types and values, mint makes byte for byte the token that the
// generated code makes.
func TestMintRandom(t *testing.T) {
	types := 120
	if testing.Short() {
		types = 20
	}
	dir, lock := randomModule(t, types)
	cmd := exec.Command("go", "run", ".")
	cmd.Dir, cmd.Env = dir, append(cmd.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "KEYS="+sampleKey)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%.3000s", err, &said)
	}
	ring, err := mint.NewRing("keys", sampleKey, "")
	check(t, err)
	tried := 0
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Buffer(nil, 1<<22); lines.Scan(); tried++ {
		name, rest, _ := strings.Cut(lines.Text(), " ")
		token, value, _ := strings.Cut(rest, " ")
		claims, err := typeseal.Inspect(token)
		check(t, err)
		var typ *inspect.Type
		for _, c := range lock {
			if c.Named(name) {
				typ = c
			}
		}
		order := mint.Order{Type: typ, Ring: ring, Payload: value, Issued: claims.IssuedAt, Near: nearest}
		minted, err := order.Mint()
		if err != nil {
			t.Errorf("%s: %s: %v", name, value, err)
		} else if minted.Token != token || !minted.Accepted {
			t.Errorf("%s: %s\n%s, want\n%s", name, value, minted.Token, token)
		}
		zero, err := mint.Example(typ)
		if order.Payload = zero; err == nil && json.Valid([]byte(zero)) {
			_, err = order.Mint()
		}
		if err != nil {
			t.Errorf("%s: the example %s: %v", name, zero, err)
		}
	}
	if lines.Err() != nil || tried != 10*types {
		t.Errorf("%d tokens were tried: %v", tried, lines.Err())
	}
}

// randomModule generates for a module with random types, and returns those of its lock.
func randomModule(t *testing.T, types int) (dir string, lock []*inspect.Type) {
	r := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\"net/netip\"\n\"time\"\n)\n\nvar _ time.Time\nvar _ netip.Addr\n")
	var names []string
	for i := range types {
		options := []string{"codec=json", "codec=msgpack", "codec=json compress", "compress"}[i%4]
		fmt.Fprintf(&b, "\n//typeseal:sign salt=t%d max-age=1d max-size=1048576 %s\ntype T%[1]d struct{%[3]s}\n", i,
			options, randomFields(r, 3))
		names = append(names, fmt.Sprintf("T%d{}", i))
	}
	fmt.Fprintf(&b, "\nvar all = []any{%s}\n", strings.Join(names, ", "))
	root := goEnv(t, "GOMOD")[0]
	dir = writeFiles(t, map[string]string{
		"types.go": b.String(), "main.go": randomProgram,
		"go.sum": readFile(t, "../..", "go.sum"),
		"go.mod": "module example.com/random\n\ngo 1.26.0\n\nrequire github.com/typeseal/typeseal v0.0.0\n\n" +
			"replace github.com/typeseal/typeseal => " + strings.TrimSuffix(root, "go.mod") + "\n",
	})
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "-mod=mod")
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	for _, d := range result.Diagnostics {
		t.Error(d)
	}
	check(t, generator.Commit(result))
	result, err = generator.Generate(t.Context(), generator.Config{Dir: dir, Lock: lockName})
	check(t, err)
	return dir, inspect.TypesOf(result)
}
