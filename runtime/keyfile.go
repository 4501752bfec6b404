package typeseal

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// Reasons why a key file is refused, besides errors of the operating system. Somebody who
// can write the file, or put another one in its place, could add a key and forge
// tokens with it.
var (
	errNotRegular  = errors.New("not a regular file")
	errOthersWrite = errors.New("its group or everyone can write it; run chmod go-w on it")
	errOtherOwner  = errors.New("another user owns it; run chown to give it to root or to the user of this program")
	errOtherWay    = errors.New("another user owns a folder or link on its path; " +
		"move the file to a folder that only you can write")
	errOthersFolder = errors.New("everyone can write a folder on its path; run chmod o-w or chmod +t on that folder")
	errLinks        = errors.New("too many symbolic links on its path")
	errUnsettled    = errors.New("it is being written")
	errReplaced     = errors.New("it was replaced, but its mount still shows the old file; " +
		"mount the folder of the file instead of the file")
)

// readKeyFile returns the text of a key file, and what the system says about the file. If
// known does not report that the text was read before, it reads the file until its writer
// is done.
//
// It checks the file before it opens it, because opening a device can have effects. It
// checks the open file again, because another one may have taken its place.
func readKeyFile(ctx context.Context, path string, known func(text string) bool) (string, fs.FileInfo, error) {
	if _, err := checked(os.Stat(path)); err != nil {
		return "", nil, err
	}
	if err := checkWay(path); err != nil {
		return "", nil, err
	}
	f, err := openKeyFile(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	info, err := checked(f.Stat())
	if err != nil {
		return "", nil, err
	}
	text, err := readText(f)
	if err == nil && !known(text) {
		text, err = settledText(ctx, f, info)
	}
	return text, info, err
}

// Limits of the wait for the writer of a file.
const (
	settleTime  = 50 * time.Millisecond
	settleTries = 20
)

// settledText returns the text of a file that did not change for settleTime. info is the
// state of the file before its text was read last.
func settledText(ctx context.Context, f *os.File, info fs.FileInfo) (string, error) {
	for range settleTries {
		if !pause(ctx, settleTime) {
			return "", ctx.Err()
		}
		text, err := readText(f)
		if err != nil {
			return "", err
		}
		now, err := f.Stat()
		if err != nil {
			return "", err
		}
		if now.Size() == info.Size() && now.ModTime().Equal(info.ModTime()) {
			return text, nil
		}
		info = now
	}
	return "", errUnsettled
}

// readText reads the file from its beginning. It stops after the longest text of a ring.
func readText(f *os.File) (string, error) {
	text, err := io.ReadAll(io.NewSectionReader(f, 0, ring.MaxText+1))
	return string(text), err
}

// checked takes the results of Stat. It refuses a file that another user could have made.
func checked(info fs.FileInfo, err error) (fs.FileInfo, error) {
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errNotRegular
	}
	return info, checkOwner(info)
}

// pause waits for d, and reports false if ctx ends before that.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
