package typeseal

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// Source is where the text of a key ring or signing key comes from. Load returns the text
// as it is now. It should give up when ctx ends, which is after 10 seconds. Load is not
// called again before it has returned. Its errors are logged, so they must not contain the
// text.
type Source interface {
	Load(ctx context.Context) (text string, err error)
}

// FromFile returns the source that reads a file. It refuses the files that
// [KeyringFromFile] refuses, and logs the same warning, once. If the text has changed since
// the last Load, Load waits until the file has stayed the same for 50 ms, because its writer
// may not be done.
func FromFile(path string) Source { return &fileSource{path: path} }

// FromEnv returns the source that reads the environment variable name. It changes only if
// the program itself sets it, so [KeyringFromEnv] does the same in most programs.
func FromEnv(name string) Source { return envSource(name) }

// FromFunc returns the source that calls load, for example to ask a secret manager. See
// [Source] for what load must do.
func FromFunc(load func(context.Context) (string, error)) Source { return funcSource(load) }

// fileSource reads a file.
type fileSource struct {
	path string

	mu     sync.Mutex
	seen   bool              // a text was read
	sum    [sha256.Size]byte // of that text
	named  bool              // the file had a name when it was read
	warned bool
}

// Load implements Source.
func (s *fileSource) Load(ctx context.Context) (string, error) {
	switch {
	case s.path == "":
		return "", errNoName
	case ring.Secret(s.path):
		return "", errKeyGiven
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	text, info, err := readKeyFile(ctx, s.path, s.known)
	if err == nil && s.replaced(info) {
		err = errReplaced
	}
	if err != nil {
		err = fmt.Errorf("%w: key file %s: %w", ErrConfig, shown(s.path), pathless(err))
		if errors.Is(err, fs.ErrNotExist) && !s.seen {
			err = fmt.Errorf("%w; if there is no key yet, make one with typeseal keygen --out %s", err, shown(s.path))
		}
		return "", err
	}
	s.seen, s.sum = true, sha256.Sum256([]byte(text))
	open := othersRead(info) && ring.Secret(text) && !inKubernetes(s.path)
	if open && !s.warned {
		slog.Warn("typeseal: everyone can read the key file; run chmod o-r on it", "path", shown(s.path))
	}
	s.warned = open
	return text, nil
}

// replaced reports whether the path leads to a file that had a name and has none anymore. That
// happens in a container into which the file alone is mounted: its host replaces the file by
// another one, which the container never sees.
func (s *fileSource) replaced(info fs.FileInfo) bool {
	if !nameless(info) {
		s.named = true
		return false
	}
	info, err := os.Stat(s.path) // again, since the file may have been replaced while it was read
	return s.named && err == nil && nameless(info)
}

// known reports whether a text is the one that was read before, or the first one.
func (s *fileSource) known(text string) bool { return !s.seen || s.sum == sha256.Sum256([]byte(text)) }

// envSource reads the environment variable with this name.
type envSource string

// Load implements Source.
func (s envSource) Load(context.Context) (string, error) {
	name := string(s)
	switch {
	case name == "":
		return "", errNoName
	case ring.Secret(name):
		return "", errKeyGiven
	}
	text := os.Getenv(name)
	if text == "" {
		return "", fmt.Errorf("%w: environment variable %s is empty or not set", ErrConfig, shown(name))
	}
	return text, nil
}

// funcSource calls a function of the caller.
type funcSource func(context.Context) (string, error)

// Load implements Source.
func (f funcSource) Load(ctx context.Context) (string, error) {
	if f == nil {
		return "", errNoSource
	}
	return f(ctx)
}

// sourceName returns the name of a source in log lines.
func sourceName(s Source) string {
	switch s := s.(type) {
	case *fileSource:
		return shown(s.path)
	case envSource:
		return "$" + shown(string(s))
	}
	return "function"
}

var (
	errNoSource = fmt.Errorf("%w: no source of keys", ErrConfig)
	errNoName   = fmt.Errorf("%w: the name of the file or variable with the keys is empty", ErrConfig)
)

// load calls a source. Errors of the caller's sources become sourceErrors.
func load(ctx context.Context, s Source) (string, error) {
	if s == nil {
		return "", errNoSource
	}
	text, err := s.Load(ctx)
	switch s.(type) {
	case *fileSource, envSource:
		return text, err
	}
	if err != nil && err != errNoSource {
		return "", &sourceError{err}
	}
	return text, err
}

// sourceError is the error of a caller's source. It matches ErrConfig, and what cause
// matches, apart from errors that blame a token.
type sourceError struct{ cause error }

// longestReason is the length in bytes at which the text of a cause is cut.
const longestReason = 300

// Error shows the text of the cause, because an operator needs it, unless a key could be in
// it.
func (e *sourceError) Error() string {
	text := strings.NewReplacer("=", " ", "\n", " ", "\r", " ").Replace(e.cause.Error())
	switch {
	case mayHoldKey(text):
		text = "(reason not shown: it could contain a key)"
	case len(text) > longestReason:
		text = strings.ToValidUTF8(text[:longestReason], "") + "..."
	}
	return ErrConfig.Error() + ": the source of the keys failed: " + text
}

// Unwrap returns ErrConfig and the cause.
func (e *sourceError) Unwrap() []error {
	if blamesToken(e.cause) {
		return []error{ErrConfig}
	}
	return []error{ErrConfig, e.cause}
}

// pathless returns an error of the operating system without the path in it.
func pathless(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}
