package app_test

// want +2 `type Outside is declared in a test file`
//
//typeseal:sign salt=a.outside max-age=1h
type Outside struct{ ID int64 }
