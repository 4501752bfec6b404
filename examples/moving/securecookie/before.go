package forum

import "github.com/gorilla/securecookie"

// before is the site as it was.
type before struct{ codecs []securecookie.Codec }

func newBefore(hashKey, blockKey []byte) before {
	return before{securecookie.CodecsFromPairs(hashKey, blockKey)}
}

func (s before) mint(session Session) (string, error) {
	return securecookie.EncodeMulti("session", session, s.codecs...)
}

func (s before) read(value string) (Session, error) {
	var session Session
	err := securecookie.DecodeMulti("session", value, &session, s.codecs...)
	return session, err
}
