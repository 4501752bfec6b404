package redisstore

// Unchecked makes a store that checks nothing, neither when it is opened nor later, and
// does not notice lost records. Tests show with it what the checks prevent.
func Unchecked() Option {
	return func(s *Store) { s.unchecked = true }
}

// Script and ScriptSHA are the store's script and its SHA-1.
const (
	Script    = script
	ScriptSHA = scriptSHA
)
