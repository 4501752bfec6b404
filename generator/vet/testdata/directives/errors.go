package app

import "sync"

type Number int

// want +2 `type Several is declared as int, not as a struct`
//
//typeseal:sign salt=a.several max-age=1h
type Several Number

//typeseal:sign salt=a.fields max-age=1h
type Fields struct {
	Done   chan bool   // want `field Done: chan bool is a channel, which cannot be encoded`
	Lock   sync.Mutex  // want `field Lock: payloads are copied, but sync.Mutex must not be copied`
	Deep   map[any]int // want `has keys that are neither strings nor integers`
	Verify string      // want `type Fields has a field Verify, so it cannot have a method Verify`
}

//typeseal:sign salt=a.one max-age=1h
type One struct{ ID int64 }

// want +2 `salt a.one already belongs to example.com/app.One; choose another salt: this one is taken at errors.go:`
//
//typeseal:seal salt=a.one max-age=1h
type Two struct{ ID int64 }

// want +2 `directive above func f`
//
//typeseal:sign salt=a.func max-age=1h
func f() {}

// Both has its own tokens, and others embed it.
//
//typeseal:sign salt=a.embedded max-age=1h
type Embedded struct{ ID int64 }

type Outer struct {
	Embedded // want `type Outer gets Sign, AppendSign, Verify from Embedded, for the fields of Embedded alone`
	Name     string
}
