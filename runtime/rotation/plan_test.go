package rotation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

const day = 24 * time.Hour

// start is when the keys of TestPlan took their states, unless a key says how much later.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// keys makes keys of words such as "primary" or "accepted+2h". They are called k1, k2 and so on.
func keys(t *testing.T, words string) (list []rotation.Key) {
	for i, word := range strings.Fields(words) {
		state, later, _ := strings.Cut(word, "+")
		k := rotation.Key{ID: fmt.Sprintf("k%d", i+1), State: state, Since: start, Line: i + 1}
		if later == "undated" {
			k.Since = time.Time{}
		} else if later != "" {
			d, err := time.ParseDuration(later)
			check(t, err)
			k.Since = start.Add(d)
		}
		list = append(list, k)
	}
	return list
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// text returns a step as "promote k2 after 1h0m0s", with the time after start.
func text(s rotation.Step) string {
	words := []string{string(s.Action)}
	if s.Action == "" {
		words = []string{"none"}
	}
	if s.KeyID != "" {
		words = append(words, s.KeyID)
	}
	if !s.Due.IsZero() {
		words = append(words, "after "+s.Due.Sub(start).String())
	}
	if s.Pinned != nil {
		words = append(words, "pinned by "+strings.Join(s.Pinned, ", "))
	}
	return strings.Join(words, " ")
}

var waits = rotation.Waits{
	Propagation: time.Hour, MaxKeyAge: 90 * day,
	Types: []rotation.Type{{Name: "Reset", MaxAge: 30 * time.Minute}, {Name: "Invite", MaxAge: 7 * day}},
}

func TestPlan(t *testing.T) {
	forever := waits
	forever.Types = append(slices.Clip(waits.Types), rotation.Type{Name: "Card", MaxAge: -1})
	never := waits
	never.MaxKeyAge = 0
	for _, c := range []struct {
		waits      rotation.Waits
		keys, want string // want has the next step, then the step of each key
	}{
		{waits, "primary", "add after 2160h0m0s; add after 2160h0m0s"},
		{never, "primary", "add; add"},
		{never, "primary accepted", "retire k2 after 169h1m1s; add; retire k2 after 169h1m1s"},
		{never, "retired primary", "remove k1 after 1h0m0s; remove k1 after 1h0m0s; add"},
		{waits, "primary accepted+1s", "promote k2 after 1h0m1s; none; promote k2 after 1h0m1s"},
		// A former primary key took its state when the present one did. Its last token is
		// minted an hour later, and lives for 7 days, a minute by a slow clock, and a second.
		{waits, "primary accepted", "retire k2 after 169h1m1s; add after 2160h0m0s; retire k2 after 169h1m1s"},
		{waits, "accepted+-1h primary", "retire k1 after 168h1m1s; retire k1 after 168h1m1s; add after 2160h0m0s"},
		{waits, "primary retired", "remove k2 after 1h0m0s; add after 2160h0m0s; remove k2 after 1h0m0s"},
		{waits, "primary revoked", "remove k2 after 169h1m1s; add after 2160h0m0s; remove k2 after 169h1m1s"},
		// The step that is due first comes first, and of two the end of a key.
		{waits, "primary accepted+2h retired+3h", "promote k2 after 3h0m0s; none; promote k2 after 3h0m0s; " +
			"remove k3 after 4h0m0s"},
		{waits, "primary accepted+1h retired+1h", "remove k3 after 2h0m0s; none; promote k2 after 2h0m0s; " +
			"remove k3 after 2h0m0s"},
		{waits, "primary accepted+1h accepted+2h", "promote k2 after 2h0m0s; none; promote k2 after 2h0m0s; " +
			"promote k3 after 3h0m0s"},
		// A key that tokens without an end need is never taken, nor is it in the way.
		{forever, "primary accepted", "add after 2160h0m0s; add after 2160h0m0s; retire k2 pinned by Card"},
		{forever, "primary revoked", "add after 2160h0m0s; add after 2160h0m0s; remove k2 pinned by Card"},
		{forever, "primary retired", "remove k2 after 1h0m0s; add after 2160h0m0s; remove k2 after 1h0m0s"},
		// Without since, the wait begins now, which is a day after start.
		{waits, "primary+undated", "add after 2184h0m0s; add after 2184h0m0s"},
		{waits, "primary+undated accepted+undated", "retire k2 after 193h1m1s; add after 2184h0m0s; " +
			"retire k2 after 193h1m1s"},
		{waits, "primary accepted+undated", "promote k2 after 25h0m0s; none; promote k2 after 25h0m0s"},
		// Public keys follow the signing keys.
		{waits, "accepted accepted+1h retired", "remove k3 after 1h0m0s; none; none; remove k3 after 1h0m0s"},
		// A full ring has no room for a new key.
		{forever, "primary" + strings.Repeat(" accepted", 63), "none; none" +
			strings.Repeat("; retire k pinned by Card", 63)},
		{waits, "", "none"},
	} {
		plan := c.waits.Plan(keys(t, c.keys), start.Add(day))
		got := text(plan.Next)
		for _, k := range plan.Keys {
			got += "; " + text(k.Next)
		}
		if strings.Contains(c.want, " k ") { // of any key
			for i := range plan.Keys {
				got = strings.ReplaceAll(got, fmt.Sprintf(" k%d ", i+1), " k ")
			}
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.keys, got, c.want)
		}
	}
}

