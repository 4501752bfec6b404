package ring

// A State says what a key of a ring may be used for.
type State byte

const (
	None     State = iota // not written
	Primary               // mints and opens
	Accepted              // opens
	Retired               // does neither
	Revoked               // does neither, and the error for its tokens says that they are revoked
)

// words has the word for each state.
var words = [...]string{None: "", Primary: "primary", Accepted: "accepted", Retired: "retired", Revoked: "revoked"}

// String returns the word for s, or "" for None.
func (s State) String() string { return words[s] }

// stateOf returns the state that a word names, or None.
func stateOf(word string) State {
	for s := Primary; s <= Revoked; s++ {
		if word == words[s] {
			return s
		}
	}
	return None
}
