package account

// Visitor is what a Flask app keeps in its session.
//
//typeseal:sign salt=visit max-age=31d also=itsdangerous also-salt=cookie-session also-derivation=hmac until=2027-03-31
type Visitor struct {
	UserID int64 `json:"user_id"`
}
