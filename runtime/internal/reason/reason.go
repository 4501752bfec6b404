// Package reason has errors whose texts are constants. Whoever prints an error's
// reason asks for this type: the text of any other may quote a payload.
package reason

// Error is a constant text, and what caused it, if anything did. The text never
// quotes a cause.
type Error struct {
	text   string
	causes []error
}

// New returns an error without a cause. Its text must be a constant.
func New(text string) error { return &Error{text: text} }

// Wrap returns an error that also matches its causes. Its text must be made of
// constants alone.
func Wrap(text string, causes ...error) error { return &Error{text, causes} }

func (e *Error) Error() string { return e.text }

// Unwrap returns the causes.
func (e *Error) Unwrap() []error { return e.causes }