// TestOpens: a plan says which tokens of a key may be valid, and until when.
func TestOpens(t *testing.T) {
	forever := waits
	forever.Types = append(slices.Clip(waits.Types), rotation.Type{Name: "Card", MaxAge: -1})
	for _, c := range []struct {
		waits rotation.Waits
		keys  string
		now   time.Duration
		want  string
	}{
		{waits, "primary accepted+1s", 0, "Reset, Invite; "}, // k2 has minted nothing
		{waits, "primary accepted", 0, "Reset, Invite; Invite 1h0m0s 169h1m0s, Reset 1h0m0s 1h31m0s"},
		{waits, "primary accepted", 91 * time.Minute, "Reset, Invite; Invite 1h0m0s 169h1m0s, Reset 1h0m0s 1h31m0s"},
		{waits, "primary accepted", 91*time.Minute + time.Second, "Reset, Invite; Invite 1h0m0s 169h1m0s"},
		{waits, "primary accepted", 170 * time.Hour, "Reset, Invite; "},
		{forever, "primary accepted", 0, "Reset, Invite, Card; " +
			"Card 1h0m0s, Invite 1h0m0s 169h1m0s, Reset 1h0m0s 1h31m0s"},
		{forever, "primary accepted", 170 * time.Hour, "Reset, Invite, Card; Card 1h0m0s"},
		{waits, "primary retired revoked", 0, "Reset, Invite; ; "},
		{waits, "accepted", 0, "Reset, Invite"}, // a public key
	} {
		var got []string
		for _, k := range c.waits.Plan(keys(t, c.keys), start.Add(c.now)).Keys {
			var list []string
			for _, o := range k.Opens {
				word := o.Type
				for _, end := range []time.Time{o.Minted, o.Until} {
					if !end.IsZero() {
						word += " " + end.Sub(start).String()
					}
				}
				list = append(list, word)
			}
			got = append(got, strings.Join(list, ", "))
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s, %v later:\n got %s\nwant %s", c.keys, c.now, got, c.want)
		}
	}
}

// TestReady: a step is ready from the second in which it is due.
func TestReady(t *testing.T) {
	for _, c := range []struct {
		step rotation.Step
		want bool
	}{
		{rotation.Step{}, false},
		{rotation.Step{Due: start}, false},
		{rotation.Step{Action: rotation.Add}, false},
		{rotation.Step{Action: rotation.Add, Due: start}, true},
		{rotation.Step{Action: rotation.Add, Due: start.Add(-1)}, true},
		{rotation.Step{Action: rotation.Add, Due: start.Add(1)}, false},
	} {
		if c.step.Ready(start) != c.want {
			t.Errorf("%v is ready: %v", c.step, !c.want)
		}
	}
}

