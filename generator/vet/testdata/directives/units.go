package app

// want +2 `max-age="30" has no unit; write 30s, 30m, 30h or 30d`
//
//typeseal:sign salt=a.unit max-age=30
type Unit struct{ ID int64 }
