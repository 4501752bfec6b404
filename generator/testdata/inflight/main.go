// Command inflight mints tokens with the types of one build and opens them with those of the
// next. The variable rows has a pair of types for each edit in the table of LOCK.md. The
// command prints the outcome of each pair.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

type row struct {
	Name        string
	Before, Now reflect.Type
}

// An outcome counts the tokens of one row.
type outcome struct{ Minted, Refused, Misread int }

func main() {
	results := map[string]outcome{}
	for _, r := range rows {
		results[r.Name] = r.run()
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}

const samples = 12

func (r row) run() (o outcome) {
	for i := range samples {
		was := reflect.New(r.Before)
		(&filler{seed: i}).fill(was.Elem())
		fillState(was.Elem())
		token, err := mint(was)
		if err != nil {
			continue // a bound, which this sample exceeds
		}
		o.Minted++
		now := reflect.New(r.Now)
		if err := open(now, token); err != nil {
			o.Refused++
			continue
		}
		if !same(was.Elem(), now.Elem()) {
			o.Misread++
		}
	}
	return o
}

var (
	ring               = must(typeseal.ParseKeyring(typeseal.GenerateKey()))
	signing, verifying = typeseal.GenerateSigningKey()
	signingKey         = must(typeseal.ParseSigningKey(signing))
	publicRing         = must(typeseal.ParsePublicKeyring(verifying))
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func mint(v reflect.Value) (string, error) {
	method := v.MethodByName("Sign")
	if !method.IsValid() {
		method = v.MethodByName("Seal")
	}
	out := method.Call(arguments(method.Type(), ""))
	err, _ := out[1].Interface().(error)
	return out[0].String(), err
}

func open(v reflect.Value, token string) error {
	for _, name := range []string{"Verify", "Open", "Peek"} {
		if method := v.MethodByName(name); method.IsValid() {
			err, _ := method.Call(arguments(method.Type(), token))[0].Interface().(error)
			return err
		}
	}
	panic("no method opens " + v.Type().String())
}

func arguments(method reflect.Type, token string) (args []reflect.Value) {
	for i := range method.NumIn() {
		if method.IsVariadic() && i == method.NumIn()-1 {
			break
		}
		switch in := method.In(i); in {
		case reflect.TypeFor[*typeseal.Keyring]():
			args = append(args, reflect.ValueOf(ring))
		case reflect.TypeFor[*typeseal.SigningKey]():
			args = append(args, reflect.ValueOf(signingKey))
		case reflect.TypeFor[*typeseal.PublicKeyring]():
			args = append(args, reflect.ValueOf(publicRing))
		case reflect.TypeFor[string]():
			args = append(args, reflect.ValueOf(token))
		case reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(context.Background()))
		case reflect.TypeFor[typeseal.Store](): // none: Peek does not ask
			args = append(args, reflect.Zero(in))
		default: // the function that loads state: what the token was minted with
			args = append(args, reflect.MakeFunc(in, func(in []reflect.Value) []reflect.Value {
				fillState(in[0].Elem())
				return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
			}))
		}
	}
	return args
}

func isState(f reflect.StructField) bool { return strings.Contains(f.Tag.Get("typeseal"), "state") }

func leftOut(f reflect.StructField) bool {
	return f.Tag.Get("json") == "-" || !f.IsExported() && !f.Anonymous
}

// A filler makes values that differ from field to field. With enough seeds they include the
// limits of their types.
type filler struct{ seed, n int }

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(int64(1e9+f.n), 0).UTC()))
		return
	case netip.Addr:
		v.Set(reflect.ValueOf(netip.AddrFrom4([4]byte{10, 0, byte(f.seed), byte(f.n)})))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(f.n%2 == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		most := int64(1)<<(v.Type().Bits()-1) - 1
		v.SetInt([]int64{int64(f.n), most - int64(f.n), -most + int64(f.n), -int64(f.n)}[f.seed%4])
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		most := uint64(math.MaxUint64) >> (64 - v.Type().Bits())
		v.SetUint([]uint64{uint64(f.n), most - uint64(f.n)}[f.seed%2])
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1 / float64(f.n+f.seed+2))
	case reflect.String:
		v.SetString(fmt.Sprintf("%d-%s", f.n, strings.Repeat("x", f.seed)))
	case reflect.Pointer:
		if f.seed%3 != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), f.seed%6, f.seed%6))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range f.seed % 3 {
			key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key)
			f.fill(elem)
			v.SetMapIndex(key, elem)
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if !leftOut(field) && !isState(field) {
				f.fill(value)
			}
		}
	}
}

// fillState sets the state fields in the order of their names.
func fillState(v reflect.Value) {
	var names []string
	for field := range v.Fields() {
		if isState(field) {
			names = append(names, field.Name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		(&filler{n: 1000 * (i + 1)}).fill(v.FieldByName(name))
	}
}

// A view identifies the fields of a struct by their Go names, or by their names in tokens.
type view func(reflect.StructField) string

var inGo view = func(f reflect.StructField) string { return f.Name }

var inTokens view = func(f reflect.StructField) string {
	if tag := f.Tag.Get("json"); tag != "" {
		return tag
	}
	return f.Name
}

// same reports whether two payloads have equal fields, identified by one of their two names.
func same(a, b reflect.Value) bool {
	return slices.Equal(inGo.values(a), inGo.values(b)) || slices.Equal(inTokens.values(a), inTokens.values(b))
}

func (w view) values(v reflect.Value) (list []string) {
	switch value := v.Interface().(type) {
	case time.Time, netip.Addr, netip.Prefix:
		return []string{fmt.Sprint(value)}
	}
	switch {
	case v.CanInt():
		return []string{fmt.Sprint(v.Int())}
	case v.Kind() == reflect.Struct:
		return w.fields(v)
	case v.Kind() == reflect.Pointer && v.IsNil():
		return []string{"nil"}
	case v.Kind() == reflect.Pointer:
		return w.values(v.Elem())
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
		for i := range v.Len() {
			list = append(list, w.values(v.Index(i))...)
		}
		return append(list, "end")
	case v.Kind() == reflect.Map:
		for _, key := range v.MapKeys() {
			list = append(list, strings.Join(append(w.values(key), w.values(v.MapIndex(key))...), " "))
		}
		slices.Sort(list)
		return append(list, "end")
	}
	return []string{fmt.Sprint(v.Interface())}
}

// fields returns the fields of a struct and of its embedded structs, sorted by name.
func (w view) fields(v reflect.Value) (list []string) {
	for field, value := range v.Fields() {
		switch {
		case leftOut(field) || isState(field):
		case field.Anonymous && field.Tag.Get("json") == "":
			list = append(list, w.fields(value)...)
		default:
			list = append(list, w(field)+"="+strings.Join(w.values(value), " "))
		}
	}
	slices.Sort(list)
	return list
}
