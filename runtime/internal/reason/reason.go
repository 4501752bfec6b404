// Package reason has errors with constant texts. The text of any other error could
// contain a payload or a key, for example if a caller's own method returned it. So
// typeseal shows the text of a cause only if the cause has type Error.
package reason

// Error has a constant text, and perhaps causes. The text does not contain the
// texts of the causes.
type Error struct {
	text   string
	causes []error
}

// New returns an error without a cause. Its text must be a constant.
func New(text string) error { return &Error{text: text} }

// Wrap returns an error that matches its causes. Its text must be made of
// constants only.
func Wrap(text string, causes ...error) error { return &Error{text, causes} }

// Error returns the text.
func (e *Error) Error() string { return e.text }

// Unwrap returns the causes.
func (e *Error) Unwrap() []error { return e.causes }
