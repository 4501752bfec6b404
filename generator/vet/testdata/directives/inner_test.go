package app

// want +2 `type Tested is declared in a test file`
//
//typeseal:sign salt=a.tested max-age=1h
type Tested struct{ ID int64 }
