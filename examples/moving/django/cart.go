// Package cart moves a site from Django's signing, in Python, to native tokens, and then its
// hosts to Go. Its README has the steps.
package cart

// Cart is the content of the cookie named cart.
//
//typeseal:sign salt=shop.cart max-age=14d also=django also-salt=cart until=2027-03-31
type Cart struct {
	UserID int64            `json:"uid"`
	Items  map[string]int64 `json:"items"`
}
