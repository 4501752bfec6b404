// Package uses has the types that uses.ts uses in TypeScript.
package uses

import (
	"errors"
	"time"
)

//typeseal:sign salt=account.password-reset max-age=30m
type PasswordReset struct {
	UserID int64  `json:"uid"`
	Email  string `json:"email" typeseal:"max=200"`
}

//typeseal:seal salt=app.invite max-age=7d once
type Invite struct {
	Team string
	By   int64
}

//typeseal:sign salt=app.reset max-age=30m once
type Reset struct {
	UserID       int64     `json:"uid"`
	PasswordHash string    `typeseal:"state"`
	Failures     int       `typeseal:"state"`
	Locked       bool      `typeseal:"state"`
	Seen         time.Time `typeseal:"state"`
}

//typeseal:sign salt=app.licence max-age=unlimited alg=ed25519
type Licence struct {
	Seats uint16 `json:"seats"`
}

//typeseal:sign salt=app.order max-age=1d version=4 accept=1,2 mint=2
//typeseal:seal salt=app.order max-age=1d
type Order struct {
	Number int64 `json:"number"`
	Buyer  Buyer `json:"buyer"`
}

// Buyer is a part of a payload.
type Buyer struct{ Name, City string }

//typeseal:former of=Order version=1
type OrderV1 struct {
	Number int32 `json:"number"`
}

// Upgrade and Downgrade are never called.
func (OrderV1) Upgrade() (OrderV2, error) { return OrderV2{}, errors.ErrUnsupported }

//typeseal:former of=Order version=2
type OrderV2 struct {
	Number int32 `json:"number"`
	Buyer  struct{ Name string }
}

func (OrderV2) Upgrade() (Order, error)   { return Order{}, errors.ErrUnsupported }
func (Order) Downgrade() (OrderV2, error) { return OrderV2{}, errors.ErrUnsupported }
