// Package mattn tests sqlstore with SQLite and the driver mattn/go-sqlite3. It requires
// cgo.
package mattn
