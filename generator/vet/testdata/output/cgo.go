package app

// int one(void) { return 1; }
import "C"

// One is a token beside C.
//
//typeseal:sign salt=mail.one max-age=30m
type One struct {
	ID int64
}

func one() int { return int(C.one()) }
