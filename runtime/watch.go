package typeseal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// WatchKeyring returns a key ring that follows its source. It loads the ring before it
// returns, and fails with ErrConfig if that fails. After that it loads the ring every 10
// seconds, or as often as [Every] says, until ctx ends. Then the ring stays as it is. Rings
// that WithRealm and WithObserver return follow the source too. A call that mints or opens a
// token uses the same keys from its beginning to its end.
//
// If the source fails, panics, does not answer for 10 seconds, or returns a text that
// [ParseKeyring] refuses, the last good ring stays in use. The failure is logged with the
// default slog logger and reported to the observers of the ring, but not again until the
// reason changes. Age says how old the last good load is.
func WatchKeyring(ctx context.Context, s Source, opts ...WatchOption) (*Keyring, error) {
	return follow[Keyring](ctx, s, opts, func(text string) (*keySet, error) { return parseRing(text, ring.Root) })
}

// WatchPublicKeyring returns a ring of public keys that follows its source. See
// [WatchKeyring] and [ParsePublicKeyring].
func WatchPublicKeyring(ctx context.Context, s Source, opts ...WatchOption) (*PublicKeyring, error) {
	return follow[PublicKeyring](ctx, s, opts, func(text string) (*keySet, error) {
		return parseRing(text, ring.Public)
	})
}

// WatchSigningKey returns a signing key that follows its source. See [WatchKeyring] and
// [ParseSigningKey].
func WatchSigningKey(ctx context.Context, s Source, opts ...WatchOption) (*SigningKey, error) {
	return follow[SigningKey](ctx, s, opts, func(text string) (*keySet, error) { return parseRing(text, ring.Signing) })
}

// WatchOption is an option of WatchKeyring, WatchPublicKeyring and WatchSigningKey.
type WatchOption struct{ every time.Duration }

// Every sets how often a source is loaded: every d, which must be positive. Without it, d is
// 10 seconds. Each pause is up to a tenth shorter or longer, so that many programs do not
// load at the same time.
func Every(d time.Duration) WatchOption { return WatchOption{every: d} }

const (
	defaultEvery = 10 * time.Second
	longestEvery = math.MaxInt64 / 2 // a pause is longer than that, and must not overflow
	patience     = 10 * time.Second  // with a source that does not answer
)

var (
	errEvery = fmt.Errorf("%w: the interval of Every must be positive", ErrConfig)
	errExit  = fmt.Errorf("%w: the source of the keys ended its goroutine", ErrConfig)
	errSlow  = fmt.Errorf("%w: the source of the keys has not answered for 10 seconds", ErrConfig)
)

// watch follows one source.
type watch struct {
	source Source
	parse  func(text string) (*keySet, error)
	every  time.Duration
	live   *live

	answer    chan answer       // of the load that is under way, or nil
	sum       [sha256.Size]byte // of the text in use
	failure   string            // that was reported last, without what differs each time; empty after a good load
	reporting chan struct{}     // is closed when the observers have the last event
}

// answer is the result of a load.
type answer struct {
	text string
	err  error
}

// follow loads a text, and starts to watch its source.
func follow[H viewer](
	ctx context.Context, s Source, opts []WatchOption, parse func(string) (*keySet, error),
) (*H, error) {
	w := &watch{source: s, parse: parse, every: defaultEvery, live: &live{watched: true}}
	for _, o := range opts {
		if o.every <= 0 {
			return nil, errEvery
		}
		w.every = min(o.every, longestEvery)
	}
	set, err := w.next(ctx)
	if err != nil {
		return nil, err
	}
	w.live.load(set)
	go w.run(ctx)
	return handle[H](w.live, "", nil), nil
}

// run asks the source until ctx ends.
func (w *watch) run(ctx context.Context) {
	for pause(ctx, w.every-w.every/10+rand.N(w.every/5+1)) {
		set, err := w.next(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.failed(err)
		default:
			w.loaded(set)
		}
	}
}

// next returns the keys that the source has now, or nil if they have not changed.
func (w *watch) next(ctx context.Context) (*keySet, error) {
	text, err := w.ask(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(text))
	if sum == w.sum {
		return nil, nil
	}
	set, err := w.parse(text)
	if err == nil {
		w.sum = sum
	}
	return set, err
}

// ask loads the text. If the source hangs, ask gives up waiting, and the next call waits for
// the same load: a source never has two loads under way.
func (w *watch) ask(ctx context.Context) (string, error) {
	if w.answer == nil {
		w.answer = make(chan answer, 1)
		go w.load(ctx, w.answer)
	}
	slow := time.NewTimer(patience)
	defer slow.Stop()
	select {
	case a := <-w.answer:
		w.answer = nil
		return a.text, a.err
	case <-slow.C:
		return "", errSlow
	case <-ctx.Done():
		return "", fmt.Errorf("%w: loading keys: %w", ErrConfig, context.Cause(ctx))
	}
}

// load sends the answer of the source to w. A source that panics must not end the program,
// which still has keys. It has failed, and so has one that ends its goroutine.
func (w *watch) load(ctx context.Context, to chan<- answer) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a := answer{err: errExit}
	defer func() {
		if cause := recover(); cause != nil {
			a.err = &sourceError{fmt.Errorf("panic: %v", cause)}
		}
		to <- a
	}()
	a.text, a.err = load(ctx, w.source)
}
