// Package shop moves a site from golang-jwt to native tokens. Its README has the steps.
package shop

// Session says who is signed in.
//
//typeseal:sign salt=shop.session max-age=8h also=jwt also-audience=shop also-missing=zero until=2027-03-31
type Session struct {
	UserID int64    `json:"uid"`
	Role   string   `json:"role"`
	Teams  []string `json:"teams"`
}
