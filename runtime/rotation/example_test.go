package rotation_test

import (
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// A rotation by hand. Between two steps, wait until every program has loaded the ring.
func Example() {
	text := typeseal.GenerateKey() // or from the secret manager
	ring, err := rotation.Parse(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	old := ring.Keys()[0].ID
	id, err := ring.Add(time.Now())
	fmt.Println(len(ring.Keys()), "keys,", err)

	fmt.Println(ring.Promote(id, time.Now()))
	fmt.Println(ring.Retire(old, time.Now()))
	fmt.Println(ring.Remove(id))

	// Only Text has the keys.
	_, err = typeseal.ParseKeyring(ring.Text())
	fmt.Println(err)
	// Output:
	// 2 keys, <nil>
	// <nil>
	// <nil>
	// the key is primary; promote another key first
	// <nil>
}
