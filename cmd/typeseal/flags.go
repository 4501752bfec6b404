package main

import (
	"errors"

	"github.com/spf13/pflag"
)

// A nameFlag is an option that names a file or a type. It refuses an empty name, which
// comes from an unset shell variable.
type nameFlag struct{ value *string }

func (f nameFlag) String() string { return *f.value }
func (f nameFlag) Type() string   { return "string" }

func (f nameFlag) Set(text string) error {
	if text == "" {
		return errors.New("it is empty; check that the shell variable in the command is set")
	}
	*f.value = text
	return nil
}

// A namesFlag is a nameFlag that may be repeated.
type namesFlag struct{ values *[]string }

func (f namesFlag) String() string { return "" }
func (f namesFlag) Type() string   { return "string" }

func (f namesFlag) Set(text string) error {
	var value string
	if err := (nameFlag{&value}).Set(text); err != nil {
		return err
	}
	*f.values = append(*f.values, value)
	return nil
}

var _, _ pflag.Value = nameFlag{}, namesFlag{}
