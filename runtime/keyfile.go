package typeseal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
)

// Reasons why a key file is refused, beside those of the system.
var (
	errNotRegular   = errors.New("it is not a regular file")
	errOthersWrite  = errors.New("its group or everyone can write it: run chmod go-w on it")
	errOtherOwner   = errors.New("it belongs to another user: run chown on it, to root or to the user of this program")
	errOtherWay     = errors.New("a folder or link on the way to it belongs to another user, in a folder that everyone can write")
	errOthersFolder = errors.New("it is below a folder that everyone can write: run chmod o-w or +t on that folder")
	errLinks        = errors.New("too many symbolic links")
)

// fromFile returns the text of a key file. Others' files are refused before they
// are opened, since opening a device may do something; and again when they are
// open, since another file may be there by then.
func fromFile(path string) (string, error) {
	if isKeyText(path) {
		return "", errKeyGiven
	}
	fail := func(err error) (string, error) {
		return "", fmt.Errorf("%w: key file %s: %w", ErrConfig, shown(path), withoutPath(err))
	}
	info, err := os.Stat(path)
	if err == nil {
		err = checkKeyFile(info)
	}
	if err == nil {
		err = checkWay(path)
	}
	if err != nil {
		return fail(err)
	}
	f, err := openKeyFile(path)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	if info, err = f.Stat(); err == nil {
		err = checkKeyFile(info)
	}
	if err != nil {
		return fail(err)
	}
	if othersRead(info) {
		slog.Warn("typeseal: key file can be read by everyone", "path", shown(path))
	}
	text, err := io.ReadAll(io.LimitReader(f, maxRingText+1))
	if err != nil {
		return fail(err)
	}
	return string(text), nil
}

// withoutPath is err without the path that package os puts into its text.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

func checkKeyFile(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return errNotRegular
	}
	return checkOwner(info)
}
