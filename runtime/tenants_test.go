package typeseal

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

// tenantKinds are the policies whose tokens have different subkeys.
func tenantKinds() map[string]Policy {
	stateful := func(kind Kind) Policy {
		p := samplePolicy(kind)
		p.State = true
		return p
	}
	return map[string]Policy{
		"signed": samplePolicy(Signed), "signed with state": stateful(Signed),
		"sealed": samplePolicy(Sealed), "sealed with state": stateful(Sealed),
		"public": samplePolicy(Public),
	}
}

// tenantTypes returns ten types with the same keys.
func tenantTypes(t testing.TB, p Policy) (types []*kit) {
	for i := range 10 {
		p.Salt = fmt.Sprint("test.tenants.", i)
		if i == 0 {
			types = append(types, newKit(t, p))
		} else {
			types = append(types, types[0].with(p))
		}
	}
	return types
}

// inRealmOf returns the types with the keys of k.
func inRealmOf(types []*kit, k *kit) (moved []kit) {
	for _, other := range types {
		moved = append(moved, kit{k.name, other.spec, k.ring, k.signing, k.public})
	}
	return moved
}

// mintAny mints a token of s, whether the type has state or not.
func (k *kit) mintAny(t testing.TB, s sample) string {
	if k.spec.state {
		return k.bind(t, s, []string{s.Name})
	}
	return k.mint(t, s)
}

// openAny opens what mintAny minted.
func (k *kit) openAny(token string) (s sample, err error) {
	if !k.spec.state {
		return k.open(token)
	}
	o, err := k.begun(token)
	if err != nil {
		return s, err
	}
	s.decode(o.Msgpack())
	if err := Decoded(o, &s); err != nil {
		return s, err
	}
	return s, o.Fresh(s.Name)
}

// TestTenants: in each of many realms that are used in turn, by goroutines, the tokens of
// each type open as what was minted. They are forged in the next realm, and for the next
// type.
func TestTenants(t *testing.T) {
	realms := 10_000
	if testing.Short() {
		realms = 500
	}
	for name, p := range tenantKinds() {
		count, types := realms, tenantTypes(t, p)
		if p.Kind == Public {
			count /= 50 // signatures take long, and have no subkeys
		}
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for i := g; i < count; i += 3 { // so that some realms are of two goroutines
					if err := tryTenant(t, types, i); err != nil {
						t.Errorf("%s, realm %d: %v", name, i, err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

func tryTenant(t *testing.T, types []*kit, i int) error {
	own := inRealmOf(types, types[0].realm(fmt.Sprint("tenant:", i)))
	other := inRealmOf(types, types[0].realm(fmt.Sprint("tenant:", i+1)))
	for n := range own {
		sent := sample{ID: int64(i), Name: fmt.Sprint("user ", n)}
		token := own[n].mintAny(t, sent)
		if got, err := own[n].openAny(token); err != nil || got != sent {
			return fmt.Errorf("opened as %+v: %w", got, err)
		}
		if _, err := other[n].openAny(token); !errors.Is(err, ErrForged) {
			return fmt.Errorf("in another realm: %w", err)
		}
		if _, err := own[(n+1)%len(own)].openAny(token); !errors.Is(err, ErrForged) {
			return fmt.Errorf("as another type: %w", err)
		}
	}
	return nil
}