// TestNewer: a key that is added in the second in which the primary key took its state waits to be
// promoted, and is not mistaken for a former primary key.
func TestNewer(t *testing.T) {
	ring, err := rotation.Parse(typeseal.GenerateKey())
	check(t, err)
	check(t, ring.Date(start))
	id, err := ring.Take(rotation.Step{Action: rotation.Add}, start)
	check(t, err)
	if next := waits.Plan(ring.Keys(), start).Next; next.Action != rotation.Promote || next.KeyID != id {
		t.Errorf("the next step is %s, want promote %s", text(next), id)
	}
}

// TestYear rotates twice an hour for a year, as cron does. The primary key is never older than it
// should be, and keys that are no longer needed go.
func TestYear(t *testing.T) {
	const every = 30 * time.Minute
	for name, c := range map[string]struct {
		key     func() string
		waits   rotation.Waits
		primary int // how many primary keys there are in the year
		most    int // keys in the ring
	}{
		"short tokens":    {typeseal.GenerateKey, life(12*time.Hour, 90*day), 5, 2},
		"long tokens":     {typeseal.GenerateKey, life(365*day, 90*day), 5, 5},
		"young keys":      {typeseal.GenerateKey, life(7*day, day), 350, 8},
		"long and young":  {typeseal.GenerateKey, life(365*day, 7*day), 52, 52},
		"too many":        {typeseal.GenerateKey, life(365*day, 2*day), 64, 64}, // the ring is full
		"without an end":  {typeseal.GenerateKey, life(-1, 30*day), 12, 13},
		"signing keys":    {signingKey, life(7*day, 30*day), 12, 2},
		"of the operator": {typeseal.GenerateKey, life(7*day, 0), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, err := rotation.Parse(c.key())
			check(t, err)
			check(t, ring.Date(start))
			primaries, most, oldest := map[string]bool{}, 0, time.Duration(0)
			for now := start; now.Before(start.AddDate(1, 0, 0)); now = now.Add(every) {
				if step := c.waits.Plan(ring.Keys(), now).Next; step.Ready(now) {
					_, err := ring.Take(step, now)
					check(t, err)
					ring, err = rotation.Parse(ring.Text())
					check(t, err)
				}
				most = max(most, len(ring.Keys()))
				for _, k := range ring.Keys() {
					if k.State == "primary" {
						primaries[k.ID], oldest = true, max(oldest, now.Sub(k.Since))
					}
				}
			}
			t.Logf("%d primary keys, at most %d keys, the oldest primary key %v", len(primaries), most, oldest)
			if most > c.most || len(primaries) < c.primary {
				t.Errorf("%d primary keys, want %d; at most %d keys, want %d", len(primaries), c.primary, most, c.most)
			}
			limit := c.waits.MaxKeyAge + c.waits.Propagation + 2*every
			if c.waits.MaxKeyAge > 0 && most < 64 && oldest > limit {
				t.Errorf("a primary key is %v old, want at most %v", oldest, limit)
			}
		})
	}
}

func life(maxAge, maxKeyAge time.Duration) rotation.Waits {
	return rotation.Waits{
		Propagation: time.Hour, MaxKeyAge: maxKeyAge, Types: []rotation.Type{{Name: "T", MaxAge: maxAge}},
	}
}

func signingKey() string {
	secret, _ := typeseal.GenerateSigningKey()
	return secret
}

