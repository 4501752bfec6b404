package main

import "time"

//go:generate go tool typeseal

// Job is what the front end hands to the worker: what to do, for whom, and with
// which of the customer's secrets. It is sealed: whatever carries it, a queue, a
// log or a command line, can neither read nor change it.
//
//typeseal:seal salt=shop.job max-age=5m
type Job struct {
	Customer Customer          `json:"customer"`
	Export   []string          `json:"export"`
	Options  map[string]string `json:"options"`
	Due      time.Time         `json:"due"`
}

// Customer travels as a part of Job.
type Customer struct {
	ID     int64  `json:"id"`
	APIKey string `json:"api_key"`
}
