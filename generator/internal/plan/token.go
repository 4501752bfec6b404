package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// token plans the variable and the methods of one directive.
func (b *fileBuilder) token(t *Token, typ *model.Type, d *directive.Directive) {
	b.fill(t.Struct, typ.Shape, typ.Name)
	t.Methods = methodsOf(d)
	if d.Format != "" {
		b.foreign(t, typ, d)
		return
	}
	b.also(t, typ, d)
	if d.Once {
		b.Context = b.imports.std("context")
	}
	t.MintKeys = Param{"keys", "*" + b.Runtime + ".Keyring"}
	t.OpenKeys = t.MintKeys
	t.RuntimeMint, t.RuntimeOpen = "Mint", "Open"
	if d.Kind() == contract.Public {
		t.MintKeys = Param{"key", "*" + b.Runtime + ".SigningKey"}
		t.OpenKeys.Type = "*" + b.Runtime + ".PublicKeyring"
		t.RuntimeMint, t.RuntimeOpen = "MintPublic", "OpenPublic"
	}
	for _, f := range typ.Shape.Fields {
		if f.State {
			t.State = append(t.State, b.state(f))
		}
	}
	t.Policy = b.policy(t, d)
	if n, bounded := Longest(typ, d); bounded {
		t.Longest = n
	}
	b.describe(t, d)
	b.describeAlso(t, d)
	b.versions(t, typ, d)
}

func (b *fileBuilder) policy(t *Token, d *directive.Directive) []Option {
	codec := map[string]string{contract.Msgpack: "Msgpack", contract.JSON: "JSON"}[d.Codec]
	options := []Option{
		{"Kind", b.Runtime + "." + d.Kind().Name()},
		{"Salt", strconv.Quote(d.Salt)},
		{"Codec", b.Runtime + "." + codec},
	}
	if d.Deflate {
		options = append(options, Option{"Deflate", "true"})
	}
	options = append(options,
		Option{"Version", strconv.Itoa(d.Mint)},
		Option{"MaxAge", b.duration(d.MaxAge)})
	if versioned(d) {
		accept := "[]int{" + strings.ReplaceAll(directive.Numbers(d.Accepted()), ",", ", ") + "}"
		options = slices.Insert(options, len(options)-1, Option{"Accept", accept})
	}
	if d.Prefix != contract.DefaultPrefix {
		options = append(options, Option{"Prefix", strconv.Quote(d.Prefix)})
	}
	if d.MaxSize != contract.DefaultMaxSize {
		options = append(options, Option{"MaxSize", strconv.Itoa(d.MaxSize)})
	}
	if len(t.State) > 0 {
		options = append(options, Option{"State", "true"})
	}
	if d.Once {
		options = append(options, Option{"Once", "true"})
	}
	if d.Grace != 0 {
		options = append(options, Option{"Grace", b.duration(d.Grace)})
	}
	return options
}

// units are the units of package time, largest first.
var units = []struct {
	name string
	d    time.Duration
}{{"Hour", time.Hour}, {"Minute", time.Minute}, {"Second", time.Second}, {"Millisecond", time.Millisecond},
	{"Microsecond", time.Microsecond}}

// duration writes a max-age or a grace as a person would.
func (b *fileBuilder) duration(d time.Duration) string {
	if d == contract.Unlimited {
		return b.Runtime + ".Unlimited"
	}
	pkg := b.imports.std("time")
	if days := d / (24 * time.Hour); days > 1 && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%d * 24 * %s.Hour", days, pkg)
	}
	for _, u := range units {
		switch {
		case d == u.d:
			return pkg + "." + u.name
		case d%u.d == 0:
			return fmt.Sprintf("%d * %s.%s", d/u.d, pkg, u.name)
		}
	}
	return fmt.Sprintf("%d * %s.Nanosecond", d, pkg)
}

// Words writes a duration in English, such as 1 hour and 30 minutes.
func Words(d time.Duration) string {
	var parts []string
	rest := d
	for _, u := range []struct {
		name string
		d    time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		n := rest / u.d
		rest -= n * u.d
		switch n {
		case 0:
		case 1:
			parts = append(parts, "1 "+u.name)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, u.name))
		}
	}
	if rest != 0 || len(parts) == 0 {
		return d.String()
	}
	return list(parts)
}

// list writes an enumeration in English, such as a, b and c.
func list(parts []string) string {
	if n := len(parts) - 1; n > 0 {
		return strings.Join(parts[:n], ", ") + " and " + parts[n]
	}
	return parts[0]
}
