package typeseal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
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
)

// secretFile returns the text of a file of secret keys, and logs a warning if
// everyone can read it.
func secretFile(path string) (string, error) {
	text, info, err := keyFile(path)
	if err == nil && othersRead(info) {
		slog.Warn("typeseal: everyone can read the key file; run chmod o-r on it", "path", shown(path))
	}
	return text, err
}

// keyFile returns the text of a key file, and the operating system's information about
// the file.
func keyFile(path string) (string, fs.FileInfo, error) {
	if isKeyText(path) {
		return "", nil, errKeyGiven
	}
	text, info, err := readKeyFile(path)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // the text of a PathError shows the path
	}
	if err != nil {
		return "", nil, fmt.Errorf("%w: key file %s: %w", ErrConfig, shown(path), err)
	}
	return text, info, nil
}

// readKeyFile checks the file before it opens it, because opening a device can
// have effects. It checks the open file again, because another one may have
// taken its place.
func readKeyFile(path string) (string, fs.FileInfo, error) {
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
	text, err := io.ReadAll(io.LimitReader(f, maxRingText+1))
	return string(text), info, err
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
