package app

// Session and Visit may have different secrets, so nobody knows whether they are confused.

//typeseal:sign salt=a.session max-age=1h also=jwt until=2099-12-31
type Session struct{ ID int64 }

//typeseal:sign salt=a.visit max-age=1h also=jwt until=2099-12-31
type Visit struct{ ID int64 }
