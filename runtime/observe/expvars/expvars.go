// Package expvars counts the uses of tokens in variables of package expvar.
//
// Importing package expvar registers the path /debug/vars with http.DefaultServeMux. That
// is why this package is not part of package observe.
package expvars

import (
	"expvar"

	"github.com/typeseal/typeseal/runtime/observe"
	"github.com/typeseal/typeseal/runtime/observe/internal/series"
)

// New publishes a variable with the given name, and returns an observer that counts events
// in it. Like expvar.Publish, it panics if the name is in use. The variable is a JSON
// object with an object for each salt, and a number for each result of loading a key ring:
//
//	{"account.password-reset": {"mint ok": 7, "open expired token": 2, "open ok": 5, "open with key 1f0c77aa": 5},
//	 "load ok": 1}
//
// Hostile tokens cannot make it grow: salts and results come from the program, and keys are
// counted only for tokens that were opened.
func New(name string) observe.Observer {
	c := &counts{salts: expvar.NewMap(name)}
	c.table = series.NewTable(c.add)
	return c
}

type counts struct {
	salts *expvar.Map
	table *series.Table[[]*expvar.Int] // what to count for a token
}

func (c *counts) Observe(e observe.Event) {
	if e.Op == observe.Load {
		c.salts.Add("load "+e.Result(), 1)
		return
	}
	for _, n := range c.table.At(series.Of(e)) {
		n.Add(1)
	}
}

// add returns the numbers of a series. The table calls it for one series at a time.
func (c *counts) add(s series.Series) []*expvar.Int {
	m, ok := c.salts.Get(s.Salt).(*expvar.Map)
	if !ok {
		m = new(expvar.Map).Init()
		c.salts.Set(s.Salt, m)
	}
	numbers := []*expvar.Int{number(m, string(s.Op)+" "+s.Result)}
	if s.OK && s.Op != observe.Mint {
		numbers = append(numbers, number(m, string(s.Op)+" with key "+s.Key()))
	}
	return numbers
}

// number returns the number in m with a name.
func number(m *expvar.Map, name string) *expvar.Int {
	m.Add(name, 0)
	return m.Get(name).(*expvar.Int)
}
