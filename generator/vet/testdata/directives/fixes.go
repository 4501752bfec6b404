package app

// want +2 `unknown option "slat"; did you mean "salt"\?`
//
//typeseal:sign slat=a.option max-age=30m
type Option struct{ ID int64 }

// want +2 `misspelled directive //typesael:sign; did you mean "//typeseal:sign"\?`
//
//typesael:sign salt=a.word max-age=30m
type Word struct{ ID int64 }

// want +1 `a directive has no space after //, so this is only a comment; write //typeseal:seal`
// typeseal:seal salt=a.space max-age=30m
type Space struct{ ID int64 }

// want +2 `unknown verb "sing"; did you mean "sign"\?`
//
//typeseal:sing salt=a.verb max-age=30m
type Verb struct{ ID int64 }

// want +2 `unknown codec "jsno"; did you mean "json"\?`
//
//typeseal:sign salt=a.codec max-age=30m codec=jsno
type Codec struct{ ID int64 }

// want +2 `the salt has upper-case letters; write salt=a.upper`
//
//typeseal:sign salt=A.Upper max-age=30m
type Upper struct{ ID int64 }

// want +2 `once takes no value; write once`
//
//typeseal:sign salt=a.flag max-age=30m once=true
type Flag struct{ ID int64 }

// want +2 `a token of Long can have 1384 characters, and its max-size is 128; write max-size=1384`
//
//typeseal:sign salt=a.long max-age=30m max-size=128
type Long struct {
	Text string `typeseal:"max=1000"`
}

//typeseal:sign salt=a.tags max-age=30m
type Tags struct {
	ID     int64
	State  string `json:"state" Typeseal:"state"` // want `field State: misspelled tag key "Typeseal"`
	Secret string `msgpack:"-"`                   // want `field Secret: msgpack:"-" does not`
	Hidden string `jsno:"-"`                      // want `field Hidden: misspelled tag key "jsno"`
	Plain  string "msgpack:\"-\""                 // want `field Plain: msgpack:"-" does not`
}
