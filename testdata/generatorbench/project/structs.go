package project

// shared is the source of the package that all others import. Each token has a field of
// one of its structs.
const shared = `package shared

import "time"

// Person is somebody who has an account.
type Person struct {
	ID    int64  ` + "`json:\"id\"`" + `
	Name  string ` + "`json:\"name\"`" + `
	Email string ` + "`json:\"email\"`" + `
}

// Money is an amount in the smallest unit of a currency.
type Money struct {
	Amount   int64  ` + "`json:\"amount\"`" + `
	Currency string ` + "`json:\"currency\"`" + `
}

// Address is where a parcel goes.
type Address struct {
	Lines   []string ` + "`json:\"lines\"`" + `
	City    string   ` + "`json:\"city\"`" + `
	Country string   ` + "`json:\"country\"`" + `
}

// Audit says who changed something, and when.
type Audit struct {
	By Person    ` + "`json:\"by\"`" + `
	At time.Time ` + "`json:\"at\"`" + `
}
`

var sharedNames = []string{"Person", "Money", "Address", "Audit"}

// parts are the structs of a package that are fields of its other structs.
const parts = `// Item is a line of an order.
type Item struct {
	Article int64        ` + "`json:\"article\"`" + `
	Count   uint16       ` + "`json:\"count\"`" + `
	Price   shared.Money ` + "`json:\"price\"`" + `
	Options []string     ` + "`json:\"options\"`" + `
}

// Device is what somebody signs in with.
type Device struct {
	Name    string    ` + "`json:\"name\"`" + `
	Trusted bool      ` + "`json:\"trusted\"`" + `
	Seen    time.Time ` + "`json:\"seen\"`" + `
}
`

// A form is the fields of a struct. The structs of a package take turns with the forms.
type form struct{ name, doc, fields string }

var forms = []form{
	{"Order", "is what somebody has bought", `	ID       int64             ` + "`json:\"id\"`" + `
	Number   string            ` + "`json:\"number\"`" + `
	Placed   time.Time         ` + "`json:\"placed\"`" + `
	Customer shared.Person     ` + "`json:\"customer\"`" + `
	Items    []Item            ` + "`json:\"items\"`" + `
	Notes    map[string]string ` + "`json:\"notes\"`" + `
	Coupon   *string           ` + "`json:\"coupon\"`" + `
`},
	{"Session", "says who is signed in", `	User    shared.Person ` + "`json:\"user\"`" + `
	Roles   []string      ` + "`json:\"roles\"`" + `
	Started time.Time     ` + "`json:\"started\"`" + `
	Device  *Device       ` + "`json:\"device\"`" + `
	Epoch   uint32        ` + "`json:\"epoch\"`" + `
`},
	{"Invite", "asks somebody to join a team", `	Team    string           ` + "`json:\"team\"`" + `
	Inviter shared.Person    ` + "`json:\"inviter\"`" + `
	Address *shared.Address  ` + "`json:\"address\"`" + `
	Limits  map[string]int64 ` + "`json:\"limits\"`" + `
	Flags   []bool           ` + "`json:\"flags\"`" + `
`},
	{"Transfer", "is a payment that waits for a confirmation", `	From   int64        ` + "`json:\"from\"`" + `
	To     int64        ` + "`json:\"to\"`" + `
	Amount shared.Money ` + "`json:\"amount\"`" + `
	Audit  shared.Audit ` + "`json:\"audit\"`" + `
	Memo   string       ` + "`json:\"memo\"`" + `
	Proof  []byte       ` + "`json:\"proof\"`" + `
	Rate   float64      ` + "`json:\"rate\"`" + `
`},
	{"Upload", "lets somebody store a file", `	Path    string              ` + "`json:\"path\"`" + `
	Size    int64               ` + "`json:\"size\"`" + `
	Owner   shared.Person       ` + "`json:\"owner\"`" + `
	Wait    time.Duration       ` + "`json:\"wait\"`" + `
	Labels  map[string][]string ` + "`json:\"labels\"`" + `
	Devices []*Device           ` + "`json:\"devices\"`" + `
`},
}
