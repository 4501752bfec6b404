// Package expvars counts the uses of tokens in variables of package expvar.
//
// Importing package expvar registers the path /debug/vars with http.DefaultServeMux. That
// is why this package is not part of package observe.
package expvars

import (
	"expvar"
	"sync"

	"github.com/typeseal/typeseal/runtime/observe"
)

// New publishes a variable with the given name, and returns an observer that counts events
// in it. Like expvar.Publish, it panics if the name is in use. The variable is a JSON
// object with an object for each salt:
//
//	{"account.password-reset": {"mint ok": 7, "open expired token": 2, "open ok": 5, "open with key 1f0c77aa": 5}}
//
// Tokens cannot make it grow: salts and results come from the program, and keys are counted
// only for tokens that were opened.
func New(name string) observe.Observer { return &counts{salts: expvar.NewMap(name)} }

type counts struct {
	mu    sync.Mutex // of adding a salt
	salts *expvar.Map
}

func (c *counts) Observe(e observe.Event) {
	if e.Op == observe.Load {
		c.salts.Add("load "+e.Result(), 1)
		return
	}
	m := c.of(e.Salt)
	m.Add(string(e.Op)+" "+e.Result(), 1)
	if e.Reason == nil && e.Op != observe.Mint {
		m.Add(string(e.Op)+" with key "+e.Key(), 1)
	}
}

// of returns the counts of a salt.
func (c *counts) of(salt string) *expvar.Map {
	if m, ok := c.salts.Get(salt).(*expvar.Map); ok {
		return m
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.salts.Get(salt).(*expvar.Map); ok {
		return m
	}
	m := new(expvar.Map).Init()
	c.salts.Set(salt, m)
	return m
}
