package browser

//go:generate go tool typeseal

// Reset is the token of a link that works once.
//
//typeseal:seal salt=browser.reset max-age=30m once
type Reset struct {
	Email string `json:"email"`
}

// Session is the token of a cookie.
//
//typeseal:seal salt=browser.session max-age=24h
type Session struct {
	Name string `json:"name"`
}

// Forever is the token of a cookie without an end.
//
//typeseal:sign salt=browser.forever max-age=unlimited
type Forever struct {
	Name string `json:"name"`
}