// A program rotates the keys of its own ring, once an hour.
func ExampleWaits_Plan() {
	ring, err := rotation.Parse("primary " + typeseal.GenerateKey() + " since=2026-01-01T00:00:00Z")
	if err != nil {
		fmt.Println(err)
		return
	}
	waits := rotation.Waits{
		Propagation: time.Hour,
		MaxKeyAge:   90 * 24 * time.Hour,
		Types:       []rotation.Type{{Name: "account.PasswordReset", MaxAge: 30 * time.Minute}},
	}
	for _, now := range []time.Time{
		time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 1, 13, 0, 0, 0, time.UTC),
	} {
		next := waits.Plan(ring.Keys(), now).Next
		fmt.Println(next.Action, next.Due.Format(time.RFC3339), next.Ready(now))
		if next.Ready(now) {
			_, err = ring.Take(next, now)
		}
	}
	fmt.Println(waits.Plan(ring.Keys(), time.Now()).Next.Action, err)
	// Output:
	// add 2026-04-01T00:00:00Z false
	// add 2026-04-01T00:00:00Z true
	// promote 2026-04-01T13:00:00Z true
	// retire <nil>
}

// TestTakeWithoutAction takes steps that no plan has. None of them may change the ring.
func TestTakeWithoutAction(t *testing.T) {
	ring, err := rotation.Parse("primary " + typeseal.GenerateKey() + "\naccepted " + typeseal.GenerateKey())
	check(t, err)
	before := ring.Text()
	for _, action := range []rotation.Action{"", "revoke", "Remove"} {
		id, err := ring.Take(rotation.Step{Action: action, KeyID: ring.Keys()[1].ID}, start)
		if err == nil || id != "" || ring.Text() != before {
			t.Errorf("%q: %q, %v, %v", action, id, err, ring)
		}
	}
}

// TestUndated: a since that is older than the key's state, because states were changed by hand, is not
// believed. Otherwise a key whose tokens are valid would be due to go.
func TestUndated(t *testing.T) {
	const (
		t1 = " since=2026-01-01T00:00:00Z\n"
		t2 = " since=2026-02-01T00:00:00Z\n"
		t3 = " since=2026-03-01T00:00:00Z\n"
	)
	a, b, c := typeseal.GenerateKey(), typeseal.GenerateKey(), typeseal.GenerateKey()
	_, public := typeseal.GenerateSigningKey()
	_, other := typeseal.GenerateSigningKey()
	for what, test := range map[string]struct {
		text    string
		undated []int
	}{
		"nothing is written":           {"primary " + a + "\naccepted " + b, []int{0, 1}},
		"public keys":                  {"accepted " + public + t1 + "accepted " + other + t2, nil},
		"a rotation":                   {"accepted " + a + t2 + "primary " + b + t2 + "accepted " + c + t3, nil},
		"a former key of long ago":     {"accepted " + a + t1 + "accepted " + b + t2 + "primary " + c + t2, nil},
		"it was retired":               {"accepted " + a + t1 + "retired " + b + t3 + "primary " + c + t2, nil},
		"it was revoked":               {"accepted " + a + t1 + "revoked " + b + t2 + "primary " + c + t2, nil},
		"states were exchanged":        {"accepted " + a + t1 + "primary " + b + t2, []int{0, 1}},
		"exchanged, with an older key": {"accepted " + a + t2 + "primary " + b + t3 + "retired " + c + t1, []int{0, 1}},
		"exchanged, and one has none":  {"accepted " + a + t1 + "primary " + b, []int{0, 1}},
		"a new key by hand":            {"primary " + a + t1 + "accepted " + b, []int{1}},
	} {
		ring, err := rotation.Parse(test.text)
		check(t, err)
		var want []string
		for _, i := range test.undated {
			want = append(want, ring.Keys()[i].ID)
		}
		if got := ring.Undated(); !slices.Equal(got, want) {
			t.Errorf("%s: %v are undated, want %v", what, got, want)
		}
		check(t, ring.Date(start))
		if got := ring.Undated(); got != nil {
			t.Errorf("%s: %v are undated after Date", what, got)
		}
	}
}
