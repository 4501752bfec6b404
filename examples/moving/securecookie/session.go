// Package forum moves a site from the cookies of gorilla/securecookie to native ones. Its
// README has the steps.
package forum

// Session says who is signed in. It is the content of the cookie named session.
//
//typeseal:seal salt=forum.session max-age=30d also=securecookie also-salt=session until=2027-03-31
type Session struct {
	UserID int64    `json:"uid"`
	Groups []string `json:"groups"`
}
