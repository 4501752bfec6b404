package main

import "time"

// Job is the payload that the front end gives to the worker. It contains a secret of the
// customer, so it is sealed: nobody who sees the token in a queue, a log or a command
// line can read or change it.
//
//typeseal:seal salt=shop.job max-age=5m
type Job struct {
	Customer Customer          `json:"customer"`
	Export   []string          `json:"export"`
	Options  map[string]string `json:"options"`
	Due      time.Time         `json:"due"`
}

// Customer is a part of Job.
type Customer struct {
	ID     int64  `json:"id"`
	APIKey string `json:"api_key"`
}
