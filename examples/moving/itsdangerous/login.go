// Package account moves a site from itsdangerous, in Python, to native tokens, and then its
// hosts to Go. Its README has the steps.
package account

// Login is the content of a link in a mail, with which a person signs in.
//
//typeseal:sign salt=shop.login max-age=1h also=itsdangerous also-salt=login until=2027-03-31
type Login struct {
	UserID int64  `json:"uid"`
	Email  string `json:"email"`
}
