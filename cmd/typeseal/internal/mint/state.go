package mint

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator"
)

// stateForms say what to write for the forms of state.
var stateForms = map[string]string{
	"text": "a text", "integer": "a whole number such as 42", "bool": "true or false", "time": forms["time"],
}

// states returns the values of the type's state fields, in the order of the lock, as the
// type's methods give them to package typeseal (FORMAT.md section 3).
func (o *Order) states(faults *Faults) []string {
	fields := o.Type.State
	values, given := make([]string, len(fields)), make([]bool, len(fields))
	var names []string
	for _, f := range fields {
		names = append(names, f.Go)
	}
	for _, text := range o.State {
		name, value, ok := strings.Cut(text, "=")
		i := slices.Index(names, name)
		switch {
		case !ok:
			faults.add("--state", "has no name; write --state NAME=VALUE")
			continue
		case len(names) == 0:
			faults.add("--state "+name, "is unknown: %s has no state", o.Type.Name())
			return nil
		case i < 0:
			faults.add("--state "+name, "is unknown: %s", o.advice(name, names))
			continue
		case given[i]:
			faults.add("--state "+name, "is there twice")
			continue
		}
		given[i] = true
		values[i] = stateValue(faults, fields[i], value)
	}
	for i, f := range fields {
		if !given[i] {
			faults.add("the state "+f.Go, "is missing; write --state %s=VALUE, which is %s", f.Go, stateForms[f.Type])
		}
	}
	return values
}

func (o *Order) advice(name string, names []string) string {
	if near := o.Near(name, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "the state is " + strings.Join(names, ", ")
}

var integer = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,19})$`)

// stateValue returns the text of a value in the form that its tag covers.
func stateValue(faults *Faults, f generator.Field, value string) string {
	ok := true
	switch f.Type {
	case "integer":
		_, err := strconv.ParseInt(value, 10, 64)
		_, err2 := strconv.ParseUint(value, 10, 64)
		ok = integer.MatchString(value) && (err == nil || err2 == nil)
	case "bool":
		ok = value == "true" || value == "false"
	case "time":
		var at time.Time
		if at, ok = parseTime(value); ok {
			value = at.Format(time.RFC3339Nano)
		}
	}
	if !ok {
		faults.add("--state "+f.Go, "is not %s", stateForms[f.Type])
	}
	return value
}
